// Functions of up to 1000 parameters, made and called by reflect.
package main

import (
	"fmt"
	"reflect"
)

func main() {
	for _, n := range []int{10, 100, 300, 400, 500, 1000} {
		var in []reflect.Type
		var args []reflect.Value
		for i := 0; i < n; i++ {
			in = append(in, reflect.TypeOf(0))
			args = append(args, reflect.ValueOf(i))
		}
		f := reflect.MakeFunc(reflect.FuncOf(in, in[:1], false), func(a []reflect.Value) []reflect.Value {
			s := int64(0)
			for _, x := range a {
				s += x.Int()
			}
			return []reflect.Value{reflect.ValueOf(int(s))}
		})
		c := make(chan int64)
		go func() { c <- f.Call(args)[0].Int() }()
		fmt.Println(n, <-c)
	}
}
