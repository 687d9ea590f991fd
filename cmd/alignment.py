"""Finds pointers in packed structs, by the debug information of an object: the collector sees a
pointer only at an address that is a multiple of 8."""

import os
import re
import subprocess

ENTRY = re.compile(r" <(\d+)><([0-9a-f]+)>: Abbrev Number: \d+ \(DW_TAG_(\w+)\)")
NAMES = ("typedef", "const_type", "volatile_type", "restrict_type", "atomic_type")
ATTRIBUTE = re.compile(r"    <[0-9a-f]+>   DW_AT_(\w+) *: (.*)")


class Type:
    def __init__(self, tag):
        self.tag, self.attributes, self.members = tag, {}, []

    def get(self, name):
        """An attribute, without what readelf says of its form."""
        value = self.attributes.get(name, "").split("\t")[0].strip()
        return re.sub(r"^\(.*?\): ", "", value)


def read(obj):
    """offset → Type, of one object."""
    out = subprocess.run(["readelf", "--debug-dump=info", obj], stdout=subprocess.PIPE,
                         stderr=subprocess.DEVNULL).stdout.decode(errors="replace")
    types, parents = {}, {}
    for line in out.split("\n"):
        if m := ENTRY.match(line):
            depth, now = int(m[1]), Type(m[3])
            types[m[2]] = parents[depth] = now
            if now.tag == "member" and depth - 1 in parents:
                parents[depth - 1].members.append(now)
        elif (m := ATTRIBUTE.match(line)) and types:
            now.attributes[m[1]] = m[2]
    return types


def target(types, t):
    return types.get(t.get("type").strip("<>").removeprefix("0x"))


def size(types, t):
    while t is not None and not t.get("byte_size"):
        t = target(types, t)
    return int(t.get("byte_size"), 0) if t is not None else 0


def pointers(types, t):
    """The offsets in a value of type t that hold pointers; of an array, those of two elements."""
    if t is None:
        return []
    if t.tag == "pointer_type":
        return [0]
    if t.tag in ("structure_type", "union_type"):
        return [int(m.get("data_member_location") or "0", 0) + at
                for m in t.members for at in pointers(types, target(types, m))]
    if t.tag == "array_type":
        elem = target(types, t)
        inner = pointers(types, elem)
        return inner + [at + size(types, elem) for at in inner]
    if t.tag in NAMES:
        return pointers(types, target(types, t))
    return []


def packed(obj, assembly):
    """Names the first pointer at such a place, in the program's own types, as 'p of struct S, at
    offset 1'; None if there is none. assembly is what the compiler has made of the file."""
    files = {int(m[1]): m[2] for m in re.finditer(r'^\t\.file (\d+) (?:"[^"]*" )?"([^"]*)"',
                                                  assembly, re.M)}
    own = {n for n, f in files.items() if not f.startswith("/usr/") and mentions(f)}
    if not own:
        return None
    types = read(obj)
    for t in types.values():
        for first, where in ((t, ""), (element(types, t), "the second element of an array of ")):
            if first is None or first.tag not in ("structure_type", "union_type") \
                    or int(first.get("decl_file") or "-1") not in own:
                continue
            base = size(types, first) if where else 0
            for m in first.members:
                for at in pointers(types, target(types, m)):
                    at += base + int(m.get("data_member_location") or "0", 0)
                    if at % 8 != 0:
                        return f"{m.get('name')} of {where}{name(types, first)}, at offset {at}"
    return None


def element(types, t):
    """The type of an array's elements, without the names of typedefs; None for other types."""
    if t.tag != "array_type":
        return None
    t = target(types, t)
    while t is not None and t.tag in NAMES:
        t = target(types, t)
    return t


def mentions(path):
    """Whether a source file packs anything."""
    if not os.path.exists(path):
        return True
    with open(path, errors="replace") as f:
        return "pack" in f.read()


def name(types, t):
    """A type's own name, or that of a typedef."""
    if t.get("name"):
        return f"{t.tag.split('_')[0].replace('structure', 'struct')} {t.get('name')}"
    for other in types.values():
        if other.tag == "typedef" and target(types, other) is t:
            return other.get("name")
    return "a struct"
