"""A program links only pure functions of musl (mem*, str* and the like), none that needs libc's
start-up, threads or allocator."""

import os
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import ROOT, fail  # noqa: E402
import toolchain  # noqa: E402

PURE = {"strlen", "memchr", "strcmp", "strnlen", "memcmp", "memcpy", "memmove", "memset", "strchr",
        "strchrnul", "strncmp", "memrchr", "strrchr"}

with tempfile.TemporaryDirectory() as tmp:
    source, obj, mapfile = (os.path.join(tmp, n) for n in ("p.c", "p.o", "p.map"))
    with open(source, "w") as f:
        f.write("#include <gort.h>\nint main(void) { gort_Gosched(); gort_panic(\"x\"); }\n")
    subprocess.run(["gcc", *toolchain.CFLAGS, "-c", source, "-o", obj], check=True)
    before, after = toolchain.link_parts()
    exe = os.path.join(tmp, "p")
    subprocess.run(["gcc", *before, obj, *after, "-Wl,-Map=" + mapfile, "-o", exe], check=True)
    with open(mapfile) as f:
        head = f.read().split("Discarded input sections")[0]
used = set(re.findall(r"libc\.a\((\w+)\.lo\)", head))
bad = used - PURE
if bad:
    fail("members of libc.a that are not pure functions:", " ".join(sorted(bad)))
if "libgort.a" not in head:
    fail("the map shows no member of libgort.a")
print("of libc.a:", " ".join(sorted(used)))
