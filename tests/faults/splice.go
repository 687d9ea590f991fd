// The first io.Copy of many connections at once, while collections are under way.
// procs: 1 2 8
// stdout: ok
package main

import (
	"fmt"
	"io"
	"net"
	"runtime"
	"sync"
	"sync/atomic"
)

func main() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	const n = 200
	var srv, cli [n]net.Conn
	for i := range srv {
		cli[i], err = net.Dial("tcp", l.Addr().String())
		if err != nil {
			panic(err)
		}
		srv[i], _ = l.Accept()
	}
	var stop int32
	for i := 0; i < 3; i++ {
		go func() {
			var keep [100][]*int
			for atomic.LoadInt32(&stop) == 0 {
				for j := 0; j < 100; j++ {
					x := j
					keep[j%100] = append([]*int(nil), &x, &x, &x)
				}
			}
		}()
	}
	go func() {
		for atomic.LoadInt32(&stop) == 0 {
			runtime.GC()
		}
	}()
	var wg sync.WaitGroup
	for i := range srv {
		wg.Add(1)
		go func(c net.Conn) { io.Copy(c, c); wg.Done() }(srv[i])
		cli[i].Close()
	}
	wg.Wait()
	for i := 0; i < 5; i++ {
		runtime.GC()
	}
	atomic.StoreInt32(&stop, 1)
	fmt.Println("ok")
}
