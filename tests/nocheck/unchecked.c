// What code without stack checks does on goroutines: tests/nocheck/stacks.py compiles this file
// without -fsplit-stack. Usage: unchecked overflow FRAME CALL WHERE | park N | roots | spin
#include <gort.h>

void GC(void) __asm__("runtime.GC");

static gort_chan gate;
static gort_waitgroup wg;
static volatile int64_t sink;

static int64_t number(const char *s)
{
	int64_t n = 0;
	while (*s >= '0' && *s <= '9')
		n = 10 * n + (*s++ - '0');
	return n;
}

// What a level of the recursion calls: the stack may end in any of it.
static int64_t call, frame;
static volatile char *top; // near the stack's upper end

static void nothing(void *arg) { sink++; }

__attribute__((noinline)) static void deep(volatile char *above)
{
	volatile char b[frame];
	if (call & 1)
		b[0] = *above;
	switch (call >> 1) {
	case 1: gort_Gosched(); break;
	case 2: sink += *(volatile char *)gort_new(40); break;
	case 3: gort_trysend(gate, (const void *)b); break;
	case 4: gort_call(nothing, 0); break;
	case 5: gort_print(""); break;
	case 6: gort_Sleep(1); break;
	case 7: gort_go(nothing, 0); break;
	case 8: // a fault elsewhere, in a frame that reaches into the guard and has not touched it
		if (top - b > 65536)
			*(volatile char *)0 = 0;
		break;
	}
	deep(b);
	sink++;
}

static void overflow(void *arg)
{
	volatile char b = 1;
	top = &b;
	deep(&b);
}

static void parked(void *arg)
{
	gort_chanrecv(gate, NULL);
	gort_wgdone(&wg);
}

// A list that only this frame refers to survives collections, which find garbage beside it.
typedef struct node {
	struct node *next;
	int64_t      v;
} node;

__attribute__((noinline)) static void list(int64_t depth)
{
	node *first = NULL;
	for (int64_t i = 0; i < 20; i++) {
		node *n = gort_new(sizeof *n);
		*n = (node){first, depth + i};
		first = n;
	}
	if (depth > 0)
		list(depth - 1);
	else
		GC();
	for (int64_t i = 20; i-- > 0; first = first->next)
		if (first == NULL || first->v != depth + i)
			gort_panic("a live object was freed");
}

static void lists(void *arg)
{
	list(100);
	gort_wgdone(&wg);
}

// Loops without a call.
static void spin(void *arg)
{
	volatile double x = 1;
	for (;;)
		x = x * 1.0000001 + 1e-9;
}

int main(int argc, char **argv)
{
	gate = gort_makechan(0, 0);
	switch (argv[1][0]) {
	case 'o':
		frame = number(argv[2]);
		call = number(argv[3]);
		if (argv[4][0] == 'm')
			overflow(NULL);
		for (int i = call == 16 ? 1 : 4; i > 0; i--)
			gort_go(overflow, NULL);
		gort_chanrecv(NULL, NULL);
		return 1;
	case 'p': {
		int64_t n = number(argv[2]);
		gort_wgadd(&wg, (int)n);
		for (int64_t i = 0; i < n; i++)
			gort_go(parked, NULL);
		while (gort_NumGoroutine() < n)
			gort_Gosched();
		gort_closechan(gate);
		gort_wgwait(&wg);
		return 0;
	}
	case 'r':
		gort_wgadd(&wg, 100);
		for (int i = 0; i < 100; i++)
			gort_go(lists, NULL);
		gort_wgwait(&wg);
		gort_print("ok\n");
		return 0;
	case 's':
		for (int i = 0; i < 16; i++)
			gort_go(spin, NULL);
		for (int i = 0; i < 20; i++)
			gort_Sleep(1000000);
		GC();
		gort_print("ok\n");
		return 0;
	}
	return 2;
}
