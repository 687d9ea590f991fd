"""Registers of every class survive asynchronous preemption (sentinel.c): with one, two and four Ps,
and by way of FXSAVE. Then, class by class, an asyncPreempt that leaves the class out is linked in,
and the test must notice. GORT_SOAK=SECONDS: for longer.
Usage: sentinel.py BUILDDIR"""

import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import ROOT, build, fail, hosted, run, text, toolchain  # noqa: E402

here = os.path.dirname(os.path.abspath(__file__))
builddir = os.path.join(sys.argv[1], "hosted" if hosted() else "")
seconds = int(os.environ.get("GORT_SOAK") or 4)
INCLUDE = [*toolchain.HEADERS, "-I" + os.path.join(ROOT, "asm_amd64"), "-I" + builddir]
holder = tempfile.TemporaryDirectory(prefix="gort-test-")


def compile(source, name):
    obj = os.path.join(holder.name, name + ".o")
    subprocess.run(["gcc", *INCLUDE, "-c", source, "-o", obj], check=True)
    return obj


def mutant(number, *edits):
    """preempt_amd64.S with each old text, which is there once up to asyncPreempt's end (what it
    uses stands above it), replaced by the new one."""
    with open(os.path.join(ROOT, "asm_amd64", "preempt_amd64.S")) as f:
        code = f.read()
    body, rest = code.split("END(asyncPreempt)")
    for old, new in edits:
        if body.count(old) != 1:
            fail(f"{body.count(old)} times up to asyncPreempt's end: {old!r}")
        body = body.replace(old, new)
    path = os.path.join(holder.name, f"mutant{number}.S")
    with open(path, "w") as f:
        f.write(body + "END(asyncPreempt)" + rest)
        # Like the runtime it stands in for: the linker makes no room for it.
        f.write('.section .note.GNU-split-stack,"",@progbits\n')
    return compile(path, f"mutant{number}")


def lost(register):
    return f"popq %{register};", "leaq 8(%rsp), %rsp;"


def broken(register):
    """asyncPreempt2 and the switches keep the register, as C functions do: what is in the save area
    must not come back wrong."""
    return f"popq %{register};", f"popq %{register}; notq %{register};"


def without(bits):
    """Leaves components of the extended state out of both save and restore."""
    return ("\txsave64\t(%rdi)\n", f"\tandl\t$~{bits:#x}, %eax\n\txsave64\t(%rdi)\n"), \
           ("\txrstor64 (%rdi)\n", f"\tandl\t$~{bits:#x}, %eax\n\txrstor64 (%rdi)\n")


LAST = "\tpopfq\n\t.cfi_adjust_cfa_offset -8\n\tpopq\t%rbp\n"
MUTANTS = [("gpr", [lost(r)]) for r in "rax rcx rdx rsi rdi r8 r9 r10 r11".split()]
MUTANTS += [("gpr", [broken(r)]) for r in "rbx r12 r13 r14 r15".split()]
MUTANTS += [
    ("gpr", [(LAST, LAST + "\tnotq\t%rbp\n")]),
    ("redzone", [("\tandq\t$-16, %rsp\n", "\tandq\t$-16, %rsp\n\tmovq\t$0, 64(%rbp)\n")]),
    ("flags", [(LAST, LAST.replace("popfq", "leaq\t8(%rsp), %rsp"))]),
    ("x87", without(1)), ("mxcsr", without(6)), ("xmm", without(2)), ("ymm", without(4)),
    ("mask", without(0x20)), ("zmm", without(0x40)), ("hizmm", without(0x80)),
]

sources = [os.path.join(here, f) for f in ("sentinel.c", "sentinel_amd64.S")]
program = build(sources, cflags=INCLUDE)
for procs, classes in (("1", []), ("2", []), ("4", []), ("2", ["fxsave"])):
    done = run([program, str(max(1, seconds // 4)), *classes], timeout=60 + 4 * seconds, merge=True,
               env={"GOMAXPROCS": procs, "GODEBUG": ""})
    print(text(done.stdout), end="")
    if done.returncode != 0:
        fail(f"exit status {done.returncode} with GOMAXPROCS={procs}")

# The program's objects once, then a link for each mutant. The driver refuses an object that takes
# the place of the runtime's functions, which a mutant is meant to do.
toolchain.check_names = lambda obj, path: None
objects = []
for source in sources:
    objects.append(os.path.join(holder.name, os.path.basename(source) + ".o"))
    toolchain.compile_one(source, objects[-1], INCLUDE, False)
for number, (name, edits) in enumerate(MUTANTS):
    program = build([mutant(number, *edits), *objects])
    env = dict(os.environ, GOMAXPROCS="2", GODEBUG="")
    try:
        done = subprocess.run([program, "5", name], stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, env=env, timeout=60)
    # A crash or a hang counts: the class may be lost in code that does not check.
    except subprocess.TimeoutExpired:
        print(f"{name}: hangs")
        continue
    if done.returncode == 77:
        print(f"{name}: not on this machine")
    elif done.returncode == 0 or "no storm" in text(done.stdout):
        fail(f"not noticed ({name}, exit status {done.returncode}): {edits}\n"
             f"{text(done.stdout)[-2000:]}")
print(f"{len(MUTANTS)} mutants noticed")
