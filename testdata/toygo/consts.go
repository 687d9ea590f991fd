package main

const (
	a = iota
	b
	c
	_
	e
)
const big, text = 1 << 40, "const" + "ant"
const typed int = 5

type weekday int

const (
	sunday weekday = iota + 1
	monday
)

func (d weekday) String() string {
	if d == sunday {
		return "sunday"
	}
	return "another"
}

var x = y + 1
var y = f()
var table = map[string]int{"a": x}

func f() int { return 10 }
func main() {
	println(x, y)
	const local = "local"
	println(a, b, c, e, big, text, typed, local, sunday, monday.String(), len(table), table["a"])
}
