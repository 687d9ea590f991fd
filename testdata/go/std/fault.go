// debug.SetPanicOnFault: the panic's value is a runtime.Error with the address of the fault, for
// memory that may not be written and for a file that has become shorter; not for a nil pointer.
package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"syscall"
	"unsafe"
)

func attempt(what string, base uintptr, f func()) {
	defer func() {
		r := recover()
		e, ok := r.(runtime.Error)
		fmt.Println(what, ok, e)
		if a, ok := r.(interface{ Addr() uintptr }); ok {
			fmt.Println(what, "at", a.Addr()-base)
		}
	}()
	f()
}

func main() {
	old := debug.SetPanicOnFault(true)
	m, err := syscall.Mmap(-1, 0, 4096, syscall.PROT_READ, syscall.MAP_SHARED|syscall.MAP_ANON)
	if err != nil {
		panic(err)
	}
	attempt("read-only", uintptr(unsafe.Pointer(&m[0])), func() { m[999] = 1 })

	f, err := os.CreateTemp("", "gort")
	if err != nil {
		panic(err)
	}
	os.Remove(f.Name())
	f.Truncate(8192)
	b, err := syscall.Mmap(int(f.Fd()), 0, 8192, syscall.PROT_READ, syscall.MAP_SHARED)
	if err != nil {
		panic(err)
	}
	f.Truncate(4096)
	attempt("short file", uintptr(unsafe.Pointer(&b[0])), func() { fmt.Println(b[100], b[5000]) })

	var p *[8]int
	attempt("nil pointer", 0, func() { p[5]++ })
	debug.SetPanicOnFault(old)
	fmt.Println(old)
}
