// Strings made of bytes that change afterwards. The compiler lends memory to the runtime: the bytes
// themselves as an operand, and buffers in frames for results. No result may show the change.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
)

type bytesT []byte
type stringT string
type pair struct {
	s string
	n int
}
type keeper interface{ keep(s string) }
type kept struct{ s string }

func (k *kept) keep(s string) { k.s = s }

var (
	global   string
	globals  []string
	globalI  interface{}
	globalM  = map[string]int{}
	nowhere  = ""
	garbage  [][]byte
	wrong    int
	iface    keeper
	one, two = make(chan string, 1), make(chan string, 1)
)

// clone is the bytes of s in new memory.
//
//go:noinline
func clone(s string) string {
	b := make([]byte, len(s))
	for i := range b {
		b[i] = s[i]
	}
	return string(b)
}

// spoil changes b and overwrites what lies below on the stack.
//
//go:noinline
func spoil(b []byte) {
	for i := range b {
		b[i] = 'X'
	}
	scribble(20)
}

//go:noinline
func scribble(n int) byte {
	var a [256]byte
	for i := range a {
		a[i] = byte('A' + n)
	}
	if n > 0 {
		a[0] += scribble(n - 1)
	}
	return a[0] + a[n]
}

//go:noinline
func length(s string) int { return len(s) }

//go:noinline
func hold(s string) func() string { return func() string { return s } }

