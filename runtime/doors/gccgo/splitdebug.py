"""The debug information of an object whose functions are cut apart (split.py). The object of a
package has one line table, and distances from its first function; here each function gets a
sequence of rows of its own, and ranges that begin with its address. This reads what slim writes."""

import struct

from relocatable import PROGBITS, R_32, R_64, Reloc, Section


def uleb(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 127) << shift
        at += 1
        if byte < 128:
            return value, at
        shift += 7


def sleb(data, at):
    value, end = uleb(data, at)
    bits = 7 * (end - at)
    return value - (1 << bits) if data[end - 1] & 64 else value, end


def leb(value, signed=False):
    if value < 0 and not signed:
        raise ValueError("a negative number")
    out = bytearray()
    while True:
        byte = value & 127
        value >>= 7
        if value == (-1 if signed and byte & 64 else 0):
            out.append(byte)
            return bytes(out)
        out.append(byte | 128)


def rows(data, at, addresses):
    """The rows of a line program: address, file, line, whether a statement begins. addresses: by
    the places of the program's addresses, which have relocations."""
    base, span, first = struct.unpack_from("<bBB", data, 15)
    address, file, line, statement = 0, 1, 1, True
    while at < len(data):
        op = data[at]
        at += 1
        if op >= first:
            address += (op - first) // span
            line += base + (op - first) % span
            yield address, file, line, statement
        elif op == 0:
            n, at = uleb(data, at)
            if data[at] == 2:
                address = addresses[at + 1]
            elif data[at] == 1:
                yield address, None, 0, True
                address, file, line, statement = 0, 1, 1, True
            at += n
        elif op == 1:
            yield address, file, line, statement
        elif op == 2:
            n, at = uleb(data, at)
            address += n
        elif op == 3:
            n, at = sleb(data, at)
            line += n
        elif op == 4:
            file, at = uleb(data, at)
        elif op == 6:
            statement = not statement
        elif op == 8:
            address += (255 - first) // span
        elif op == 9:
            address += struct.unpack_from("<H", data, at)[0]
            at += 2
        elif op in (5, 12):  # column, instruction set
            at = uleb(data, at)[1]
        elif op not in (7, 10, 11):  # which say nothing of a row
            raise ValueError("an unknown operation on lines")


def line_program(head, table, begin, size):
    """The operations for the rows of a function that begins there."""
    base, span, first = struct.unpack_from("<bBB", head, 15)
    out = bytearray()
    # binutils and others differ on what file a sequence begins with.
    address, file, line, statement, last = 0, None, 1, True, None
    for row in table:
        if row[1:] == last:
            continue
        last = row[1:]
        if row[1] != file:
            file = row[1]
            out += b"\4" + leb(file)
        if row[3] != statement:
            statement = row[3]
            out += b"\6"
        ahead, down = row[0] - begin - address, row[2] - line
        if not base <= down < base + span:
            out += b"\3" + leb(down, True)
            down = 0
        if down - base + span * ahead + first > 255:
            out += b"\2" + leb(ahead)
            ahead = 0
        out.append(down - base + span * ahead + first)
        address, line = row[0] - begin, row[2]
    return bytes(out) + b"\2" + leb(size - address) + b"\0\1\1"


def unit(obj):
    """The attributes of the unit that are numbers, and where the range of its code is (RANGES)."""
    info, abbrevs = obj.find(b".debug_info"), obj.find(b".debug_abbrev")
    found = {}
    if info is not None and info.size > 12:
        code, at = uleb(info.data, 12)
        for name, form in abbreviations(abbrevs.data)[code][0]:
            if name == LOW_PC:
                found[RANGES] = at
            if FORMS[form] in (1, 2, 4, 8):
                found[name] = int.from_bytes(info.data[at:at + FORMS[form]], "little")
            at += FORMS[form]
    return found


def split_lines(obj, parts, limit):
    """Gives each function a sequence of rows of its own, without columns. limit: where the unit's
    code ends. Of the code of an initialiser that preinit has run only the rows are left."""
    table = obj.find(b".debug_line")
    head = 12 + struct.unpack_from("<I", table.data, 8)[0]
    addresses = {r.offset: r.addend for r in table.relocs if r.offset >= head}
    rows_of = [[] for _ in parts.sections]
    last = None
    for row in rows(table.data, head, addresses):
        if row[1] is not None and row[0] < limit:
            i = parts.index(row[0])
            if not rows_of[i] and last is not None and row[0] != parts.begins[i]:
                rows_of[i].append(last)
            rows_of[i].append(row)
        last = row if row[1] is not None else None
    out = bytearray(table.data[:head])
    relocs = [r for r in table.relocs if r.offset < head]
    for begin, s, own in zip(parts.begins, parts.sections, rows_of, strict=True):
        if own:
            own[0] = (begin, *own[0][1:])
            relocs.append(Reloc(len(out) + 3, R_64, s, 0))
            out += b"\0\11\2" + bytes(8) + line_program(table.data, own, begin, s.size)
    struct.pack_into("<I", out, 0, len(out) - 4)
    table.data, table.size, table.relocs = bytes(out), len(out), relocs


