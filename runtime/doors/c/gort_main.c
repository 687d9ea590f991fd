// split-stack: yes
// main.main of a program that has a C main: the linker takes this member of the archive only if
// nothing else defines main.main.
#include "runtime.h"
#include "gort.h"

extern int user_main(int argc, char **argv) GOLABEL("main");

// go: none — the C program, as the first function of the main goroutine
static void callmain(void *arg)
{
	int status = user_main(argc, (char **)argv);
	filesend();
	exit(status);
}

// go: proc.go#main_main [moved] of a C program
void main_main(void) { gort_call(callmain, nil); }
