package main

func div(a, b int) (q, r int) { q = a / b; r = a % b; return }
func main() {
	x := 7
	x += 5
	x *= 3
	x -= 1
	x /= 4
	x <<= 3
	x |= 1
	x ^= 2
	x &^= 8
	println(x, -x, ^x, x%7, -x%7, -x/7, 1<<10, x>>1, -x>>1)
	q, r := div(-17, 5)
	println(q, r, 6&3|8, 5&^1)
	min := -1 << 63
	one := -1
	println(min/one, min%one, min-1)
	n := 70
	println(1<<n, -5>>n, uintless(3))
	b := 250
	b += 10
	println(b, 64+1, 1 < 2 == true, 3 != 3)
}
func uintless(n int) bool { return n >= 0 && n < 10 || n == 100 }
