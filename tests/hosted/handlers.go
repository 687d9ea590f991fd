// Handlers of C code that have stack checks and call libc, at a high rate, while threads call C:
// before the call has left the goroutine's stack, in C, and after. Each runs to its end on the
// signal stack.
package main

/*
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static int null;
static long handled, wrong; // atomic

static __attribute__((noinline)) void handle(char *buf) {
	stack_t st;
	sigaltstack(NULL, &st);
	if ((st.ss_flags & SS_ONSTACK) == 0 || write(null, buf, 300) != 300)
		__atomic_add_fetch(&wrong, 1, __ATOMIC_RELAXED);
	__atomic_add_fetch(&handled, 1, __ATOMIC_RELAXED);
}

static void handler(int sig) {
	char buf[300];
	memset(buf, sig, sizeof buf);
	handle(buf);
	if (buf[0] != (char)sig) // a register that the handler keeps it in, too
		__atomic_add_fetch(&wrong, 1, __ATOMIC_RELAXED);
}

static void install(void) {
	struct sigaction sa = {.sa_handler = handler, .sa_flags = SA_ONSTACK | SA_RESTART};
	null = open("/dev/null", O_WRONLY);
	sigaction(SIGUSR1, &sa, NULL);
	sigaction(SIGUSR2, &sa, NULL);
}

// Sends the calling thread a signal every so many nanoseconds.
static void timer(int sig, long ns) {
	struct sigevent ev = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = sig};
	ev._sigev_un._tid = syscall(SYS_gettid);
	timer_t t;
	struct itimerspec it = {{0, ns}, {0, ns}};
	if (timer_create(CLOCK_MONOTONIC, &ev, &t) != 0 || timer_settime(t, 0, &it, NULL) != 0)
		abort();
}

static __attribute__((noinline)) long use(long *n) {
	__asm__ volatile("" : : "r"(n) : "memory");
	return *n;
}
static long one(long n) { return use(&n); }
static long many(long a, long b, long c, long d, long e, long f, long g, long h) {
	return use(&a) + b * c + d * e + f * g + h;
}
static long count(void) { return handled; }
static long bad(void) { return wrong; }
*/
import "C"

import (
	"fmt"
	"runtime"
	"sync"
	"time"
)

func calls(wg *sync.WaitGroup) {
	runtime.LockOSThread()
	C.timer(C.SIGUSR1, 50000)
	C.timer(C.SIGUSR2, 30011)
	for start := time.Now(); time.Since(start) < time.Second; {
		for i := C.long(0); i < 10000; i++ {
			if C.one(i) != i || C.many(i, 1, 2, 3, 4, 5, 6, 7) != i+51 {
				panic("wrong result")
			}
		}
	}
	wg.Done()
	select {} // the thread stays, and waits
}

func main() {
	C.install()
	var wg sync.WaitGroup
	for i := 0; i < 2; i++ {
		wg.Add(1)
		go calls(&wg)
	}
	wg.Wait()
	fmt.Println(C.count() >= 1000, C.bad())
}
