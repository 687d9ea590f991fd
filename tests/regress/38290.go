// golang/go#38290, #37942, #38531: a program that asks os/signal for every signal survives the
// runtime's own SIGURG and those of others, and gets what is sent to it.
// storm: 2000
// env: GODEBUG=asyncpreemptoff=0
package main

import (
	"os"
	"os/signal"
	"runtime"
	"sync/atomic"
	"syscall"
	"time"
)

func main() {
	runtime.GOMAXPROCS(2)
	c := make(chan os.Signal, 100)
	signal.Notify(c)
	var over int32
	for i := 0; i < 3; i++ {
		go func() {
			for n := 0; ; n++ {
				if n%1000 == 0 && atomic.LoadInt32(&over) != 0 {
					return
				}
			}
		}()
	}
	limit := time.After(20 * time.Second)
	got := map[os.Signal]int{}
	for got[syscall.SIGURG] < 5 || got[syscall.SIGUSR1] < 5 {
		syscall.Kill(syscall.Getpid(), syscall.SIGUSR1)
		syscall.Kill(syscall.Getpid(), syscall.SIGURG)
		select {
		case s := <-c:
			got[s]++
		case <-limit:
			println("SIGURG", got[syscall.SIGURG], "SIGUSR1", got[syscall.SIGUSR1])
			os.Exit(1)
		}
	}
	signal.Stop(c)
	atomic.StoreInt32(&over, 1)
}
