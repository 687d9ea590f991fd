// What unwind_vla.go calls: frames whose place is told by an expression, since they are realigned
// and have arrays of variable size.
extern void callback(void) __asm__("main.Callback");

__attribute__((noipa)) static void use(char *a, char *b)
{
	__asm__ volatile("" : : "r"(a), "r"(b) : "memory");
}

__attribute__((noipa)) static long inner(long n, long a, long b, long c, long d, long e,
                                         long onstack)
{
	char aligned[64] __attribute__((aligned(64)));
	char variable[n];
	use(aligned, variable);
	callback();
	return aligned[0] + variable[0] + a + b + c + d + e + onstack;
}

long outer(long n, long a, long b, long c, long d, long e, long onstack)
{
	char aligned[128] __attribute__((aligned(128)));
	char variable[n];
	use(aligned, variable);
	long r = inner(n, a, b, c, d, e, onstack);
	return r + aligned[0] + variable[0] + a + b + c + d + e + onstack;
}
