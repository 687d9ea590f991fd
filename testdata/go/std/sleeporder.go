// With one P a sleeper whose time is up when the scheduler looks runs before a new goroutine.
package main

import (
	"fmt"
	"runtime"
	"strings"
	"time"
)

// mostly says who ran first; a preemption at the wrong moment may change that a few times.
func mostly(what string, wait func()) {
	first := 0
	for i := 0; i < 1000; i++ {
		ran := false
		go func() { ran = true }()
		wait()
		if ran {
			first++
		}
		runtime.Gosched()
	}
	switch {
	case first < 100:
		fmt.Println(what+":", "the caller")
	case first > 900:
		fmt.Println(what+":", "the new goroutine")
	default:
		fmt.Println(what+":", "the new goroutine", first, "times of 1000")
	}
}

// order is the most frequent order in which body's goroutines note their names.
func order(what string, body func(note func(string))) {
	seen := map[string]int{}
	for i := 0; i < 100; i++ {
		var names []string
		done := make(chan bool)
		note := func(s string) {
			names = append(names, s)
			if len(names) == 3 {
				close(done)
			}
		}
		body(note)
		<-done
		seen[strings.Join(names, " ")]++
	}
	for names, n := range seen {
		if n > 50 {
			fmt.Println(what+":", names)
			return
		}
	}
	fmt.Println(what+":", seen)
}

func main() {
	runtime.GOMAXPROCS(1)
	time.Sleep(time.Millisecond)

	sleep := func(d time.Duration) func() { return func() { time.Sleep(d) } }
	mostly("Sleep(-1)", sleep(-1))
	mostly("Sleep(0)", sleep(0))
	mostly("Sleep(1)", sleep(1))
	mostly("Sleep(10)", sleep(10))
	mostly("Sleep(50µs)", sleep(50*time.Microsecond))
	mostly("Sleep(200µs)", sleep(200*time.Microsecond))
	mostly("Gosched", runtime.Gosched)
	mostly("After(1)", func() { <-time.After(1) })
	t := time.NewTimer(time.Hour)
	mostly("Reset(1)", func() { t.Reset(1); <-t.C })
	mostly("Reset(1), Gosched", func() { t.Reset(1); runtime.Gosched(); <-t.C })

	order("two sleepers", func(note func(string)) {
		go func() { time.Sleep(1); note("a") }()
		go func() { note("b") }()
		time.Sleep(1)
		note("main")
	})
	order("AfterFunc", func(note func(string)) {
		go func() { note("a") }()
		time.AfterFunc(1, func() { note("timer") })
		time.Sleep(1)
		note("main")
	})
	order("AfterFunc, a long sleep", func(note func(string)) {
		time.AfterFunc(1, func() { note("timer") })
		go func() { note("a") }()
		time.Sleep(200 * time.Microsecond)
		note("main")
	})
}
