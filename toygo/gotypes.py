"""Types: what they are, how their values lie in memory, and the descriptors that the runtime reads.

A value is a row of 8-byte words: a string two, a slice three, an interface two, a struct those of
its fields. Only bool and byte have another size in memory: one byte.
runtime/doors/include/gort_rt.h has the layout of descriptors."""
import zlib

KINDS = dict(bool=1, int=2, int32=5, int64=6, uint8=8, chan=18, func=19, interface=20, map=21,
             ptr=22, slice=23, string=24, struct=25, pointer=26)
NUMBERS = {"int": (-1 << 63, (1 << 63) - 1), "int64": (-1 << 63, (1 << 63) - 1),
           "int32": (-1 << 31, (1 << 31) - 1), "uint8": (0, 255)}
# A letter for each word of a value: b a byte, e an interface, s a string, n what cannot be
# compared; any other word is w.
LEAVES = dict(string="sw", slice="nww", interface="ew", map="n", func="n", bool="b", uint8="b")
LIBRARY = {"int": "int..d", "int64": "int64..d", "string": "string..d", "bool": "bool..d",
           "func() string": "type..func_8_9_8string_9"}  # types have one descriptor: the library's


class Type:
    """text is Go's name of the type: types with the same text are the same. u: what a named type
    stands for, else the type itself. methods: of a named type, name → declaration; of an
    interface, name → type of the function."""
    all = {}

    def __init__(self, kind, text, **parts):
        self.kind, self.text, self.u, self.methods = kind, text, self, {}
        self.elem, self.key, self.fields = None, None, []
        self.__dict__.update(parts)
        Type.all[text] = self

    def __repr__(self):
        return self.text

    @property
    def symbol(self):
        """The text as a part of symbols."""
        return self.text.replace(" ", "_")

    @property
    def leaves(self):
        if self.u.kind in ("struct", "tuple"):
            return "".join(t.leaves for _, t in self.u.fields)
        return LEAVES.get(self.u.kind, "w")

    @property
    def words(self):
        return len(self.leaves)

    @property
    def size(self):
        return 1 if self.u.kind in ("bool", "uint8") else 8 * self.words

    @property
    def direct(self):
        """An interface holds the value itself, not its address."""
        return self.u.kind in ("ptr", "chan", "map", "func", "pointer")

    @property
    def comparable(self):
        return "n" not in self.leaves

    @property
    def regular(self):
        """Values are equal if their bytes are."""
        return self.size == 1 or not self.leaves.strip("w")

    def offsets(self):
        """(name, type, offset) of each field."""
        at = 0
        for name, t in self.u.fields:
            yield name, t, at
            at += 8 * t.words


TEXT = {"ptr": "*{elem}", "slice": "[]{elem}", "map": "map[{key}]{elem}", "chan": "{dir} {elem}"}


def make(kind, **parts):
    """The type with these parts."""
    def join(around, items, separator="; "):
        return around.format(separator.join(map(str, items)))
    if kind == "func":
        params, results = parts["params"], parts["results"]
        text = join("func({})", params, ", ")
        if parts["variadic"]:
            text = join("func({})", [*params[:-1], f"...{params[-1].elem}"], ", ")
        if results:
            text += join(" {}" if len(results) == 1 else " ({})", results, ", ")
    elif kind == "tuple":
        text = join("({})", [t for _, t in parts["fields"]], ", ")
    elif kind == "struct":
        fields = parts["fields"]
        text = join("struct {{ {} }}" if fields else "struct {{}}",
                    [f"{name} {t}" for name, t in fields])
    elif kind == "interface":
        methods = sorted(parts["methods"].items())
        text = join("interface {{ {} }}" if methods else "interface {{}}",
                    [name + t.text[4:] for name, t in methods])
    else:
        text = TEXT.get(kind, kind).format(**parts)
    return Type.all.get(text) or Type(kind, text, **parts)


def function(params, results, variadic=False):
    return make("func", params=params, results=results, variadic=variadic)


INT, INT32, INT64, BYTE, STRING, BOOL = map(
    make, ("int", "int32", "int64", "uint8", "string", "bool"))
ANY, VOID = make("interface", methods={}), make("tuple", fields=[])
BYTES, WORD = make("slice", elem=BYTE), Type("pointer", "unsafe.Pointer")
NIL, CONST = Type("nil", "untyped nil"), Type("const", "untyped constant")
ERROR = Type("named", "error", u=make("interface", methods={"Error": function([], [STRING])}))
UNIVERSE = dict(int=INT, int32=INT32, rune=INT32, int64=INT64, byte=BYTE, uint8=BYTE,
                string=STRING, bool=BOOL, error=ERROR, any=ANY)


