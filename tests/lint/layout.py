"""Each file is in its room (CONTRIBUTING.md, Layout): the C files and headers of runtime/ have the
names of Go files, except runtime.h; the table names all that is at the top and in runtime/; and
each file includes only what its room may."""

import glob
import os
import re
import sys

import goref

ROOT = goref.ROOT
TOP = {".ci", ".clang-format", ".gitignore", "CONTRIBUTING.md", "LICENSE", "README.md", "gort",
       "meson.build", "meson_options.txt"}
MAY = {  # room → rooms whose headers it may include; doors/include is the users'
    "rt0": {"asm_amd64"},
    "asm_amd64": {"asm_amd64", "runtime", "runtime/doors/gccgo"},
    "runtime": {"runtime", "runtime/internal", "runtime/notgo", "gc_stubs"},
    "runtime/internal": {"runtime", "runtime/internal", "runtime/notgo"},
    "runtime/notgo": {"runtime", "runtime/notgo"},
    "runtime/cgo": {"runtime/cgo", "asm_amd64"},
    "runtime/doors/c": {"runtime", "runtime/notgo", "runtime/doors/include", "asm_amd64"},
    "runtime/doors/abi0": {"runtime", "asm_amd64"},
    "runtime/doors/gccgo": {"runtime", "runtime/notgo", "asm_amd64"},
    "runtime/doors/include": set(),
    "gc_stubs": {"runtime/notgo", "gc_stubs", "runtime"},
}
errors = []


def room(path):
    return max((r for r in MAY if path.startswith(r + "/")), key=len, default=None)


paths = [p for r in MAY for p in glob.glob(os.path.join(ROOT, r, "**", "*"), recursive=True)]
files = [os.path.relpath(p, ROOT) for p in paths if os.path.isfile(p)]
headers = {os.path.basename(f): room(f) for f in files if f.endswith(".h")}
with open(os.path.join(ROOT, "CONTRIBUTING.md")) as f:
    named = set(re.findall(r"^\| `([\w/]+)/` \|", f.read(), re.M))
for name in os.listdir(ROOT):
    if name not in TOP | {".git", "build"} and name not in named:
        errors.append(f"{name}: CONTRIBUTING.md's table does not name it")
for name in named:
    if not os.path.isdir(os.path.join(ROOT, name)):
        errors.append(f"CONTRIBUTING.md names {name}, which is not there")
with open(os.path.join(ROOT, "testdata", "inventory.tsv")) as f:
    gofiles = {line.split("\t")[0].rsplit(".", 1)[0] for line in f}
for path in sorted(glob.glob(os.path.join(ROOT, "runtime", "*"))):
    name = os.path.basename(path)
    if os.path.isdir(path):
        if f"runtime/{name}" not in named:
            errors.append(f"runtime/{name}: CONTRIBUTING.md's table does not name it")
    elif name != "runtime.h" and os.path.splitext(name)[0] not in gofiles:
        errors.append(f"runtime/{name}: no Go file of this name")
for path in sorted(set(files)):
    if not path.endswith((".c", ".h", ".S")):
        continue
    with open(os.path.join(ROOT, path)) as f:
        for name in re.findall(r'^#include "(?:[./\w]*/)?([\w.]+)"', f.read(), re.M):
            if name in headers and headers[name] not in MAY[room(path)] | {room(path)}:
                errors.append(f"{path}: includes {name} of {headers[name]}")
print("\n".join(errors))
sys.exit(1 if errors else 0)
