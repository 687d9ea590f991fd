// Package load runs the clients of a server in the same process, and counts.
package load

import (
	"flag"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// Clients is how many clients there are.
const Clients = 16

// A Client does one operation, the i-th of its own, and checks the result.
type Client func(i int) error

// Run gives each client its part of -n operations, all clients at once. It prints how many
// operations there were and how long they took in all; an error ends the program.
func Run(newClient func(id int) (Client, error), finally func(total int) error) {
	n := flag.Int("n", 1000, "operations")
	flag.Parse()
	var done int64
	var wg sync.WaitGroup
	start := time.Now()
	for id := 0; id < Clients; id++ {
		wg.Add(1)
		go func(id int) {
			defer wg.Done()
			client, err := newClient(id)
			Check(err)
			for i := 0; i < *n/Clients; i++ {
				if err := client(i); err != nil {
					Check(fmt.Errorf("client %d, operation %d: %w", id, i, err))
				}
				atomic.AddInt64(&done, 1)
			}
		}(id)
	}
	wg.Wait()
	took := time.Since(start)
	Check(finally(int(done)))
	fmt.Printf("%d operations %.3f seconds\n", done, took.Seconds())
}

// Check ends the program if there is an error.
func Check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}
