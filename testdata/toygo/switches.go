package main

func f(n int) string {
	switch n {
	case 0, 1:
		return "small"
	case 2:
		break
	case 3:
		return "middle"
	default:
		return "large"
	case 100:
		return "hundred"
	}
	return "broken"
}
func main() {
	for _, n := range []int{0, 1, 2, 3, 4, 100} {
		print(f(n), " ")
	}
	println()
	for i := 0; i < 3; i++ {
		for j := 0; ; j++ {
			switch {
			case j == 3:
				continue
			case i == j:
				break
			default:
				print(i, j, " ")
			}
			if j > 3 {
				break
			}
		}
	}
	println()
	switch x := 5; x {
	case 5:
		println("five")
	}
	switch s := "b"; {
	case s == "a":
		println("a")
	case s == "b":
		println("b")
	}
	for i := 0; i < 10; i++ {
		if i%2 == 0 {
			continue
		}
		if i > 6 {
			break
		}
		print(i)
	}
	println()
}
