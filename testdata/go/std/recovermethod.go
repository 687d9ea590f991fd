// recover in a deferred method, by method expressions, values and wrappers, and where it must not
// recover: called by what is deferred, even if that is inlined.
package main

import "fmt"

type T struct{ n int }

func (t T) Val(x int)  { fmt.Println("Val", t.n, x, recover()) }
func (t *T) Ptr(x int) { fmt.Println("Ptr", t.n, x, recover()) }

type I interface{ Val(int) }
type E struct{ T }

func try(name string, f func()) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Println(name, "not recovered", r)
		}
	}()
	f()
}

func main() {
	try("T.Val", func() { defer T.Val(T{1}, 2); panic("a") })
	try("(*T).Val", func() { defer (*T).Val(&T{1}, 2); panic("a") })
	try("(*T).Ptr", func() { defer (*T).Ptr(&T{1}, 2); panic("b") })
	try("I.Val", func() { defer I.Val(T{1}, 2); panic("c") })
	try("E.Val", func() { defer E.Val(E{T{1}}, 2); panic("d") })
	try("(*E).Val", func() { defer (*E).Val(&E{T{1}}, 2); panic("d") })
	try("(*E).Ptr", func() { defer (*E).Ptr(&E{T{1}}, 2); panic("d") })
	try("f := T.Val", func() { f := T.Val; defer f(T{1}, 2); panic("e") })
	try("f := I.Val", func() { f := I.Val; defer f(T{1}, 2); panic("e") })
	try("t.Val", func() { t := T{1}; defer t.Val(2); panic("f") })
	try("f := t.Val", func() { t := T{1}; f := t.Val; defer f(2); panic("f") })
	try("i.Val", func() { var i I = E{T{1}}; defer i.Val(2); panic("f") })
	try("f := i.Val", func() { var i I = E{T{1}}; f := i.Val; defer f(2); panic("f") })
	try("e.Val", func() { e := E{T{1}}; defer e.Val(2); panic("f") })
	try("e.Ptr", func() { e := E{T{1}}; defer e.Ptr(2); panic("f") })
	try("direct", func() { func() { T.Val(T{1}, 3) }(); defer func() { T.Val(T{1}, 2) }(); panic("g") })
	try("direct2", func() { f := T.Val; defer func() { f(T{1}, 2) }(); panic("g") })
	try("g0", func() { defer g0(1); panic("a") })
	try("h", func() { defer h(1); panic("a") })
	try("g1", func() { defer g1(2); panic("a") })
	try("G.M", func() { defer G.M(G{1}, 2); panic("a") })
	try("g.M", func() { defer G{1}.M(2); panic("a") })
	try("H.M", func() { defer H{G{1}}.M(2); panic("a") })
	try("i.M", func() { var i interface{ M(int) } = H{G{1}}; defer i.M(2); panic("a") })
	try("pi.M", func() { var i interface{ M(int) } = &H{G{1}}; defer i.M(2); panic("a") })
	try("lit", func() { defer func(x int) { h(x) }(3); panic("a") })
	try("lit2", func() { defer func(x int) { func() { fmt.Println(recover()) }() }(3); panic("a") })
	try("me", func() { f := G.M; defer f(G{1}, 2); panic("a") })
}

type G struct{ n int }

func (g G) M(x int) { h(x) }
func h(x int)       { fmt.Println("h", x, recover()) }
func g0(x int)      { h(x) }
func g1(x int)      { g0(x) }

type H struct{ G }
