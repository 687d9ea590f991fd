// Arguments across the end of a stack segment: structs by value through functions that GCC
// optimises for size, at every distance from the end; a block that is no whole words; what a callee
// writes above its arguments; variadic functions.
#include "runtime.h"
#include <gort.h>
#include <stdarg.h>

#define SIZES(X) X(24) X(200) X(1000) X(5000) X(70000) X(1000000)

static gort_waitgroup wg;
static uint32 failed;

static void expect(bool ok, const char *what, intgo n, intgo m)
{
	if (!ok) {
		println("failed:", what, n, m);
		failed = 1;
	}
}

// A cold function pushes what it passes below the frame that its prologue asks for.
#define SIZED(n) \
	typedef struct bytes##n { \
		byte b[n]; \
	} bytes##n; \
	static bytes##n source##n; \
	noinline static intgo sum##n(bytes##n a, intgo x, bytes##n b) \
	{ \
		a.b[n / 2]++; \
		intgo sum = a.b[0] + a.b[n / 2] + a.b[n - 1] + x; \
		return sum + 3 * (b.b[0] + b.b[n / 2] + b.b[n - 1]); \
	} \
	noinline __attribute__((cold)) static intgo cold##n(bytes##n *s, intgo x) \
	{ \
		return sum##n(*s, x, *s) + 1; \
	} \
	static void try##n(intgo distance) \
	{ \
		intgo want = 4 * (7 + 5 + 3) + 1 + distance + 1; \
		expect(cold##n(&source##n, distance) == want, "cold, size and distance", n, distance); \
	}
SIZES(SIZED)

// A block of 12 bytes: two arguments of which the second is not claimed whole. The frame takes a
// segment, the second time the kept one.
intgo odd(int, int, int, int, int, int, int a, int b);
__asm__("	.text\n"
	"	.type	odd, @function\n"
	"odd:	leaq	-3000(%rsp), %r11\n"
	"	cmpq	%fs:0x70, %r11\n"
	"	jb	1f\n"
	"2:	movslq	8(%rsp), %rax\n"
	"	addl	16(%rsp), %eax\n"
	"	ret\n"
	"1:	movl	$3000, %r10d\n"
	"	movl	$12, %r11d\n"
	"	call	__morestack\n"
	"	ret\n"
	"	jmp	2b\n"
	"	.size	odd, . - odd\n");

// Claims 16 bytes and writes the 100 above them, which are the caller's.
typedef struct words {
	uintptr w[16];
} words;
void over(words b);
__asm__("	.text\n"
	"	.type	over, @function\n"
	"over:	leaq	-3000(%rsp), %r11\n"
	"	cmpq	%fs:0x70, %r11\n"
	"	jb	1f\n"
	"2:	leaq	24(%rsp), %rdi\n"
	"	movl	$100, %ecx\n"
	"	movb	$0xa5, %al\n"
	"	rep stosb\n"
	"	ret\n"
	"1:	movl	$3000, %r10d\n"
	"	movl	$16, %r11d\n"
	"	call	__morestack\n"
	"	ret\n"
	"	jmp	2b\n"
	"	.size	over, . - over\n");

noinline static intgo variadic(intgo n, ...)
{
	volatile byte frame[2000];
	frame[n] = 1;
	va_list l;
	va_start(l, n);
	intgo sum = frame[n] - 1;
	for (intgo i = 0; i < n; i++)
		sum += va_arg(l, intgo);
	va_end(l);
	return sum;
}

static void calls(intgo distance)
{
	for (int i = 0; i < 2; i++) // first on a new segment, then on the kept one
		over((words){{1, 2, 3}});
#define TRY(n) try##n(distance);
	SIZES(TRY)
	for (int i = 0; i < 2; i++)
		expect(odd(0, 0, 0, 0, 0, 0, i, 7) == i + 7, "12 bytes, time, distance", i, distance);
	expect(variadic(9, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L) == 45, "variadic", distance, 0);
}

// A frame for each bit of the distance, larger by 16 << bit bytes where that is set.
static void place(intgo bit, intgo distance);
#define PAD(bit, set) \
	noinline static void pad##bit##set(intgo distance) \
	{ \
		volatile byte a[(set ? 16 << bit : 0) + 16]; \
		a[distance & 7] = 1; \
		place(bit + 1, distance); \
		expect(a[distance & 7] == 1, "a frame, bit", bit, 0); \
	}
#define PADS(X) X(0) X(1) X(2) X(3) X(4) X(5) X(6)
#define BOTH(bit) PAD(bit, 0) PAD(bit, 1)
PADS(BOTH)
static void place(intgo bit, intgo distance)
{
#define ROW(bit) {pad##bit##0, pad##bit##1},
	static void (*const pads[7][2])(intgo) = {PADS(ROW)};
	if (bit == nelem(pads))
		calls(distance);
	else
		pads[bit][distance >> bit & 1](distance);
}

static void start(void *distance)
{
	place(0, (intgo)distance);
	gort_wgdone(&wg);
}

int main(void)
{
#define FILL(n) source##n.b[0] = 7, source##n.b[n / 2] = 5, source##n.b[n - 1] = 3;
	SIZES(FILL)
	for (intgo d = 0; d < 128; d++) {
		gort_wgadd(&wg, 1);
		gort_go(start, (void *)d);
		gort_wgwait(&wg);
	}
	return (int)failed;
}
