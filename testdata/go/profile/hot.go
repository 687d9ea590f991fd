// Two functions that do 70 and 30 hundredths of the work, in turn.
package main

import (
	"os"
	"runtime/pprof"
)

var sink uint64

//go:noinline
func seventy(n int) {
	x := sink
	for i := 0; i < n; i++ {
		x = x*6364136223846793005 + 1442695040888963407
	}
	sink = x
}

//go:noinline
func thirty(n int) {
	x := sink
	for i := 0; i < n; i++ {
		x = x*6364136223846793005 + 1442695040888963407
	}
	sink = x
}

func main() {
	f, err := os.Create(os.Args[1])
	if err == nil {
		err = pprof.StartCPUProfile(f)
	}
	if err != nil {
		panic(err)
	}
	for i := 0; i < 15; i++ {
		seventy(70000000)
		thirty(30000000)
	}
	pprof.StopCPUProfile()
	f.Close()
}
