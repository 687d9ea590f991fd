#!/usr/bin/env python3
"""usage: toygo build|run|emit [--backend llvm|abi0|asm] [-o OUT] PROG.go

A toy compiler for a subset of Go, to show how a compiler stands on gort: README.md says what to
read first. emit prints what the backend makes."""
import getopt
import os
import subprocess
import sys
import tempfile

import abi0
import asm
import llvm
import lower
import syntax

GORT = os.path.join(os.path.dirname(os.path.dirname(os.path.realpath(__file__))), "gort")
BACKENDS = {  # the module, the suffix of what it makes, and what the driver is told
    "llvm": (llvm, ".ll", []), "abi0": (abi0, ".s", ["--abi0"]),
    "asm": (asm, ".s", ["--stack=8M"])}
sys.setrecursionlimit(10000)  # for deep expressions


class Usage(Exception):
    """What the user has to change."""


def compile(path, backend):
    try:
        with open(path, encoding="utf-8") as f:
            program = lower.Program(syntax.Parser(f.read()).parse("file"))
    except (OSError, UnicodeDecodeError) as e:
        raise Usage(f"{path}: {getattr(e, 'strerror', None) or 'not UTF-8'}") from None
    except syntax.Error as e:
        raise Usage(f"{path}:{e.line}: {e}") from None
    backend, *_ = BACKENDS[backend]
    module = backend.Module(program.functions, program.desc.data, os.path.abspath(path))
    return "\n".join(module.out) + "\n"


def build(path, backend, out):
    with tempfile.TemporaryDirectory(prefix="toygo-") as tmp:
        file = os.path.join(tmp, "prog" + BACKENDS[backend][1])
        with open(file, "w") as f:
            f.write(compile(path, backend))
        if subprocess.run([GORT, "build", "-o", out, *BACKENDS[backend][2], file]).returncode:
            raise Usage(f"{path}: gort build failed")


def main(args):
    if not args or args[0] in ("-h", "--help", "help"):
        print(__doc__)
        return 0
    try:
        options, (command, path) = getopt.gnu_getopt(args, "o:", ["backend="])
    except (getopt.GetoptError, ValueError):
        options, command, path = [], None, ""
    name = os.path.basename(path).removesuffix(".go")
    options = {"--backend": "llvm", "-o": name, **dict(options)}
    if command not in ("build", "run", "emit") or options["--backend"] not in BACKENDS:
        raise Usage(__doc__.split("\n")[0])
    if command == "emit":
        print(compile(path, options["--backend"]), end="")
    elif command == "build":
        build(path, options["--backend"], options["-o"])
    else:
        with tempfile.TemporaryDirectory(prefix="toygo-") as tmp:
            build(path, options["--backend"], os.path.join(tmp, name))
            status = subprocess.run([os.path.join(tmp, name)]).returncode
            return status if status >= 0 else 128 - status
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Usage as e:
        sys.exit(print(f"toygo: {e}", file=sys.stderr) or 2)
