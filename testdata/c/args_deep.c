// An endless recursion that hands on its arguments: what these are in one frame, only the caller's
// frame tells. tests/crash/args.py compiles it without stack checks, which hide this.
int next(int n, int *at) __asm__("deep"); // gcc describes the arguments of calls of others

int deep(int n, int *at)
{
	if (*at < 0)
		return n;
	return next(n, at) + 1;
}

int main(void)
{
	int positive = 1;
	return next(7, &positive);
}
