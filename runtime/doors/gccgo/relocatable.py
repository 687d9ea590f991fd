"""Relocatable ELF files for x86-64, to be taken apart and put together again."""

import bisect
import collections
import struct

PROGBITS, SYMTAB, STRTAB, RELA, NOBITS, GROUP, SYMTAB_SHNDX = 1, 2, 3, 4, 8, 17, 18  # of sections
EXECINSTR, INFO_LINK, IN_GROUP = 4, 0x40, 0x200  # their flags
LOCAL, FUNC, SECTION = 0, 2, 3  # bindings and types of symbols
LORESERVE, XINDEX = 0xff00, 0xffff
R_64, R_PC32, R_32 = 1, 2, 10
DISTANCES = {2, 4, 9, 26, 41, 42}  # relocations: PC32, PLT32, GOTPCREL and others of the table

# target: a Symbol or a Section. ahead: of a distance in an instruction, how far on this ends, from
# where the distance counts.
Reloc = collections.namedtuple("Reloc", "offset type target addend ahead", defaults=[0])


class Section:
    def __init__(self, name, kind, flags, align, entsize=0, data=b"", size=0):
        self.name, self.kind, self.flags, self.align = name, kind, flags, align
        self.entsize, self.data = entsize, data
        self.size = size or len(data)  # of NOBITS, there is no data
        self.relocs = []
        self.group = None  # of a member, the section that says so
        self.members, self.signature = [], None  # of that


class Symbol:
    def __init__(self, name, info, other, section, value, size):
        self.name, self.info, self.other = name, info, other
        self.section, self.value, self.size = section, value, size  # section: or a number


def cstring(data, at):
    return data[at:data.index(b"\0", at)]


