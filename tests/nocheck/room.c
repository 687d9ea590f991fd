// Without stack checks: how many bytes its caller has left for it (alloca.c). 1 GB where a request
// for preemption hides that.
long room(void *p)
{
	unsigned long guard;
	__asm__ volatile("movq %%fs:0x70, %0" : "=r"(guard) : "r"(p) : "memory");
	return guard >> 47 ? 1 << 30 : (long)__builtin_frame_address(0) - (long)guard;
}
