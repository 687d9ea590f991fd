// Types of the C half of package runtime/cgo, which knows libc and not the runtime's headers.
#pragma once

#include <stdint.h>

#define hidden __attribute__((visibility("hidden")))

// The first words of a g: its stack.
typedef struct G {
	uintptr_t stacklo;
	uintptr_t stackhi;
} G;

// What newm1 passes; in proc.c it is cgothreadstart.
typedef struct ThreadStart {
	G *g;
	uintptr_t *tls;
	void (*fn)(void);
} ThreadStart;

// gcc_linux_amd64.c
hidden int x_cgo_init(G *g, void (*setg)(void *), void *, void *);
hidden int x_cgo_onstack(void *addr);
hidden void _cgo_sys_thread_start(ThreadStart *ts);

// gcc_util.c
hidden int x_cgo_thread_start(ThreadStart *ts);

// gcc_setenv.c
hidden int x_cgo_setenv(char **arg);
hidden int x_cgo_unsetenv(char **arg);

// gcc_libinit.c
hidden void x_cgo_sys_thread_create(void *(*fn)(void *), void *arg);
hidden void x_cgo_alone(void);
hidden const char *x_cgo_image(const void *addr);
hidden int x_cgo_notify_runtime_init_done(void *unused);
hidden uintptr_t _cgo_wait_runtime_init_done(void);

// proc.c
hidden void forkhandler(int32_t when) __asm__("runtime.forkhandler");

// gcc_amd64.S: calls fn with the callee-saved registers saved.
hidden void crosscall_amd64(void (*fn)(void));
