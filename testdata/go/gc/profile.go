// The heap's profile: what each function allocated, and what of it is still in use after a collection.
package main

import (
	"bytes"
	"fmt"
	"runtime"
	"runtime/pprof"
	"strings"
)

type kilobyte struct {
	next *kilobyte
	pad  [1016]byte
}

var kept []*kilobyte

//go:noinline
func keeps(n int) {
	for i := 0; i < n; i++ {
		kept = append(kept, new(kilobyte))
	}
}

//go:noinline
func drops(n int) {
	for i := 0; i < n; i++ {
		k := new(kilobyte)
		k.next = k
		sink = k
	}
	sink = nil
}

//go:noinline
func makes(n int) {
	for i := 0; i < n; i++ {
		slice = make([]int, n)
	}
}

var sink *kilobyte
var slice []int

// A stack begins with the program's call, not with the runtime's that carry it out.
func begins(function string) bool {
	records := make([]runtime.MemProfileRecord, 1000)
	n, _ := runtime.MemProfile(records, true)
	for _, rec := range records[:n] {
		frame, _ := runtime.CallersFrames(rec.Stack()).Next()
		if frame.Function == function && runtime.FuncForPC(rec.Stack()[0]).Name() == function {
			return true
		}
	}
	return false
}

// The records of the calls of a function, together.
func of(function string) (r runtime.MemProfileRecord) {
	records := make([]runtime.MemProfileRecord, 1000)
	profile := runtime.MemProfile
	n, ok := profile(records, true)
	if !ok {
		panic(n)
	}
	for _, rec := range records[:n] {
		frames := runtime.CallersFrames(rec.Stack())
		for {
			frame, more := frames.Next()
			if frame.Function == function && rec.AllocBytes == 1024*rec.AllocObjects {
				r.AllocObjects += rec.AllocObjects
				r.AllocBytes += rec.AllocBytes
				r.FreeObjects += rec.FreeObjects
				r.FreeBytes += rec.FreeBytes
			}
			if !more {
				break
			}
		}
	}
	return r
}

func main() {
	runtime.MemProfileRate = 1
	keeps(1000)
	drops(500)
	runtime.GC()
	runtime.GC()
	k, d := of("main.keeps"), of("main.drops")
	fmt.Println("kept:", k.AllocObjects, k.AllocBytes, k.FreeObjects, k.InUseBytes())
	makes(100)
	runtime.GC()
	fmt.Println("begins:", begins("main.keeps"), begins("main.drops"), begins("main.makes"))
	fmt.Println("dropped:", d.AllocObjects, d.AllocBytes, d.FreeObjects >= 490, d.InUseObjects() <= 10)
	kept = nil
	runtime.GC() // when it returns, the profile has what it freed
	k = of("main.keeps")
	fmt.Println("then freed:", k.AllocObjects, k.FreeObjects >= 990)

	// Samples: as many bytes as there were, about.
	runtime.MemProfileRate = 64 << 10
	drops(100000)
	runtime.GC()
	runtime.GC()
	var b bytes.Buffer
	if err := pprof.Lookup("heap").WriteTo(&b, 1); err != nil {
		panic(err)
	}
	fmt.Println("text:", strings.HasPrefix(b.String(), "heap profile: "), strings.Contains(b.String(), "main.drops"))
	all := of("main.drops")
	n := all.AllocObjects - d.AllocObjects
	fmt.Println("sampled:", n > 100000/64*8/10 && n < 100000/64*12/10)
}
