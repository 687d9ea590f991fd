// An iterator of reflect's lies in the heap. If it stands on an entry that is deleted, it alone
// holds the element. It is moved on, while the collector marks and before it has come to the
// iterator, by somebody who has copied the element.
package main

import (
	"fmt"
	"reflect"
	"runtime"
	"sync/atomic"
	"time"
)

const (
	iterators = 500
	links     = 1500
	magic     = 0x1234567812345678
)

type node struct {
	magic uint64
	_     [7]uint64
}

// The elements of the maps, large enough to stand beside the table.
type value struct {
	p *node
	_ [160]byte
}

// Work for the collector before it comes to the next iterator.
type list struct {
	next *list
	_    [6]*list
}

type holder struct {
	it   *reflect.MapIter
	list *list
}

var (
	holders [iterators]*holder
	values  [iterators]interface{}
)

//go:noinline
func setup() *holder {
	m := map[int]value{}
	for k := 0; k < 3; k++ {
		m[k] = value{p: &node{magic: magic}}
	}
	h := &holder{it: reflect.ValueOf(m).MapRange()}
	h.it.Next()
	for k := range m {
		delete(m, k)
	}
	for i := 0; i < links; i++ {
		h.list = &list{next: h.list}
	}
	return h
}

//go:noinline
func step(i int) {
	values[i] = holders[i].it.Value().Interface()
	holders[i].it.Next()
}

// clean overwrites what is left on the stack.
//
//go:noinline
func clean(n int) int {
	var a [400]int
	for i := range a {
		a[i] = n
	}
	if n > 0 {
		return clean(n-1) + a[n]
	}
	return 0
}

func main() {
	for i := range holders {
		holders[i] = setup()
	}
	clean(20)
	runtime.GC()
	var done int32
	go func() {
		runtime.GC()
		atomic.StoreInt32(&done, 1)
	}()
	for i := range holders {
		step(i)
		if i%3 == 0 {
			runtime.Gosched()
			for t := time.Now(); time.Since(t) < 200*time.Microsecond; {
			}
		}
	}
	for atomic.LoadInt32(&done) == 0 {
		time.Sleep(time.Millisecond)
	}
	runtime.GC()
	bad := 0
	for i := range values {
		if values[i].(value).p.magic != magic {
			bad++
		}
	}
	fmt.Println(bad, "of", iterators, "elements are damaged")
}
