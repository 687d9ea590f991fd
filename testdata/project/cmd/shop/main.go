// Shop prints what the things named by its arguments cost.
package main

import (
	_ "embed"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"

	"example.com/shop/price"
	"example.com/shop/stock"
)

//go:embed list.txt
var list string

var (
	version  = "none" // -ldflags -X
	Greeting string
)

func main() {
	s, err := stock.Parse(list)
	if err != nil {
		panic(err)
	}
	total := 0
	for _, name := range os.Args[1:] {
		total = price.Add(total, s[name])
	}
	fmt.Println(Greeting+"total", price.Text(total), kind, version, runtime.Compiler)
	if info, ok := debug.ReadBuildInfo(); !ok || info.Main.Path != "example.com/shop" {
		fmt.Println("build info:", info, ok)
	}
}
