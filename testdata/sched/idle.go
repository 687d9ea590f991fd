// Nothing to do, a timer pending.
// schedcmp: idle
package main

import "time"

func main() { time.Sleep(1200 * time.Millisecond) }
