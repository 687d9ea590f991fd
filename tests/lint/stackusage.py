"""Runtime code that runs on a goroutine's stack without a stack check fits below the guard: the
counterpart of the check for nosplit functions in Go's linker.

Nodes, frame sizes and calls come from GCC (-fcallgraph-info=su) for C and from the list below for
assembly. Roots are the unchecked functions that checked code calls, those that gccgo's library
refers to or package runtime declares for programs (compiled code, which is checked, calls them),
and those that assembly enters on a goroutine's stack. A path ends where it switches to g0
(systemstack, mcall), where a checked function begins (its prologue makes room, by way of
__morestack), or in throw (fatal, and switches at once). For indirect calls stackusage.calls lists
the functions that can be called. Prints the deepest paths; fails if one exceeds the budget, or if a
function has a stack check, and so a safe point, where a channel is locked (chanlock in runtime.h).
Usage: stackusage.py BUILDDIR [FUNCTION]"""

import functools
import glob
import json
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
AVAILABLE = 256  # how far below the guard a checked frame may reach (gcc, LLVM)

# Assembly: bytes on the goroutine's stack, return address included.
ASM = {"runtime.systemstack": 24, "runtime.mcall": 64, "__morestack": 272, "runtime.nanotime1": 80,
       "runtime.walltime1": 88, "runtime.gogo": 8, "runtime.asmcgocall": 88,
       "runtime.callwithroom": 8 + 272}
ENTERED = ("runtime.goexit1", "runtime.asyncPreempt2", "runtime.sigpanic",
           "runtime.newproc.abiinternal", "runtime.freekept", "runtime.badmcall",
           "runtime.badsystemstack", "runtime.findpad", "runtime.beforejump",
           "runtime.debugCallCheck", "runtime.debugCallWrap")
ENTRYCOST = {"runtime.asyncPreempt2": 128 + 8 + 8 + 8 + 112 + 16 + 8,
             "runtime.sigpanic": 128 + 8 + 8 + 16 + 8,
             "runtime.newproc.abiinternal": 32, "runtime.findpad": 80, "runtime.beforejump": 32,
             **dict.fromkeys(("runtime.debugCallCheck", "runtime.debugCallWrap"),
                             128 + 8 + 8 + 8 + 112 + 8)}
# The entries of the stack ABI, and what those by hand call.
sys.path.insert(0, os.path.join(ROOT, "runtime", "doors", "abi0"))
from entries import pushedbytes, rows  # noqa: E402
ENTRIES = {r.does.split("(")[0]: pushedbytes(r)
           for r in rows(os.path.join(ROOT, "runtime", "doors", "abi0", "entries.tab"))
           if "(" in r.does}
ENTRIES |= {"runtime.deferproc_abi0": 24, "runtime.deferprocStack_abi0": 24,
            "runtime.deferreturn_abi0": 24}
ASM["runtime.callabi0"] = 8 + 6 * 8 + 40 + 8 + ASM["__morestack"]
ASM["runtime.reflectcall_abi0"] = 8 + ASM["__morestack"]
# gort_ccall asks for callRoom before it enters cgocall, and cgo's code before Cgocall, which takes
# less. A call back begins on the goroutine below the frames of cgocall, asmcgocall and
# cgocallback_gofunc.
HOSTED = {"runtime.cgocall": 8, "runtime.cgocallbackg": 8 + 64 + 16 + 128 + 8}
ENDS = {"runtime.throw", "runtime.systemstack", "runtime.mcall", "runtime.gogo"}

# The functions that lock channels, and what they call that has a stack check: only while they have
# no channel locked.
LOCKERS = ("runtime.chansend", "runtime.chanrecv", "runtime.closechan", "runtime.selectgo")
UNLOCKED = {"runtime.panicplain", "norecv", "selectnone", "shuffle", "sortlockorder", "siftdown"}

size, calls, checked, unknown = {}, {}, set(), set()


@functools.cache
def source(builddir, file):
    with open(os.path.join(builddir, file)) as f:
        return f.read()


@functools.cache
def nosplit(code):
    """The functions that have no stack check in a file that has them."""
    return set(re.findall(r"^(?:static )?nosplit [^;={]*?\b(\w+)\(", code, re.M))


def read(builddir):
    for path in glob.glob(os.path.join(builddir, "libgort_*", "*.ci")):
        with open(path) as f:
            text = f.read()
        title = re.match(r'graph: \{ title: "([^"]*)"', text).group(1)
        if not os.path.exists(os.path.join(builddir, title)):
            continue  # left by a build of another tree
        is_checked = re.search(r"^// split-stack: yes$", source(builddir, title)[:2000], re.M)
        for name, label in re.findall(r'node: \{ title: "([^"]+)" label: "([^"]*)"', text):
            name = name.lstrip("*")
            m = re.search(r"(\d+) bytes \(([\w,]+)", label)
            if m:
                size[name] = int(m.group(1))
                if m.group(2) not in ("static", "dynamic,bounded"):
                    unknown.add(name)
                written, place = label.split(r"\n")[:2]
                file = place.split(":")[0]
                if is_checked and written not in nosplit(source(builddir, file)):
                    checked.add(name)
        for a, b in re.findall(r'edge: \{ sourcename: "([^"]+)" targetname: "([^"]+)"', text):
            calls.setdefault(a.lstrip("*"), set()).add(b.lstrip("*"))


