"""Values of any size go through calls of any kind, at any distance from the end of a stack segment:
a program made here prints what it prints with real Go. Sizes: around powers of two, size classes
and what has been a limit. Kinds: calls, go, defer, method values and expressions, interfaces,
promoted methods, functions that recover, reflect. Distances: each goroutine begins on a fresh
segment, and a chain of frames brings the call to every 16th byte of it (large values, which never
fit, to some).
Usage: large.py [SIZE…]"""

import os
import re
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import besidereal  # noqa: E402

NPARAMS = [10, 100, 300, 1000]
SIZES = [1, 8, 9, 16, 17, 33, 64, 128, 129, 248, 255, 256, 257, 512, 640, 896, 1024, 1025, 1792,
         2048, 4096, 16385, 32768, 40000, 65535, 65536, 65537, 100000, 1 << 20]

HEAD = """package main

import (
	"fmt"
	"os"
	"reflect"
	"runtime"
)

// A frame for each bit of the distance, with 16 << bit bytes more where it is set.
//go:noinline
func pad(bit, distance int, f func(int) int) int {
	if bit == PADS {
		return f(distance)
	}
	if distance>>uint(bit)&1 == 0 {
		return pads[PADS](bit+1, distance, f)
	}
	return pads[bit](bit+1, distance, f)
}

var pads [PADS + 1]func(bit, distance int, f func(int) int) int

func run(name string, step int, f func(int) int) {
	h := uint32(2166136261)
	for d := 0; d < 1<<PADS; d += step {
		c := make(chan int)
		go func(d int) { c <- pad(0, d, f) }(d)
		h = (h ^ uint32(<-c)) * 16777619
	}
	fmt.Println(name, h)
}

func check(where string, ok bool) {
	if !ok {
		fmt.Println("wrong:", where)
		os.Exit(1)
	}
}
"""

PAD = """
//go:noinline
func padBIT(bit, distance int, f func(int) int) int {
	var a [BYTES]byte
	a[distance&7] = byte(bit)
	r := pad(bit, distance, f)
	return r + int(a[distance&7]) - bit
}
"""

