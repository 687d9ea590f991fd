// What a call of C costs, and a call back: prints both, in ns.
package main

/*
extern void goNothing(void);
static void nothing(void) {}
static void back(int n) {
	for (int i = 0; i < n; i++)
		goNothing();
}
*/
import "C"

import (
	"fmt"
	"time"
)

const n = 2000000

//export goNothing
func goNothing() {}

func main() {
	start := time.Now()
	for i := 0; i < n; i++ {
		C.nothing()
	}
	call := time.Since(start)
	start = time.Now()
	C.back(n)
	fmt.Println(float64(call)/n, float64(time.Since(start))/n)
}
