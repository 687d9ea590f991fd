"""usage: toygo build|run [--backend llvm|abi0|asm] [-o OUT] PROG.go [-- ARGS]
       toygo emit [--backend …] PROG.go         prints what the backend makes
       toygo count FILE…                        how many of these programs the subset takes

A toy compiler for a subset of Go, to show how a compiler stands on gort: read syntax.py,
gotypes.py, ir.py, lower.py and one of the backends, in this order."""

import os
import subprocess
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


class Usage(Exception):
    """A mistake in the command line."""


def compile(path, backend):
    try:
        with open(path, encoding="utf-8") as f:
            text = f.read()
    except (OSError, UnicodeDecodeError) as e:
        raise Usage(f"{path}: {getattr(e, 'strerror', None) or 'not UTF-8'}") from None
    try:
        parser = syntax.Parser(text)
        program = lower.Program(parser.file())
        return BACKENDS[backend][0].emit(program.functions, program.desc.data,
                                         os.path.abspath(path))
    except syntax.Error as e:
        raise Usage(f"{path}:{e.line}: {e}") from None
    except lower.MISTAKES:
        raise Usage(f"{path}:{parser.line}: not Go, or outside of the subset") from None


def build(path, backend, out):
    code = compile(path, backend)
    with tempfile.TemporaryDirectory(prefix="toygo-") as tmp:
        file = os.path.join(tmp, "prog" + BACKENDS[backend][1])
        with open(file, "w") as f:
            f.write(code)
        done = subprocess.run([GORT, "build", "-o", out, *BACKENDS[backend][2], file])
    if done.returncode != 0:
        raise Usage(f"{path}: gort build failed")


def main(args):
    if not args or args[0] in ("-h", "--help", "help"):
        print(__doc__)
        return 0
    command, backend, out, files, rest = args[0], "llvm", None, [], []
    if command not in ("build", "run", "emit", "count"):
        raise Usage(f"unknown command {command!r}; toygo help says what there is")
    it = iter(args[1:])
    for a in it:
        if a == "--":
            rest = list(it)
        elif a in ("--backend", "-o"):
            value = next(it, "")
            if a == "-o" and value:
                out = value
            elif value in BACKENDS:
                backend = value
            else:
                raise Usage(f"{a} needs " + ("a file" if a == "-o" else "llvm, abi0 or asm"))
        elif a.startswith("-"):
            raise Usage(f"unknown option {a}")
        else:
            files.append(a)
    if command == "count":
        taken = [f for f in files if takes(f, backend)]
        print(f"{len(taken)} of {len(files)} programs")
        return 0
    if len(files) != 1:
        raise Usage("one file, please")
    if command == "emit":
        print(compile(files[0], backend), end="")
        return 0
    if command == "build":
        build(files[0], backend, out or os.path.splitext(os.path.basename(files[0]))[0])
        return 0
    with tempfile.TemporaryDirectory(prefix="toygo-") as tmp:
        exe = os.path.join(tmp, "prog")
        build(files[0], backend, exe)
        status = subprocess.run([exe, *rest]).returncode
        return status if status >= 0 else 128 - status


def takes(path, backend):
    try:
        compile(path, backend)
        return True
    except Usage:
        return False