// entries return what must be p + b. Some change b themselves.
var entries = []struct {
	name string
	f    func(p string, b []byte) string
}{
	// The result leaves the frame.
	{"concat", func(p string, b []byte) string { return p + string(b) }},
	{"concat constant", func(p string, b []byte) string {
		if p == "" {
			return "" + string(b)
		}
		return p + string(b)
	}},
	{"concat three", func(p string, b []byte) string { return nowhere + p + string(b) + nowhere }},
	{"concat two conversions", func(p string, b []byte) string {
		return string(bytesT(p)) + string(bytesT(b))
	}},
	{"concat named", func(p string, b []byte) string {
		return string(stringT(p) + stringT(bytesT(b)))
	}},
	{"concat parts", func(p string, b []byte) string {
		return p + string(b[:len(b)/2]) + string(b[len(b)/2:])
	}},
	{"concat nested", func(p string, b []byte) string {
		return nowhere + (p + (nowhere + string(b)))
	}},
	{"assign", func(p string, b []byte) string { p += string(b); return p }},
	{"result", func(p string, b []byte) (s string) { s = p; s += string(b); return }},
	{"assign field", func(p string, b []byte) string {
		t := &pair{s: p}
		t.s += string(b)
		return t.s
	}},
	{"assign element", func(p string, b []byte) string {
		t := []string{p}
		t[0] += string(b)
		globals = t
		return t[0]
	}},
	{"assign map", func(p string, b []byte) string {
		m := map[string]string{"k": p}
		m["k"] += string(b)
		return m["k"]
	}},
	{"assign global", func(p string, b []byte) string {
		global = p
		global += string(b)
		return global
	}},
	{"loop", func(p string, b []byte) string {
		s := p
		for i := range b {
			s += string(b[i : i+1])
		}
		return s
	}},
	{"array of the frame", func(p string, b []byte) string {
		var a [600]byte
		return p + string(a[:copy(a[:], b)])
	}},
	{"runes", func(p string, b []byte) string { return p + string([]rune(string(b))) }},
	{"bytes and back", func(p string, b []byte) string { return string([]byte(p + string(b))) }},
	{"slice", func(p string, b []byte) string { return (p + string(b))[0:] }},
	{"conversion", func(p string, b []byte) string { return string(append([]byte(p), b...)) }},
	{"interface", func(p string, b []byte) string {
		globalI = p + string(b)
		return globalI.(string)
	}},
	{"error", func(p string, b []byte) string { return errors.New(p + string(b)).Error() }},
	{"structure", func(p string, b []byte) string { return (&pair{s: p + string(b)}).s }},
	{"append", func(p string, b []byte) string {
		globals = append([]string(nil), p+string(b))
		return globals[0]
	}},
	{"closure", func(p string, b []byte) string { return hold(p + string(b))() }},
	{"method", func(p string, b []byte) string {
		iface = &kept{}
		iface.keep(p + string(b))
		return iface.(*kept).s
	}},
	{"channel", func(p string, b []byte) string { one <- p + string(b); return <-one }},
	{"select", func(p string, b []byte) string {
		select {
		case one <- p + string(b):
			return <-one
		case two <- p + string(b):
			return <-two
		}
	}},
	{"panic", func(p string, b []byte) (s string) {
		defer func() { s = recovered.(string) }()
		func() {
			defer func() { recovered = recover() }()
			panic(p + string(b))
		}()
		return
	}},
	{"map literal", func(p string, b []byte) string {
		return map[string]string{string(b): p + string(b)}[string(b)]
	}},
	{"builder", func(p string, b []byte) string {
		var w strings.Builder
		w.WriteString(p + string(b))
		return w.String()
	}},
	{"reader", func(p string, b []byte) string {
		var r io.Reader = strings.NewReader(string(b))
		s, buf := p, make([]byte, 4)
		for {
			n, err := r.Read(buf)
			if err != nil {
				return s
			}
			s += string(buf[:n])
		}
	}},
	{"sync.Map", func(p string, b []byte) string {
		var m sync.Map
		m.Store(p+string(b), p+string(b))
		v, _ := m.Load(p + string(b))
		return v.(string)
	}},

	// The result stays in the frame, whose buffers it may use.
	{"local concat", func(p string, b []byte) string {
		s := p + string(b)
		spoil(b)
		return clone(s)
	}},
	{"local conversion", func(p string, b []byte) string {
		s := string(b)
		spoil(b)
		return p + clone(s)
	}},
	{"local two", func(p string, b []byte) string {
		s := p + string(b)
		t := nowhere + s + nowhere
		spoil(b)
		return clone(t)
	}},
	{"local slice in a loop", func(p string, b []byte) string {
		a := make([]string, 3)
		for i := range a {
			a[i] = p + string(b)
			if i < 2 {
				for k := range b {
					b[k]++
				}
			}
		}
		spoil(b)
		for range a[1:] {
			c := []byte(a[2][len(p):])
			for k := range c {
				c[k]--
			}
			if a[1] != p+string(c) {
				return "another"
			}
			a[2], a[1] = a[1], a[0]
		}
		return clone(a[0])
	}},
	{"local slice and goto", func(p string, b []byte) string {
		a, i := make([]string, 2), 0
	again:
		a[i] = p + string(b)
		if i++; i < len(a) {
			spoil(b)
			goto again
		}
		return clone(a[0])
	}},
	{"local structure", func(p string, b []byte) string {
		t := pair{s: p + string(b)}
		spoil(b)
		return clone(t.s)
	}},
	{"local array", func(p string, b []byte) string {
		t := [2]string{p + string(b), string(b)}
		spoil(b)
		if p+t[1] != t[0] {
			return "another"
		}
		return clone(t[0])
	}},
	{"local closure", func(p string, b []byte) string {
		s := p + string(b)
		f := func() string { return s }
		spoil(b)
		return clone(f())
	}},
	{"local interface", func(p string, b []byte) string {
		var i interface{} = p + string(b)
		spoil(b)
		s, _ := i.(string)
		return clone(s)
	}},
	{"local bytes", func(p string, b []byte) string {
		c := []byte(p + string(b))
		spoil(b)
		return string(c)
	}},
	{"local bytes changed", func(p string, b []byte) string {
		s := clone(p + string(b))
		c := []byte(s)
		spoil(c)
		spoil(b)
		return s
	}},
	{"local bytes grow", func(p string, b []byte) string {
		c := []byte(p)
		c = append(c, string(b)...)
		c = append(c, make([]byte, 5)...)
		for i := 0; i < 5; i++ {
			if c[len(c)-1-i] != 0 {
				return "not zero"
			}
		}
		spoil(b)
		return string(c[:len(c)-5])
	}},
	{"local runes", func(p string, b []byte) string {
		c := []rune(p + string(b))
		spoil(b)
		return string(c)
	}},
	{"local string of runes", func(p string, b []byte) string {
		c := []rune(p + string(b))
		s := string(c)
		for i := range c {
			c[i] = 'X'
		}
		spoil(b)
		return clone(s)
	}},
	{"local strings of a rune", func(p string, b []byte) string {
		s := p
		for _, c := range b {
			t := nowhere + string(rune(c))
			scribble(3)
			s += t
		}
		return s
	}},
	{"local, two of a kind", func(p string, b []byte) string {
		r1, r2 := []rune(p+string(b)), []rune(p+"☺")
		b1, b2 := []byte(p+string(b)), []byte(p+"☺")
		s1, s2 := string(r1), string(r2)
		t1, t2 := string(r2[len(r2)-1]), string(r2[len(r2)-1]+1)
		spoil(b)
		if t1 != "☺" || t2 != "☻" || s2 != p+t1 || string(b2) != s2 || string(r2) != s2 ||
			string(b1) != s1 || string(r1) != s1 {
			return "another"
		}
		return clone(s1)
	}},
	{"range over a string", func(p string, b []byte) string {
		s := p
		for i, c := range string(b) {
			if i == 0 {
				spoil(b)
			}
			s += string(c)
		}
		return s
	}},
	{"range over a concatenation", func(p string, b []byte) string {
		s := ""
		for i, c := range p + string(b) {
			if i == 0 {
				spoil(b)
			}
			s += string(c)
		}
		return s
	}},
	{"range over bytes", func(p string, b []byte) string {
		var s []byte
		for i, c := range []byte(p + string(b)) {
			if i == 0 {
				spoil(b)
			}
			s = append(s, c)
		}
		return string(s)
	}},
	{"range over runes", func(p string, b []byte) string {
		s := ""
		for i, c := range []rune(p + string(b)) {
			if i == 0 {
				spoil(b)
			}
			s += string(c)
		}
		return s
	}},
	{"switch", func(p string, b []byte) string {
		s := clone(p + string(b))
		switch p + string(b) {
		case func() string { spoil(b); return "none" }():
		case s:
			return s
		}
		return "another"
	}},

	// What is read while the bytes are there.
	{"compare", func(p string, b []byte) string {
		s := clone(string(b))
		c := append(append([]byte(nil), b...), '!')
		if string(b) != s || !(string(b) < string(c)) ||
			p+string(b) != p+s || p+string(b) == p+string(c) ||
			(pair{string(b), 1}) != (pair{s, 1}) || [2]string{string(b)} != [2]string{s} ||
			interface{}(s) != interface{}(string(b)) ||
			interface{}(pair{s, 1}) == interface{}(pair{string(c), 1}) {
			return "another"
		}
		return p + s
	}},
	{"lookup", func(p string, b []byte) string {
		s := clone(string(b))
		type fat [2000]byte
		_, ok1 := map[string]int{s: 1}[string(b)]
		_, ok2 := map[pair]int{{p + s, 1}: 1}[pair{p + string(b), 1}]
		_, ok3 := map[[2]string]int{{s, p + s}: 1}[[2]string{string(b), p + string(b)}]
		_, ok4 := map[interface{}]int{p + s: 1}[p+string(b)]
		_, ok5 := map[string]fat{p + s: {}}[p+string(b)]
		if !ok1 || !ok2 || !ok3 || !ok4 || !ok5 || map[string]fat{s: {5: 7}}[string(b)][5] != 7 {
			return fmt.Sprint(ok1, ok2, ok3, ok4, ok5)
		}
		m := map[string]int{s: 1, p + s + "?": 2}
		delete(m, string(b))
		delete(m, p+string(b)+"?")
		if len(m) != 0 {
			return "not deleted"
		}
		return p + s
	}},
	{"length, copy and append", func(p string, b []byte) string {
		c := make([]byte, len(p)+len(b))
		n := copy(c, p)
		n += copy(c[n:], string(b))
		c = append(c, string(b)...)
		c = append(c, nowhere+string(b)...)
		if n != length(p+string(b)) || len(string(b)) != len([]byte(string(b))) ||
			len(c) != n+2*len(b) {
			return "another length"
		}
		return string(c[:n])
	}},
	{"arguments", func(p string, b []byte) string {
		return clone(p+string(b)) + clone(nowhere + string(b))[len(b):]
	}},

	// What the runtime keeps.
	{"map key", func(p string, b []byte) string {
		m := map[string]int{}
		m[p+string(b)] = 1
		m[string(b)+"?"]++
		m[p+string(b)]++
		return key(m, b, 2)
	}},
	{"map key of a key that is there", func(p string, b []byte) string {
		m := map[string]int{clone(p + string(b)): 1}
		m[p+string(b)] += 2
		m[p+string(b)] |= 4
		return key(m, b, 7)
	}},
	{"map of slices", func(p string, b []byte) string {
		m := map[string][]int{}
		m[p+string(b)] = append(m[p+string(b)], 1)
		m[p+string(b)] = append(m[p+string(b)], 2)
		spoil(b)
		for k, v := range m {
			if len(v) == 2 {
				return k
			}
		}
		return "another"
	}},
	{"map key of a structure", func(p string, b []byte) string {
		m := map[pair]int{}
		m[pair{p + string(b), 1}] = 1
		m[pair{p + string(b), 1}]++
		spoil(b)
		for k, v := range m {
			if v == 2 {
				return k.s
			}
		}
		return "another"
	}},
	{"map key of an interface", func(p string, b []byte) string {
		m := map[interface{}]int{}
		m[p+string(b)] = 1
		m[pair{s: p + string(b)}] = 2
		spoil(b)
		for k, v := range m {
			if t, ok := k.(pair); ok && (v != 2 || m[t.s] != 1) {
				return "another"
			} else if ok {
				return t.s
			}
		}
		return "none"
	}},
	{"many keys", func(p string, b []byte) string {
		s := clone(p + string(b))
		m := map[string]int{}
		for i := 0; i < 100; i++ {
			m[nowhere+string(append(b, byte(i)))] = i
		}
		m[p+string(b)] = 100
		c := clone(string(b))
		spoil(b)
		for i := 0; i < 100; i++ {
			k := c + string([]byte{byte(i)})
			if v, ok := m[k]; !ok || v != i && k != s {
				return "another"
			}
		}
		if m[s] != 100 {
			return "none"
		}
		return s
	}},
	{"reflect map", func(p string, b []byte) string {
		m := map[string]pair{}
		v := reflect.ValueOf(m)
		v.SetMapIndex(reflect.ValueOf(p+string(b)), reflect.ValueOf(pair{p + string(b), 1}))
		found := v.MapIndex(reflect.ValueOf(p + string(b))).Field(0).String()
		spoil(b)
		for k, t := range m {
			if k == t.s && k == found {
				return k
			}
		}
		return "another"
	}},
	{"reflect channel", func(p string, b []byte) string {
		reflect.ValueOf(one).Send(reflect.ValueOf(p + string(b)))
		spoil(b)
		v, _ := reflect.ValueOf(one).Recv()
		return v.String()
	}},
	{"reflect set", func(p string, b []byte) string {
		t := nowhere
		reflect.ValueOf(&t).Elem().SetString(p + string(b))
		spoil(b)
		return clone(t)
	}},
	{"reflect call", func(p string, b []byte) string {
		v := reflect.ValueOf(hold).Call([]reflect.Value{reflect.ValueOf(p + string(b))})[0]
		spoil(b)
		return v.Call(nil)[0].String()
	}},
	{"go", func(p string, b []byte) string {
		done := make(chan bool)
		go func(s string) { <-done; one <- s }(p + string(b))
		spoil(b)
		done <- true
		return <-one
	}},
	{"go method", func(p string, b []byte) string {
		go send(one).keep(p + string(b))
		spoil(b)
		return <-one
	}},
	{"defer", func(p string, b []byte) (s string) {
		func() {
			defer func(t string) { s = clone(t) }(p + string(b))
			spoil(b)
		}()
		return
	}},
	{"defer in a loop", func(p string, b []byte) (s string) {
		func() {
			for i := 0; i < 3; i++ {
				defer func(t string) { s = clone(t) }(p + string(b)) // the first runs last
				spoil(b)
			}
		}()
		return
	}},
	{"defer method", func(p string, b []byte) string {
		k := &kept{}
		func() {
			defer keeper(k).keep(p + string(b))
			spoil(b)
		}()
		return k.s
	}},
	{"defer delete", func(p string, b []byte) string {
		s := clone(p + string(b))
		m := map[string]int{s: 1, "X": 2}
		func() {
			defer delete(m, p+string(b))
			spoil(b)
		}()
		if _, ok := m[s]; ok {
			return "not deleted"
		}
		return s
	}},
	{"defer copy", func(p string, b []byte) string {
		c := make([]byte, len(p)+len(b))
		func() {
			defer copy(c, p+string(b))
			spoil(b)
		}()
		return string(c)
	}},
	{"defer panic", func(p string, b []byte) (s string) {
		func() {
			defer func() { s = recover().(string) }()
			defer panic(p + string(b))
			spoil(b)
		}()
		return
	}},
	{"setenv", func(p string, b []byte) string {
		os.Setenv(nowhere+"TMP"+string(b), p+string(b))
		s := clone(string(b))
		spoil(b)
		return os.Getenv("TMP" + s)
	}},
}

