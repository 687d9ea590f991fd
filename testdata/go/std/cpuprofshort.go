// A CPU profile that ends before its reader has looked at it.
package main

import (
	"io/ioutil"
	"runtime/pprof"
	"time"
)

func main() {
	pprof.StartCPUProfile(ioutil.Discard)
	for t := time.Now(); time.Since(t) < 50*time.Millisecond; {
	}
	pprof.StopCPUProfile()
	println("short done")
}
