// reflect.Value.Call with 40 000 bytes of arguments.
package main

import (
	"fmt"
	"reflect"
)

type arr [5000]uint64

//go:noinline
func f(a arr) uint64 { return a[4999] }

func main() {
	a := new(arr)
	a[4999] = 5
	fmt.Println(reflect.ValueOf(f).Call([]reflect.Value{reflect.ValueOf(a).Elem()})[0].Uint())
}
