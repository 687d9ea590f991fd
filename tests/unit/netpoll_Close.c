// A close that waits, of a socket with a linger time whose peer does not read, is not cut short by
// preemption, and keeps no other goroutine from running.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <gort.h>

enum { LINGER = 2, BUFFER = 4096 }; // seconds, bytes

static int64_t second = 1000000000;
static volatile bool closed;
static int failed;

static void closer(void *f)
{
	int64_t begin = gort_nanotime();
	gort_fdclose(f);
	if (gort_nanotime() - begin < second) {
		gort_print("the close did not wait\n");
		failed = 1;
	}
	closed = true;
}

int main(void)
{
	struct sockaddr_in addr = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof addr;
	int size = BUFFER, err = 0;
	int l = socket(AF_INET, SOCK_STREAM, 0), c = socket(AF_INET, SOCK_STREAM, 0);
	setsockopt(l, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
	bind(l, (struct sockaddr *)&addr, len);
	listen(l, 1);
	getsockname(l, (struct sockaddr *)&addr, &len);
	setsockopt(c, SOL_SOCKET, SO_LINGER, &(struct linger){1, LINGER}, sizeof(struct linger));
	gort_fd *f = gort_fdopen(c, &err);
	if (f == NULL || gort_connect(f, &addr, len) != 0) {
		gort_print("no connection\n");
		return 1;
	}
	// Until nothing is taken any more.
	static char zeros[1 << 16];
	gort_setdeadline(f, second / 10, 'w');
	while (gort_write(f, zeros, sizeof zeros) >= 0)
		;
	gort_go(closer, f);
	int64_t before = gort_nanotime(), longest = 0;
	while (!closed) {
		gort_Sleep(second / 1000);
		int64_t now = gort_nanotime();
		if (now - before > longest)
			longest = now - before;
		before = now;
	}
	if (longest > second) {
		gort_print("a sleep of 1 ms took so many:\n");
		gort_printint(longest / 1000000);
		gort_print("\n");
		failed = 1;
	}
	return failed;
}
