// sync/atomic's Value: what Load sees while another goroutine stores the first value by Swap or CompareAndSwap (golang.org/issue/52612), only one
// first value of several, and what the methods refuse.
package main

import (
	"fmt"
	"runtime"
	"sync/atomic"
)

// until waits without giving up the thread for long.
func until(x *int32, value int32) {
	for n := 1; atomic.LoadInt32(x) != value; n++ {
		if n%1000 == 0 {
			runtime.Gosched()
		}
	}
}

// first has one goroutine store the first value of each of many Values, and counts the Loads that see neither nothing nor it.
func first(rounds int32, store func(v *atomic.Value, x interface{})) (wrong int) {
	var v *atomic.Value
	var begun, seen int32
	go func() {
		for i := int32(1); i <= rounds; i++ {
			until(&begun, i)
			store(v, i)
			until(&seen, i)
		}
	}()
	for i := int32(1); i <= rounds; i++ {
		v = new(atomic.Value)
		atomic.StoreInt32(&begun, i)
		x := v.Load()
		for n := 1; x == nil; n++ {
			if n%1000 == 0 {
				runtime.Gosched()
			}
			x = v.Load()
		}
		if got, ok := x.(int32); !ok || got != i {
			wrong++
		}
		atomic.StoreInt32(&seen, i)
	}
	return wrong
}

// race has two goroutines store a first value of different types; one panics, and the value is the other's.
func race(rounds int) (wrong int) {
	for i := 0; i < rounds; i++ {
		var v atomic.Value
		done := make(chan interface{}, 2)
		for _, x := range []interface{}{i, "a string"} {
			go func(x interface{}) {
				defer func() {
					if recover() != nil {
						x = nil
					}
					done <- x
				}()
				if i%2 == 0 {
					v.Store(x)
				} else if !v.CompareAndSwap(nil, x) {
					panic("not the first")
				}
			}(x)
		}
		a, b := <-done, <-done
		if a == nil {
			a, b = b, a
		}
		if b != nil || a == nil || v.Load() != a {
			wrong++
		}
	}
	return wrong
}

func try(what string, f func() interface{}) {
	defer func() {
		if e := recover(); e != nil {
			fmt.Printf("%s: %T: %v\n", what, e, e)
		}
	}()
	fmt.Println(what, f())
}

func main() {
	fmt.Println(first(200000, func(v *atomic.Value, x interface{}) { v.Swap(x) }))
	fmt.Println(first(200000, func(v *atomic.Value, x interface{}) { v.CompareAndSwap(nil, x) }))
	fmt.Println(first(20000, func(v *atomic.Value, x interface{}) { v.Store(x) }))
	fmt.Println(race(20000))

	var v atomic.Value
	var none *atomic.Value
	try("swap nil", func() interface{} { return v.Swap(nil) })
	try("cas 1 2", func() interface{} { return v.CompareAndSwap(1, 2) })
	try("cas nil nil", func() interface{} { return v.CompareAndSwap(nil, nil) })
	try("cas 1 x", func() interface{} { return v.CompareAndSwap(1, "x") })
	try("swap 1", func() interface{} { return v.Swap(1) })
	try("swap 2", func() interface{} { return v.Swap(2) })
	try("swap x", func() interface{} { return v.Swap("x") })
	try("cas nil 3", func() interface{} { return v.CompareAndSwap(nil, 3) })
	try("cas 1 3", func() interface{} { return v.CompareAndSwap(1, 3) })
	try("cas 2 3", func() interface{} { return v.CompareAndSwap(2, 3) })
	try("cas x y", func() interface{} { return v.CompareAndSwap("x", "y") })
	try("load", func() interface{} { return v.Load() })
	try("none", func() interface{} { return none.Swap(1) })

	var f atomic.Value
	f.Swap([1]interface{}{main})
	try("not comparable", func() interface{} { return f.CompareAndSwap([1]interface{}{main}, [1]interface{}{1}) })
}
