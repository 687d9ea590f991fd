// C code calls Go: nested a hundred deep with growing stacks and collections, with arguments and
// results of every kind, from threads of its own, and with panics that leave C code.
package main

/*
#include <pthread.h>
#include <stdlib.h>

struct point { long x, y, z; };
extern int goDown(int);
extern double goMany(int, double, float, struct point, long, long, long, long, struct point);
extern struct point goPoint(long);
extern void goTick(void);
extern void goPanic(int);
extern void goExit(void);
void _cgo_panic(char *);

static int down(int n) { return goDown(n); }
static double many(void) {
	struct point p = {1, 2, 3}, q = {10, 20, 30};
	return goMany(1, 2.5, 3.25, p, 4, 5, 6, 7, q) + goPoint(5).z;
}
static void *ticks(void *n) {
	for (long i = 0; i < (long)n; i++)
		goTick();
	return NULL;
}
static void threads(int n, long each) {
	pthread_t t[16];
	for (int i = 0; i < n; i++)
		if (pthread_create(&t[i], NULL, ticks, (void *)each) != 0)
			abort();
	for (int i = 0; i < n; i++)
		pthread_join(t[i], NULL);
}
static void panics(int n) { goPanic(n); }
static void exits(void) { goExit(); }
static __attribute__((noinline)) void segv(int *p) {
	*p = 1;
	goTick();
}
struct holder { void *p; };
static void hold(struct holder *h) {}
static void take(void *p) {}
static void cpanics(void) { _cgo_panic("from C"); }
*/
import "C"

import (
	"fmt"
	"os"
	"runtime"
	"sync/atomic"
	"unsafe"
)

var sink []*[]byte

//export goDown
func goDown(n C.int) C.int {
	if n == 0 {
		return 0
	}
	if n%10 == 0 {
		runtime.GC()
	}
	b := make([]byte, 1000)
	sink = append(sink, &b)
	return grow(int(n)%7, n) + 1
}

func grow(depth int, n C.int) C.int {
	var frame [2000]byte
	frame[depth] = byte(n)
	if depth == 0 {
		return C.down(n-1) + C.int(frame[0]) - C.int(byte(n))
	}
	return grow(depth-1, n)
}

//export goMany
func goMany(a C.int, b C.double, c C.float, p C.struct_point, d, e, f, g C.long,
	q C.struct_point) C.double {
	return C.double(a) + b + C.double(c) + C.double(p.x+p.y*100+p.z*10000+d+e+f+g+q.x+q.y+q.z)
}

//export goPoint
func goPoint(n C.long) C.struct_point { return C.struct_point{n, n * 2, n * 3} }

var count int64

//export goTick
func goTick() {
	switch n := atomic.AddInt64(&count, 1); {
	case n%2000 == 0:
		runtime.GC() // asks the other threads' calls to stop, some of which end just then
	case n%1000 == 0:
		runtime.Gosched()
	}
}

//export goPanic
func goPanic(n C.int) {
	if n == 0 {
		panic("bottom")
	}
	defer func() { count += 100 }()
	C.panics(n - 1)
}

//export goExit
func goExit() {
	defer func() { count += 1000 }()
	runtime.Goexit()
}

var global = C.struct_holder{unsafe.Pointer(new(int))}

// What a Go pointer that is passed to C points to may have no Go pointer in it.
func pointers() {
	h := &C.struct_holder{C.malloc(8)}
	C.hold(h)
	C.take(unsafe.Pointer(h))
	try(func() { C.hold(&global) })
	h.p = unsafe.Pointer(h)
	try(func() { C.hold(h) })
	try(func() { C.take(unsafe.Pointer(h)) })
	s := []*int{nil, nil, new(int)}
	C.take(unsafe.Pointer(&[]int{1, 2}[1]))
	try(func() { C.take(unsafe.Pointer(&s[0])) })
}

func try(f func()) {
	defer func() { fmt.Println("recovered", recover()) }()
	f()
}

func main() {
	pointers()
	if len(os.Args) > 1 {
		if os.Args[1] == "segv" {
			C.segv(nil)
		}
		C.panics(1)
	}
	fmt.Println(C.down(100), len(sink))
	fmt.Println(C.many())

	C.threads(10, 10000)
	fmt.Println(count, runtime.NumGoroutine())

	count = 0
	for i := 0; i < 100; i++ {
		func() {
			defer func() { recover() }()
			C.panics(3)
		}()
	}
	fmt.Println(count)
	try(func() { C.panics(2) })
	try(func() { C.cpanics() })
	done := make(chan bool)
	go func() {
		defer close(done)
		C.exits()
	}()
	<-done
	fmt.Println(count, C.down(3))
	var p *C.struct_point
	try(func() { p.x = 1 })
}
