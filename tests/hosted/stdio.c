// A hosted program has what libc's start-up and end give: constructors before main, arguments, the
// environment, locale, errno and thread-local variables by thread, stdio flushed and the functions
// of atexit called at the end. Functions of libc are called on goroutines as they are.
#define _GNU_SOURCE
#include <errno.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "gort.h"

static int constructed;
static __thread int mine = 5;
static gort_waitgroup wg;

__attribute__((constructor)) static void construct(void)
{
	constructed++;
	if (getenv("HOME") == NULL)
		puts("no environment");
}

static void last(void) { printf("atexit"); } // no newline: the buffer is flushed after it

static void gosend(void *c) { gort_chansend(c, &(int){7}); }

static void atend(void)
{
	// The runtime still works.
	gort_chan c = gort_makechan(sizeof(int), 0);
	gort_go(gosend, c);
	int v;
	gort_chanrecv(c, &v);
	printf("goroutine at exit %d\n", v);
}

static int worker(int n)
{
	char text[200];
	errno = 0;
	snprintf(text, sizeof text, "%d %.3f %s %Lf", n, sqrt(n), strerror(ENOENT), (long double)n);
	double x;
	return sscanf(text, "%*d %lf", &x) == 1 && fabs(x - sqrt(n)) < 1e-3 && strlen(text) > 30;
}

static void work(void *arg)
{
	for (int i = 0; i < 200; i++) {
		if (!worker(i))
			printf("wrong %d\n", i);
		gort_Gosched();
	}
	gort_wgdone(&wg);
}

int main(int argc, char **argv)
{
	atexit(last);
	atexit(atend);
	printf("%d %d %s %d\n", constructed, argc, argv[1], mine);
	setlocale(LC_ALL, "C.UTF-8");
	printf("%s %f %zu\n", getenv("HOSTED"), 1.5, strlen(setlocale(LC_CTYPE, NULL)));
	gort_wgadd(&wg, 50);
	for (int i = 0; i < 50; i++)
		gort_go(work, NULL);
	gort_wgwait(&wg);
	errno = 0;
	if (access("/nothere", F_OK) != -1 || errno != ENOENT)
		printf("errno %d\n", errno);
	FILE *p = popen("echo from a child", "r");
	char line[100];
	if (p == NULL || fgets(line, sizeof line, p) == NULL || pclose(p) != 0)
		printf("popen\n");
	printf("%s%d\n", line, WEXITSTATUS(system("exit 3")));
	return 4;
}
