// For the C tests of this folder.
#include "runtime.h"
#include <gort.h>

#define MS ((int64)1000 * 1000)
#define SECOND (1000 * MS)

static uint32 failed;

#define CHECK(cond, ...)                     \
	do {                                     \
		if (!(cond)) {                       \
			println(__VA_ARGS__);            \
			atomic_Store(&failed, 1);        \
		}                                    \
	} while (0)

// Runs until *arg is set, at no place that gives way by itself.
static inline void spin(void *arg)
{
	while (!RELAXED(*(bool *)arg))
		;
}
