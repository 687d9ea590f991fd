// Changes of the environment, which C code sees.
#include "libcgo.h"

#include <stdlib.h>

// go: none — gcc_setenv.c of package runtime/cgo
int x_cgo_setenv(char **arg)
{
	setenv(arg[0], arg[1], 1);
	return 0;
}

// go: none — gcc_setenv.c of package runtime/cgo
int x_cgo_unsetenv(char **arg)
{
	unsetenv(arg[0]);
	return 0;
}
