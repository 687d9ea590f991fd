"""Makes the entries of the stack ABI from entries.tab. Usage: entries.py TABLE OUT.S OUT.syms

Each entry is a frame with rbp, aligned for System V code, which loads the target's arguments, calls
it and stores what it returns. A value of at most 16 bytes goes into registers, a larger one is
copied to the stack, as the System V ABI says; a result of more than 16 bytes the target writes to
its place itself. OUT.syms is the list for objcopy --redefine-syms on objects of this ABI."""

import re
import sys

INTEGERS = ("di", "si", "dx", "cx", "8", "9")
LOAD = {1: "movzbl", 2: "movzwl", 4: "movl", 8: "movq"}
STORE = {1: "%al", 4: "%eax", 8: "%rax"}


class Value:
    """An argument or result: its name, its place, its size in bytes, whether it is floats."""
    def __init__(self, text):
        m = re.fullmatch(r"(?:(\w+) )?(?:(\d+)\(rsp\)(?:\[(\d+)\])?(f?)|(\w+))", text)
        if not m:
            raise SystemExit(f"entries.tab: {text!r}")
        self.name, offset, size, self.float, self.register = m.groups()
        self.offset = int(offset) if offset else None
        self.size = int(size or 8)

    def at(self, more=0):
        """Its address in the entry's frame: rbp lies below the return address."""
        return f"{self.offset + 8 + more}(%rbp)"


class Row:
    def __init__(self, line):
        self.name, args, results, self.does, self.may = (c.strip() for c in line.split("|"))
        self.args, self.results = (
            [] if column == "–" else [Value(v) for v in column.split(", ")]
            for column in (args, results))
        self.check()

    def check(self):
        """The offsets are those that the ABI gives: each at its own alignment, results at 8."""
        at = 8
        for values in (self.args, self.results):
            at = (at + 7) & ~7
            for v in values:
                if v.offset is None:
                    continue
                align = min(v.size, 8)
                at = (at + align - 1) & -align
                if v.offset != at:
                    raise SystemExit(f"entries.tab: {self.name}: {v.name} is at {at}(rsp)")
                at += v.size

    def value(self, name):
        return next(v for v in self.args + self.results if v.name == name)


def rows(path):
    with open(path) as f:
        return [Row(line) for line in f if line.strip() and not line.startswith("#")]


def register(name, size):
    """The name of an integer register of that many bytes."""
    if name.isdigit():
        return f"%r{name}" + ("" if size == 8 else "d")
    return ("%r" if size == 8 else "%e") + name


def loads(row, operands, integers):
    """The instructions that give the target its operands, and those that push what goes over the
    stack, last first, with the number of words."""
    integers, floats = list(integers), iter(range(8))
    code, pushes = [], []
    for text in operands:
        if re.fullmatch(r"\d+", text):
            code.append(f"movl\t${text}, {register(integers.pop(0), 4)}")
        elif text == "pc":
            code.append(f"movq\t8(%rbp), {register(integers.pop(0), 8)}")
        elif text.startswith("*"):
            code.append(f"movq\t{text[1:]}(%rdx), {register(integers.pop(0), 8)}")
        elif text.startswith("&"):
            code.append(f"leaq\t{row.value(text[1:]).at()}, {register(integers.pop(0), 8)}")
        elif "." in text:
            name, word = text.split(".")
            at = row.value(name).at(8 * int(word))
            code.append(f"movq\t{at}, {register(integers.pop(0), 8)}")
        else:
            v = row.value(text)
            words = range(0, v.size, 8)
            if v.register:
                code.append(f"movq\t%{v.register}, {register(integers.pop(0), 8)}")
            elif v.float:
                code += [f"movsd\t{v.at(w)}, %xmm{next(floats)}" for w in words]
            elif v.size > 16 or len(words) > len(integers):
                pushes.append([f"pushq\t{v.at(w)}" for w in reversed(words)])
            elif v.size > 8:
                code += [f"movq\t{v.at(w)}, {register(integers.pop(0), 8)}" for w in words]
            else:
                size = 4 if v.size < 8 else 8
                code.append(f"{LOAD[v.size]}\t{v.at()}, {register(integers.pop(0), size)}")
    pushed = [p for value in reversed(pushes) for p in value]
    # The closure is in rdx, which may be a target's register: what is read through it comes first.
    code.sort(key=lambda c: "(%rdx)" not in c)
    return code, pushed


def ordered(moves):
    """Register moves in an order in which none overwrites what a later one reads."""
    done = []
    while moves:
        reads = {m: m.split("\t")[1].split(", ")[0] for m in moves}
        ready = [m for m in moves
                 if not any(o != m and reads[o] == m.split(", ")[1] for o in moves)]
        done.append(ready[0])
        moves = [m for m in moves if m != ready[0]]
    return done


def entry(row):
    m = re.fullmatch(r"([\w.]+)\((.*)\)(?: (\w+))?", row.does)
    target, operands, result = m.group(1), [o for o in m.group(2).split(", ") if o], m.group(3)
    result = row.value(result) if result else None
    memory = result is not None and result.size > 16
    code, pushes = loads(row, operands, INTEGERS[1:] if memory else INTEGERS)
    if any(v.register for v in row.args):
        code = ordered(code)
    out = [f"\tENTRY({row.name})"]
    body = ["FRAME"]
    if len(pushes) % 2:
        body.append("subq\t$8, %rsp")
    body += pushes + code
    if memory:
        body.append(f"leaq\t{result.at()}, %rdi")
    body.append(f"call\t{target}")
    if "n" in row.may:
        body.append("ud2")
    else:
        if result is not None and result.float:
            body += [f"movsd\t%xmm{w // 8}, {result.at(w)}" for w in range(0, result.size, 8)]
        elif result is not None and not memory:
            first = STORE[min(result.size, 8)]
            body.append(f"mov\t{first}, {result.at()}")
            if result.size == 16:
                body.append(f"movq\t%rdx, {result.at(8)}")
        body += ["ENDFRAME", "ret"]
    out += ["\t" + b for b in body]
    out.append(f"\tENDENTRY({row.name})")
    return "\n".join(out) + "\n"


def pushedbytes(row):
    """What the entry takes of the stack, its return address included, at most."""
    pushes = len(loads(row, re.search(r"\((.*)\)", row.does).group(1).split(", "), INTEGERS)[1]) \
        if "(" in row.does and "()" not in row.does else 0
    return 8 + 8 + 8 + 8 * (pushes + pushes % 2)


def main():
    table, assembly, syms = sys.argv[1:]
    table = rows(table)
    with open(assembly, "w") as f:
        f.write("// Made by entries.py from entries.tab.\n#include \"textflag.h\"\n")
        f.write("\t.globl abi0.entries\n\t.hidden abi0.entries\nabi0.entries:\n")
        for row in table:
            if row.does != "by hand":
                f.write(entry(row))
        f.write("\t.globl abi0.eentries\n\t.hidden abi0.eentries\nabi0.eentries:\n")
        f.write("\t.section .data.rel.ro, \"aw\"\n\t.p2align 3\n")
        for row in table:
            if re.search("equal|hash", row.name):
                f.write(f"\t.globl abi0.{row.name}·f\nabi0.{row.name}·f: .quad abi0.{row.name}\n")
    with open(syms, "w") as f:
        for row in table:
            f.write(f"runtime.{row.name} abi0.{row.name}\n")
            f.write(f"runtime.{row.name}·f abi0.{row.name}·f\n")


if __name__ == "__main__":
    main()
