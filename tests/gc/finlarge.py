"""A large object with a finalizer is marked in pieces, as others are, so that other goroutines run
meanwhile also with one P. Counted is the processor's time from one run to the next. The finalizer
runs although the object points to itself, and the next goal is not twice as large for it."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import buildtext, fail, needs_collector, run, text  # noqa: E402

MOST = 80  # ms; a time slice is 10

SOURCE = """package main

import (
	"runtime"
	"sync/atomic"
	"syscall"
	"time"
)

type large struct {
	first  *large
	others [48 << 20]*int
	last   *large
}

var object *large
var ran = make(chan int, 1)

//go:noinline
func fill() {
	object = new(large)
	x := new(int)
	for i := range object.others {
		object.others[i] = x
	}
	object.first, object.last = object, object
	runtime.SetFinalizer(object, func(l *large) { ran <- len(l.others) })
}

// Of the process, in ms.
func used() int64 {
	var u syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return (u.Utime.Nano() + u.Stime.Nano()) / 1e6
}

func main() {
	fill()
	runtime.GC()
	done := int32(0)
	go func() {
		for i := 0; i < 3; i++ {
			runtime.GC()
		}
		atomic.StoreInt32(&done, 1)
	}()
	most, last := int64(0), used()
	for atomic.LoadInt32(&done) == 0 {
		time.Sleep(200 * time.Microsecond)
		now := used()
		if now-last > most {
			most = now - last
		}
		last = now
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	println(most, m.NextGC>>20)
	object = nil
	for i := 0; i < 20; i++ {
		runtime.GC()
		select {
		case n := <-ran:
			println(n)
			return
		case <-time.After(10 * time.Millisecond):
		}
	}
}
"""

needs_collector()
done = run([buildtext("finlarge.go", SOURCE)], env={"GOMAXPROCS": "1"})
words = text(done.stderr).split()
print(*words)
if len(words) != 3 or int(words[0]) > MOST or int(words[1]) > 1000 or int(words[2]) != 48 << 20:
    fail("ms, MB of the goal, length:", *words)
