// A library that reports errors by longjmp (jumps.c).
#include <setjmp.h>

typedef struct handler {
	jmp_buf jb;
} handler;

int protect(void (*fn)(handler *, void *), void *arg)
{
	handler h;
	if (setjmp(h.jb) != 0)
		return 1;
	fn(&h, arg);
	return 0;
}

void raise_error(handler *h) { longjmp(h->jb, 1); }
