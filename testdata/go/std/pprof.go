// Packages runtime and runtime/pprof in one program: the second's export data repeats functions of
// the first.
package main

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"runtime/pprof"
)

func main() {
	runtime.Gosched()
	fmt.Println(runtime.NumGoroutine(), pprof.Lookup("goroutine").Count())
	block := make(chan bool)
	for i := 0; i < 10; i++ {
		go func() { <-block }()
	}
	fmt.Println(runtime.NumGoroutine(), pprof.Lookup("goroutine").Count())
	for _, rate := range []int{7, -1, 0} {
		fmt.Println(runtime.SetMutexProfileFraction(rate))
	}
	if len(os.Args) > 1 { // only compiled
		var b bytes.Buffer
		fmt.Println(pprof.StartCPUProfile(&b), pprof.WriteHeapProfile(&b))
		pprof.StopCPUProfile()
	}
}
