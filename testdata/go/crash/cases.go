// Ways to die, each under a name given as the argument. What real Go says of them is recorded under testdata/golden.
package main

import (
	"errors"
	"os"
	"runtime"
	"runtime/debug"
	"sync"
	"time"
	"unsafe"
)

type T struct{ a, b int }

func (t *T) ptr(f func()) { f() }
func (t T) val(f func())  { f() }
func (t T) Get() int      { return t.a }
func (t *T) Set(i int)    { t.b = i }
func (t *T) nested(n int) {
	f := func() {
		if n == 0 {
			panic("nested")
		}
		t.nested(n - 1)
	}
	f()
}

type getter interface{ Get() int }
type setter interface{ Set(int) }
type str string
type num int
type badError struct{ how int }

func (e badError) Error() string {
	switch e.how {
	case 0:
		panic("in Error")
	case 1:
		runtime.Goexit()
	case 2:
		var p *T
		return string(rune(p.a))
	}
	return "two\nlines"
}

type stringer struct{ s string }

func (s stringer) String() string { return "stringer " + s.s }

var (
	zero  int
	nilT  *T
	nilF  func()
	nilM  map[int]int
	five  = []int{1, 2, 3, 4, 5}
	text  = "text"
	big   = 1 << 62
	any1  interface{}
	anyI  interface{} = 7
	mu    sync.Mutex
	rw    sync.RWMutex
	wg    sync.WaitGroup
	sinkT setter
)

//go:noinline
func deep(n int) int {
	if n == 0 {
		panic("deep")
	}
	return deep(n-1) + 1
}

//go:noinline
func overflow(n int, pad [64]int) int { return overflow(n+1, pad) + pad[n%64] }

func recovering(f func()) {
	defer func() {
		v := recover()
		if e, ok := v.(error); ok {
			_, isRuntime := v.(runtime.Error)
			println("recovered error", e.Error(), isRuntime)
		} else if s, ok := v.(string); ok {
			println("recovered", s)
		} else {
			println("recovered", v != nil)
		}
	}()
	f()
}

