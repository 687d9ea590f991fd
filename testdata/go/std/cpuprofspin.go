// A CPU profile of a loop without calls.
package main

import (
	"bytes"
	"runtime/pprof"
)

func main() {
	var b bytes.Buffer
	if err := pprof.StartCPUProfile(&b); err != nil {
		println(err.Error())
		return
	}
	x := 0
	for i := 0; i < 300000000; i++ {
		x += i
	}
	pprof.StopCPUProfile()
	println(b.Len() > 0, x != 1)
}
