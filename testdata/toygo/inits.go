// The order in which the variables of the package get their values: the first that needs none which
// has none yet, also where methods, functions and literals use them.
package main

type t struct{ n int }

func (v t) get() int       { return v.n + byMethod }
func (v *t) again() int    { return v.get() + 1 }
func (v t) unused() int    { return last }
func note(s string) int    { println(s); return len(s) }
func shadow() int          { late := 2; return late }
func even(n int) bool      { return n == 0 || odd(n-1) }
func odd(n int) bool       { return n != 0 && even(n-1) && table != nil }
func two() (int, string)   { return note("two"), "second" }
func add(a int, b int) int { return a + b }

var viaMethod = t{5}.get()
var viaPointer = (&value).again()
var byMethod = note("byMethod")
var value = t{note("value")}

var sum = add(note("sum"), dep) + other
var other = note("other")
var dep = note("dep")

var first, second = two()
var left, right = right + 1, note("right")
var inLiteral = func() int { return func() int { return inner }() }()
var inner = note("inner")
var fromShadow = shadow()
var late = note("late")
var parity = even(7)
var table = map[string]int{"a": note("table")}
var _ = note("blank")
var zero int
var handler = func() int { return counter }
var counter = note("counter") + zero
var last = note("last")

func main() {
	println(viaMethod, viaPointer, byMethod, value.n, sum, other, dep)
	println(first, second, left, right, inLiteral, inner, fromShadow, late)
	println(parity, table["a"], zero, handler(), counter, last, t{1}.unused())
}