class Descriptors:
    """The data of a program: symbol → the words (numbers and symbols) or the bytes that it has.
    The program makes the functions that descriptors point to."""

    def __init__(self, program):
        self.program, self.data = program, {}

    def words(self, name, words):
        self.data[name] = words
        return name

    def bytes(self, value):
        return self.words(f"toygo.bytes.{zlib.crc32(value)}.{len(value)}", value)

    def string(self, text):
        """A String in memory."""
        value = text.encode()
        return self.words("toygo.string." + text.replace(" ", "_"),
                          [self.bytes(value), len(value)])

    def path(self, name):
        """The package of a name that is not exported."""
        return 0 if name[0].isupper() else self.string("main")

    def funcval(self, code):
        return self.words("toygo.f." + code, [code])

    def slice(self, name, rows):
        """The three words of a slice of records."""
        return [self.words(name, sum(rows, []) or [0]), len(rows), len(rows)]

    def methods(self, t):
        """[(name, type of the function, its code for interfaces)] of a type, by name."""
        base = t.elem if t.kind == "ptr" else t
        return [(name, m.type, self.program.ifacemethod(t, m))
                for name, m in sorted(base.methods.items())
                if base.kind == "named" and base.u.kind != "interface"
                and (t.kind == "ptr" or not m.pointer)]

    def itab(self, t, want):
        """The method table of a type for an interface: the type, then the code by name."""
        code = {n: c for n, _, c in self.methods(t)}
        return self.words(f"toygo.itab.{t.symbol}.{want.symbol}",
                          [self.type(t)] + [code[n] for n in sorted(want.u.methods)])

    def head(self, t, text, size, kind, flags=0, equal=0):
        """The part that all descriptors have. Where pointers may be is not told: anywhere."""
        align = min(size, 8) or 1
        pointers = 0 if t and (t.u.kind in NUMBERS or t.u is BOOL) else size
        flags |= align << 8 | align << 16 | kind << 24
        return [size, pointers, zlib.crc32(text.encode()) | flags << 32, equal, 0,
                self.string(text), 0, 0]

    def type(self, t):
        """The symbol of a type's descriptor."""
        name, u = LIBRARY.get(t.text, "toygo.type." + t.symbol), t.u
        if t.text in LIBRARY or name in self.data:
            return name
        out = self.data[name] = []  # there already for the types of which it is a part
        out += self.head(t, t.text, t.size, KINDS[u.kind] | 32 * t.direct, 8 * t.regular,
                         self.funcval(self.program.equal(t)) if t.comparable else 0)
        methods = self.methods(t) if t.kind in ("named", "ptr") else []
        if methods:
            rows = [[self.string(n), self.path(n), self.type(f), self.type(f), code]
                    for n, f, code in methods]
            named = [self.string(t.text[5:]), self.string("main")] if t.kind == "named" else [0, 0]
            out[6] = self.words(name + ".uncommon", named + self.slice(name + ".methods", rows))
        if u.kind in ("ptr", "slice", "chan"):
            out += [self.type(u.elem)]
            if u.kind == "chan":
                out += [{"<-chan": 1, "chan<-": 2, "chan": 3}[u.dir]]
        elif u.kind == "func":
            out += [int(u.variadic), *self.slice(name + ".in", [[self.type(p)] for p in u.params]),
                    *self.slice(name + ".out", [[self.type(r)] for r in u.results])]
        elif u.kind == "interface":
            out += self.slice(name + ".methods", [[self.string(n), self.path(n), self.type(f)]
                                                  for n, f in sorted(u.methods.items())])
        elif u.kind == "struct":
            out += self.slice(name + ".fields", [[self.string(n), self.path(n), self.type(f), 0,
                                                  2 * at] for n, f, at in u.offsets()])
        elif u.kind == "map":
            out += self.map(u)
        return name

    def map(self, t):
        """The end of a map's descriptor. In a bucket are 8 keys and elements, or their addresses if
        they have more than 128 bytes."""
        key, elem = [8 if x.size > 128 else x.size for x in (t.key, t.elem)]
        inter, size = "e" in t.key.leaves, 8 + 8 * key + 8 * elem + 8
        flags = (1 * (t.key.size > 128) | 2 * (t.elem.size > 128) | 4 * (not inter) |
                 8 * bool({"s", "e"} & set(t.key.leaves)) | 16 * inter)
        bucket = self.words(f"toygo.bucket.{t.symbol}", self.slice("toygo.none", []))
        self.data[bucket][:0] = self.head(None, "bucket", size, KINDS["struct"])
        return [self.type(t.key), self.type(t.elem), bucket, self.funcval(self.program.hash(t.key)),
                key | elem << 8 | size << 16 | flags << 32]