# Sizes of what DWARF's forms hold, as slim leaves them; None: up to a NUL; -1: a LEB128 number.
FORMS = {0x01: 8, 0x05: 2, 0x06: 4, 0x07: 8, 0x08: None, 0x0b: 1, 0x0c: 1, 0x0d: -1, 0x0e: 4,
         0x0f: -1, 0x13: 4, 0x17: 4, 0x19: 0, 0x1f: 4, 0x21: 0}
REF4, ADDR, DATA8, SEC_OFFSET, IMPLICIT_CONST = 0x13, 0x01, 0x07, 0x17, 0x21
LOW_PC, HIGH_PC, LANGUAGE, RANGES = 0x11, 0x12, 0x13, 0x55
LANG_GO = 0x16


def abbreviations(data):
    """What entries consist of: by code, the names and forms of their attributes, and where that
    begins."""
    found, at = {}, 0
    while data[at] != 0:
        code, at = uleb(data, at)
        begin = at
        _, at = uleb(data, at)
        at += 1
        attributes = []
        while True:
            name, at = uleb(data, at)
            form, at = uleb(data, at)
            if form == IMPLICIT_CONST:
                at = sleb(data, at)[1]
            if name == 0:
                break
            attributes.append((name, form))
        found[code] = attributes, begin
    return found


def references(data, known):
    """Where the entries of a unit hold offsets of others."""
    at = 12
    while at < len(data):
        code, at = uleb(data, at)
        for _, form in known[code][0] if code else ():
            if form == REF4:
                yield at
            size = FORMS[form]
            if size is None:
                at = data.index(0, at) + 1
            elif size < 0:
                at = uleb(data, at)[1]
            else:
                at += size


def split_ranges(old, wanted, parts):
    """The lists of ranges, each with its functions' addresses, and at last one of all functions.
    wanted: where lists begin to which entries refer, some of them at the end of another. Returns
    the data, its relocations, and where the lists are now, the last one by None."""
    out, relocs, lists = bytearray(old[:12] or b"\0\0\0\0\5\0\10\0\0\0\0\0"), [], {}
    for pos in sorted(wanted):
        lists[pos] = len(out)
        part = None
        while old[pos] == 4:
            low, pos = uleb(old, pos + 1)
            high, pos = uleb(old, pos)
            i = parts.index(low)
            if i != part:
                part = i
                relocs.append(Reloc(len(out) + 1, R_64, parts.sections[i], 0))
                out += b"\5" + bytes(8)
            out += b"\4" + leb(low - parts.begins[i]) + leb(high - parts.begins[i])
        if old[pos] != 0:
            raise ValueError("an unknown range")
        out.append(0)
    lists[None] = len(out)
    for s in parts.sections:
        relocs.append(Reloc(len(out) + 1, R_64, s, 0))
        out += b"\7" + bytes(8) + leb(s.size)
    out.append(0)
    struct.pack_into("<I", out, 0, len(out) - 4)
    return bytes(out), relocs, lists


def split_unit(obj, parts, at):
    """Makes the unit's code, a range whose 16 bytes are at that offset, a list of ranges, one for
    each function. And each list begins with its function's address."""
    info, abbrevs = obj.find(b".debug_info"), obj.find(b".debug_abbrev")
    ranges = obj.find(b".debug_rnglists")
    if ranges is None:
        ranges = Section(b".debug_rnglists", PROGBITS, 0, 1)
        obj.sections.append(ranges)
    known = abbreviations(abbrevs.data)
    attributes, begin = known[uleb(info.data, 12)[0]]
    pair = bytes([LOW_PC, ADDR, HIGH_PC, DATA8])
    where = abbrevs.data.find(pair, begin)
    if attributes[attributes.index((LOW_PC, ADDR)) + 1] != (HIGH_PC, DATA8) or where < 0:
        raise ValueError("the unit is no range")
    abbrevs.data = abbrevs.data[:where] + bytes([RANGES, SEC_OFFSET]) + abbrevs.data[where + 4:]
    abbrevs.size = len(abbrevs.data)

    less = 12  # the list's offset takes 4 bytes
    data = bytearray(info.data)
    for place in references(info.data, known):
        to, = struct.unpack_from("<I", data, place)
        struct.pack_into("<I", data, place, to - less)
    data[at:at + 16] = bytes(4)
    struct.pack_into("<I", data, 0, len(data) - 4)
    wanted = {r.addend for r in info.relocs if r.target is ranges}
    ranges.data, ranges.relocs, lists = split_ranges(ranges.data, wanted, parts)
    ranges.size = len(ranges.data)
    moved = [Reloc(at, R_32, ranges, lists[None])]
    for r in info.relocs:
        if at <= r.offset < at + 16:
            continue
        addend = lists[r.addend] if r.target is ranges else r.addend
        offset = r.offset - less if r.offset > at else r.offset
        moved.append(r._replace(offset=offset, addend=addend))
    info.relocs = sorted(moved, key=lambda r: r.offset)
    info.data, info.size = bytes(data), len(data)
