// Uses all that the runtime makes system calls for, several times over and at once. Prints "ok", or the
// first error and exits with status 1. Each part knows what must come out of it.
package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"sync"
	"syscall"
	"time"
)

func check(what string, err error) {
	if err != nil {
		var errno syscall.Errno
		if errors.As(err, &errno) {
			fmt.Fprintf(os.Stderr, "load: %s: errno %d\n", what, int(errno))
		} else {
			fmt.Fprintf(os.Stderr, "load: %s: %v\n", what, err)
		}
		os.Exit(1)
	}
}

func wrong(what string, got, want int) {
	if got != want {
		check(what, fmt.Errorf("%d, not %d", got, want))
	}
}

// A ring of goroutines that hand a number on.
func channels() {
	const n, rounds = 100, 30
	first := make(chan int)
	in := first
	for i := 0; i < n; i++ {
		out := make(chan int)
		go func(in, out chan int) {
			for x := range in {
				out <- x + 1
			}
			close(out)
		}(in, out)
		in = out
	}
	for r := 0; r < rounds; r++ {
		go func() { first <- r }()
		if got := <-in; got < n {
			wrong("ring", got, n)
		}
	}
	close(first)
	<-in
}

func timers() {
	var wg sync.WaitGroup
	for i := 0; i < 50; i++ {
		wg.Add(1)
		go func(d time.Duration) {
			time.Sleep(d)
			wg.Done()
		}(time.Duration(i) * 500 * time.Microsecond)
	}
	t := time.NewTicker(time.Millisecond)
	for i := 0; i < 20; i++ {
		<-t.C
	}
	t.Stop()
	select {
	case <-time.After(3 * time.Millisecond):
	case <-make(chan int):
	}
	wg.Wait()
}

func files(dir string) {
	for i := 0; i < 10; i++ {
		name := filepath.Join(dir, fmt.Sprint(i))
		want := bytes.Repeat([]byte{byte(i)}, 10000)
		check("WriteFile", os.WriteFile(name, want, 0o600))
		got, err := os.ReadFile(name)
		check("ReadFile", err)
		if !bytes.Equal(got, want) {
			check("ReadFile", errors.New("other bytes"))
		}
	}
	entries, err := os.ReadDir(dir)
	check("ReadDir", err)
	wrong("ReadDir", len(entries), 10)
}

// What is written to w arrives at r; end ends it.
func copied(what string, w io.Writer, end func() error, r io.Reader) {
	const n = 300000
	go func() {
		_, err := w.Write(make([]byte, n))
		check(what+": Write", err)
		check(what+": end", end())
	}()
	got, err := io.Copy(io.Discard, r)
	check(what+": Read", err)
	wrong(what, int(got), n)
}

func pipes() {
	for i := 0; i < 4; i++ {
		r, w, err := os.Pipe()
		check("Pipe", err)
		copied("pipe", w, w.Close, r)
		check("pipe: Close", r.Close())
	}
}

func sockets() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check("Listen", err)
	var wg sync.WaitGroup
	for i := 0; i < 4; i++ {
		wg.Add(1)
		go func() {
			c, err := net.Dial("tcp", l.Addr().String())
			check("Dial", err)
			copied("socket", c, c.(*net.TCPConn).CloseWrite, c)
			check("socket: Close", c.Close())
			wg.Done()
		}()
		s, err := l.Accept()
		check("Accept", err)
		go func() {
			_, err := io.Copy(s, s)
			check("echo", err)
			check("echo: Close", s.Close())
		}()
	}
	wg.Wait()
	check("listener: Close", l.Close())
}

func children() {
	for i := 0; i < 3; i++ {
		out, err := exec.Command("/bin/echo", "hello").Output()
		check("echo", err)
		wrong("echo", len(out), len("hello\n"))
	}
}

type tree struct{ left, right *tree }

func grow(depth int) *tree {
	if depth == 0 {
		return &tree{}
	}
	return &tree{grow(depth - 1), grow(depth - 1)}
}

func (t *tree) count() int {
	if t.left == nil {
		return 1
	}
	return t.left.count() + t.right.count() + 1
}

func heap() {
	for i := 0; i < 4; i++ {
		t := grow(14)
		big := make([]byte, 8<<20)
		for j := 0; j < len(big); j += 4096 {
			big[j] = 1
		}
		runtime.GC()
		wrong("tree", t.count(), 1<<15-1)
		big = nil
		debug.FreeOSMemory()
	}
}

func deep(n int) int {
	var room [64]byte
	if n == 0 {
		return int(room[0])
	}
	return deep(n-1) + 1 + int(room[n%64])
}

func stacks() {
	var wg sync.WaitGroup
	for i := 0; i < 8; i++ {
		wg.Add(1)
		go func() {
			wrong("deep", deep(10000), 10000)
			wg.Done()
		}()
	}
	wg.Wait()
}

func signals() {
	c := make(chan os.Signal, 1)
	pid := os.Getpid()
	if pid < 1 {
		check("Getpid", errors.New("would be a signal to everybody"))
	}
	signal.Notify(c, syscall.SIGUSR1)
	for i := 0; i < 10; i++ {
		check("Kill", syscall.Kill(pid, syscall.SIGUSR1))
		<-c
	}
	signal.Stop(c)
	func() {
		defer func() {
			if recover() == nil {
				check("nil", errors.New("no panic"))
			}
		}()
		var t *tree
		t.left = nil
	}()
}

// Goroutines that end with their threads, and system calls that take long.
func threads() {
	var wg sync.WaitGroup
	for i := 0; i < 4; i++ {
		wg.Add(2)
		go func() {
			runtime.LockOSThread()
			time.Sleep(time.Millisecond)
			wg.Done()
		}()
		go func() {
			left := syscall.Timeval{Usec: 5000}
			for {
				_, err := syscall.Select(0, nil, nil, nil, &left)
				if err != syscall.EINTR {
					check("Select", err)
					break
				}
			}
			wg.Done()
		}()
	}
	wg.Wait()
}

var sink int

// Nobody else runs on this P until it is taken away.
func spin() {
	done := make(chan bool)
	for i := 0; i < runtime.GOMAXPROCS(0); i++ {
		go func() {
			x := 0
			for until := time.Now().Add(25 * time.Millisecond); time.Now().Before(until); {
				for j := 0; j < 10000000; j++ {
					x += j
				}
			}
			sink += x & 1
			done <- true
		}()
	}
	for i := 0; i < runtime.GOMAXPROCS(0); i++ {
		<-done
	}
}

func main() {
	os.Getppid() // tells the launcher where to begin
	time.Sleep(time.Millisecond)
	dir := os.Getenv("LOAD_DIR")
	parts := []func(){channels, timers, func() { files(dir) }, pipes, sockets, children, heap, stacks,
		signals, threads, spin}
	var wg sync.WaitGroup
	for _, part := range parts {
		wg.Add(1)
		go func(part func()) {
			part()
			wg.Done()
		}(part)
	}
	wg.Wait()
	fmt.Fprintln(os.Stderr, "ok")
}
