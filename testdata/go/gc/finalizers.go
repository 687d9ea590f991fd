// What a program sees of finalizers.
package main

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"sync/atomic"
	"time"
)

type node struct {
	next *node
	id   int
	pad  [10]int
}

type namer interface{ name() string }

func (n *node) name() string { return fmt.Sprint("node ", n.id) }

type big struct{ a, b, c, d int }

// Does f until done or for ten seconds, with collections.
func until(done func() bool) bool {
	for i := 0; i < 1000; i++ {
		runtime.GC()
		time.Sleep(time.Millisecond)
		if done() {
			return true
		}
	}
	return false
}

//go:noinline
func chain(order chan int) {
	var first *node
	for i := 0; i < 5; i++ {
		first = &node{next: first, id: i}
		runtime.SetFinalizer(first, func(n *node) { order <- n.id })
	}
}

//go:noinline
func forms(ran *[8]int32) {
	for i := 0; i < 100; i++ {
		runtime.SetFinalizer(&node{id: i}, func(n *node) { atomic.AddInt32(&ran[0], 1) })
		runtime.SetFinalizer(&node{id: i}, func(n interface{}) {
			if n.(*node).next == nil {
				atomic.AddInt32(&ran[1], 1)
			}
		})
		runtime.SetFinalizer(&node{id: i}, func(n namer) {
			if n.name() != "" {
				atomic.AddInt32(&ran[2], 1)
			}
		})
		runtime.SetFinalizer(&node{id: i}, func(n *node) (big, error) { atomic.AddInt32(&ran[3], 1); return big{1, 2, 3, 4}, io.EOF })
		runtime.SetFinalizer(&node{id: i}, func(n *node) string { atomic.AddInt32(&ran[4], 1); return "two words" })
		runtime.SetFinalizer(new(int32), func(n *int32) { atomic.AddInt32(&ran[5], 1) })
		b := make([]byte, 100000)
		runtime.SetFinalizer(&b[0], func(n *byte) { atomic.AddInt32(&ran[6], 1) })
		off := &node{id: i}
		runtime.SetFinalizer(off, func(n *node) { atomic.AddInt32(&ran[7], 1) })
		runtime.SetFinalizer(off, nil)
	}
}

var saved *node

//go:noinline
func phoenix() {
	n := &node{id: 7, next: &node{id: 8}}
	runtime.SetFinalizer(n, func(n *node) { saved = n })
}

//go:noinline
func cycle(ran *int32) {
	a, b := &node{}, &node{}
	a.next, b.next = b, a
	runtime.SetFinalizer(a, func(n *node) { atomic.AddInt32(ran, 1) })
	runtime.SetFinalizer(b, func(n *node) { atomic.AddInt32(ran, 1) })
}

type self struct {
	me    *self
	field *int
	n     [4000]int
}

//go:noinline
func selves(ran *int32) {
	for i := 0; i < 10; i++ {
		a, b := &node{}, &self{}
		a.next = a
		b.me, b.field = b, &b.n[3000]
		runtime.SetFinalizer(a, func(n *node) { atomic.AddInt32(ran, 1) })
		runtime.SetFinalizer(b, func(s *self) { atomic.AddInt32(ran, 1) })
	}
}

//go:noinline
func file() (r *os.File, fd uintptr) {
	r, w, err := os.Pipe()
	if err != nil {
		panic(err)
	}
	return r, w.Fd()
}

func clear(n int) int {
	var a [2000]byte
	for i := range a {
		a[i] = byte(n)
	}
	if n > 0 {
		return clear(n-1) + int(a[n])
	}
	return 0
}

func main() {
	order := make(chan int, 5)
	chain(order)
	clear(10)
	ok := until(func() bool { return len(order) == 5 })
	fmt.Print("a chain, from its head: ", ok)
	for i := 0; i < 5 && ok; i++ {
		fmt.Print(" ", <-order)
	}
	fmt.Println()

	var ran [8]int32
	forms(&ran)
	clear(10)
	until(func() bool {
		for _, n := range ran[:7] {
			if atomic.LoadInt32(&n) < 90 {
				return false
			}
		}
		return true
	})
	for i := range ran {
		fmt.Println("form", i, atomic.LoadInt32(&ran[i]) >= 90, atomic.LoadInt32(&ran[i]) <= 100)
	}

	phoenix()
	clear(10)
	fmt.Println("comes back:", until(func() bool { return saved != nil }) && saved.id == 7 && saved.next.id == 8)
	runtime.SetFinalizer(saved, func(n *node) { order <- 70 + n.next.id })
	saved = nil
	clear(10)
	fmt.Println("and goes again:", until(func() bool { return len(order) == 1 }), <-order)

	var cycled int32
	cycle(&cycled)
	clear(10)
	for i := 0; i < 20; i++ {
		runtime.GC()
		time.Sleep(time.Millisecond)
	}
	fmt.Println("in a cycle:", cycled)

	var selfish int32
	selves(&selfish)
	clear(10)
	fmt.Println("point to themselves:", until(func() bool { return atomic.LoadInt32(&selfish) >= 15 }))

	r, _ := file()
	clear(10)
	end := make(chan error)
	go func() { _, err := r.Read(make([]byte, 1)); end <- err }()
	until(func() bool {
		select {
		case err := <-end:
			fmt.Println("a file is closed when nothing uses it:", err)
			return true
		default:
			return false
		}
	})

	n := &node{}
	kept := int32(0)
	runtime.SetFinalizer(n, func(n *node) { atomic.AddInt32(&kept, 1) })
	for i := 0; i < 5; i++ {
		runtime.GC()
		time.Sleep(time.Millisecond)
	}
	fmt.Println("kept alive:", kept == 0)
	runtime.KeepAlive(n)
}
