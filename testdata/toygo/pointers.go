package main

type node struct {
	value int
	next  *node
}

func push(head **node, v int) { *head = &node{v, *head} }
func swap(a, b *int)          { *a, *b = *b, *a }
func main() {
	var head *node
	for i := 0; i < 5; i++ {
		push(&head, i)
	}
	for n := head; n != nil; n = n.next {
		print(n.value, " ")
	}
	println()
	a, b := 1, 2
	swap(&a, &b)
	p := &a
	pp := &p
	**pp = 9
	println(a, b, p == &a, p == &b, *new(int))
	s := []int{1, 2, 3}
	q := &s[1]
	*q = 20
	println(s[1], q == &s[1])
}