var cases = map[string]func(){
	// Deadlocks.
	"select":     func() { select {} },
	"nilrecv":    func() { <-(chan int)(nil) },
	"nilsend":    func() { (chan int)(nil) <- 1 },
	"lockedwait": func() { runtime.LockOSThread(); <-make(chan int) },
	"mutextwice": func() { mu.Lock(); mu.Lock() },
	"rwmutex":    func() { rw.RLock(); rw.Lock() },
	"waitgroup":  func() { wg.Add(1); wg.Wait() },
	"cond":       func() { mu.Lock(); sync.NewCond(&mu).Wait() },
	"selectwait": func() {
		a, b := make(chan int), make(chan int)
		select {
		case <-a:
		case b <- 1:
		}
	},
	"twoblocked":  func() { c := make(chan int); go func() { c <- 1 }(); runtime.Gosched(); (chan int)(nil) <- 1 },
	"goexitmain":  func() { runtime.Goexit() },
	"goexitother": func() { c := make(chan int); go func() { <-c }(); runtime.Gosched(); runtime.Goexit() },
	"goexitlock":  func() { runtime.LockOSThread(); runtime.Goexit() },
	"recoverdead": func() { recovering(func() { panic("x") }); select {} },
	// Panics by the program.
	"nested":      func() { nilT.nested(3) },
	"ptr":         func() { (&T{}).ptr(func() { panic(1) }) },
	"val":         func() { T{}.val(func() { panic(1) }) },
	"methodvalue": func() { f := (&T{}).ptr; f(func() { panic(1) }) },
	"goroutine":   func() { go (&T{}).ptr(func() { panic("other") }); select {} },
	"gofunc":      func() { go deep(2); select {} },
	"deep50":      func() { deep(50) },
	"deep98":      func() { deep(96) },
	"deep200":     func() { deep(200) },
	"nil":         func() { panic(nil) },
	"bool":        func() { panic(true) },
	"int8":        func() { panic(int8(-8)) },
	"uint64":      func() { panic(^uint64(0)) },
	"uintptr":     func() { panic(uintptr(12)) },
	"float32":     func() { panic(float32(1.5)) },
	"complex":     func() { panic(complex(1, -2)) },
	"rune":        func() { panic('x') },
	"error":       func() { panic(errors.New("an error")) },
	"stringer":    func() { panic(stringer{"s"}) },
	"struct":      func() { panic(struct{ a int }{1}) },
	"pointer":     func() { panic(&T{}) },
	"slice":       func() { panic(five) },
	"lines":       func() { panic("a\nb") },
	"errlines":    func() { panic(badError{3}) },
	"errpanics":   func() { panic(badError{0}) },
	"errgoexit":   func() { panic(badError{1}) },
	"errfaults":   func() { panic(badError{2}) },
	"defergoexit": func() { defer runtime.Goexit(); panic(1) },
	"repanic":     func() { defer func() { panic(recover()) }(); panic("once") },
	"three":       func() { defer func() { panic(3) }(); defer func() { panic(2) }(); panic(1) },
	"inner":       func() { defer func() { recovering(func() { panic("inner") }) }(); panic("outer") },
	"goexitpanic": func() { go func() { defer func() { panic("in goexit") }(); runtime.Goexit() }(); select {} },
	// Faults and errors of the runtime.
	"nilptr":      func() { nilT.Set(nilT.a) },
	"nilptrwrite": func() { nilT.Set(1) },
	"nilfunc":     func() { nilF() },
	"defernil":    func() { defer nilF(); println("before") },
	"gonil":       func() { go nilF() },
	"nilmethod":   func() { any1.(getter).Get() },
	"div":         func() { zero = 1 / zero },
	"mod":         func() { zero = 1 % zero },
	"shift":       func() { zero = 1 << (zero - 1) },
	"index":       func() { five[zero+5]++ },
	"indexneg":    func() { five[zero-1]++ },
	"indexstr":    func() { _ = text[zero+9] },
	"slice1":      func() { five = five[:zero+9] },
	"slice2":      func() { five = five[zero+4 : zero+2] },
	"slice3":      func() { five = five[: 2 : zero+9] },
	"slice4":      func() { five = five[: zero+5 : zero+3] },
	"slice5":      func() { five = five[zero+3 : zero+2 : 5] },
	"slicestr":    func() { text = text[zero+9:] },
	"slicestr2":   func() { text = text[:zero-1] },
	"toarray":     func() { _ = (*[9]int)(five) },
	"nilmap":      func() { nilM[1] = 1 },
	"unhashable":  func() { _ = map[interface{}]int{anyI: 1}[interface{}(five)] },
	"uncompare":   func() { any1 = five; println(any1 == any1) },
	"makeslice":   func() { _ = make([]int, zero-1) },
	"makesliceL":  func() { five = make([]int, big) },
	"makesliceC":  func() { five = make([]int, 1, zero) },
	"makechan":    func() { _ = make(chan int, big) },
	"closenil":    func() { close((chan int)(nil)) },
	"closetwice":  func() { c := make(chan int); close(c); close(c) },
	"sendclosed":  func() { c := make(chan int); close(c); c <- 1 },
	"assertnil":   func() { _ = any1.(int) },
	"assert":      func() { _ = anyI.(string) },
	"assertI":     func() { _ = anyI.(getter) },
	"assertnilI":  func() { _ = any1.(getter) },
	"recovered": func() {
		for _, name := range []string{"nilptr", "nilfunc", "nilmethod", "div", "shift", "index", "indexneg", "slice1", "slice2", "slice4",
			"nilmap", "unhashable", "uncompare", "makeslice", "makechan", "closenil", "closetwice", "assert", "assertI", "toarray"} {
			recovering(run[name])
		}
		panic("done")
	},
	"wild":       func() { *(*int)(unsafe.Pointer(uintptr(0x7000000000))) = 1 },
	"noncanon":   func() { *(*int)(unsafe.Pointer(uintptr(0xdead000000000000))) = 1 },
	"onfault":    func() { debug.SetPanicOnFault(true); recovering(cases2["wild"]); cases2["wild"]() },
	"unlock":     func() { mu.Unlock() },
	"runlock":    func() { rw.RUnlock() },
	"wgnegative": func() { wg.Done() },
	// Limits.
	"maxstack": func() { debug.SetMaxStack(1 << 20); overflow(0, [64]int{}) },
	"maxthreads": func() {
		debug.SetMaxThreads(10)
		for i := 0; i < 30; i++ {
			go func() { runtime.LockOSThread(); time.Sleep(time.Hour) }()
		}
		time.Sleep(time.Hour)
	},
	// SetTraceback.
	"tracenone":  func() { debug.SetTraceback("none"); panic(1) },
	"traceall":   func() { go func() { select {} }(); blocked(); debug.SetTraceback("all"); panic(1) },
	"tracejunk":  func() { debug.SetTraceback("junk"); panic(1) },
	"tracecrash": func() { debug.SetTraceback("crash"); panic(1) },
	"osexit":     func() { defer println("not printed"); os.Exit(3) },
}

var cases2 = map[string]func(){"wild": func() { *(*int)(unsafe.Pointer(uintptr(0x7000000000))) = 1 }}
var run map[string]func()

func init() {
	run = cases
	sinkT = nilT
	if len(os.Args) == 2 && os.Args[1] == "init" {
		panic("in init")
	}
	if len(os.Args) == 2 && os.Args[1] == "initdead" {
		select {}
	}
}

func main() {
	if len(os.Args) != 2 {
		for name := range cases {
			println(name)
		}
		println("init")
		println("initdead")
		return
	}
	cases[os.Args[1]]()
	println("returned")
}

// After it, other goroutines that could run have run until they blocked: the one P has been left to them many times.
func blocked() {
	runtime.GOMAXPROCS(1)
	for i := 0; i < 100; i++ {
		runtime.Gosched()
	}
}
