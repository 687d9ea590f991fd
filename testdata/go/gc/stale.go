// A goroutine reads the write barrier's flag, computes for long without a call that could write to
// memory, and then overwrites the only pointer to an object, of which it keeps a copy on its stack.
// Cycles begin while it computes. What holds the pointer is at the end of a long list, which is all
// that leads to it, so the collector comes to it late.
package main

import (
	"fmt"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
	"unsafe"
)

type node struct {
	next *node
	id   int
}

var stop int32

//go:noinline
func pure(n int) int {
	if n < 2 {
		return n
	}
	return pure(n-1) + pure(n-2)
}

type holder struct{ held, other *node }

const deep = 32

// The holder's address is in disguise until pure has returned.
//
//go:noinline
func long(n int) (list *node, hidden uintptr) {
	h := &holder{held: &node{id: -1}}
	list = (*node)(unsafe.Pointer(h)) // held stands where next does
	for i := 0; i < n; i++ {
		list = &node{next: list, id: i}
	}
	return list, uintptr(unsafe.Pointer(h)) ^ uintptr(pure(deep)) ^ 1<<63
}

//go:noinline
func turn(x *holder, hidden uintptr, fresh *node) *node {
	x.other = fresh // reads the flag
	h := (*holder)(unsafe.Pointer(hidden ^ uintptr(pure(deep)) ^ 1<<63))
	old := h.held
	h.held = fresh
	return old
}

func stale(list *node, hidden uintptr) {
	x := &holder{}
	want := -1
	for i := 0; atomic.LoadInt32(&stop) == 0; i++ {
		old := turn(x, hidden, &node{id: i})
		runtime.GC()
		if old.id != want {
			fmt.Println("bad", old.id, want)
			os.Exit(1)
		}
		want = i
	}
	runtime.KeepAlive(list)
}

func main() {
	var wg sync.WaitGroup
	for k := 0; k < 2; k++ {
		list, hidden := long(600000)
		wg.Add(1)
		go func() {
			stale(list, hidden)
			wg.Done()
		}()
	}
	time.Sleep(600 * time.Millisecond)
	atomic.StoreInt32(&stop, 1)
	wg.Wait()
	fmt.Println("ok")
}
