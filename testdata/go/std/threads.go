// A goroutine that ends locked to its thread ends the thread, and nothing of either stays: the
// runtime's memory and the process's are what they were a thousand threads before. Many at a time,
// then one after another.
//
// needs: collector
package main

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"sync"
)

// used returns the runtime's own memory and the process's resident memory.
func used() (other, resident int) {
	debug.FreeOSMemory()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		panic(err)
	}
	pages, err := strconv.Atoi(string(bytes.Fields(b)[1]))
	if err != nil {
		panic(err)
	}
	return int(m.OtherSys), pages * os.Getpagesize()
}

// threads starts n goroutines that end locked, some at a time.
func threads(n, some int) {
	for i := 0; i < n; i += some {
		var locked, done sync.WaitGroup
		locked.Add(some)
		done.Add(some)
		for j := 0; j < some; j++ {
			go func() {
				defer done.Done()
				runtime.LockOSThread()
				locked.Done()
				locked.Wait()
			}()
		}
		done.Wait()
	}
}

func main() {
	for _, some := range []int{20, 1} {
		threads(1000, some)
		other, resident := used()
		threads(4000, some)
		other2, resident2 := used()
		for _, x := range []struct {
			what string
			grew int
		}{{"OtherSys", other2 - other}, {"resident memory", resident2 - resident}} {
			// 4000 threads of 2.3 KB would be 9 MB.
			if x.grew < 2<<20 {
				fmt.Println(some, "at a time:", x.what, "stays")
			} else {
				fmt.Println(some, "at a time:", x.what, "grew by", x.grew)
			}
		}
	}
}
