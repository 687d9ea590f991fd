// A hundred sleepers, each with a period of its own.
package main

import "time"

func main() {
	for i := 0; i < 100; i++ {
		go func(i int) {
			for {
				time.Sleep(time.Duration(i+1) * time.Millisecond)
			}
		}(i)
	}
	time.Sleep(1200 * time.Millisecond)
}
