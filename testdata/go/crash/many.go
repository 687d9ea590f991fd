// 1000 goroutines run on 8 Ms; one of them, or several at once, crash.
package main

import (
	"os"
	"runtime"
	"time"
)

var sink [1000]int
var nilp *int

func spin(i int) {
	for {
		sink[i]++
		if i%3 == 0 {
			runtime.Gosched()
		}
	}
}

func main() {
	runtime.GOMAXPROCS(8)
	for i := 0; i < 1000; i++ {
		go spin(i)
	}
	time.Sleep(5 * time.Millisecond)
	if len(os.Args) > 1 {
		for i := 0; i < 4; i++ {
			go func() { *nilp = 1 }()
		}
		select {}
	}
	panic("many")
}
