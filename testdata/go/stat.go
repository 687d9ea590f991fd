// For the debugger's tests: a C function, which runs on g0, called from Go.
package main

import "os"

func where() bool {
	_, err := os.Stat("/")
	return err == nil
}

func main() {
	if !where() {
		os.Exit(1)
	}
}
