// reflect.Value.Call and reflect.MakeFunc pass values as compiled code does: those without a size,
// or with parts that have none, and those of which one half goes to the last general register and
// the other to a vector register. A function returns its first arguments as results.
package main

import (
	"fmt"
	"reflect"
)

type empty struct{}
type bytewise struct {
	x int8
	_ [0]int64
}
type uncomparable struct {
	_ [0]func()
	x int64
}
type endsblank struct {
	x float64
	_ empty
}
type endsempty struct {
	x float64
	y empty
}
type floats struct {
	x float32
	y [0]float64
	z float32
}
type mixed struct {
	a endsblank
	b float64
}
type two struct {
	a [2]struct {
		x float32
		y empty
	}
}
type blank3 struct {
	a, b float64
	_    empty
}
type deep [1][1][1][1][1][1][1][1][1][1]int64
type deeper [1][1][1][1][1][1][1][1][1][1]deep
type deepest [1][1][1][1][1][1][1][1][1][1]deeper
type halves struct {
	i int
	x float64
}
type huge [1 << 40]empty

var seen string

func note(args ...interface{}) { seen += fmt.Sprintf("%v ", args) }

func f0(a [0]int, b int32)                     { note(a, b) }
func f1(a int, b empty, c int)                 { note(a, b, c) }
func f2(a bytewise, b int, c [0]string)        { note(a, b, c) }
func f3(a uncomparable, b int) uncomparable    { note(a, b); return a }
func f4(a int, b empty) (int, empty)           { note(a, b); return a, b }
func f5(a empty, b float64) (empty, float64)   { note(a, b); return a, b }
func f6(a [0]int, b, c int) ([0]int, int, int) { note(a, b, c); return a, b, c }
func f7(a int, b empty, c int) (int, empty)    { note(a, b, c); return a, b }
func f8(a, b float32, c empty) (float32, float32, empty) {
	note(a, b, c)
	return a, b, c
}
func f9(a endsblank, b float64, c int) endsblank             { note(a, b, c); return a }
func f10(a endsempty, b float64, c int) endsempty            { note(a, b, c); return a }
func f11(a floats, b float64, c int) floats                  { note(a, b, c); return a }
func f12(a mixed, b float64, c int) mixed                    { note(a, b, c); return a }
func f13(a two, b float64, c int) two                        { note(a, b, c); return a }
func f14(a blank3, b float64, c int) blank3                  { note(a, b, c); return a }
func f15(a endsblank, b float64, c int) (endsblank, float64) { note(a, b, c); return a, b }
func f16(a deepest, b int) deepest                           { note(a, b); return a }
func f17(a huge, b int)                                      { note(len(a), b) }
func f18(a empty, b int32, c empty, d, e, f, g, h int, i empty, j int8, k float64, l [0]int,
	m string, n int16) {
	note(a, b, c, d, e, f, g, h, i, j, k, l, m, n)
}

func f19(x float64, a, b, c, d, e int, f halves, y float64, g halves) float64 {
	note(x, a, b, c, d, e, f, y, g)
	return x
}
func f20(a halves, x float32, b, c, d int, e halves, f int) [3]int {
	note(a, x, b, c, d, e, f)
	return [3]int{b, c, d}
}
func f21(a empty, x float64, b, c, d, e, f int, g halves) { note(a, x, b, c, d, e, f, g) }

func (h halves) method(x float64, a, b, c, d int, f halves) { note(h, x, a, b, c, d, f) }

type methods interface {
	method(x float64, a, b, c, d int, f halves)
}

func try(f interface{}, values ...interface{}) {
	t := reflect.TypeOf(f)
	var args []reflect.Value
	for i, x := range values {
		if x == nil {
			args = append(args, reflect.Zero(t.In(i)))
		} else {
			args = append(args, reflect.ValueOf(x))
		}
	}
	made := reflect.MakeFunc(t, func(in []reflect.Value) []reflect.Value {
		for _, v := range in {
			if v.Type() == reflect.TypeOf(huge{}) {
				note(v.Len())
			} else {
				seen += fmt.Sprint(v, " ")
			}
		}
		return in[:t.NumOut()]
	})
	for _, call := range []reflect.Value{reflect.ValueOf(f), made} {
		seen = ""
		out := call.Call(args)
		fmt.Println(seen, out)
		for _, v := range out {
			fmt.Println("\t", v)
		}
	}
}

func main() {
	try(f0, nil, int32(-7))
	try(f1, 1, nil, 3)
	try(f2, bytewise{x: 1}, 2, nil)
	try(f3, uncomparable{x: 7}, 8)
	try(f4, 8, nil)
	try(f5, nil, 8.5)
	try(f6, nil, 1, 2)
	try(f7, 1, nil, 2)
	try(f8, float32(1.5), float32(2.5), nil)
	try(f9, endsblank{x: 1.5}, 2.5, 3)
	try(f10, endsempty{x: 1.5}, 2.5, 3)
	try(f11, floats{x: 1.5, z: 2.5}, 3.5, 4)
	try(f12, mixed{endsblank{x: 1.5}, 2.5}, 3.5, 4)
	var t two
	t.a[0].x, t.a[1].x = 1.5, 2.5
	try(f13, t, 3.5, 4)
	try(f14, blank3{a: 1.5, b: 2.5}, 3.5, 4)
	try(f15, endsblank{x: 1.5}, 2.5, 3)
	try(f16, deepest{}, 6)
	try(f17, nil, 5)
	try(f18, nil, int32(1), nil, 2, 3, 4, 5, 6, nil, int8(7), 8.5, nil, "nine", int16(10))
	h := halves{9, 9.5}
	try(f19, 1.5, 1, 2, 3, 4, 5, h, 2.5, halves{10, 10.5})
	try(f21, nil, 1.5, 1, 2, 3, 4, 5, h)
	try(halves.method, halves{10, 10.5}, 1.5, 1, 2, 3, 4, h)
	try(methods.method, halves{10, 10.5}, 1.5, 1, 2, 3, 4, h)
	out := reflect.ValueOf(f20).Call([]reflect.Value{reflect.ValueOf(h), reflect.ValueOf(float32(1.5)),
		reflect.ValueOf(1), reflect.ValueOf(2), reflect.ValueOf(3), reflect.ValueOf(h),
		reflect.ValueOf(4)})
	fmt.Println(seen, out[0])
	// On a small stack.
	done := make(chan bool)
	go func() {
		try(f16, deepest{}, 7)
		done <- true
	}()
	<-done
}
