// As many arguments and variables as the first argument says have arrived, whole and in order.
package main

import (
	"os"
	"strconv"
)

func main() {
	n, _ := strconv.Atoi(os.Args[1])
	if len(os.Args) != n+2 {
		println("args:", len(os.Args))
		os.Exit(1)
	}
	for i, arg := range os.Args[2:] {
		if arg != "argument "+strconv.Itoa(i) || os.Getenv("VARIABLE"+strconv.Itoa(i)) != arg {
			println("args:", i, arg)
			os.Exit(1)
		}
	}
	println("ok")
}
