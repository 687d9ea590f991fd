// Two functions that do 70 and 30 hundredths of the work, in turn. With an argument the program
// profiles itself into that file.
#include <gort.h>
#include <fcntl.h>
#include <unistd.h>

static uint64_t sink;
static gort_waitgroup wg;

static inline __attribute__((always_inline)) void inlined(long n)
{
	uint64_t x = sink;
	for (long i = 0; i < n; i++)
		x = x * 6364136223846793005 + 1442695040888963407;
	sink = x;
}

__attribute__((noinline)) static void seventy(void) { inlined(70000000); }
__attribute__((noinline)) static void thirty(void) { inlined(30000000); }

static void work(void *arg)
{
	for (int i = 0; i < 15; i++) {
		seventy();
		thirty();
	}
	gort_wgdone(&wg);
}

int main(int argc, char **argv)
{
	int fd = -1;
	if (argc > 1) {
		fd = open(argv[1], O_WRONLY | O_CREAT | O_TRUNC, 0644);
		if (fd < 0 || gort_cpuprofile_start(fd, 0) != -22 || gort_cpuprofile_stop() != -22 ||
		    gort_cpuprofile_start(fd, 100) != 0 || gort_cpuprofile_start(fd, 100) != -16)
			return 1;
	}
	gort_wgadd(&wg, 1);
	gort_go(work, 0);
	gort_wgwait(&wg);
	if (fd >= 0 && (gort_cpuprofile_stop() != 0 || gort_cpuprofile_stop() != -22 || close(fd) != 0))
		return 2;
	return 0;
}
