// Names of functions, and recover, in a program that may be short of something
// (tests/crash/names.py): it prints what it sees of its stacks, then crashes. No lines: they may be unknown. Argument:
// descriptors, to open all that it may have first; memory, to use all that it may have and end.
package main

import (
	"fmt"
	"os"
	"reflect"
	"runtime"
	"syscall"
)

type inner struct{}

//go:noinline
func (*inner) Recover() { fmt.Println("recovered:", recover()) }

//go:noinline
func (i *inner) Names() {
	for skip := 0; ; skip++ {
		pc, _, _, ok := runtime.Caller(skip)
		if !ok {
			break
		}
		if f := runtime.FuncForPC(pc); f.Name()[:5] == "main." {
			fmt.Println(f.Name())
		}
	}
	var pcs [20]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(1, pcs[:])])
	for more := true; more; {
		var f runtime.Frame
		f, more = frames.Next()
		if len(f.Function) > 5 && f.Function[:5] == "main." {
			fmt.Println(f.Function, f.Func.Name(), f.PC > f.Entry)
		}
	}
}

type outer struct{ *inner }

type both interface {
	Recover()
	Names()
}

//go:noinline
func promoted(b both) {
	b.Names()
	defer b.Recover()
	panic("promoted")
}

//go:noinline
func fill() (last *os.File) {
	for {
		f, err := os.Open("/")
		if err != nil {
			fmt.Println("no descriptor")
			return last
		}
		last = f
	}
}

var list [][]byte

//go:noinline
func (i *inner) grow() {
	// All of the address space, but for what the heap has.
	for n := uintptr(64 << 20); n >= 4096; {
		_, _, err := syscall.Syscall6(syscall.SYS_MMAP, 0, n, syscall.PROT_NONE,
			syscall.MAP_ANON|syscall.MAP_PRIVATE, ^uintptr(0), 0)
		if err != 0 {
			n /= 2
		}
	}
	for {
		list = append(list, make([]byte, 1<<20))
	}
}

// lines tells whether the line of its call is known.
//
//go:noinline
func lines() bool {
	_, _, line, _ := runtime.Caller(0)
	return line != 0
}

//go:noinline
func (i *inner) fail(m map[string]int) { m["x"] = 1 }

func main() {
	if len(os.Args) > 1 && os.Args[1] == "memory" {
		new(inner).grow()
	}
	descriptors := len(os.Args) > 1 && os.Args[1] == "descriptors"
	var last *os.File
	if descriptors {
		last = fill()
	}
	promoted(outer{&inner{}})
	fmt.Println(runtime.FuncForPC(reflect.ValueOf(promoted).Pointer()).Name())
	if descriptors {
		last.Close()
		fmt.Println("with a descriptor, lines:", lines())
	}
	new(inner).fail(nil)
}
