// Memory that is not used any more is used again: gigabytes go through a heap of a few megabytes.
package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

type object struct {
	next *object
	pad  [6]int
}

var keep [64]interface{}

func main() {
	const MB = 1 << 20
	debug.SetGCPercent(100)
	var m runtime.MemStats
	// Small with and without pointers, large, maps, channels, goroutines.
	for _, c := range []struct {
		name  string
		n     int
		alloc func(i int)
	}{
		{"small", 4000000, func(i int) { keep[i%64] = &object{} }},
		{"noscan", 4000000, func(i int) { keep[i%64] = new([7]int) }},
		{"large", 12000, func(i int) { keep[i%32] = make([]byte, MB/4) }},
		{"maps", 20000, func(i int) {
			m := map[int]string{}
			for j := 0; j < 100; j++ {
				m[j] = "x"
			}
			keep[i%64] = m
		}},
		{"channels", 400000, func(i int) { c := make(chan *object, 10); c <- &object{}; keep[i%64] = c }},
		{"lists", 4000, func(i int) {
			var l *object
			for j := 0; j < 1000; j++ {
				l = &object{next: l}
			}
			keep[0] = l
		}},
		{"cycles", 400000, func(i int) { a, b := &object{}, &object{}; a.next, b.next = b, a }},
	} {
		for i := 0; i < c.n; i++ {
			c.alloc(i)
		}
		for i := range keep {
			keep[i] = nil
		}
		runtime.GC()
		runtime.ReadMemStats(&m)
		// A number that looks like an address may keep one or two: so none is large.
		if m.HeapAlloc > 2*MB {
			fmt.Printf("%s: %d KB are left\n", c.name, m.HeapAlloc/1024)
		}
	}
	fmt.Println("next:", m.NextGC>>20, "of", m.TotalAlloc > 4000*MB)
	// Real Go's heap can grow to a gigabyte here, when its collector, which runs beside the program, is kept from running.
	if runtime.Compiler == "gccgo" && m.HeapSys > 64*MB {
		fmt.Println("taken:", m.HeapSys>>20, "MB")
	}

	// GOGC.
	fmt.Println(debug.SetGCPercent(-1))
	before := m.NumGC
	for i := 0; i < 200; i++ {
		keep[0] = make([]byte, MB)
	}
	runtime.ReadMemStats(&m)
	fmt.Println("cycles when off:", m.NumGC-before)
	fmt.Println(debug.SetGCPercent(400))
	chunks := make([]*[MB / 2]byte, 40)
	for i := range chunks {
		chunks[i] = new([MB / 2]byte)
	}
	runtime.GC()
	runtime.ReadMemStats(&m)
	fmt.Println("goal of five times the heap:", m.NextGC > 95*MB && m.NextGC < 115*MB)
	for i := range chunks {
		chunks[i] = nil
	}
	debug.FreeOSMemory()
	runtime.ReadMemStats(&m)
	fmt.Println("given back:", m.HeapReleased > m.HeapIdle*9/10)

	// Many goroutines and few objects: their stacks count as well when the next cycle is due.
	debug.SetGCPercent(100)
	gate, parked := make(chan bool), make(chan bool)
	const goroutines = 30000
	for i := 0; i < goroutines; i++ {
		go func() {
			deep(20, func() {
				parked <- true
				<-gate
			})
			parked <- true
		}()
		<-parked
	}
	runtime.GC()
	runtime.ReadMemStats(&m)
	before = m.NumGC
	for i := 0; i < 400; i++ {
		keep[0] = make([]byte, MB/2)
	}
	runtime.ReadMemStats(&m)
	fmt.Println("as often as for the heap alone:", m.NumGC-before > 20)
	close(gate)
	for i := 0; i < goroutines; i++ {
		<-parked
	}
}

//go:noinline
func deep(n int, f func()) int {
	if n == 0 {
		f()
		return 0
	}
	return deep(n-1, f) + 1
}
