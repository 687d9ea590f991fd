"""Compiled code keeps within what its prologues ask for, in gccgo's library and in a program of
tests/stack/large.py: by the machine code of each function, followed along its jumps, no push or
subtraction brings the stack pointer further below the claimed frame than a function without a claim
may go, and no store reaches above the claimed arguments. In the library the arguments of calls are
pushed below the frame: EXCESS bytes at most."""

import os
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "stack"))
from harness import build, fail  # noqa: E402
import large  # noqa: E402
import toolchain  # noqa: E402

MARGIN = 256  # doc/ABI.md
EXCESS = 104  # what such code calls in the runtime takes at most 456 bytes of stackusage.py's 640
# C of libffi and libatomic: on g0, with room asked for by ffi_amd64.S, or never called.
FOREIGN = re.compile(r"ffi_|libat_|open_temp_exec_file|dlmmap|initialize_aggregate")

FUNCTION = re.compile(r"^[0-9a-f]+ <(.*)>:$")
INSTRUCTION = re.compile(r"^\s*([0-9a-f]+):\t(\S+)\s*(.*?)(?:\s+#.*)?$")
READS = ("cmp", "test", "push", "call", "jmp", "nop", "nopw", "nopl", "lea")
MEMORY = re.compile(r"(-?0x[0-9a-f]+)?\(%(rsp|rbp)\)$")


def functions(path):
    """Name and instructions (address, operation, operands) of each function."""
    argv = ["objdump", "-d", "-j", ".text", "--no-show-raw-insn", path]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as dump:
        name, code = None, []
        for line in dump.stdout:
            if m := FUNCTION.match(line):
                if code:
                    yield name, code
                name, code = m.group(1), []
            elif m := INSTRUCTION.match(line):
                code.append((int(m.group(1), 16), m.group(2), m.group(3)))
        if code:
            yield name, code


def immediate(operands, register):
    m = re.fullmatch(rf"\$(-?0x[0-9a-f]+),{register}", operands)
    value = int(m.group(1), 16) if m else None
    return value - (1 << 64) if value is not None and value >> 63 else value


def claims(code):
    """Whether the function compares rsp itself, and the frame and arguments that it asks for; None
    without a check."""
    if not any(op == "cmp" and "%fs:0x70" in operands for _, op, operands in code):
        return None
    small = any(op == "cmp" and operands == "%fs:0x70,%rsp" for _, op, operands in code)
    # mov $FRAME,%r10d; mov $ARGS,%r11d; call __morestack; ret
    for i, (_, op, _) in enumerate(code[:-1]):
        if op != "call" or code[i + 1][1] != "ret":
            continue
        want = {}
        for _, o, operands in code[max(0, i - 4):i]:
            for register in ("r10", "r11"):
                if o == "xor" and operands == f"%{register}d,%{register}d":
                    want[register] = 0
                elif o == "mov" and immediate(operands, f"%{register}d?") is not None:
                    want[register] = immediate(operands, f"%{register}d?")
        if "r10" in want:
            return small, want["r10"], want.get("r11")
    return small, 0, None


def width(op, operands):
    """The bytes of a store, at least: fields of arguments do not lie across a multiple of 8."""
    vector = op.startswith(("movu", "mova", "movdq"))
    return 32 if "ymm" in operands else 16 if "xmm" in operands and vector else 1


def follow(code):
    """How far below its return address the function goes, whether that is not known, and its stores
    above the return address: (offset of the end from the first argument, instruction)."""
    index = {address: i for i, (address, _, _) in enumerate(code)}
    seen, work = set(), [(0, 0, None)]
    deepest, unknown, stores = 0, False, []
    while work:
        i, depth, frame = work.pop()
        while i < len(code) and i not in seen:
            seen.add(i)
            _, op, operands = code[i]
            m = MEMORY.search(operands)
            base = {"rsp": depth, "rbp": frame}[m.group(2)] if m else None
            if base is not None and op not in READS:
                end = int(m.group(1) or "0", 16) - base + width(op, operands) - 8
                if end > 0:
                    stores.append((end, f"{op} {operands}"))
            if op == "push":
                depth += 8
            elif op == "pop":
                depth -= 8
                frame = None if operands == "%rbp" else frame
            elif op in ("sub", "add") and operands.endswith(",%rsp"):
                value = immediate(operands, "%rsp")
                unknown = unknown or value is None
                depth += (value or 0) if op == "sub" else -(value or 0)
            elif op == "and" and operands.endswith(",%rsp"):
                depth += 15
            elif op == "lea" and operands.endswith(",%rsp"):
                m = re.match(r"(-?0x[0-9a-f]+)?\(%(rsp|rbp)\),", operands)
                base = {"rsp": depth, "rbp": frame}[m.group(2)] if m else None
                unknown = unknown or base is None
                depth = (base or 0) - int(m.group(1) or "0", 16) if m else depth
            elif op == "mov" and operands == "%rsp,%rbp":
                frame = depth
            elif op == "leave":
                depth, frame = (frame or 8) - 8, None
            deepest = max(deepest, depth)
            if op.startswith("j"):
                target = re.match(r"([0-9a-f]+)\b", operands)
                if target and int(target.group(1), 16) in index:
                    work.append((index[int(target.group(1), 16)], depth, frame))
            if op in ("ret", "jmp", "hlt", "ud2"):
                break
            i += 1
    return deepest, unknown, stores


def scan(path, wanted, excess):
    """The number of functions that were looked at, and complaints."""
    count, bad = 0, []
    for name, code in functions(path):
        if not wanted(name):
            continue
        count += 1
        claimed = claims(code)
        deepest, unknown, stores = follow(code)
        small, frame, args = claimed or (True, 0, None)
        limit = MARGIN + excess + (0 if small else frame)
        if deepest > limit or unknown:
            taken = "an unknown number of" if unknown else deepest
            bad.append(f"{name}: takes {taken} bytes, may {limit}")
        for end, what in stores if args is not None else ():
            if end > args:
                bad.append(f"{name}: has {args} bytes of arguments, stores up to {end}: {what}")
    return count, bad


library = os.path.join(toolchain.BUILD, "runtime", "doors", "gccgo", "libgo.a")
nlibrary, bad = scan(library, lambda name: not FOREIGN.match(name), EXCESS)
with tempfile.TemporaryDirectory(prefix="gort-test-") as tmp:
    path = os.path.join(tmp, "large.go")
    with open(path, "w") as f:
        f.write(large.source([300, 5000]))
    nprogram, badprogram = scan(build([path]), lambda name: name.startswith("main."), 0)
if nlibrary < 15000 or nprogram < 100:
    fail(f"only {nlibrary} functions of the library and {nprogram} of a program")
if bad + badprogram:
    fail("\n".join((bad + badprogram)[:40]))
print(nlibrary, "functions of the library,", nprogram, "of a program")
