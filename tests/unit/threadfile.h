// What the kernel tells of a thread.
#pragma once

#include "runtime.h"
#include <string.h>

// Reads the file name in the directory of mp's thread in /proc into text, which has size bytes, and
// ends it with NUL; false if it cannot be read.
static bool threadfile(m *mp, const char *name, char *text, uintptr size)
{
	char path[64] = "/proc/self/task///////////"; // room for the thread's number
	char *c = path + strlen(path) - 1;
	strcpy(c + 1, name);
	for (uint64 id = mp->procid; id > 0; id /= 10)
		*--c = (char)('0' + id % 10);
	int32 fd = open((const byte *)path, 0, 0);
	if (fd < 0)
		return false;
	int32 n = read(fd, text, (int32)size - 1);
	closefd(fd);
	text[n > 0 ? n : 0] = 0;
	return n > 0;
}
