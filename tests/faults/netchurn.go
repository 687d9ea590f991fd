// Ordinary network and file code while the heap is small and collections are many: objects to which
// a goroutine in a system call has a pointer in rbp alone. The argument is how many seconds.
// procs: 1 2 8
// env: GOGC=10
// args: 1
// stdout: ok true true
package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

func main() {
	secs, _ := strconv.Atoi(os.Args[1])
	end := time.Now().Add(time.Duration(secs) * time.Second)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() { io.Copy(c, c); c.Close() }()
		}
	}()
	var n, k int64
	var wg sync.WaitGroup
	for i := 0; i < 8; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for time.Now().Before(end) {
				c, err := net.Dial("tcp", l.Addr().String())
				if err != nil {
					fmt.Println(err)
					continue
				}
				fmt.Fprintf(c, "hello")
				b := make([]byte, 5)
				if _, err := io.ReadFull(c, b); err != nil || string(b) != "hello" {
					fmt.Println("echo", err, string(b))
				}
				c.Close()
				atomic.AddInt64(&n, 1)
				f, err := os.Open("/etc/passwd")
				if err == nil {
					f.Readdir(1)
					f.Close()
				}
				d, err := os.Open("/etc")
				if err == nil {
					names, _ := d.Readdirnames(-1)
					if len(names) == 0 {
						fmt.Println("no names")
					}
					d.Close()
				}
			}
		}()
	}
	for i := 0; i < 3; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			var keep [100][]*int
			for time.Now().Before(end) {
				for j := 0; j < 1000; j++ {
					x := j
					keep[j%100] = append([]*int(nil), &x, &x, &x)
				}
				atomic.AddInt64(&k, 1)
			}
		}()
	}
	wg.Wait()
	fmt.Println("ok", n > 0, k > 0)
}
