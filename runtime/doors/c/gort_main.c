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
#endif

// go: none — the C program, as the first function of the main goroutine
static void callmain(void *arg)
{
	int status = user_main(argc, (char **)argv);
	filesend();
#ifdef GORT_HOSTED
	libc_exit(status); // functions of atexit, and stdio's buffers. See D161.
#else
	exit(status);
#endif
}

// go: proc.go#main_main [moved] of a C program
void main_main(void) { gort_call(callmain, nil); }
