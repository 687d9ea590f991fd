// What a profile tells of calls: inlined ones, those of new goroutines, of deferred functions and
// methods, with labels and without, of the clock, and of collections.
package main

import (
	"context"
	"os"
	"runtime"
	"runtime/pprof"
	"time"
)

var sink uint64

func inner(n int) {
	x := sink
	for i := 0; i < n; i++ {
		x = x*6364136223846793005 + 1442695040888963407
	}
	sink = x
}

func middle(n int) { inner(n) }

//go:noinline
func outer(n int) { middle(n) }

//go:noinline
func clock(n int) {
	for i := 0; i < n; i++ {
		time.Now()
	}
}

type method struct{ n int }

func (m method) run(c chan bool) {
	outer(m.n)
	c <- true
}

func deferred(n int) {
	defer method{n}.run(make(chan bool, 1))
}

var list []*[100]byte

func main() {
	f, err := os.Create(os.Args[1])
	if err == nil {
		err = pprof.StartCPUProfile(f)
	}
	if err != nil {
		panic(err)
	}
	for i := 0; i < 100000; i++ {
		list = append(list, new([100]byte))
	}
	for i := 0; i < 10; i++ {
		outer(10000000)
		clock(400000)
		pprof.Do(context.Background(), pprof.Labels("key", "value"), func(context.Context) {
			c := make(chan bool)
			go method{20000000}.run(c)
			<-c
		})
		deferred(10000000)
		for k := 0; k < 10; k++ {
			runtime.GC()
		}
	}
	pprof.StopCPUProfile()
	f.Close()
}
