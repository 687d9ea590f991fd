// The child of a fork gets stack and memory by alloca, whichever locks other threads held.
#include "runtime.h"
#include "gc.h"
#include <gort.h>

// libc's, whose headers and ours do not go together.
int fork(void);
int waitpid(int pid, int *status, int options);
int kill(int pid, int sig);
void _exit(int status);

enum { WNOHANG = 1, SIGKILL = 9 };

static uint32 stop, held;

// On g0.
static void hold(void *l)
{
	lock(l);
	atomic_Store(&held, 1);
	usleep(100);
	unlock(l);
}

static void holder(void *arg)
{
	for (uint32 i = 0; atomic_Load(&stop) == 0; i++) {
		uint32 class = i % numSpanClasses; // the even ones are for memory with pointers
		systemstack(hold, class % 2 != 0 ? &mheap_.lock : &mheap_.central[class].mcentral.lock);
	}
	atomic_Store(&stop, 2);
}

static noinline void fill(volatile byte *room, uintptr n)
{
	for (uintptr i = 0; i < n; i += 1000)
		room[i] = 1;
}

// More than any segment so far has room for.
static noinline void frame(void)
{
	byte room[1 << 20];
	fill(room, sizeof room);
}

static noinline void variable(uintptr n, int64 depth)
{
	fill(__builtin_alloca(n), n);
	if (depth > 0)
		variable(n, depth - 1);
}

int main(void)
{
	if (gomaxprocs == 1)
		return 0; // no other thread would hold a lock
	gort_go(holder, nil);
	while (atomic_Load(&held) == 0)
		gort_Gosched();
	int wrong = 0;
	for (int i = 0; i < 100 && wrong == 0; i++) {
		usleep(fastrandn(200));
		int p = fork();
		if (p == 0) {
			for (uintptr n = 1000; n < 30000; n = n * 9 / 8)
				variable(n, 100);
			frame();
			_exit(0);
		}
		int64 t = nanotime();
		while (waitpid(p, &wrong, WNOHANG) != p) {
			if (nanotime() - t > 20 * 1000000000ll)
				kill(p, SIGKILL);
			gort_Sleep(100 * 1000);
		}
	}
	atomic_Store(&stop, 1);
	while (atomic_Load(&stop) != 2)
		gort_Gosched();
	if (wrong != 0)
		println("the child ended with status", wrong);
	return wrong != 0;
}
