"""
usage: gort build [--gc=stubs|FILE.a] [--study|--hosted] [--shared|--archive] [--stack=SIZE] -o OUT
                  [--abi0] FILE|DIR… [-L DIR] [-l LIB] [-static]

Compiles the files (.go by gccgo-12, .c, .S and .s by gcc, .ll by clang; .o and .a as they are),
links them with the runtime, and writes OUT. A directory stands for its .go files. If an error
occurs, OUT stays as it was, and the exit status is 2.

If OUT is a folder, the program is written into it, with the name of the first FILE or DIR without
suffix. If OUT is a link, the file that it leads to is written. A pipe gets the bytes of the
program; a device, as /dev/null, gets nothing.

--abi0 FILE: the .s, .S or .o file calls the runtime by Go 1.14's stack ABI; a section
.note.gort.abi0 in it says the same (doc/ABI.md).
--stack=SIZE: goroutines begin on stacks of SIZE bytes (a power of 2, from 16K to 512M) with a guard
below: for code that was compiled without stack checks. An object may define gort_stacksize instead.
--clang=COMMAND: compiles .ll files, in place of `clang -O2 -g`.
-l LIB, -L DIR: the linker's; libraries come after the objects.
--shared, --archive: OUT is a library, .so or .a, which a program of C, C++ or Python can load, with
a header of the same name beside it (doc/HOSTED.md).
--hosted: libc starts the program, and it may use shared libraries (doc/HOSTED.md). A library file
.so, and -l LIB without an archive libLIB.a in a folder of -L, mean the same.
-static: the same, with libc and all libraries from their archives.
--gc=stubs links a collector that does nothing: no memory is freed (gc_stubs/). --gc=FILE.a links
the collector in that archive (gc_stubs/gc.h).
--study links a runtime for gdb: no function is inlined, and each that Go has is there by its name
(break runtime.doSigPreempt).
"""

import os
import sys

import toolchain


def main(args):
    try:
        files, options, rest = toolchain.build_options(args)
        out = None
        while rest[:1] == ["-o"]:  # the last one counts
            out, rest = rest[1], rest[2:]
        if rest:
            raise toolchain.Error(f"build: unknown option {rest[0]}")
        if not out:
            raise toolchain.Error("build: -o OUT is missing")
        if os.path.isdir(out):
            suffix = {"shared": ".so", "archive": ".a"}.get(options.get("library"), "")
            out = os.path.join(out, toolchain.program_name(files) + suffix)
        toolchain.build(files, out, compress=True, **options)
    except (toolchain.Error, OSError) as e:
        print(f"gort: {e}", file=sys.stderr)
        return 2
    return 0
