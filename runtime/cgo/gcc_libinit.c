// C code that calls in waits here until the runtime is ready.
#define _GNU_SOURCE
#include "libcgo.h"

#include <dlfcn.h>
#include <link.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static pthread_mutex_t runtime_init_mu = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t runtime_init_cond = PTHREAD_COND_INITIALIZER;
static bool runtime_init_done; // written under runtime_init_mu, atomic

// go: none — gcc_libinit.c of package runtime/cgo
// Makes the thread on which the runtime of a library starts.
void x_cgo_sys_thread_create(void *(*fn)(void *), void *arg)
{
	pthread_t p;
	int err = pthread_create(&p, NULL, fn, arg);
	if (err != 0) {
		fprintf(stderr, "pthread_create failed: %s", strerror(err));
		abort();
	}
	pthread_detach(p);
}

// go: none — body of the loop of x_cgo_alone: counts the image's notes of the runtime (asm_amd64.S)
static int count(struct dl_phdr_info *info, size_t size, void *data)
{
	for (int i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *ph = &info->dlpi_phdr[i];
		const char *p = (const char *)(info->dlpi_addr + ph->p_vaddr), *end = p + ph->p_memsz;
		while (ph->p_type == PT_NOTE && p < end) {
			const ElfW(Nhdr) *note = (const ElfW(Nhdr) *)p;
			p += sizeof *note;
			if (note->n_namesz == sizeof "gort" && memcmp(p, "gort", sizeof "gort") == 0)
				++*(int *)data;
			p += (note->n_namesz + 3) / 4 * 4 + (note->n_descsz + 3) / 4 * 4;
		}
	}
	return 0;
}

// go: none — each runtime of Go's own has a thread-local variable for g
// There is one word for g, so a process has room for one runtime.
void x_cgo_alone(void)
{
	int runtimes = 0;
	dl_iterate_phdr(count, &runtimes);
	if (runtimes > 1) {
		fprintf(stderr, "runtime/cgo: the process has another gort already\n");
		abort();
	}
}

// go: none — Go's tables need no file
const char *x_cgo_image(const void *addr)
{
	Dl_info info;
	char *path = dladdr(addr, &info) != 0 ? realpath(info.dli_fname, NULL) : NULL;
	return path != NULL ? path : "";
}

// go: none — gcc_libinit.c of package runtime/cgo
// runtime.main calls it.
int x_cgo_notify_runtime_init_done(void *unused)
{
	pthread_mutex_lock(&runtime_init_mu);
	// mo: release; see _cgo_wait_runtime_init_done.
	__atomic_store_n(&runtime_init_done, true, __ATOMIC_RELEASE);
	pthread_cond_broadcast(&runtime_init_cond);
	pthread_mutex_unlock(&runtime_init_mu);
	return 0;
}

// go: none — gcc_libinit.c of package runtime/cgo
// The doors call it on a thread without a g. The context of a traceback, which no function makes.
uintptr_t _cgo_wait_runtime_init_done(void)
{
	// mo: acquire; pairs with the release of x_cgo_notify_runtime_init_done: the caller sees the
	//     runtime as it was then.
	if (__atomic_load_n(&runtime_init_done, __ATOMIC_ACQUIRE))
		return 0;
	pthread_mutex_lock(&runtime_init_mu);
	while (!runtime_init_done)
		pthread_cond_wait(&runtime_init_cond, &runtime_init_mu);
	pthread_mutex_unlock(&runtime_init_mu);
	return 0;
}
