// A CPU profile of a program that sleeps.
package main

import (
	"bytes"
	"fmt"
	"runtime/pprof"
	"time"
)

func main() {
	var b bytes.Buffer
	fmt.Println(pprof.StartCPUProfile(&b))
	time.Sleep(300 * time.Millisecond)
	pprof.StopCPUProfile()
	fmt.Println("stopped", b.Len() > 0)
}