var recovered interface{}

type send chan string

func (c send) keep(s string) { c <- s }

// key spoils b and returns the key of m that has the value v.
func key(m map[string]int, b []byte, v int) string {
	spoil(b)
	for k, w := range m {
		if w == v {
			return k
		}
	}
	return "none"
}

func main() {
	debug.SetGCPercent(1)
	for _, e := range entries {
		for _, n := range []int{0, 1, 2, 3, 4, 5, 15, 16, 17, 31, 32, 33, 64, 500} {
			for _, p := range []string{"", "p", "a prefix of some length"} {
				b := make([]byte, n, 600)
				for i := range b {
					b[i] = 'a' + byte(i%20)
				}
				want := clone(p) + clone(string(b))
				got := e.f(p, b)
				spoil(b)
				garbage = append(garbage, make([]byte, 1+n))
				if len(garbage) > 100 {
					garbage = nil
					runtime.GC()
				}
				if got != want {
					fmt.Printf("%s, %d bytes after %q: %q, not %q\n", e.name, n, p, got, want)
					wrong++
				}
			}
		}
	}
	for _, s := range []string{"", "p"} {
		b := []byte("printed")
		defer println(s + string(b))
		defer print(s+string(b), "\n")
		println(s+string(b), string(b[:1]))
		spoil(b)
	}
	fmt.Println(len(entries), "entries,", wrong, "wrong")
	if wrong != 0 {
		os.Exit(1)
	}
}
