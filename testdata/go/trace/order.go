// Goroutines whose events are determined if there is one P, and nothing is preempted.
package main

import (
	"runtime"
	"sync"
	"time"
)

func produce(c chan<- int, n int) {
	for i := 0; i < n; i++ {
		c <- i
	}
	close(c)
}

func consume(c <-chan int, wg *sync.WaitGroup) {
	for range c {
	}
	wg.Done()
}

func locker(mu *sync.Mutex, wg *sync.WaitGroup) {
	for i := 0; i < 5; i++ {
		mu.Lock()
		runtime.Gosched()
		mu.Unlock()
	}
	wg.Done()
}

func choose(a, b chan int, wg *sync.WaitGroup) {
	for i := 0; i < 10; i++ {
		select {
		case <-a:
		case <-b:
		}
	}
	wg.Done()
}

func nest(n int, wg *sync.WaitGroup) {
	if n > 0 {
		wg.Add(2)
		go nest(n-1, wg)
		go nest(n-1, wg)
	}
	wg.Done()
}

func waiter(cond *sync.Cond, ready *int, wg *sync.WaitGroup) {
	cond.L.Lock()
	*ready++
	cond.Wait()
	cond.L.Unlock()
	wg.Done()
}

func main() {
	var wg sync.WaitGroup
	for _, size := range []int{0, 1, 7} {
		c := make(chan int, size)
		wg.Add(2)
		go produce(c, 50)
		go consume(c, &wg)
		go consume(c, &wg)
		wg.Wait()
	}

	var mu sync.Mutex
	wg.Add(4)
	for i := 0; i < 4; i++ {
		go locker(&mu, &wg)
	}
	wg.Wait()

	a, b := make(chan int), make(chan int)
	wg.Add(2)
	go choose(a, b, &wg)
	go choose(a, b, &wg)
	for i := 0; i < 10; i++ {
		a <- i
		b <- i
	}
	wg.Wait()

	wg.Add(1)
	go nest(5, &wg)
	wg.Wait()

	cond, ready := sync.NewCond(&mu), 0
	wg.Add(3)
	for i := 0; i < 3; i++ {
		go waiter(cond, &ready, &wg)
	}
	for ready < 3 {
		runtime.Gosched()
	}
	cond.Signal()
	cond.Broadcast()
	wg.Wait()
	time.Sleep(20 * time.Millisecond)
	go func() { select {} }()
	go func() { runtime.Goexit() }()
	time.Sleep(20 * time.Millisecond)
}
