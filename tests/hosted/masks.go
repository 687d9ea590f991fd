// A thread of C code that has blocked signals calls in, and the goroutine starts a program: the
// thread has its mask again when it returns.
package main

/*
#include <pthread.h>
#include <signal.h>
#include <string.h>

extern void goExec(void);

static void *thread(void *same) {
	sigset_t before, after;
	sigfillset(&before);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_sigmask(SIG_SETMASK, NULL, &before);
	goExec();
	pthread_sigmask(SIG_SETMASK, NULL, &after);
	*(int *)same = 1;
	for (int sig = 1; sig <= SIGRTMAX; sig++)
		if (sigismember(&before, sig) != sigismember(&after, sig))
			*(int *)same = 0;
	return NULL;
}

static int run(void) {
	pthread_t t;
	int same;
	pthread_create(&t, NULL, thread, &same);
	pthread_join(t, NULL);
	return same;
}
*/
import "C"

import (
	"fmt"
	"os/exec"
)

//export goExec
func goExec() {
	if err := exec.Command("/bin/true").Run(); err != nil {
		fmt.Println(err)
	}
}

func main() { fmt.Println(C.run()) }
