// In module mode the go command adds an initialiser to a program of gccgo, which hands over how the
// program was built. debug.ReadBuildInfo returns that.
package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	_ "unsafe"
)

//go:linkname __set_debug_modinfo__ runtime.setmodinfo
func __set_debug_modinfo__(string)

const (
	description = "path\texample.com/m\nmod\texample.com/m\t(devel)\t\n" +
		"dep\texample.com/x\tv1.2.3\th1:abc=\nbuild\tCGO_ENABLED=0\n"
	// These stand before and after it, so that tools find it in the file.
	begin = "0w\xaf\f\x92t\b\x02A\xe1\xc1\a\xe6\xd6\x18\xe6"
	end   = "\xf92C1\x86\x18 r\x00\x82B\x10A\x16\xd8\xf2"
)

func init() {
	if _, ok := debug.ReadBuildInfo(); ok {
		fmt.Println("a description before there is one")
		os.Exit(1)
	}
	__set_debug_modinfo__(begin + description + end)
}

func main() {
	info, ok := debug.ReadBuildInfo()
	if want := "go\t" + runtime.Version() + "\n" + description; !ok || info.String() != want {
		fmt.Printf("%v\n%v\nwanted\n%v\n", ok, info, want)
		os.Exit(1)
	}
}
