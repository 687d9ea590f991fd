"""Calls by way of package reflect pass and return what was meant, for signatures drawn at random,
with a fixed seed: of functions, methods, and functions that reflect makes, each called by reflect
and by compiled code. The program checks itself, and does the same with real Go."""

import os
import random
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import besidereal  # noqa: E402

COUNT = 60
SCALARS = ("bool int8 int16 int32 int64 int uint8 uint16 uint32 uint64 uintptr float32 float64 "
           "complex64 complex128 string error any []byte *int func()int").split()
SMALL = "int8 int16 int32 int64 bool float32 float32 float64 complex64 string *int".split()
EMPTY = ["struct{}", "[0]int8", "[0]int64", "[0]func()", "struct{ _ struct{} }", "[3]struct{}",
         "struct{ a [0]int64; b struct{} }"]

HEAD = """package main

import (
	"errors"
	"fmt"
	"os"
	"reflect"
)

type any = interface{}

var state uint64 = 88172645463325252
var ints [16]int
var seen string
var bad int

func random() uint64 {
	state ^= state << 13
	state ^= state >> 7
	state ^= state << 17
	return state
}

func fill(v reflect.Value) {
	f := float64(int16(random())) / 8
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(random()&1 == 1)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		v.SetInt(int64(random()))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64,
		reflect.Uintptr:
		v.SetUint(random())
	case reflect.Float32, reflect.Float64:
		v.SetFloat(f)
	case reflect.Complex64, reflect.Complex128:
		v.SetComplex(complex(f, float64(random()%99)))
	case reflect.String:
		v.SetString(fmt.Sprint("s", random()))
	case reflect.Slice:
		v.SetBytes([]byte(fmt.Sprint("b", random())))
	case reflect.Ptr:
		v.Set(reflect.ValueOf(&ints[random()%16]))
	case reflect.Func:
		x := int(random())
		v.Set(reflect.ValueOf(func() int { return x }))
	case reflect.Interface:
		v.Set(reflect.ValueOf(errors.New(fmt.Sprint("e", random()))))
	case reflect.Array:
		for i := 0; i < v.Len() && v.Type().Size() > 0; i++ {
			fill(v.Index(i))
		}
	case reflect.Struct:
		for i := 0; i < v.NumField(); i++ {
			if v.Field(i).CanSet() {
				fill(v.Field(i))
			}
		}
	}
}

func text(v reflect.Value) string {
	s := ""
	switch v.Kind() {
	case reflect.Func:
		return fmt.Sprint(v.Interface().(func() int)())
	case reflect.Array:
		for i := 0; i < v.Len() && v.Type().Size() > 0; i++ {
			s += text(v.Index(i)) + ","
		}
		return "[" + s + "]"
	case reflect.Struct:
		for i := 0; i < v.NumField(); i++ {
			if v.Type().Field(i).PkgPath == "" {
				s += text(v.Field(i)) + ","
			}
		}
		return "{" + s + "}"
	}
	return fmt.Sprint(v.Interface())
}

func texts(values []reflect.Value) (s string) {
	for _, v := range values {
		s += text(v) + "|"
	}
	return s
}

func values(pointers ...any) (v []reflect.Value) {
	for _, p := range pointers {
		v = append(v, reflect.ValueOf(p).Elem())
	}
	return v
}

func filled(pointers ...any) []reflect.Value {
	v := values(pointers...)
	for i := range v {
		fill(v[i])
	}
	return v
}

func check(k int, how string, in, out, got []reflect.Value) {
	if want, got := texts(in)+"->"+texts(out), seen+"->"+texts(got); got != want {
		bad++
		fmt.Printf("%d, %s:\\nwant %s\\ngot  %s\\n", k, how, want, got)
	}
	seen = ""
}

"""


