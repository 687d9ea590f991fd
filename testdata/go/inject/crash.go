// Panics while other goroutines are about.
package main

import (
	"os"
	"time"
)

func main() {
	for i := 0; i < 3; i++ {
		go func() { select {} }()
	}
	time.Sleep(time.Millisecond)
	os.Getppid() // tells the launcher where to begin
	var m map[string]int
	m["no"] = 1
}
