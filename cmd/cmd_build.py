"""
usage: gort build [--gc=stubs] [--study] [--stack=SIZE] -o OUT [--abi0] FILE|DIR…

Compiles the files (.go by gccgo-12, .c, .S and .s by gcc, .ll by clang, .o as they are), links them
with the runtime, and writes OUT. A directory stands for its .go files. If an error occurs, nothing
is written and the exit status is 2.

--abi0 FILE: the .s, .S or .o file calls the runtime by Go 1.14's stack ABI; a section
.note.gort.abi0 in it says the same (doc/ABI.md).
--stack=SIZE: goroutines begin on stacks of SIZE bytes (a power of 2, from 16K to 512M) with a guard
below: for code that was compiled without stack checks. An object may define gort_stacksize instead.
--gc=stubs links a collector that does nothing: no memory is freed (gc_stubs/).
--study links a runtime for gdb: no function is inlined, and each that Go has is there by its name
(break runtime.doSigPreempt).
"""

import sys

import toolchain


def main(args):
    out, files, abi0, stack = None, [], [], 0
    try:
        it = iter(args)
        for a in it:
            if a == "-o":
                out = next(it, None)
            elif a == "--abi0":
                files.append(next(it, ""))
                abi0.append(files[-1])
                if not abi0[-1].endswith((".s", ".S", ".o")):
                    raise toolchain.Error("build: --abi0 wants a .s, .S or .o file")
            elif a.startswith("--stack="):
                stack = toolchain.stack_size(a[8:])
            elif a.startswith("-"):
                raise toolchain.Error(f"build: unknown option {a}")
            else:
                files.append(a)
        if not out:
            raise toolchain.Error("build: -o OUT is missing")
        toolchain.build(files, out, abi0=abi0, stack=stack)
    except (toolchain.Error, OSError) as e:
        print(f"gort: {e}", file=sys.stderr)
        return 2
    return 0
