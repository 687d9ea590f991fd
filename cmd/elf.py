"""What the driver asks of an object: its sections and symbols, read once."""

import collections
import os
import struct

Section = collections.namedtuple("Section", "name type flags at size link")
Symbol = collections.namedtuple("Symbol", "name type bind section value")

SYMTAB, NOBITS = 2, 8  # types of sections
EXECUTABLE = 4  # a flag of sections
LOCAL = 0  # a binding of symbols
TLS = 6  # a type of symbols


def read(path):
    with open(path, "rb") as f:
        return f.read()


def members(path):
    """(name, bytes) of each member of an archive; of a thin one these are files beside it."""
    data, at, names = read(path), 8, b""
    thin = data[:8] == b"!<thin>\n"
    while at < len(data):
        name, size = data[at:at + 16].rstrip(), int(data[at + 48:at + 58])
        at += 60
        if name in (b"/", b"/SYM64/", b"//"):  # the index; names of more than 15 bytes
            names = data[at:at + size] if name == b"//" else names
            at += size + size % 2
            continue
        if name[:1] == b"/":
            name = names[int(name[1:]):].partition(b"\n")[0]
        name = name.removesuffix(b"/").decode(errors="replace")
        if thin:
            yield name, read(os.path.join(os.path.dirname(path), name))
        else:
            yield name, data[at:at + size]
            at += size + size % 2


class Object:
    """An ELF file for x86-64, relocatable or linked. ValueError: it is none."""

    def __init__(self, data):
        self.data = data
        try:
            if self.data[:6] != b"\x7fELF\2\1" or self.data[18:20] != b"\x3e\0":
                raise ValueError
            self.sections, self.symbols = self.read()
        except (struct.error, IndexError):
            raise ValueError from None
        self.undefined = {s.name for s in self.symbols if s.section == 0 and s.name}
        self.defined = {s.name for s in self.symbols if s.section != 0 and s.bind != LOCAL}

    def read(self):
        """The sections, and the symbols. Where there are too many sections for the header, the
        first, which is none, tells how many they are and where their names are."""
        at, = struct.unpack_from("<Q", self.data, 40)
        count, names = struct.unpack_from("<HH", self.data, 60)

        def section(i):
            name, kind, flags, _, offset, size, link = struct.unpack_from(
                "<IIQQQQI", self.data, at + 64 * i)
            return Section(name, kind, flags, offset, size, link)
        first = section(0)
        found = [section(i) for i in range(count or first.size)]
        strings = found[names if names != 0xffff else first.link]
        sections = [s._replace(name=self.string(strings, s.name)) for s in found]
        symbols = []
        for table in sections:
            if table.type == SYMTAB:
                text = sections[table.link]
                for name, info, _, index, value, _ in struct.iter_unpack(
                        "<IBBHQQ", self.data[table.at:table.at + table.size]):
                    symbols.append(Symbol(self.string(text, name), info & 15, info >> 4, index,
                                          value))
        return sections, symbols

    def string(self, table, at):
        at += table.at
        return self.data[at:self.data.index(b"\0", at)].decode(errors="replace")

    def has(self, name):
        return any(s.name == name for s in self.sections)

    def code(self):
        """(index, bytes) of each section with code."""
        for i, s in enumerate(self.sections):
            if s.flags & EXECUTABLE and s.type != NOBITS:
                yield i, self.data[s.at:s.at + s.size]

    def function(self, section, at):
        """The name of the function at this place of a section."""
        before = [s for s in self.symbols if s.section == section and s.value <= at and s.name]
        return max(before, key=lambda s: (s.value, s.bind)).name if before else "?"
