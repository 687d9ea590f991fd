// What a trace costs: cost CASE PROCS prints, for one operation of CASE without and with a trace,
// the time that elapsed and that of the processors, in ns. The two take turns; the least of each.
package main

import (
	"fmt"
	"io"
	"io/ioutil"
	"net"
	"net/http"
	"os"
	"runtime"
	"runtime/trace"
	"strconv"
	"sync"
	"syscall"
	"time"
)

const (
	turns = 5
	turn  = 40 * time.Millisecond // of the operations without a trace
)

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func cpuTime() time.Duration {
	var r syscall.Rusage
	check(syscall.Getrusage(syscall.RUSAGE_SELF, &r))
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// Round trips of two goroutines.
func pingpong(n int) {
	a, b := make(chan int), make(chan int)
	go func() {
		for v := range a {
			b <- v
		}
	}()
	for i := 0; i < n; i++ {
		a <- i
		<-b
	}
	close(a)
}

// Lives of goroutines.
func spawn(n int) {
	var wg sync.WaitGroup
	for ; n > 0; n -= 1000 {
		wg.Add(1000)
		for i := 0; i < 1000; i++ {
			go func() { wg.Done() }()
		}
		wg.Wait()
	}
}

// Requests of four clients to a server in this process.
func requests() func(n int) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	go http.Serve(l, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, "hello")
	}))
	client := http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 4}}
	return func(n int) {
		var wg sync.WaitGroup
		wg.Add(4)
		for i := 0; i < 4; i++ {
			go func() {
				for j := 0; j < n/4; j++ {
					resp, err := client.Get("http://" + l.Addr().String())
					check(err)
					_, err = io.Copy(ioutil.Discard, resp.Body)
					check(err)
					resp.Body.Close()
				}
				wg.Done()
			}()
		}
		wg.Wait()
	}
}

func measured(f func(n int), n int) (elapsed, cpu float64) {
	c, t := cpuTime(), time.Now()
	f(n)
	return float64(time.Since(t)) / float64(n), float64(cpuTime()-c) / float64(n)
}

func main() {
	f := map[string]func(int){"pingpong": pingpong, "spawn": spawn}[os.Args[1]]
	if f == nil {
		f = requests()
	}
	procs, err := strconv.Atoi(os.Args[2])
	check(err)
	runtime.GOMAXPROCS(procs)
	n := 1000
	for {
		if elapsed, _ := measured(f, n); elapsed*float64(n) > float64(turn) {
			break
		}
		n *= 2
	}
	var least [4]float64
	for i := 0; i < turns; i++ {
		var now [4]float64
		now[0], now[1] = measured(f, n)
		check(trace.Start(ioutil.Discard))
		now[2], now[3] = measured(f, n)
		trace.Stop()
		for k, ns := range now {
			if i == 0 || ns < least[k] {
				least[k] = ns
			}
		}
	}
	fmt.Println(least[0], least[1], least[2], least[3])
}
