// getaddrinfo and connect, which block in C, against a server on goroutines in the same program.
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <netinet/in.h>
#include <arpa/inet.h>
#include "gort.h"

enum { clients = 20 };

static gort_waitgroup wg;
static char port[10];

static void serve(void *arg)
{
	gort_fd *f = arg;
	char text[100];
	int64_t n = gort_read(f, text, sizeof text);
	if (n > 0)
		gort_write(f, text, (size_t)n);
	gort_fdclose(f);
}

static void server(void *arg)
{
	gort_fd *listener = arg;
	for (int i = 0; i < clients; i++) {
		int fd = gort_accept(listener), err;
		gort_go(serve, gort_fdopen(fd, &err));
	}
}

static int client(void *arg)
{
	struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM}, *found;
	char text[100], answer[100];
	int err = getaddrinfo("localhost", port, &hints, &found);
	if (err != 0) {
		printf("getaddrinfo: %s\n", gai_strerror(err));
		return 0;
	}
	int fd = socket(found->ai_family, found->ai_socktype, 0);
	if (connect(fd, found->ai_addr, found->ai_addrlen) != 0)
		perror("connect");
	freeaddrinfo(found);
	int n = snprintf(text, sizeof text, "client %ld", (long)arg);
	if (write(fd, text, (size_t)n) != n || read(fd, answer, sizeof answer) != n)
		perror("read");
	close(fd);
	return memcmp(text, answer, (size_t)n) == 0;
}

static int good; // atomic

static void work(void *arg)
{
	__atomic_add_fetch(&good, gort_ccall(client, arg), __ATOMIC_RELAXED);
	gort_wgdone(&wg);
}

int main(void)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), err;
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof a;
	if (bind(fd, (struct sockaddr *)&a, len) != 0 || listen(fd, clients) != 0 ||
	    getsockname(fd, (struct sockaddr *)&a, &len) != 0)
		perror("listen");
	snprintf(port, sizeof port, "%d", ntohs(a.sin_port));
	gort_go(server, gort_fdopen(fd, &err));
	gort_wgadd(&wg, clients);
	for (long i = 0; i < clients; i++)
		gort_go(work, (void *)i);
	gort_wgwait(&wg);
	printf("%d answers\n", good);
	return 0;
}
