"""Package runtime beside each package whose export data repeats parts of gccgo's own package
runtime, whichever is imported first: all exported functions and methods compile, and are ours. Then
beside all packages of the library at once."""

import os
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import ROOT, fail, toolchain  # noqa: E402


def callers():
    """For each exported function and method of our package runtime a function that calls it."""
    with open(os.path.join(ROOT, "runtime", "doors", "gccgo", "runtime.go")) as f:
        source = f.read()
    text = ""
    head = r"^func (?:\((?:\w+ )?(\*?[A-Z]\w*)\) )?([A-Z]\w*)\((.*?)\)"
    for i, (receiver, name, params) in enumerate(re.findall(head, source, re.M)):
        args = ", ".join(param.split()[0] for param in params.split(", ") if param)
        params = ", ".join(filter(None, ["x " + receiver if receiver else "", params]))
        params = re.sub(r"(?<![.\w])[A-Z]", r"runtime.\g<0>", params)
        text += f"func F{i}({params}) {{ {'x' if receiver else 'runtime'}.{name}({args}) }}\n"
    return text


def packages():
    """The library's packages: do they repeat something of package runtime?"""
    found = {}
    for folder, _, files in os.walk(toolchain.GOX):
        for file in files:
            path = os.path.join(folder, file)
            with open(path, "rb") as f:
                data = f.read()
            imports = re.findall(rb"^(?:indirect)?import \S+ (\S+)", data, re.M)
            at = imports.index(b"runtime") + 1 if b"runtime" in imports else 0
            part = rb'^(?:func|var|const) [^\n]*<p%d>|^type \d+ "\.?runtime\.' % at
            name = os.path.relpath(path, toolchain.GOX)[:-len(".gox")]
            found[name] = bool(re.search(part, data, re.M))
    return found


def undefined(imports, tmp):
    """What a program with these imports asks of package runtime."""
    source, obj = os.path.join(tmp, "p.go"), os.path.join(tmp, "p.o")
    lines = "".join(f'import {"_ " * (name != "runtime")}"{name}"\n' for name in imports)
    with open(source, "w") as f:
        f.write(f'package main\n{lines}import "unsafe"\n{callers()}'
                "func main() {}\nvar _ unsafe.Pointer\n")
    argv = [toolchain.GCCGO, *toolchain.GOFLAGS, "-c", source, "-o", obj]
    done = subprocess.run(argv, capture_output=True, text=True)
    if done.returncode != 0:
        fail(" before ".join(imports[:3]), "\n" + done.stderr)
    names = subprocess.run(["nm", "-u", obj], capture_output=True, text=True, check=True).stdout
    return set(re.findall(r" (runtime\.[^.\s]\S*)", names))


with tempfile.TemporaryDirectory(prefix="gort-test-") as tmp:
    alone = undefined(["runtime"], tmp)
    if "runtime.Gosched" not in alone or "runtime.Frames.Next" not in alone:
        fail("not called:", alone)
    library = packages()
    pairs = [[name] for name, repeats in library.items() if repeats and name != "runtime"]
    if ["runtime/pprof"] not in pairs or ["testing"] not in pairs:
        fail("too few packages:", pairs)
    everything = [name for name in library if name not in ("runtime", "runtime/cgo")]
    for names in [*pairs, everything]:
        for imports in ["runtime", *names], [*names, "runtime"]:
            more = undefined(imports, tmp) ^ alone
            if more:
                fail(" before ".join(imports[:3]) + ": not as with runtime alone:", *sorted(more))
