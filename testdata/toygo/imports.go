package main

import (
	"runtime"
	"time"
)

func main() {
	c := make(chan string)
	go func() { time.Sleep(5000000); c <- "slept" }()
	go func() { defer func() { c <- "deferred" }(); runtime.Goexit() }()
	a, b := <-c, <-c
	println(a == "slept" || b == "slept", len(a+b))
	for i := 0; i < 3; i++ {
		runtime.Gosched()
	}
	println(runtime.GOMAXPROCS(0) > 0, runtime.NumGoroutine() > 0)
}
