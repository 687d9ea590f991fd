"""
usage: gort build [--gc=stubs] [--study] -o OUT FILE|DIR…

Compiles the files (.go by gccgo-12, .c, .S and .s by gcc, .ll by clang, .o as they are), links them
with the runtime, and writes OUT. A directory stands for its .go files. If an error occurs, nothing
is written and the exit status is 2.

--gc=stubs links a collector that does nothing: no memory is freed (gc_stubs/).
--study links a runtime for gdb: no function is inlined, and each that Go has is there by its name
(break runtime.doSigPreempt).
"""

import sys

import toolchain


def main(args):
    out, files = None, []
    try:
        it = iter(args)
        for a in it:
            if a == "-o":
                out = next(it, None)
            elif a.startswith("-"):
                raise toolchain.Error(f"build: unknown option {a}")
            else:
                files.append(a)
        if not out:
            raise toolchain.Error("build: -o OUT is missing")
        toolchain.build(files, out)
    except (toolchain.Error, OSError) as e:
        print(f"gort: {e}", file=sys.stderr)
        return 2
    return 0
