// A type that package reflect makes is the one that a package has, also if that is of the library.
package main

import (
	"crypto/md5"
	"fmt"
	"io/fs"
	"mime/multipart"
	"os"
	"reflect"
	"sort"
	"time"
)

var (
	text = reflect.TypeOf("")
	num  = reflect.TypeOf(0)
	now  = reflect.TypeOf(time.Time{})
	file = reflect.TypeOf((*fs.DirEntry)(nil)).Elem()
)

// Only packages of the library mention the types of the second column.
var types = []struct{ made, has reflect.Type }{
	{reflect.SliceOf(file), reflect.TypeOf(os.ReadDir).Out(0)},
	{reflect.PtrTo(now), reflect.TypeOf((*time.Time).UnmarshalText).In(0)},
	{reflect.PtrTo(reflect.TypeOf(os.File{})), reflect.TypeOf(os.Open).Out(0)},
	{reflect.MapOf(text, reflect.SliceOf(text)), reflect.TypeOf(multipart.Form{}).Field(0).Type},
	{reflect.ChanOf(reflect.RecvDir, now), reflect.TypeOf(time.After).Out(0)},
	{reflect.ArrayOf(16, reflect.TypeOf(byte(0))), reflect.TypeOf(md5.Sum).Out(0)},
	{reflect.FuncOf([]reflect.Type{num, num}, []reflect.Type{reflect.TypeOf(true)}, false),
		reflect.TypeOf(sort.Slice).In(1)},
	{reflect.StructOf(nil), reflect.TypeOf(make(chan struct{})).Elem()},
}

func main() {
	failed := false
	check := func(ok bool, what interface{}) {
		if !ok {
			fmt.Println("not the same type:", what)
			failed = true
		}
	}
	for _, t := range types {
		check(t.made == t.has, t.made)
	}
	_, ok := reflect.MakeSlice(reflect.SliceOf(file), 1, 1).Interface().([]fs.DirEntry)
	check(ok, "[]fs.DirEntry")
	_, ok = reflect.New(now).Interface().(fmt.Stringer)
	check(ok, "*time.Time")

	// No package has these.
	made := reflect.MapOf(reflect.ArrayOf(3, num), reflect.ChanOf(reflect.BothDir, reflect.PtrTo(file)))
	check(made == reflect.MapOf(reflect.ArrayOf(3, num), made.Elem()), made)
	if failed {
		os.Exit(1)
	}
}