SIZE = """
type aN [N]byte

var sN aN

func sumN(b *aN) (r int) {
	for i := 0; i < N; i += 1 + N/61 {
		r = r*31 + int(b[i])
	}
	return r*31 + int(b[N-1])
}

//go:noinline
func plainN(b aN, n int) aN {
	b[n%N]++
	return b
}

//go:noinline
func manyN(a int, f float64, s string, b aN, g float32, i interface{}, c aN, p *int, l []int, d aN,
	u uint8) int {
	b[0] += u
	a += int(f) + len(s) + int(g) + i.(int) + *p + l[1] + int(u)
	return a + sumN(&b) + sumN(&c)*2 + sumN(&d)*3
}

//go:noinline
func goN(b aN, c chan int, n int) {
	b[n%N]++
	c <- sumN(&b)
}

//go:noinline
func putN(b aN, r *int) { *r = *r*7 + sumN(&b) }

type tN struct {
	x int
	b aN
}

func (t tN) Val(b aN, n int) int {
	t.b[n%N]++
	return sumN(&t.b)*3 + sumN(&b) + n + t.x
}

func (t *tN) Ptr(b aN, n int) aN {
	b[n%N] += t.b[0]
	return b
}

type iN interface {
	Val(aN, int) int
	Ptr(aN, int) aN
}

type eN struct {
	y int
	*tN
}

type rN struct {
	p *int
	b aN
}

func (r rN) Rec(b aN) {
	if e := recover(); e != nil {
		*r.p = sumN(&r.b)*5 + sumN(&b) + e.(int)
	}
}

type qN struct{ rN }

var tsN = tN{x: 3}
var isN iN = &tsN
var ieN iN = eN{4, &tsN}
var rvN = reflect.ValueOf(plainN)
var madeN = reflect.MakeFunc(rvN.Type(), func(a []reflect.Value) []reflect.Value { return a[:1] })
var makeN = madeN.Interface().(func(aN, int) aN)

func kindsN() {
	for i := range sN {
		sN[i] = byte(i*7 + i>>8)
		tsN.b[i] = byte(i*3 + i>>9)
	}
	run("N call", STEP, func(d int) int { b := plainN(sN, d); return sumN(&b) })
	run("N many", STEP, func(d int) int {
		return manyN(d, 2.5, "abc", sN, 1.5, 7, tsN.b, &tsN.x, []int{1, 2}, sN, 9)
	})
	run("N go", STEP, func(d int) int { c := make(chan int); go goN(sN, c, d); return <-c })
	run("N go literal", STEP, func(d int) int {
		c := make(chan int)
		go func(b aN, d int) { b[0] += byte(d); c <- sumN(&b) }(sN, d)
		return <-c
	})
	run("N defer", STEP, func(d int) (r int) {
		func() {
			defer putN(sN, &r)
			for i := 0; i < 3; i++ {
				defer putN(sN, &r)
			}
			r = d
		}()
		return r
	})
	run("N recover", STEP, func(d int) (r int) {
		func() {
			defer func(b aN, d int) {
				if e := recover(); e != nil {
					r = sumN(&b) + d + e.(int)
				}
			}(sN, d)
			panic(d * 2)
		}()
		return r
	})
	run("N recover method", STEP, func(d int) (r int) {
		func() {
			defer rN{&r, sN}.Rec(tsN.b)
			panic(d)
		}()
		return r
	})
	run("N recover promoted", STEP, func(d int) (r int) {
		func() {
			var q interface{ Rec(aN) } = qN{rN{&r, sN}}
			defer q.Rec(tsN.b)
			panic(d)
		}()
		return r
	})
	run("N Goexit", STEP, func(d int) int {
		c, r := make(chan int, 1), d
		go func() {
			defer func(b aN, c chan int) { c <- r + sumN(&b) }(sN, c)
			defer putN(sN, &r)
			runtime.Goexit()
		}()
		return <-c
	})
	run("N method", STEP, func(d int) int { b := tsN.Ptr(sN, d); return tsN.Val(sN, d) + sumN(&b) })
	run("N method value", STEP, func(d int) int {
		v, p := tsN.Val, tsN.Ptr
		b := p(sN, d)
		return v(sN, d) + sumN(&b)
	})
	run("N method expression", STEP, func(d int) int {
		b := (*tN).Ptr(&tsN, sN, d)
		return tN.Val(tsN, sN, d) + sumN(&b)
	})
	run("N interface", STEP, func(d int) int {
		b := isN.Ptr(sN, d)
		return isN.Val(sN, d) + sumN(&b)
	})
	run("N promoted", STEP, func(d int) int {
		b := ieN.Ptr(sN, d)
		return ieN.Val(sN, d) + sumN(&b)
	})
	run("N interface method value", STEP, func(d int) int {
		v, p := ieN.Val, isN.Ptr
		b := p(sN, d)
		return v(sN, d) + sumN(&b)
	})
	run("N interface method expression", STEP, func(d int) int { return iN.Val(isN, sN, d) })
	run("N go method", STEP, func(d int) int {
		c := make(chan int)
		go func() { c <- isN.Val(sN, d) }()
		r := <-c
		go ieN.Val(sN, d)
		go tsN.Val(sN, d)
		return r
	})
	run("N defer method", STEP, func(d int) int {
		func() {
			defer ieN.Val(sN, d)
			defer tN.Val(tsN, sN, d)
			defer isN.Ptr(sN, d)
		}()
		return d
	})
	run("N values", STEP, func(d int) int {
		x := sN
		c := make(chan aN, 1) // chan
		c <- sN // chan
		x = <-c // chan
		var e interface{} = x
		y, ok := e.(aN)
		check("N values", ok && y == sN && e == interface{}(sN))
		n := 0
		for i, v := range y {
			if i == N/2 {
				n += int(v)
			}
		}
		return n + sumN(&y)
	})
	if N <= 65537 {
		run("N map", STEP, func(d int) int {
			m := map[int]aN{d: sN}
			x := m[d]
			return sumN(&x) + len(m)
		})
	}
	run("N reflect", STEP, func(d int) int {
		n := d
		if N > 4096 {
			n = 0
		}
		b := reflect.ValueOf(&sN).Elem()
		r := rvN.Call([]reflect.Value{b, reflect.ValueOf(n)})[0].Interface().(aN)
		v := reflect.ValueOf(isN).Method(1).Call([]reflect.Value{b, reflect.ValueOf(d)})
		return sumN(&r) + int(v[0].Int())
	})
	run("N MakeFunc", STEP, func(d int) int {
		r := makeN(sN, d)
		f := reflect.ValueOf(ieN).MethodByName("Val").Interface().(func(aN, int) int)
		return sumN(&r) + f(sN, d)
	})
	run("N go MakeFunc", STEP, func(d int) int {
		func() { defer makeN(sN, d) }()
		go makeN(sN, d)
		return d
	})
}
"""


