"""Types: what they are, how their values lie in memory, and the descriptors that the runtime reads.

A value is a row of 8-byte words: a string two, a slice three, an interface two, a struct those of
its fields. Only bool and byte have another size in memory: one byte (the leaf 'b'; 'w' is a word).
runtime/doors/include/gort_rt.h has the layout of descriptors."""
import zlib

KINDS = dict(bool=1, int=2, int32=5, int64=6, uint8=8, chan=18, func=19, interface=20, map=21,
             ptr=22, slice=23, string=24, struct=25, pointer=26)
LEAVES = dict(string="ww", slice="www", interface="ww", bool="b", uint8="b")
NUMBERS = ("int", "int32", "int64", "uint8")
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
        """'w' or 'b' for each word of a value."""
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
        return self.u.kind in ("ptr", "chan", "map", "func")

    @property
    def comparable(self):
        return self.u.kind not in ("slice", "map", "func") and \
            all(t.comparable for _, t in self.u.fields)

    @property
    def regular(self):
        """Values are equal if their bytes are."""
        return self.u.kind not in ("string", "interface") and self.comparable and \
            all(t.regular and t.size == 8 for _, t in self.u.fields)

    @property
    def kinds(self):
        """The kinds of all parts of a value."""
        return {self.u.kind}.union(*(t.kinds for _, t in self.u.fields))


def make(kind, text, **parts):
    return Type.all.get(text) or Type(kind, text, **parts)


def pointer(t):
    return make("ptr", f"*{t}", elem=t)


def slice_of(t):
    return make("slice", f"[]{t}", elem=t)


def map_of(k, t):
    return make("map", f"map[{k}]{t}", key=k, elem=t)


def chan_of(t, dir=3):
    return make("chan", ("<-chan ", "chan<- ", "chan ")[dir - 1] + t.text, elem=t, dir=dir)


def tuple_of(types):
    return make("tuple", f"({', '.join(t.text for t in types)})", fields=[("", t) for t in types])


def func(params, results, variadic=False):
    ps = [t.text for t in params]
    if variadic:
        ps[-1] = "..." + ps[-1][2:]
    rs = results[0].text if len(results) == 1 else tuple_of(results).text if results else ""
    return make("func", f"func({', '.join(ps)}) {rs}".strip(), params=params, results=results,
                variadic=variadic)


def struct(fields):
    text = "; ".join(f"{name} {t}" for name, t in fields)
    return make("struct", f"struct {{ {text} }}" if fields else "struct {}", fields=fields)


def interface(methods):
    text = "; ".join(n + methods[n].text[4:] for n in sorted(methods))
    return make("interface", f"interface {{ {text} }}" if methods else "interface {}",
                methods=methods)


INT, INT32, INT64, BYTE, STRING, BOOL = [
    make(k, k) for k in ("int", "int32", "int64", "uint8", "string", "bool")]
ANY, VOID, BYTES = interface({}), tuple_of([]), slice_of(BYTE)
WORD = make("pointer", "unsafe.Pointer")
NIL, CONST = make("nil", "untyped nil"), make("const", "untyped constant")
ERROR = Type("named", "error")
ERROR.u = interface({"Error": func([], [STRING])})
UNIVERSE = dict(int=INT, int32=INT32, rune=INT32, int64=INT64, byte=BYTE, uint8=BYTE,
                string=STRING, bool=BOOL, error=ERROR, any=ANY)
BASE = dict(Type.all)


class Descriptors:
    """The data of a program: symbol → the words (numbers and symbols) or the bytes that it has.
    `lower` makes the functions that descriptors point to."""

    def __init__(self, lower):
        self.lower, self.data = lower, {}

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
        return [(name, m.type, self.lower.ifacemethod(t, m))
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
        pointers = 0 if t and t.u.kind in NUMBERS + ("bool",) else size
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
                         self.funcval(self.lower.equal(t)) if t.comparable else 0)
        methods = self.methods(t) if t.kind in ("named", "ptr") else []
        if methods:
            rows = [[self.string(n), self.path(n), self.type(f), self.type(f), code]
                    for n, f, code in methods]
            named = [self.string(t.text[5:]), self.string("main")] if t.kind == "named" else [0, 0]
            out[6] = self.words(name + ".uncommon", named + self.slice(name + ".methods", rows))
        if u.kind in ("ptr", "slice", "chan"):
            out += [self.type(u.elem)] + ([u.dir] if u.kind == "chan" else [])
        elif u.kind == "func":
            out += [int(u.variadic), *self.slice(name + ".in", [[self.type(p)] for p in u.params]),
                    *self.slice(name + ".out", [[self.type(r)] for r in u.results])]
        elif u.kind == "interface":
            out += self.slice(name + ".methods", [[self.string(n), self.path(n), self.type(f)]
                                                  for n, f in sorted(u.methods.items())])
        elif u.kind == "struct":
            at = [sum(f.words for _, f in u.fields[:i]) for i in range(len(u.fields))]
            out += self.slice(name + ".fields", [[self.string(n), self.path(n), self.type(f), 0,
                                                  16 * a] for a, (n, f) in zip(at, u.fields)])
        elif u.kind == "map":
            out += self.map(u)
        return name

    def map(self, t):
        """The end of a map's descriptor. In a bucket are 8 keys and elements, or their addresses if
        they have more than 128 bytes."""
        key, elem = [8 if x.size > 128 else x.size for x in (t.key, t.elem)]
        inter, size = "interface" in t.key.kinds, 8 + 8 * key + 8 * elem + 8
        flags = (1 * (t.key.size > 128) | 2 * (t.elem.size > 128) | 4 * (not inter) |
                 8 * bool(t.key.kinds & {"string", "interface"}) | 16 * inter)
        bucket = self.words(f"toygo.bucket.{t.symbol}", self.slice("toygo.none", []))
        self.data[bucket][:0] = self.head(None, "bucket", size, KINDS["struct"])
        return [self.type(t.key), self.type(t.elem), bucket, self.funcval(self.lower.hash(t.key)),
                key | elem << 8 | size << 16 | flags << 32]
