// Ten loops that never yield.
// schedcmp: loops=10
package main

import "time"

var sink uint64

func spin(x uint64) {
	for x != 0 { // it never is
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
	}
	sink = x
}

func main() {
	for i := 1; i <= 10; i++ {
		go spin(uint64(i))
	}
	time.Sleep(1200 * time.Millisecond)
}
