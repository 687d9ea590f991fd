"""Puts each function of an object of gccgo's library into a section of its own, and each constant
that leads to functions: so the linker leaves out what a program does not use. The compiler has put
all code of a package into one section.

Such a section may be cut where no instruction says without a relocation how far it is to the other
side. The assembler does this for calls of functions that only their package sees; here they get
relocations."""

import bisect
import collections
import re
import struct
import subprocess

from relocatable import (DISTANCES, EXECINSTR, FUNC, IN_GROUP, LOCAL, NOBITS, PROGBITS, R_PC32,
                         Object, Parts, Reloc, Section)
from splitdebug import HIGH_PC, LANG_GO, LANGUAGE, RANGES, split_lines, split_unit, unit

# Of objdump: where an instruction is, and the place that it calls or jumps to, or reads.
INSTRUCTION = re.compile(r"^ *([0-9a-f]+):\t(?:(?:notrack )?(?:call|j\w+|loop\w*) +([0-9a-f]+)"
                         r"|.*# ([0-9a-f]+))?", re.M)


def disassemble(code, path):
    """The instructions of a section: where they begin, and the place, or None, to which they say
    how far it is. Notes in relocations where the instructions end."""
    text = subprocess.run(["objdump", "-d", "-w", "--no-show-raw-insn", "-j", ".text", path],
                          capture_output=True, text=True, check=True).stdout
    found = [(int(m[1], 16), int(m[2] or m[3], 16) if m[2] or m[3] else None)
             for m in INSTRUCTION.finditer(text)]
    found.append((code.size, None))
    begins = [at for at, _ in found]
    for i, r in enumerate(code.relocs):
        if r.type in DISTANCES:
            end = begins[bisect.bisect_right(begins, r.offset)]
            code.relocs[i] = r._replace(ahead=end - r.offset)
    return found


def split_code(obj, code, path):
    """Cuts the code into functions."""
    instructions = disassemble(code, path)
    parts = Parts(code, (s.value for s in obj.symbols
                         if s.section is code and s.info & 15 == FUNC))
    relocated = {r.offset for r in code.relocs}
    for (begin, to), (end, _) in zip(instructions, instructions[1:]):
        if to is None or parts.index(begin) == (k := parts.index(to)) or \
                not relocated.isdisjoint(range(begin, end)):
            continue
        here, low = parts.place(begin)
        distance, = struct.unpack_from("<i", here.data, end - 4 - low)
        if end - begin < 5 or end + distance != to:
            raise ValueError(f"{path}: at {begin:#x}: a short jump to another function")
        here.relocs.append(Reloc(end - 4 - low, R_PC32, parts.sections[k],
                                 to - parts.lows[k] - 4, 4))
    obj.sections += parts.sections
    return parts


def split_tables(obj, code, parts):
    """Cuts the tables of jumps out of the constants, for each of them keeps its function. They hold
    how far it is from the table to labels."""
    constants = obj.find(b".rodata")
    if constants is None or not constants.relocs:
        return
    asked = {r.addend + r.ahead for r in code.relocs if r.target is constants}
    tables, moved, end = [], [], None
    for r in sorted(constants.relocs, key=lambda r: r.offset):
        if r.offset in asked:
            tables.append(r.offset)
            end = r.offset
        if r.target is not code or r.type != R_PC32 or r.offset != end:
            raise ValueError("a constant with an address, not in a table")
        end += 4
        label = r.addend - (r.offset - tables[-1])
        owner, low = parts.place(label)
        moved.append(r._replace(target=owner, addend=r.addend - low))
    constants.relocs = moved
    ends = {0, *(r.offset + 4 for r in moved)} - {r.offset for r in moved}
    cut = Parts(constants, {*tables, *ends} - {constants.size}, ends)
    obj.sections += cut.sections
    obj.move({constants: cut.place})


MERGED = b".data.rel.ro.local", b".data.rel.ro", b".data.rel", b".rodata", b".bss"


def kind(section):
    """The name that a constant's section has without the constant's name."""
    return next((m for m in MERGED if section.name == m or section.name.startswith(m + b".go..C")
                 or m[:5] == b".data" and section.name.startswith(m + b".")), None)


def append(one, s, place):
    """Puts a section's contents behind another's, and notes that place."""
    start = -(-one.size // s.align) * s.align
    if one.kind != NOBITS:
        one.data += bytes(start - one.size) + s.data
    one.size, one.align = start + s.size, max(one.align, s.align)
    one.relocs += [r._replace(offset=r.offset + start) for r in s.relocs]
    place[s] = lambda offset: (one, -start)


def merge(obj):
    """Puts each constant that one other alone refers to behind that, and makes one section of the
    others that lead to no function. They are nine of ten sections, and each takes the linker time.
    """
    constants = [s for s in obj.sections if s.group is None and kind(s) is not None]
    users, leads = {s: set() for s in obj.sections}, set()
    for s in obj.sections:
        if s.flags & EXECINSTR or s.group is not None:
            leads.add(s)
        for r in s.relocs:
            target = r.target if isinstance(r.target, Section) else r.target.section
            if isinstance(target, int):
                leads.add(s)  # to another object
            else:
                users[target].add(s)
    todo = list(leads)
    while todo:
        new = users[todo.pop()] - leads
        leads |= new
        todo += new

    visible = {s.section for s in obj.symbols if s.info >> 4 != LOCAL}
    owner = {}
    for s in constants:
        if len(users[s]) == 1 and s not in visible and s.kind == PROGBITS:
            user, = users[s]
            if user.kind == PROGBITS and user.flags & ~IN_GROUP == s.flags:
                owner[s] = user
    for s in constants:  # one that refers to itself, by others, has no owner
        path = [s]
        while (user := owner.get(path[-1])) is not None and user not in path:
            path.append(user)
        if user is not None:
            del owner[path[-1]]
    owned = collections.defaultdict(list)
    for s, user in owner.items():
        owned[user].append(s)
    place = {}

    def take(one, those):
        for s in those:
            append(one, s, place)
            take(one, owned.get(s, ()))

    for user, those in owned.items():
        if user not in owner:
            take(user, those)
    obj.move(place)

    place = {}
    for name in MERGED:
        group = [s for s in constants if s not in leads and s not in owner and kind(s) == name]
        if len(group) > 1:
            one = Section(name, group[0].kind, group[0].flags, 1)
            obj.sections.append(one)
            for s in group:
                append(one, s, place)
    obj.move(place)
    for s in constants:
        s.name = kind(s)


def forget_types(obj):
    """Empties the package's list of types, which would keep them all: functab makes one of those
    that the linker leaves in a program."""
    for s in obj.symbols:
        if s.name.endswith(b"..types") and isinstance(s.section, Section):
            one, count = s.section, struct.unpack_from("<q", s.section.data, s.value)[0]
            end = s.value + 8 + 8 * count
            one.data = one.data[:s.value] + bytes(8) + one.data[s.value + 8:]
            one.relocs = [r for r in one.relocs if not s.value < r.offset < end]


def split(path):
    """Rewrites an object."""
    with open(path, "rb") as f:
        obj = Object(f.read())
    code, attributes = obj.find(b".text"), unit(obj)
    if attributes.get(LANGUAGE) == LANG_GO and code is not None and code.size != 0:
        parts = split_code(obj, code, path)
        split_tables(obj, code, parts)
        split_lines(obj, parts, attributes[HIGH_PC])
        split_unit(obj, parts, attributes[RANGES])
        obj.move({code: parts.place})
    forget_types(obj)
    merge(obj)
    with open(path, "wb") as f:
        f.write(obj.write())

