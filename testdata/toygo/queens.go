package main

func queens(n, row int, cols, d1, d2 map[int]bool) int {
	if row == n {
		return 1
	}
	count := 0
	for c := 0; c < n; c++ {
		if cols[c] || d1[row+c] || d2[row-c] {
			continue
		}
		cols[c], d1[row+c], d2[row-c] = true, true, true
		count += queens(n, row+1, cols, d1, d2)
		cols[c], d1[row+c], d2[row-c] = false, false, false
	}
	return count
}
func main() { println(queens(6, 0, map[int]bool{}, map[int]bool{}, map[int]bool{})) }