class Object:
    """A relocatable file. Relocations that name a section's symbol name the section here."""

    def __init__(self, data):
        at, = struct.unpack_from("<Q", data, 40)
        self.header = data[:64]
        count, names = struct.unpack_from("<HH", data, 60)
        first = struct.unpack_from("<IIQQQQIIQQ", data, at)
        count, names = count or first[5], first[6] if names == XINDEX else names
        heads = [struct.unpack_from("<IIQQQQIIQQ", data, at + 64 * i) for i in range(count)]

        def contents(h):
            return data[h[4]:h[4] + h[5]]

        strings = contents(heads[names])
        made = {}
        for i, h in enumerate(heads[1:], 1):
            if h[1] in (SYMTAB, STRTAB, RELA, SYMTAB_SHNDX):
                continue
            body = b"" if h[1] == NOBITS else contents(h)
            made[i] = Section(cstring(strings, h[0]), h[1], h[2], h[8], h[9], body, h[5])
        table = next(h for h in heads if h[1] == SYMTAB)
        indexes = next((contents(h) for h in heads if h[1] == SYMTAB_SHNDX), None)
        strings = contents(heads[table[6]])
        symbols = []
        for i, (name, info, other, section, value, size) in enumerate(
                struct.iter_unpack("<IBBHQQ", contents(table))):
            if section == XINDEX:
                section, = struct.unpack_from("<I", indexes, 4 * i)
            elif section >= LORESERVE:
                section = -section
            symbols.append(Symbol(cstring(strings, name), info, other,
                                  made.get(section, section), value, size))
        for h in heads:
            if h[1] == RELA and h[7] in made:
                for offset, info, addend in struct.iter_unpack("<QQq", contents(h)):
                    target = symbols[info >> 32]
                    if target.info & 15 == SECTION:
                        target, addend = target.section, addend + target.value
                    made[h[7]].relocs.append(Reloc(offset, info & 0xffffffff, target, addend))
        for i, s in made.items():
            if s.kind == GROUP:
                s.signature = symbols[heads[i][7]]
                if s.signature.info & 15 == SECTION:
                    raise ValueError("a group without a name")
                for k, in struct.iter_unpack("<I", s.data[4:]):
                    if k in made:
                        s.members.append(made[k])
                        made[k].group = s
        self.sections = list(made.values())
        self.symbols = [s for s in symbols[1:] if s.info & 15 != SECTION]

    def find(self, name):
        return next((s for s in self.sections if s.name == name), None)

    def move(self, place):
        """Gives symbols and relocations their new places, and drops the sections in which they have
        been. place: of such a section, the function that tells where an offset of it has gone: the
        section, and how much lower the offset is."""
        self.sections = [s for s in self.sections if s not in place]
        for s in self.symbols:
            if s.section in place:
                s.section, low = place[s.section](s.value)
                s.value -= low
        for s in self.sections:
            for i, r in enumerate(s.relocs):
                if r.target in place:
                    target, low = place[r.target](r.addend + r.ahead)
                    s.relocs[i] = r._replace(target=target, addend=r.addend - low)

    def write(self):
        order = [s for s in self.sections if s.kind == GROUP]
        order += [s for s in self.sections if s.kind != GROUP]
        index, n = {}, 1
        for s in order:
            index[s] = n
            n += 1 + bool(s.relocs)
        named = {r.target for s in order for r in s.relocs}
        locals_ = [Symbol(b"", SECTION, 0, s, 0, 0) for s in order if s in named]
        number = {s.section: i for i, s in enumerate(locals_, 1)}
        locals_ += [s for s in self.symbols if s.info >> 4 == LOCAL]
        symbols = locals_ + [s for s in self.symbols if s.info >> 4 != LOCAL]
        number.update((s, i) for i, s in enumerate(symbols, 1) if s.info & 15 != SECTION)

        strings, table, indexes = Strings(), bytearray(24), bytearray(4)
        for s in symbols:
            at = s.section if isinstance(s.section, int) else index[s.section]
            far = at if at >= LORESERVE else 0
            table += struct.pack("<IBBHQQ", strings.add(s.name), s.info, s.other,
                                 XINDEX if far else -at if at < 0 else at, s.value, s.size)
            indexes += struct.pack("<I", far)
        names, heads, out = Strings(), [bytes(64)], bytearray(self.header)

        def put(name, kind, flags, data, link=0, info=0, align=1, entsize=0, size=0):
            out.extend(bytes(-len(out) % max(align, 1)))
            heads.append(struct.pack("<IIQQQQIIQQ", names.add(name), kind, flags, 0, len(out),
                                     size or len(data), link, info, align, entsize))
            out.extend(data)

        for s in order:
            info = 0
            if s.kind == GROUP:
                info = number[s.signature]
                members = [i for m in s.members
                           for i in range(index[m], index[m] + 1 + bool(m.relocs))]
                s.data = s.data[:4] + struct.pack(f"<{len(members)}I", *members)
            put(s.name, s.kind, s.flags, s.data, n if s.kind == GROUP else 0, info, s.align,
                s.entsize, s.size if s.kind == NOBITS else 0)
            if s.relocs:
                data = b"".join(struct.pack("<QQq", r.offset, number[r.target] << 32 | r.type,
                                            r.addend) for r in s.relocs)
                put(b".rela" + s.name, RELA, INFO_LINK | s.flags & IN_GROUP, data, n, index[s], 8,
                    24)
        far = any(indexes)
        put(b".symtab", SYMTAB, 0, table, n + 1 + far, len(locals_) + 1, 8, 24)
        if far:
            put(b".symtab_shndx", SYMTAB_SHNDX, 0, indexes, n, 0, 4, 4)
        put(b".strtab", STRTAB, 0, strings.data)
        names.add(b".shstrtab")
        put(b".shstrtab", STRTAB, 0, names.data)
        out.extend(bytes(-len(out) % 8))
        count = len(heads)
        many = count >= LORESERVE
        if many:
            heads[0] = struct.pack("<IIQQQQIIQQ", 0, 0, 0, 0, 0, count, count - 1, 0, 0, 0)
        struct.pack_into("<Q", out, 40, len(out))
        struct.pack_into("<HH", out, 60, 0 if many else count, XINDEX if many else count - 1)
        return bytes(out) + b"".join(heads)


class Strings:
    """A table of strings, each of them once."""

    def __init__(self):
        self.data, self.places = bytearray(1), {b"": 0}

    def add(self, s):
        if s not in self.places:
            self.places[s] = len(self.data)
            self.data += s + b"\0"
        return self.places[s]


class Parts:
    """A section cut at these offsets. What begins at a kept one stays aligned as it was, others as
    their beginnings are."""

    def __init__(self, section, cuts, kept=()):
        self.begins = sorted({0, *cuts})
        self.lows, self.sections = [], []
        for begin, end in zip(self.begins, self.begins[1:] + [section.size], strict=True):
            fill = begin % section.align if begin in kept else 0
            align = section.align if begin in kept else min(section.align, begin & -begin or 16)
            self.lows.append(begin - fill)
            self.sections.append(Section(section.name, section.kind, section.flags, align,
                                         section.entsize, bytes(fill) + section.data[begin:end]))
        for r in section.relocs:
            to, low = self.place(r.offset)
            to.relocs.append(r._replace(offset=r.offset - low))

    def index(self, offset):
        return bisect.bisect_right(self.begins, offset) - 1

    def place(self, offset):
        i = self.index(offset)
        return self.sections[i], self.lows[i]
