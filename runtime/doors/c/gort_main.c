// split-stack: yes
// main.main of a program that has a C main: the linker takes this member of the archive only if
// nothing else defines main.main.
#include "runtime.h"
#include "gort.h"

#ifdef GORT_HOSTED
// The linker's --wrap=main: libc's start-up calls rt0_go by the name main.
extern int user_main(int argc, char **argv) GOLABEL("__real_main");
extern void libc_exit(int status) GOLABEL("exit");
#else
extern int user_main(int argc, char **argv) GOLABEL("main");
// The parts of musl's exit, if the program has them: functions of atexit, and stdio's buffers.
extern void musl_funcs_on_exit(void) GOLABEL("__funcs_on_exit") __attribute__((weak));
extern void musl_stdio_exit(void) GOLABEL("__stdio_exit") __attribute__((weak));
#endif

// go: none — the C program, as the first function of the main goroutine
static void callmain(void *status) { *(int *)status = user_main(argc, (char **)argv); }

// go: proc.go#main_main [moved] of a C program
// What main has deferred runs before the program ends, as in Go.
void main_main(void)
{
	int status = 0; // if a deferred call recovers a panic, too
	gort_call(callmain, &status);
	filesend(false);
#ifdef GORT_HOSTED
	libc_exit(status); // functions of atexit, and stdio's buffers. See D161.
#else
	if (musl_funcs_on_exit != nil)
		musl_funcs_on_exit();
	if (musl_stdio_exit != nil)
		musl_stdio_exit();
	exit(status);
#endif
}
