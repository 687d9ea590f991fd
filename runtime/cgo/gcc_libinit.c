// C code that calls in waits here until the runtime is ready.
#include "libcgo.h"

#include <pthread.h>
#include <stdbool.h>

static pthread_mutex_t runtime_init_mu = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t runtime_init_cond = PTHREAD_COND_INITIALIZER;
static bool runtime_init_done; // under runtime_init_mu

// go: none — gcc_libinit.c of package runtime/cgo
// runtime.main calls it.
int x_cgo_notify_runtime_init_done(void *unused)
{
	pthread_mutex_lock(&runtime_init_mu);
	runtime_init_done = true;
	pthread_cond_broadcast(&runtime_init_cond);
	pthread_mutex_unlock(&runtime_init_mu);
	return 0;
}

// go: none — gcc_libinit.c of package runtime/cgo
// The doors call it on a thread without a g. The context of a traceback, which no function makes.
uintptr_t _cgo_wait_runtime_init_done(void)
{
	pthread_mutex_lock(&runtime_init_mu);
	while (!runtime_init_done)
		pthread_cond_wait(&runtime_init_cond, &runtime_init_mu);
	pthread_mutex_unlock(&runtime_init_mu);
	return 0;
}
