"""
usage: gort env [--gc=stubs] [--study] [NAME]

Prints what a compiler backend or a Makefile needs, as shell assignments, or only the value of NAME:
    CFLAGS   for the user's C code
    GOFLAGS  for gccgo-12
    LDPRE    link line before the user's objects
    LDPOST   link line after them
    REDEFINE list for objcopy --redefine-syms, for gccgo's objects
    ABI0     list for objcopy --redefine-syms, for objects of Go's stack ABI
    ABI0PRE  stands before these objects on the link line, after all others of the user's
    ABI0POST stands after them
    FUNCTAB  the tool that puts the table of functions into a linked program

--gc=stubs links a collector that does nothing: no memory is freed (gc_stubs/).
--study links a runtime for gdb (gort build --help).
"""

import os
import shlex
import sys

import toolchain


def main(args):
    before, after = toolchain.link_parts()
    values = {"CFLAGS": toolchain.CFLAGS, "GOFLAGS": toolchain.GOFLAGS,
              "LDPRE": before, "LDPOST": after,
              "REDEFINE": [toolchain.REDEFINE], "ABI0": [toolchain.ABI0],
              "ABI0PRE": [toolchain.ABI0PRE], "ABI0POST": [toolchain.ABI0POST],
              "FUNCTAB": [toolchain.FUNCTAB]}
    if not args:
        for name, value in values.items():
            print(f"{name}={shlex.quote(shlex.join(value))}")
    elif len(args) == 1 and args[0] in values:
        print(shlex.join(values[args[0]]))
    else:
        print(f"gort: env: known names are {' '.join(values)}", file=sys.stderr)
        return 2
    return 0
