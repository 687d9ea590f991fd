// What kill.py sends signals to: says that it is ready, then waits in one of the ways in which a
// signal can find a program.
#include <gort.h>

static int64_t sum;

static void spin(void *arg)
{
	for (;;)
		sum++;
}

int main(int argc, char **argv)
{
	gort_fd *out = gort_fdopen(1, &(int){0}); // a pipe
	gort_write(out, "ready\n", 6);
	switch (argc > 1 ? argv[1][0] : 's') {
	case 's': // asleep: all threads idle
		gort_Sleep(INT64_C(3600000000000));
		break;
	case 'c': // computing
		for (int i = 0; i < 3; i++)
			gort_go(spin, 0);
		spin(0);
	}
	return 0;
}
