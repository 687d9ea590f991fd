// GoroutineProfile while threads of C code call in: their goroutines come to life with the world
// stopped, also after the profile has counted. It writes no record more than it has room for, and
// each that it says it wrote.
package main

/*
#include <pthread.h>
#include <unistd.h>

extern void goCall(void);

static void *thread(void *unused) {
	for (;;) {
		goCall();
		usleep(500);
	}
	return NULL;
}

static void threads(int n) {
	for (pthread_t t; n > 0; n--)
		pthread_create(&t, NULL, thread, NULL);
}
*/
import "C"

import (
	"fmt"
	"os"
	"runtime"
	"sync/atomic"
	"time"
)

const parked, threads, rounds, room = 3000, 8, 100, 100

var calls int64

//export goCall
func goCall() { atomic.AddInt64(&calls, 1) }

func main() {
	for i := 0; i < parked; i++ {
		go func() { select {} }()
	}
	C.threads(threads)
	for atomic.LoadInt64(&calls) < 100*threads {
		time.Sleep(time.Millisecond)
	}
	records := make([]runtime.StackRecord, parked+room)
	taken, empty := 0, runtime.StackRecord{}
	for i := 0; i < rounds; i++ {
		for n := parked + 1; n <= parked+1+threads; n++ {
			for j := range records {
				records[j] = empty
			}
			got, ok := runtime.GoroutineProfile(records[:n:n])
			if !ok {
				continue
			}
			taken++
			if records[n] != empty || got > n || records[got-1] == empty {
				fmt.Println(got, "records, and room for", n)
				os.Exit(1)
			}
			break
		}
		time.Sleep(time.Millisecond)
	}
	fmt.Println(taken > rounds/2)
}
