package main

func f(n int) string {
	switch n {
	case 0, 1:
		return "small"
	case 2:
		fallthrough
	case 3:
		return "middle"
	default:
		return "large"
	case 100:
		return "hundred"
	}
}
func main() {
	for _, n := range []int{0, 1, 2, 3, 4, 100} {
		print(f(n), " ")
	}
	println()
outer:
	for i := 0; ; i++ {
		for j := 0; j < 5; j++ {
			switch {
			case j == 3:
				continue outer
			case i == 3:
				break outer
			case i == j:
				break
			default:
				print(i, j, " ")
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
