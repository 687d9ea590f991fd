package main

type mutex chan bool

func (m mutex) lock()   { m <- true }
func (m mutex) unlock() { <-m }

type counter struct {
	mu mutex
	n  map[string]int
}

func (c *counter) inc(k string) { c.mu.lock(); defer c.mu.unlock(); c.n[k]++ }
func main() {
	c := &counter{make(mutex, 1), map[string]int{}}
	done := make(chan int)
	for i := 0; i < 8; i++ {
		k := "even"
		if i%2 == 1 {
			k = "odd"
		}
		go func() {
			for j := 0; j < 200; j++ {
				c.inc(k)
			}
			done <- 1
		}()
	}
	for i := 0; i < 8; i++ {
		<-done
	}
	println(c.n["even"], c.n["odd"])
}
