// A signal after each instruction of a call in, on a thread of C code: a trap sends it. The
// argument says which part of the call. "begins": while the thread has no M the handler borrows one
// itself, and must not wait for what the thread holds. "ends": a request for preemption that comes
// when the goroutine has left does not follow the thread out of the call, where its next check of
// the stack would fail. Each part ends where the thread blocks signals, because a trap would end
// the process.
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <ucontext.h>
#include "gort.h"

enum { trapflag = 0x100, sigprocmask_nr = 14, syscall_insn = 0x050f };

static int ends, done; // done: atomic
static volatile long signals;

static uintptr_t word(int at) // 0x68: g, 0x70: the guard
{
	uintptr_t w;
	__asm__ volatile("movq %%fs:(%1), %0" : "=r"(w) : "r"((intptr_t)at));
	return w;
}

static void ontrap(int trap, siginfo_t *info, void *ctx)
{
	greg_t *regs = ((ucontext_t *)ctx)->uc_mcontext.gregs;
	if (*(uint16_t *)regs[REG_RIP] == syscall_insn && regs[REG_RAX] == sigprocmask_nr &&
	    regs[REG_RSI] != 0) {
		regs[REG_EFL] &= ~trapflag;
		return;
	}
	signals++;
	pthread_kill(pthread_self(), ends ? SIGURG : SIGWINCH); // it comes when this handler returns
}

__attribute__((noinline)) static void starttraps(void)
{
	__asm__ volatile("pushfq; orl %0, (%%rsp); popfq" : : "i"(trapflag) : "memory", "cc");
}

static void body(void *arg)
{
	if (ends)
		starttraps();
}

__attribute__((noinline)) static int deep(int n)
{
	volatile char frame[200];
	frame[n % 200] = 1;
	return n == 0 ? 0 : deep(n - 1) + frame[n % 200];
}

static void *thread(void *arg)
{
	if (!ends)
		starttraps();
	gort_call(body, NULL);
	if (word(0x68) != 0 || word(0x70) != 0 || deep(10) != 10)
		printf("g %lx, guard %lx\n", word(0x68), word(0x70));
	return NULL;
}

static int call(void *arg)
{
	pthread_t t;
	pthread_create(&t, NULL, thread, NULL);
	return pthread_join(t, NULL);
}

// Asks all goroutines to stop.
static void stops(void *arg)
{
	int n = gort_GOMAXPROCS(0);
	while (!__atomic_load_n(&done, __ATOMIC_RELAXED)) {
		gort_GOMAXPROCS(n + 1);
		gort_GOMAXPROCS(n);
	}
}

int main(int argc, char **argv)
{
	struct sigaction sa = {.sa_sigaction = ontrap, .sa_flags = SA_ONSTACK | SA_SIGINFO};
	sigfillset(&sa.sa_mask);
	sigaction(SIGTRAP, &sa, NULL);
	ends = strcmp(argv[1], "ends") == 0;
	if (ends)
		gort_go(stops, NULL);
	for (int i = 0; i < (ends ? 100 : 2); i++)
		gort_ccall(call, NULL);
	__atomic_store_n(&done, 1, __ATOMIC_RELAXED);
	printf(signals > 0 ? "done\n" : "no signal\n");
	return 0;
}
