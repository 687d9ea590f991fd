// Goroutines that make a channel for elements of the same new size at the same time all get one
// description of such elements: another, which nothing else kept, was freed under its channel.
// procs: 2 8
// runs: 4
// env: GODEBUG=clobberfree=1
#include <gort.h>
#include <string.h>

enum { T = 4, SIZES = 20000 };
static gort_chan made[T][SIZES];

// Whoever is first at a size is slower than those that follow: the makers stay close together.
static void maker(void *arg)
{
	gort_chan *mine = arg;
	for (int n = 1; n < SIZES; n++)
		mine[n] = gort_makechan((size_t)n, 0);
	gort_chansend(mine[0], NULL);
}

int main(void)
{
	for (int i = 0; i < T; i++) {
		made[i][0] = gort_makechan(0, 0);
		gort_go(maker, made[i]);
	}
	for (int i = 0; i < T; i++)
		gort_chanrecv(made[i][0], NULL);
	for (int i = 0; i < 1000; i++)
		gort_new(100000); // collections
	static char elem[SIZES + 1];
	for (int i = 0; i < T; i++)
		for (int n = 1; n < SIZES; n++) {
			gort_closechan(made[i][n]);
			memset(elem, 1, sizeof elem);
			gort_chanrecv(made[i][n], elem);
			if (elem[n - 1] != 0 || elem[n] != 1) {
				gort_print("elements have another size\n");
				return 1;
			}
		}
	gort_print("OK\n");
	return 0;
}
