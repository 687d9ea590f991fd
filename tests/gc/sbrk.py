"""With GODEBUG=sbrk=1 objects lie where C code expects them, too: from 16 bytes on at a multiple of
16, and zeroed."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import buildtext, fail, run, text  # noqa: E402

SOURCE = """#include <gort.h>
#include <stdint.h>

int main(void)
{
	for (size_t n = 1; n < 100000; n += n < 300 ? 1 : 997) {
		char *p = gort_new(n);
		size_t align = n >= 16 ? 16 : n % 8 == 0 ? 8 : 1;
		if ((uintptr_t)p % align != 0)
			gort_panic("an address");
		for (size_t i = 0; i < n; i++) {
			if (p[i] != 0)
				gort_panic("not zero");
			p[i] = 1;
		}
	}
	return 0;
}
"""

program = buildtext("sbrk.c", SOURCE)
for godebug in ("sbrk=0", "sbrk=1"):
    done = run([program], env={"GODEBUG": godebug})
    if done.returncode != 0:
        fail(f"{godebug}: status {done.returncode}:\n{text(done.stderr)}")
