// Several goroutines may begin to iterate over a map at once. In a map without pointers all their
// iterators point to the same list of overflow buckets, which keeps these while a goroutine
// iterates on after others have written to the map.
package main

import (
	"fmt"
	"os"
	"reflect"
	"sync"
	"sync/atomic"
	"unsafe"
)

const readers = 2

// overflow returns the list of an iterator.
func overflow(it *reflect.MapIter) unsafe.Pointer {
	// A reflect.Value of three words; then key, elem, t, h, buckets, bptr, overflow.
	return (*[10]unsafe.Pointer)(unsafe.Pointer(it))[9]
}

func main() {
	differ := 0
	for round := 0; round < 50000; round++ {
		m := reflect.ValueOf(map[int]int{1: 1})
		var lists [readers]unsafe.Pointer
		var ready int32
		var done sync.WaitGroup
		done.Add(readers)
		for r := 0; r < readers; r++ {
			go func(r int) {
				it := m.MapRange()
				atomic.AddInt32(&ready, 1)
				for n := 0; atomic.LoadInt32(&ready) < readers && n < 10000; n++ {
				}
				it.Next()
				lists[r] = overflow(it)
				done.Done()
			}(r)
		}
		done.Wait()
		if lists[0] == nil || lists[0] != lists[1] {
			differ++
		}
	}
	if differ > 0 {
		fmt.Println(differ, "rounds with two lists")
		os.Exit(1)
	}
}
