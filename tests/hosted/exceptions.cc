// C++ code with stack checks: exceptions on goroutines, from segments of the stack above, past
// destructors and calls by gort_call. Wherever they land the stack ends where it did before, and
// what gort_call frames have deferred is dropped with them. A handler keeps its exception, whatever
// other goroutines its thread runs meanwhile, and wherever it goes on.
#include <cstdio>
#include <cstring>
#include <exception>
#include "gort.h"
#include "../nocheck/guard.h"

static gort_chan done;
static int       drops, counted;

struct local {
	uintptr_t  was = guard();
	static int alive;
	local() { alive++; }
	~local()
	{
		check(guard() == was);
		alive--;
	}
};
int local::alive;

__attribute__((noinline)) static int dive(int n)
{
	local l;
	volatile char b[2000];
	memset((void *)b, 0x55, sizeof b);
	if (n == 0)
		throw 7;
	return b[5] + dive(n - 1);
}

static void dropped(void *) { drops++; }
static void count(void *) { counted++; }

static void inner(void *arg)
{
	gort_defer(dropped, nullptr);
	dive((int)(intptr_t)arg);
}

static void outer(void *arg)
{
	try {
		gort_call(inner, arg);
	} catch (int) {
	}
	gort_defer(count, nullptr);
}

static void thrower(void *) { throw 7; }

// An exception ends a panic, or a Goexit.
static void panics(void *goexit)
{
	try {
		gort_defer(thrower, nullptr);
		if (goexit)
			gort_Goexit();
		gort_panic("not caught");
	} catch (int) {
	}
	gort_defer(count, nullptr);
}

// It cannot go from the system's stack to a goroutine's.
static void systems(void *arg)
{
	try {
		gort_systemstack(thrower, nullptr);
	} catch (int) {
		puts("caught");
	}
	gort_chansend(done, &arg);
}

static void handles(void *arg)
{
	int id = (int)(intptr_t)arg;
	for (int i = 0; i < 200; i++) {
		try {
			try {
				throw id;
			} catch (int &e) {
				gort_Gosched();
				check(e == id);
				gort_Sleep(1000);
				check(e == id);
				throw;
			}
		} catch (int &e) {
			check(e == id && std::uncaught_exceptions() == 0);
		}
	}
	gort_chansend(done, &arg);
}

static void all(void *arg)
{
	for (int i = 0; i < 200; i++) {
		uintptr_t before = guard();
		try {
			dive(i);
			gort_panic("nothing thrown");
		} catch (int e) {
			check(e == 7 && guard() == before && local::alive == 0);
		}
		int n = counted;
		gort_call(outer, (void *)(intptr_t)i);
		check(counted == n + 1 && drops == 0 && guard() == before);
		gort_call(panics, nullptr);
		gort_call(panics, arg);
		check(counted == n + 3 && gort_recover() == nullptr && guard() == before);
	}
	gort_chansend(done, &arg);
}

int main(int argc, char **)
{
	done = gort_makechan(sizeof(void *), 0);
	void *x;
	if (argc == 1) {
		for (intptr_t i = 0; i < 8; i++)
			gort_go(handles, (void *)i);
		for (int i = 0; i < 8; i++)
			gort_chanrecv(done, &x);
	}
	for (int i = 0; i < 4; i++) {
		gort_go(argc > 1 ? systems : all, &x);
		gort_chanrecv(done, &x);
	}
	puts("done");
}
