// Starts and stops the execution trace again and again while goroutines do all that a trace can
// begin or end in the middle of: startstop DIRECTORY N.
package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"runtime/trace"
	"strconv"
	"sync"
	"syscall"
	"time"
)

func check(err error) {
	if err != nil {
		panic(err)
	}
}

// Blocking system calls: two goroutines on threads of their own most of the time.
func pipes() {
	var p, q [2]int
	check(syscall.Pipe(p[:]))
	check(syscall.Pipe(q[:]))
	move := func(r, w int) {
		var b [1]byte
		for {
			syscall.Read(r, b[:])
			syscall.Write(w, b[:])
		}
	}
	go move(p[0], q[1])
	go move(q[0], p[1])
	syscall.Write(p[1], []byte{1})
}

// The poller, with deadlines.
func network() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	go func() {
		c, err := l.Accept()
		check(err)
		io.Copy(c, c)
	}()
	c, err := net.Dial("tcp", l.Addr().String())
	check(err)
	var b [1]byte
	for {
		c.Write(b[:])
		c.Read(b[:])
		c.SetReadDeadline(time.Now().Add(100 * time.Microsecond))
		c.Read(b[:])
		c.SetReadDeadline(time.Time{})
	}
}

func channels() {
	c := make(chan int)
	go func() {
		for i := range c {
			if i%8 == 0 {
				time.Sleep(50 * time.Microsecond)
			}
		}
	}()
	for i := 0; ; i++ {
		c <- i
	}
}

func births() {
	for {
		var wg sync.WaitGroup
		for i := 0; i < 10; i++ {
			wg.Add(1)
			locked := i == 0
			go func() {
				defer wg.Done()
				if locked {
					runtime.LockOSThread() // the thread ends with it
				}
				runtime.Gosched()
			}()
		}
		wg.Wait()
		time.Sleep(50 * time.Microsecond)
	}
}

func world() {
	for i := 0; ; i++ {
		runtime.GOMAXPROCS(1 + i%4)
		if i%4 == 0 {
			runtime.GC()
		}
		time.Sleep(200 * time.Microsecond)
	}
}

func main() {
	n, err := strconv.Atoi(os.Args[2])
	check(err)
	pipes()
	for _, f := range []func(){network, channels, births, world} {
		go f()
	}
	for i := 0; i < n; i++ {
		f, err := os.Create(filepath.Join(os.Args[1], fmt.Sprint(i)))
		check(err)
		check(trace.Start(f))
		time.Sleep(time.Duration(i%4) * time.Millisecond)
		trace.Stop()
		check(f.Close())
	}
}