def drawn(rnd, depth=0):
    """A type."""
    kind = rnd.random()
    if kind < 0.35 or depth > 2:
        return rnd.choice(SCALARS)
    if kind < 0.5:
        return rnd.choice(EMPTY)
    if kind < 0.65:
        elem = rnd.choice(SMALL) if rnd.random() < 0.7 else drawn(rnd, depth + 1)
        return f"[{rnd.choice((1, 1, 2, 2, 3, 4, 5, 9))}]{elem}"
    fields = []
    for i in range(rnd.choice((1, 2, 2, 3, 3, 4))):
        kind = rnd.random()
        field = (rnd.choice(SMALL) if kind < 0.6 else rnd.choice(EMPTY) if kind < 0.85 else
                 drawn(rnd, depth + 1))
        fields.append(f"{'_' if rnd.random() < 0.15 else f'F{i}'} {field}")
    return "struct{ " + "; ".join(fields) + " }"


def signature(rnd, k):
    """Functions and methods of a signature, and the function that checks calls of them."""
    ins = [drawn(rnd) for _ in range(rnd.choice((0, 1, 2, 2, 3, 4, 6, 8, 11)))]
    outs = [drawn(rnd) for _ in range(rnd.choice((0, 1, 1, 2, 2, 3, 4)))]
    if len(outs) > 1:  # gccgo 12 fails at calls where the last of several results has no size
        outs[-1] = rnd.choice(SCALARS)
    params = ", ".join(f"a{i} {t}" for i, t in enumerate(ins))
    results = ", ".join(f"r{i} {t}" for i, t in enumerate(outs))
    a, r, x = ([f"{name}{i}" for i in range(len(of))]
               for name, of in (("a", ins), ("r", outs), ("x", outs)))
    name = f"g{k}r"
    at = (lambda names: "values(" + ", ".join("&" + n for n in names) + ")")
    body = "".join([f"({params}) ({results}) {{\n\tseen = texts({at(a)})\n",
                    *(f"\t{n} = {name}{i}\n" for i, n in enumerate(r)), "\treturn\n}\n\n"])
    code = [*(f"var {name}{i} {t}\n" for i, t in enumerate(outs)), "\n", f"func f{k}{body}",
            f"type t{k} {rnd.choice(('int', 'struct{ a int8 }', '[0]int', 'string', 'float64'))}\n",
            f"func (t t{k}) M{body}", f"type i{k} interface{{ M({params}) ({results}) }}\n\n",
            f"func check{k}() {{\n", *(f"\tvar {n} {t}\n" for n, t in zip(a, ins)),
            f"\tin := filled({', '.join('&' + n for n in a)})\n",
            f"\tout := filled({', '.join(f'&{name}{i}' for i in range(len(outs)))})\n",
            f"\tmade := reflect.MakeFunc(reflect.TypeOf(f{k}), "
            "func(args []reflect.Value) []reflect.Value {\n"
            "\t\tseen = texts(args)\n\t\treturn out\n\t})\n",
            f"\tvar t t{k}\n\tvar i i{k} = t\n\tmethod := reflect.TypeOf(t).Method(0).Func\n"]
    for how in (f"reflect.ValueOf(f{k})", "made", "reflect.ValueOf(t).Method(0)",
                "reflect.ValueOf(&i).Elem().Method(0)"):
        code.append(f"\tcheck({k}, \"{how}\", in, out, {how}.Call(in))\n")
    code.append(f"\tcheck({k}, \"method\", in, out, "
                "method.Call(append(values(&t), in...)))\n")
    for how in ("made", "reflect.ValueOf(t).Method(0)", "reflect.ValueOf(&i).Elem().Method(0)"):
        call = f"{how}.Interface().(func({params}) ({results}))({', '.join(a)})"
        code.append(f"\t{{\n\t\t{', '.join(x) + ' := ' if x else ''}{call}\n"
                    f"\t\tcheck({k}, \"compiled {how}\", in, out, {at(x)})\n\t}}\n")
    return "".join(code) + "}\n\n"


def main():
    rnd = random.Random(2)
    text = HEAD + "".join(signature(rnd, k) for k in range(COUNT)) + "func main() {\n"
    text += "".join(f"\tcheck{k}()\n" for k in range(COUNT))
    text += '\tfmt.Println("failed:", bad)\n\tif bad > 0 {\n\t\tos.Exit(1)\n\t}\n}\n'
    with tempfile.TemporaryDirectory(prefix="gort-test-") as tmp:
        path = os.path.join(tmp, "signatures.go")
        with open(path, "w") as f:
            f.write(text)
        besidereal(path, [], [{}])


main()
