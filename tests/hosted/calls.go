// Calls of C functions by cgo: arguments and results of every kind, errno, strings, memory.
package main

/*
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct pair { int a, b; };
struct big { long x[40]; };
typedef union { int i; float f; char c[8]; } word;
enum color { red = 3, green };

static struct pair swap(struct pair p) { return (struct pair){p.b, p.a}; }
static struct big twice(struct big b, int n, struct big c) {
	for (int i = 0; i < 40; i++)
		b.x[i] = n * (b.x[i] + c.x[i]);
	return b;
}
static double mixed(int a, double b, float c, long d, int e, int f, int g, int h, int i, double j) {
	return a + b + c + d + e + f + g + h + i + j;
}
static int fails(int e) { errno = e; return -1; }
static void nothing(int e) { errno = e; }
static unsigned char byte(unsigned char c) { return c + 1; }
static int deep(int n) { // more than a goroutine's stack has
	volatile char buf[4096];
	memset((void *)buf, n, sizeof buf);
	return n == 0 ? 0 : buf[17] - buf[4000] + 1 + deep(n - 1);
}
static int leaf(void) { return 7; }
static int wordint(word w) { return w.i; }
static int count(int (*fn)(int), int n) { return fn(n); }
static int plus(int n) { return n + 1; }
typedef int (*fn)(int);
static fn getplus(void) { return plus; }
static void fill(char *p, int n) { memset(p, 'x', n); }
static char *words(void) { return "text in C"; }
static void bounds(long *lo, long *hi) {
	pthread_attr_t attr;
	size_t size;
	pthread_getattr_np(pthread_self(), &attr);
	pthread_attr_getstack(&attr, (void **)lo, &size);
	pthread_attr_destroy(&attr);
	*hi = *lo + size;
}
static __attribute__((noinline)) long address(char *p) { return (long)p; }
static long local(void) { // needs less than any goroutine's stack has
	char c;
	return address(&c);
}
#define NUMBER 42
#define NAME "name"
*/
import "C"

import (
	"fmt"
	"runtime"
	"syscall"
	"unsafe"
)

func main() {
	fmt.Println(C.swap(C.struct_pair{1, 2}))
	var b, c C.struct_big
	for i := range b.x {
		b.x[i], c.x[i] = C.long(i), 1
	}
	t := C.twice(b, 3, c)
	fmt.Println(t.x[0], t.x[39], C.mixed(1, 2.5, 3.5, 4, 5, 6, 7, 8, 9, 10.25))

	r, err := C.fails(2)
	fmt.Println(r, err, err == syscall.ENOENT)
	_, err = C.nothing(0)
	fmt.Println(err)
	_, err = C.nothing(C.int(syscall.EAGAIN))
	fmt.Println(err)
	_, err = C.leaf()
	fmt.Println(err)

	fmt.Println(C.byte(255), C.leaf(), C.red, C.NUMBER, C.NAME, C.sizeof_struct_big)
	fmt.Println(C.deep(1000))
	var w C.word
	*(*C.int)(unsafe.Pointer(&w)) = 77
	fmt.Println(C.wordint(w), len(w))
	fmt.Println(C.count(C.getplus(), 9), C.GoString(C.words()))

	s := C.CString("héllo")
	fmt.Println(C.GoString(s), C.GoStringN(s, 3), C.GoBytes(unsafe.Pointer(s), 3), C.strlen(s))
	C.free(unsafe.Pointer(s))
	p := C.CBytes([]byte{1, 2, 3})
	fmt.Println(C.GoBytes(p, 3), C.GoString(nil) == "")
	C.free(p)
	m := (*[1 << 20]byte)(C.malloc(1 << 20))
	m[1<<20-1] = 5
	C.free(unsafe.Pointer(m))
	buf := make([]byte, 8)
	C.fill((*C.char)(unsafe.Pointer(&buf[0])), 8)
	fmt.Println(string(buf))

	// On the thread's stack, although there is room here.
	runtime.LockOSThread()
	var lo, hi C.long
	C.bounds(&lo, &hi)
	at := C.local()
	fmt.Println(lo < at && at < hi)
	runtime.UnlockOSThread()

	// From many goroutines, with collections: strings made by C code stay.
	done := make(chan bool)
	for i := 0; i < 20; i++ {
		go func(i int) {
			for j := 0; j < 500; j++ {
				want := fmt.Sprint(i, " ", j)
				s := C.CString(want)
				if got := C.GoString(s); got != want || C.strlen(s) != C.size_t(len(want)) {
					panic(got)
				}
				C.free(unsafe.Pointer(s))
				if e := i*500 + j + 1; e < 130 {
					if _, err := C.fails(C.int(e)); err != syscall.Errno(e) {
						panic(err)
					}
				}
			}
			done <- true
		}(i)
	}
	for i := 0; i < 20; i++ {
		runtime.GC()
		<-done
	}
	fmt.Println("done")
}
