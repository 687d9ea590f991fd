// What jump_defers.go calls: jumps over Go functions that have deferred calls, on one segment.
#include <setjmp.h>

extern void deferring(void) __asm__("main.Deferring");
extern void panicking(void) __asm__("main.Panicking");

static jmp_buf buf;

void back(void) { longjmp(buf, 1); }

__attribute__((noipa)) int over(int panics)
{
	if (setjmp(buf) != 0)
		return 1;
	if (panics)
		panicking();
	else
		deferring();
	return 0;
}