# A function of as many parameters, by reflect.
PARAMS = """
//go:noinline
func paramsN(NAMES int) int { return NAMES0 }

func kindsparamsN() {
	v := reflect.ValueOf(paramsN)
	m := reflect.MakeFunc(v.Type(), func(a []reflect.Value) []reflect.Value {
		s := int64(0)
		for i, x := range a {
			s += x.Int() * int64(i)
		}
		return []reflect.Value{reflect.ValueOf(int(s))}
	})
	run("N parameters", 4, func(d int) int {
		var args []reflect.Value
		for i := 0; i < N; i++ {
			args = append(args, reflect.ValueOf(i*d))
		}
		return int(v.Call(args)[0].Int() + 3*m.Call(args)[0].Int())
	})
}
"""

PADS = 7
NAME = re.compile(r"\b((?:a|s|t|i|e|r|q|sum|plain|many|go|put|ts|is|ie|rv|made|make|kinds)?)N\b")


def source(sizes):
    parts = [HEAD.replace("PADS", str(PADS))]
    for bit in range(PADS + 1):
        size = (16 << bit if bit < PADS else 0) + 8
        parts.append(PAD.replace("BIT", str(bit)).replace("BYTES", str(size)))
    for n in sizes:
        step = 1 if n <= 2049 else 4 if n < 16385 else 16
        # Real Go has a limit for elements of channels.
        text = SIZE if n < 65536 else re.sub(r".*// chan\n", "", SIZE)
        parts.append(NAME.sub(rf"\g<1>{n}", text.replace("STEP", str(step))))
    for n in NPARAMS:
        names = [f"a{i}" for i in range(n)]
        text = PARAMS.replace("NAMES0", "a0+2*" + "+".join(names[1:]))
        parts.append(re.sub(r"N\b", str(n), text.replace("NAMES", ", ".join(names))))
    parts.append("\nfunc main() {\n")
    parts += [f"\tpads[{bit}] = pad{bit}\n" for bit in range(PADS + 1)]
    parts += [f"\tkinds{n}()\n" for n in sizes]
    parts += [f"\tkindsparams{n}()\n" for n in NPARAMS]
    return "".join(parts) + "}\n"


def main():
    with tempfile.TemporaryDirectory(prefix="gort-test-") as tmp:
        path = os.path.join(tmp, "large.go")
        with open(path, "w") as f:
            f.write(source([int(a) for a in sys.argv[1:]] or SIZES))
        besidereal(path, [], [{"GOMAXPROCS": procs} for procs in ("1", "2", "8")])


if __name__ == "__main__":
    main()
