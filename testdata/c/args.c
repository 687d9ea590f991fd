// Crashes in C functions with arguments of each kind. tests/crash/args.py knows what the report says.
#include <gort.h>

struct big {
	long a, b, c;
};
struct pair {
	int x;
	char y;
};

volatile long sink;
volatile int *nowhere;

#define noinline __attribute__((noinline, noipa))

// jumped gets its arguments from jumper. What main passed to jumper is not what they are.
void jumper(long a, long b);
__asm__("jumper: movl $9, %edi; movl $8, %esi; jmp jumped");

noinline static void crash(void) { *nowhere = 1; }

noinline void jumped(long a, long b)
{
	sink = a + b;
	crash();
	sink = 1;
}

noinline static void varying(const char *format, ...)
{
	jumper(3, 4);
	sink = format[0];
}

noinline static void narrow(_Bool a, signed char b, unsigned short c, int d, double e)
{
	varying("%d", 1);
	sink = a + b + c + d + (long)e;
}

noinline static void structs(struct big b, struct pair p, const char *s)
{
	narrow(1, -2, 0x1234, -1, 1.5);
	sink = b.a + p.x + p.y + s[0];
}

noinline static void dead(int n, long m)
{
	sink = n + m;
	structs((struct big){1, 2, 3}, (struct pair){4, 5}, "s");
	sink = 2;
}

int main(int argc, char **argv)
{
	dead(0x55, 0x66);
	return (int)sink;
}