def depth(f, path, memo):
    """Bytes from the call of f to the deepest point before it switches, and the path there."""
    if f in memo:
        return memo[f]
    if f in ASM:
        return ASM[f], [f]
    if f in checked:
        return ASM["__morestack"], [f, "__morestack"]
    if f in path:
        return 0, [f + " (recursion)"]
    own = size.get(f, 8)
    best, bestpath = 0, []
    if f not in ENDS:
        for g in calls.get(f, ()):
            if g == "__indirect_call":
                continue
            d, p = depth(g, path | {f}, memo)
            if d > best:
                best, bestpath = d, p
    else:
        best, bestpath = ASM["runtime.systemstack"], ["runtime.systemstack"]
    memo[f] = (own + best, [f] + bestpath)
    return memo[f]


def stops(f, seen):
    """The paths from f to functions with a stack check by functions that have none."""
    for g in sorted(calls.get(f, set()) - ENDS - ASM.keys() - seen):
        if g.split(":")[-1] in UNLOCKED:
            continue
        if g in checked:
            yield [f, g]
        else:
            seen.add(g)
            for path in stops(g, seen):
                yield [f, *path]


def option(builddir, name):
    """The value of an option of the build."""
    with open(os.path.join(builddir, "meson-info", "intro-buildoptions.json")) as f:
        return {o["name"]: o["value"] for o in json.load(f)}[name]


def called_by_compiled(builddir):
    """The functions that gccgo's code calls, by the names they have here."""
    doors = os.path.join("runtime", "doors", "gccgo")
    if option(builddir, "study") or option(builddir, "hosted"):
        # It has no doors of its own, and stands in the build that has them.
        builddir = os.path.dirname(os.path.abspath(builddir))
    nm = subprocess.run(["nm", "-u", os.path.join(builddir, doors, "libgo.a")],
                        capture_output=True, text=True, check=True)
    names = {line.split()[-1] for line in nm.stdout.splitlines() if line.lstrip().startswith("U ")}
    with open(os.path.join(builddir, doors, "redefine.syms")) as f:
        renamed = dict(line.split() for line in f if line.strip() and not line.startswith("#"))
    with open(os.path.join(ROOT, doors, "runtime.go")) as f:
        declared = re.findall(r"^func (\w+)\([^{]*$", f.read(), re.M)
    return names | {renamed.get("runtime." + f, "runtime." + f) for f in declared}


def main():
    builddir = sys.argv[1]
    read(builddir)
    with open(os.path.join(builddir, "go_asm.h")) as f:
        values = dict(re.findall(r"#define (\w+) (\d+)", f.read()))
    budget = int(values["StackGuard"]) - AVAILABLE
    here = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(here, "stackusage.calls")) as f:
        for line in f:
            words = line.split("#")[0].split()
            if len(words) >= 2:
                calls.setdefault(words[0], set()).discard("__indirect_call")
                calls[words[0]] |= set(words[1:])
    if len(size) < 500:
        print(f"only {len(size)} functions: not the whole archive")
        sys.exit(1)
    if option(builddir, "hosted"):
        for f, cost in HOSTED.items():
            ENTRYCOST[f] = cost - int(values["callRoom"])
    roots = set(ENTERED) | ENTRYCOST.keys() | called_by_compiled(builddir) - checked | set(ENTRIES)
    for f in checked:
        roots |= {g for g in calls.get(f, ()) if g not in checked}
    stopping = [path for f in LOCKERS for path in stops(f, set())]
    for path in stopping:
        print("a safe point while a channel is locked:", " → ".join(path))
    memo, found = {}, []
    for f in sorted(roots & set(size)):
        d, p = depth(f, frozenset(), memo)
        found.append((d + ENTRYCOST.get(f, 0) + ENTRIES.get(f, 0), p))
    found.sort(reverse=True)
    if len(sys.argv) > 2:
        found = [r for r in found if sys.argv[2] in r[1]]
    bad = [r for r in found if r[0] > budget]
    for d, p in bad or found[:5]:
        chain = " → ".join(f"{f} {size.get(f, ASM.get(f, 0))}" for f in p)
        print(f"{d:5} of {budget}: {chain}")
    for f in sorted(unknown & set(memo)):
        print(f"{f}: frame of variable size")
    print(f"{len(found)} entries, {len(bad)} over the budget of {budget} bytes")
    sys.exit(1 if bad or stopping or unknown & set(memo) else 0)


main()
