// needs: collector
// Stacks are made of memory that is zero: what objects have left there is no root.
#include "runtime.h"
#include <gort.h>

#define LEFT ((uintptr)0x1234567887654321)

static gort_waitgroup wg;
static uint32 found[4];

// Objects of all sizes, full of LEFT. They die at once.
static void litter(void)
{
	for (uintptr size = 16; size <= 1 << 20; size *= 4)
		for (uintptr n = (16 << 20) / size; n > 0; n--) {
			uintptr *p = mallocgc(size, nil, false);
			for (uintptr i = 0; i < size / sizeof *p; i++)
				p[i] = LEFT;
		}
}

// Looks at a frame in which nothing was written.
#define LOOK(size, which) \
	noinline static void look##size(void) \
	{ \
		uintptr a[size / sizeof(uintptr)]; \
		__asm__ volatile("" : "=m"(a)); \
		for (intgo i = 0; i < nelem(a); i++) \
			if (a[i] == LEFT) { \
				atomic_Xadd(&found[which], 1); \
				break; \
			} \
	}
LOOK(800, 0)
LOOK(9000, 1)
LOOK(40000, 2)
LOOK(600000, 3)

static void look(void *unused)
{
	look800();
	look9000();
	look40000();
	look600000();
	gort_wgdone(&wg);
}

int main(void)
{
	gort_GOMAXPROCS(2);
	for (intgo round = 0; round < 5; round++) {
		litter();
		GC();
		GC(); // the first may have begun before the last object died
		for (intgo i = 0; i < 300; i++) {
			gort_wgadd(&wg, 1);
			gort_go(look, nil);
		}
		gort_wgwait(&wg);
	}
	for (intgo i = 0; i < nelem(found); i++)
		if (found[i] != 0) {
			println("frames with what an object has left, of each size: ", found[0], found[1],
			        found[2], found[3]);
			return 1;
		}
	return 0;
}
