// What a program sees of its own stacks: Caller, Callers, CallersFrames, FuncForPC, FileLine, Stack
// and the profiles, where methods are promoted, bound, deferred, called by go or through interfaces,
// and where calls are inlined. Real Go's output is the judge.
package main

import (
	"bytes"
	"fmt"
	"log"
	"os"
	"reflect"
	"regexp"
	"runtime"
	"strings"
	"sync"
)

// mine tells whether a function is one of this program.
func mine(name string) bool { return strings.HasPrefix(name, "main.") }

// literal takes out the numbers of function literals, which gc and gccgo give each in its own way.
var literal = regexp.MustCompile(`\.func[\d.]+`)

// where prints the calls under way as Caller, Callers and Stack tell them.
//
//go:noinline
func where(what string) {
	var byCaller, byFrames, byPC []string
	for i := 1; ; i++ {
		pc, file, line, ok := runtime.Caller(i)
		if !ok {
			break
		}
		f := runtime.FuncForPC(pc)
		if f != nil && mine(f.Name()) {
			byCaller = append(byCaller, fmt.Sprintf("%s:%d %s", file[strings.LastIndexByte(file, '/')+1:], line, f.Name()))
		}
	}
	var pcs [50]uintptr
	n := runtime.Callers(2, pcs[:])
	frames := runtime.CallersFrames(pcs[:n])
	for {
		fr, more := frames.Next()
		if mine(fr.Function) {
			byFrames = append(byFrames, fmt.Sprintf("%s:%d %s", fr.File[strings.LastIndexByte(fr.File, '/')+1:], fr.Line, fr.Function))
			if f := runtime.FuncForPC(fr.PC); f.Name() != fr.Function || f.Entry() == 0 {
				fmt.Println(what, "Frame.PC is of", f.Name(), "not", fr.Function)
			}
			if fr.PC <= fr.Entry || fr.PC-fr.Entry > 1<<16 {
				fmt.Println(what, "no offset in a function:", fr.PC-fr.Entry)
			}
		}
		if !more {
			break
		}
	}
	for _, pc := range pcs[:n] {
		f := runtime.FuncForPC(pc - 1)
		if f != nil && mine(f.Name()) {
			file, line := f.FileLine(pc - 1)
			byPC = append(byPC, fmt.Sprintf("%s:%d %s", file[strings.LastIndexByte(file, '/')+1:], line, f.Name()))
		}
	}
	all := literal.ReplaceAllString(strings.Join(byCaller, ", "), ".func")
	fmt.Println(what, all)
	if s := literal.ReplaceAllString(strings.Join(byFrames, ", "), ".func"); s != all {
		fmt.Println(what, "by CallersFrames:", s)
	}
	if s := literal.ReplaceAllString(strings.Join(byPC, ", "), ".func"); s != all {
		fmt.Println(what, "by FuncForPC:", s)
	}
	var byStack []string
	buf := make([]byte, 1<<14)
	lines := strings.Split(string(buf[:runtime.Stack(buf, false)]), "\n")
	for i := 3; i+1 < len(lines) && !strings.HasPrefix(lines[i], "created by"); i += 2 {
		if mine(lines[i]) {
			file := strings.Fields(lines[i+1])[0]
			byStack = append(byStack, file[strings.LastIndexByte(file, '/')+1:]+" "+lines[i][:strings.LastIndexByte(lines[i], '(')])
		}
	}
	if s := literal.ReplaceAllString(strings.Join(byStack, ", "), ".func"); s != all {
		fmt.Println(what, "by Stack:", s)
	}
}

type base struct{ n int }

func (b base) Val(what string)  { where(what + " Val") }
func (b *base) Ptr(what string) { where(what + " Ptr") }

// Inlined: too small to be a call.
func (b *base) Small(what string) { b.n++; where(what + " Small") }

type mid struct{ base }
type top struct{ *mid }

type valptr interface {
	Val(string)
	Ptr(string)
	Small(string)
}

func promoted() {
	t := &top{&mid{}}
	t.Val("promoted")
	t.Ptr("promoted")
	t.Small("promoted")
	var i valptr = t
	i.Val("interface")
	i.Ptr("interface")
	i.Small("interface")
	i = *t
	i.Val("value in an interface")
	i.Ptr("value in an interface")
	i.Small("value in an interface")
}

func bound() {
	t := &top{&mid{}}
	for _, f := range []func(string){t.Val, t.Ptr, t.Small, valptr(t).Val, valptr(t).Ptr, t.mid.Ptr, (&base{}).Val} {
		f("method value")
	}
	(*top).Val(t, "method expression")
	(*base).Ptr(&t.base, "method expression")
	e := (*base).Val
	e(&t.base, "method expression")
}

func deferred() {
	t := &top{&mid{}}
	defer t.Val("deferred")
	defer t.Ptr("deferred")
	defer valptr(t).Small("deferred")
	defer func() { where("deferred literal") }()
	f := t.Ptr
	defer f("deferred method value")
}

func recovered() {
	defer func() {
		recover()
		where("recovered")
	}()
	panic(1)
}

func gone() {
	t := &top{&mid{}}
	var wg sync.WaitGroup
	run := func(f func()) {
		wg.Add(1)
		go func() {
			defer wg.Done()
			f()
		}()
		wg.Wait()
	}
	run(func() { t.Val("in a goroutine") })
	done := make(chan bool)
	d := &sender{done, &base{}}
	go d.Send("go")
	<-done
	go valsender{d}.Send("go, promoted")
	<-done
	f := valsender{d}.Send
	go f("go, method value")
	<-done
}

