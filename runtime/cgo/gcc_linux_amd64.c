// Threads by libc.
#include "libcgo.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void (*setg_gcc)(void *);

// go: none — gcc_fatalf.c of package runtime/cgo
// The end of a program whose thread cannot be made.
__attribute__((noreturn, format(printf, 1, 2))) static void fatalf(const char *format, ...)
{
	va_list ap;
	fprintf(stderr, "runtime/cgo: ");
	va_start(ap, format);
	vfprintf(stderr, format, ap);
	va_end(ap);
	fprintf(stderr, "\n");
	abort();
}

// go: none — the bounds of the thread's stack
static void *threadstack(size_t *size)
{
	pthread_attr_t attr;
	void *addr;
	if (pthread_getattr_np(pthread_self(), &attr) == 0) {
		pthread_attr_getstack(&attr, &addr, size);
	} else { // the first thread, without /proc
		pthread_attr_init(&attr);
		pthread_attr_getstacksize(&attr, size);
		addr = (char *)&attr - *size;
	}
	pthread_attr_destroy(&attr);
	return addr;
}

// go: none — what libc calls before fork, and after it in the parent and in the child
static void prefork(void) { forkhandler(-1); }
static void inparent(void) { forkhandler(0); }
static void inchild(void) { forkhandler(1); }

// go: none — gcc_linux_amd64.c of package runtime/cgo; Go takes the size that new threads get
// rt0_go calls it on the first thread: sets the lower bound of its stack. See D162.
int x_cgo_init(G *g, void (*setg)(void *), void *tlsg, void *tlsbase)
{
	size_t size;
	setg_gcc = setg;
	pthread_atfork(prefork, inparent, inchild);
	g->stacklo = (uintptr_t)threadstack(&size) + 4096;
	return 0;
}

// go: none — is addr on the thread's stack?
int x_cgo_onstack(void *addr)
{
	size_t size;
	uintptr_t lo = (uintptr_t)threadstack(&size);
	return (uintptr_t)addr - lo < size;
}

// go: none — gcc_linux_amd64.c of package runtime/cgo
// The body of a thread that newm1 has made.
static void *threadentry(void *v)
{
	ThreadStart ts = *(ThreadStart *)v;
	free(v);
	setg_gcc(ts.g);
	crosscall_amd64(ts.fn);
	return NULL;
}

// go: none — gcc_libinit.c of package runtime/cgo
// Makes a detached thread. The kernel may be short of something for a moment.
static int _cgo_try_pthread_create(pthread_attr_t *attr, void *(*pfn)(void *), void *arg)
{
	pthread_t p;
	int err = 0;
	for (int tries = 0; tries < 20; tries++) {
		err = pthread_create(&p, attr, pfn, arg);
		if (err == 0) {
			pthread_detach(p);
			return 0;
		}
		if (err != EAGAIN)
			return err;
		struct timespec ts = {.tv_nsec = (tries + 1) * 1000 * 1000L};
		nanosleep(&ts, NULL);
	}
	return EAGAIN;
}

// go: none — gcc_linux_amd64.c of package runtime/cgo
// The thread has no g and no signal stack at first, so it begins with all signals blocked.
void _cgo_sys_thread_start(ThreadStart *ts)
{
	pthread_attr_t attr;
	sigset_t ign, oset;
	size_t size;
	sigfillset(&ign);
	pthread_sigmask(SIG_SETMASK, &ign, &oset);
	pthread_attr_init(&attr);
	pthread_attr_getstacksize(&attr, &size);
	ts->g->stackhi = size; // mstart makes the bounds of it
	int err = _cgo_try_pthread_create(&attr, threadentry, ts);
	pthread_attr_destroy(&attr);
	pthread_sigmask(SIG_SETMASK, &oset, NULL);
	if (err != 0)
		fatalf("pthread_create failed: %s", strerror(err));
}
