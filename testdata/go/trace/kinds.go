// Does everything that has an event of its own in an execution trace, once the goroutine that is to
// wait waits: kinds TRACE.
package main

import (
	"context"
	"net"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/trace"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

func check(err error) {
	if err != nil {
		panic(err)
	}
}

var stacks [1 << 16]byte // of all goroutines; one array, so that no collection begins on its own

// Returns when all other goroutines wait and, if state is not empty, one of them in that state. One
// in a system call is taken for busy, for its read may be about to find nothing, unless that is the
// state.
func settle(state string) {
	for {
		time.Sleep(100 * time.Microsecond)
		all := string(stacks[:runtime.Stack(stacks[:], true)])
		busy := strings.Count(all, " [running") + strings.Count(all, " [runnable")
		if state != "syscall" {
			busy += strings.Count(all, " [syscall")
		}
		if busy == 1 && strings.Contains(all, " ["+state) {
			return
		}
	}
}

// Starts f, and returns when it waits.
func begin(f func()) {
	go f()
	settle("")
}

func channels() {
	var none chan int
	begin(func() { none <- 1 })
	begin(func() { <-none })
	begin(func() { select {} })

	c, d := make(chan int), make(chan int)
	begin(func() { c <- 1 })
	<-c
	begin(func() { <-c })
	c <- 1
	begin(func() { _, _ = <-c })
	c <- 1
	begin(func() {
		for range d {
		}
	})
	close(d)
	begin(func() {
		select {
		case <-c:
		case <-none:
		}
	})
	c <- 1
	begin(func() {
		select {
		case c <- 1:
		case <-none:
		}
	})
	<-c
	begin(func() { c <- 1 })
	select {
	case <-c:
	case <-none:
	}
	begin(func() { <-c })
	select {
	case c <- 1:
	case none <- 1:
	}
	settle("")
}

func locks() {
	var mu sync.Mutex
	mu.Lock()
	begin(func() {
		mu.Lock()
		mu.Unlock()
	})
	mu.Unlock()

	var rw sync.RWMutex
	rw.Lock()
	begin(func() {
		rw.RLock()
		rw.RUnlock()
	})
	rw.Unlock()
	rw.RLock()
	begin(func() {
		rw.Lock()
		rw.Unlock()
	})
	rw.RUnlock()

	var wg sync.WaitGroup
	wg.Add(1)
	begin(func() { wg.Wait() })
	wg.Done()

	cond := sync.NewCond(&mu)
	wait := func() {
		mu.Lock()
		cond.Wait()
		mu.Unlock()
	}
	begin(wait)
	cond.Signal()
	begin(wait)
	cond.Broadcast()
	settle("")
}

func connection(l net.Listener) {
	begin(func() {
		c, err := l.Accept()
		check(err)
		var b [1]byte
		c.Read(b[:])
		c.Close()
	})
	c, err := net.Dial("tcp", l.Addr().String())
	check(err)
	begin(func() {
		var b [1]byte
		c.Read(b[:]) // until SetDeadline
		c.SetDeadline(time.Time{})
		c.Read(b[:]) // until Close
	})
	c.SetDeadline(time.Unix(1, 0))
	settle("")
	runtime.GOMAXPROCS(1) // so that Close waits for the reader, which it wakes
	c.Close()
	runtime.GOMAXPROCS(2)
	settle("")
}

func network() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	for i := 0; i < 3; i++ { // for main may be preempted within Close
		connection(l)
	}
	l.Close()

	r, w, err := os.Pipe()
	check(err)
	begin(func() {
		var b [1]byte
		r.Read(b[:])
	})
	w.Write([]byte{1})
	settle("")
}

func systemcalls() {
	var p [2]int
	check(syscall.Pipe(p[:]))
	done := make(chan bool)
	go func() {
		var b [1]byte
		syscall.Read(p[0], b[:])
		done <- true
	}()
	settle("syscall")
	syscall.Write(p[1], []byte{1})
	settle("chan send]") // not on a nil channel, as the first goroutine
	<-done
}

func processors() {
	runtime.Gosched()
	runtime.GOMAXPROCS(1)
	var stop uint32
	go func() { atomic.StoreUint32(&stop, 1) }()
	for atomic.LoadUint32(&stop) == 0 {
	}
	runtime.GOMAXPROCS(3)
	runtime.LockOSThread()
	time.Sleep(time.Millisecond)
	runtime.UnlockOSThread()
	runtime.GOMAXPROCS(2)
}

var sink []byte

func heap() {
	for i := 0; i < 64; i++ {
		sink = make([]byte, 1<<20)
	}
	runtime.GC()
	debug.SetGCPercent(debug.SetGCPercent(-1))
}

func annotations() {
	ctx, task := trace.NewTask(context.Background(), "outer task")
	sub, subtask := trace.NewTask(ctx, "inner task")
	trace.WithRegion(sub, "with region", func() {})
	region := trace.StartRegion(sub, "start region")
	trace.Log(sub, "category", "a message")
	trace.Logf(ctx, "", "%d", 7)
	region.End()
	subtask.End()
	task.End()
}

func main() {
	runtime.GOMAXPROCS(2)
	f, err := os.Create(os.Args[1])
	check(err)
	// So that the trace begins with a goroutine of each state.
	var p [2]int
	check(syscall.Pipe(p[:]))
	go func() {
		var b [1]byte
		syscall.Read(p[0], b[:])
	}()
	go func() { select {} }()
	settle("syscall")

	check(trace.Start(f))
	syscall.Write(p[1], []byte{1})
	channels()
	locks()
	network()
	systemcalls()
	processors()
	heap()
	annotations()
	trace.Stop()
	check(f.Close())
}