type sender struct {
	c chan bool
	*base
}

func (s *sender) Send(what string) {
	where(what)
	s.c <- true
}

type valsender struct{ *sender }

func small(what string)   { where(what) }
func smaller(what string) { small(what + ", twice") }

//go:noinline
func outer(what string) { smaller(what); small(what) }

func reflected() {
	v := reflect.ValueOf(&top{&mid{}})
	v.MethodByName("Val").Call([]reflect.Value{reflect.ValueOf("reflected")})
	v.MethodByName("Ptr").Interface().(func(string))("reflected value")
	try := func(f func()) {
		defer func() { fmt.Println(recover()) }()
		f()
	}
	x := 1
	try(func() { reflect.ValueOf(x).SetInt(2) })
	try(func() { reflect.ValueOf(x).Set(reflect.ValueOf(3)) })
	try(func() { reflect.ValueOf(&x).Elem().SetLen(3) })
	try(func() { reflect.ValueOf(&x).Elem().SetString("") })
	try(func() { reflect.ValueOf(struct{ f func() }{}).Field(0).Call(nil) })
	try(func() { reflect.ValueOf(x).Len() })
	try(func() { reflect.ValueOf(x).Field(0) })
}

type server struct{ *log.Logger }
type printer interface{ Println(v ...interface{}) }

func (s *server) logf(t string) { s.Output(2, t) }

func logged() {
	s := &server{log.New(os.Stdout, "", log.Lshortfile)}
	s.Println("promoted")
	printer(s).Println("interface")
	printer(*s).Println("value in an interface")
	f := s.Printf
	f("method value")
	g := s.logf
	g("method value of ours")
	defer s.Println("deferred")
	for _, k := range []func(string){s.logf} {
		k("in a slice")
	}
}

type named struct{}

//go:noinline
func (n *named) called() string {
	pc, _, _, _ := runtime.Caller(1)
	return runtime.FuncForPC(pc).Name()
}

type holder struct{ named }

func (h *holder) Method(a, b, c int) string          { return h.called() }
func (h holder) Value(f func(string) error) string { return h.called() }

func names() {
	h := &holder{}
	fmt.Println(h.Method(1, 2, 3), h.Value(nil))
	func() { fmt.Println(strings.TrimPrefix(h.Method(1, 1, 1), "main.")) }()
	for _, f := range []interface{}{names, outer, strings.Index, fmt.Println} {
		fn := runtime.FuncForPC(reflect.ValueOf(f).Pointer())
		fmt.Println(fn.Name(), fn.Entry() == reflect.ValueOf(f).Pointer())
		if _, line := fn.FileLine(fn.Entry()); mine(fn.Name()) {
			fmt.Println("line", line)
		}
	}
}

func pcsOfInlined() []uintptr {
	var pcs [1]uintptr
	runtime.Callers(1, pcs[:])
	return pcs[:]
}

func fileline() {
	pc := pcsOfInlined()[0] - 1
	f := runtime.FuncForPC(pc)
	_, line := f.FileLine(pc)
	fmt.Println(f.Name(), line)
	fr, more := runtime.CallersFrames([]uintptr{pc + 1}).Next()
	fmt.Println(fr.Function, fr.Line, more)
}

// A goroutine that waits in a promoted method.
type waiter struct{ c chan bool }

func (w *waiter) wait() { <-w.c }

//go:noinline
func (w waiter) Wait() { w.wait() }

type holds struct{ *waiter }

func profiled() {
	h := &holds{&waiter{make(chan bool)}}
	type waits interface{ Wait() }
	go func() { waits(h).Wait() }()
	for seen := false; !seen; runtime.Gosched() {
		records := make([]runtime.StackRecord, 100)
		n, _ := runtime.GoroutineProfile(records)
		for _, r := range records[:n] {
			var list []string
			frames := runtime.CallersFrames(r.Stack())
			for more := true; more; {
				var fr runtime.Frame
				fr, more = frames.Next()
				if mine(fr.Function) {
					list = append(list, fmt.Sprint(fr.Function, ":", fr.Line))
				}
			}
			if len(list) > 1 && strings.HasPrefix(list[0], "main.(*waiter).wait") {
				fmt.Println("profile:", literal.ReplaceAllString(strings.Join(list, " "), ".func"))
				seen = true
			}
		}
	}
	buf := make([]byte, 1<<16)
	buf = buf[:runtime.Stack(buf, true)]
	for _, g := range bytes.Split(buf, []byte("\n\n")) {
		if bytes.Contains(g, []byte("main.(*waiter).wait(")) {
			for _, l := range strings.Split(string(g), "\n") {
				if i := strings.IndexByte(l, '('); i > 0 && mine(l) {
					fmt.Println("stack:", literal.ReplaceAllString(l[:strings.LastIndexByte(l, '(')], ".func"))
				} else if strings.HasPrefix(l, "created by") {
					fmt.Println(strings.Fields(l)[2])
				}
			}
		}
	}
	close(h.c)
}

func main() {
	promoted()
	bound()
	deferred()
	recovered()
	gone()
	outer("inlined")
	reflected()
	logged()
	names()
	fileline()
	profiled()
}
