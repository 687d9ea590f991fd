"""
usage: gort env [--gc=stubs] [--study] [NAME | --make | --pkg-config]

Prints what a compiler backend or a Makefile needs, as shell assignments, or only the value of NAME.
--make prints assignments for make, of GORT_NAME; --pkg-config a file for pkg-config, with a
variable for each name in lower case (pkg-config --variable=ldpre gort). That file is there already,
as gort.pc in the build directory.
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
    before, after = toolchain.link_parts(toolchain.hosted())
    values = {"CFLAGS": toolchain.CFLAGS, "GOFLAGS": toolchain.GOFLAGS,
              "LDPRE": before, "LDPOST": after,
              "REDEFINE": [toolchain.REDEFINE], "ABI0": [toolchain.ABI0],
              "ABI0PRE": [toolchain.ABI0PRE], "ABI0POST": [toolchain.ABI0POST],
              "FUNCTAB": [toolchain.FUNCTAB]}
    if not args:
        for name, value in values.items():
            print(f"{name}={shlex.quote(shlex.join(value))}")
    elif args == ["--make"]:
        for name, value in values.items():
            text = shlex.join(value).replace("$", "$$").replace("#", "\\#")
            print(f"GORT_{name} := {text}")
    elif args == ["--pkg-config"]:
        for name, value in values.items():
            print(f"{name.lower()}={shlex.join(value)}")
        print("\nName: gort\nDescription: Go's runtime core in C\nVersion: 0.1\n"
              "Cflags: ${cflags}")
    elif len(args) == 1 and args[0] in values:
        print(shlex.join(values[args[0]]))
    else:
        print(f"gort: env: known names are {' '.join(values)}, --make and --pkg-config",
              file=sys.stderr)
        return 2
    return 0
