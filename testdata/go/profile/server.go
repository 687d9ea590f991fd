// net/http/pprof on loopback, fetched by the program itself: each of its pages, while goroutines
// with labels work, wait and allocate. What comes is written into a folder.
package main

import (
	"context"
	"io"
	"io/ioutil"
	"net"
	"net/http"
	_ "net/http/pprof"
	"os"
	"runtime"
	"runtime/pprof"
	"sync"
)

var keep [][]byte

func busy(stop chan bool, mu *sync.Mutex) {
	x := uint64(1)
	for {
		select {
		case <-stop:
			return
		default:
		}
		mu.Lock()
		for i := 0; i < 100000; i++ {
			x = x*6364136223846793005 + 1442695040888963407
		}
		keep = append(keep[len(keep)&^1023:], make([]byte, 1000))
		mu.Unlock()
	}
}

func labelled(stop chan bool) {
	pprof.Do(context.Background(), pprof.Labels("who", "waiter"), func(context.Context) {
		<-stop
	})
}

func main() {
	runtime.MemProfileRate = 4096
	runtime.SetBlockProfileRate(1)
	runtime.SetMutexProfileFraction(1)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	go http.Serve(l, nil)
	stop := make(chan bool)
	var mu sync.Mutex
	for i := 0; i < 3; i++ {
		go busy(stop, &mu)
		go labelled(stop)
	}
	// The first takes a second, in which the others get something to tell.
	for _, page := range [][2]string{
		{"profile", "profile?seconds=1"},
		{"heap", "heap"},
		{"allocs", "allocs"},
		{"block", "block"},
		{"mutex", "mutex"},
		{"goroutine", "goroutine"},
		{"threadcreate", "threadcreate"},
		{"text", "goroutine?debug=1"},
		{"stacks", "goroutine?debug=2"},
		{"index", ""},
		{"cmdline", "cmdline"},
		{"symbol", "symbol"},
	} {
		name, query := page[0], page[1]
		r, err := http.Get("http://" + l.Addr().String() + "/debug/pprof/" + query)
		if err != nil {
			panic(err)
		}
		b, err := io.ReadAll(r.Body)
		if err != nil || r.StatusCode != 200 {
			panic(name + ": " + r.Status + "\n" + string(b))
		}
		if err := ioutil.WriteFile(os.Args[1]+"/"+name, b, 0644); err != nil {
			panic(err)
		}
	}
	close(stop)
}
