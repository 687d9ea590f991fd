"""Types: what they are, how their values lie in memory, and the descriptors that the runtime reads.

A value is a row of 8-byte words: a string two, a slice three, an interface two, a struct those of
its fields.
runtime/doors/include/gort_rt.h has the layout of descriptors."""
import zlib

KINDS = dict(bool=1, int=2, chan=18, func=19, interface=20, map=21, ptr=22, slice=23, string=24,
             struct=25)
# A letter for each word of a value: i an interface, s a string, n what cannot be compared; any
# other word is w.
LEAVES = dict(string="sw", slice="nww", interface="iw", map="n", func="n")
LIBRARY = {"int": "int..d", "string": "string..d",  # the runtime has descriptors of these types
           "func() string": "type..func_8_9_8string_9"}


class Type:
    """text is Go's name of the type: types with the same text are the same. u: what a named type
    stands for, else the type itself. methods: of a named type, name → declaration; of an
    interface, name → type of the function."""
    all = {}

    def __init__(self, kind, text, **parts):
        self.kind, self.text, self.u, self.methods = kind, text, self, {}
        self.elem = self.key = None
        self.__dict__.update(parts)
        Type.all[text] = self

    def __repr__(self):
        return self.text

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
        return 8 * self.words

    def offsets(self):
        """(name, type, offset) of each field."""
        at = 0
        for name, t in self.u.fields:
            yield name, t, at
            at += 8 * t.words


TEXT = {"ptr": "*{elem}", "slice": "[]{elem}", "map": "map[{key}]{elem}", "chan": "{dir} {elem}"}


def make(kind, **parts):
    """The type with these parts."""
    text = TEXT.get(kind, kind).format(**parts)
    if kind == "func":
        params, results = [", ".join(map(str, parts[part])) for part in ("params", "results")]
        results = f"({results})" if len(parts["results"]) > 1 else results
        text = f"func({params}) {results}".rstrip()
    elif kind in ("struct", "tuple", "interface"):
        fields = [f"{name} {t}" for name, t in parts.get("fields", ())] or \
            [name + t.text[4:] for name, t in sorted(parts.get("methods", {}).items())]
        text = f"{kind} {{ {'; '.join(fields)} }}" if fields else kind + " {}"
    return Type.all.get(text) or Type(kind, text, **parts)


def several(types):
    """The type of a call's results."""
    return types[0] if len(types) == 1 else make("tuple", fields=[("", t) for t in types])


INT, STRING, BOOL = map(make, ("int", "string", "bool"))
ANY, VOID, NIL = make("interface", methods={}), several([]), Type("nil", "nil")
WORD = make("ptr", elem=INT)
ERROR = Type("named", "error", u=make("interface", methods={
    "Error": make("func", params=[], results=[STRING])}))
UNIVERSE = dict(int=INT, string=STRING, bool=BOOL, error=ERROR)
# The functions of descriptors, in Go: whether values are equal; the hash of one, from a seed.
EQUAL = "func(p, q *T) bool { return *p == *q }"
HASH = "func(p *T, h int) int { var x interface{} = *p; return nilinterhash(&x, h) }"


class Descriptors:
    """The data of a program: symbol → the words (numbers and symbols) or the bytes that it has.
    function makes one from its name, its text, and the type that T is there."""

    def __init__(self, function):
        self.function, self.data = function, {}

    def words(self, name, words):
        name = name.replace(" ", "_")
        self.data[name] = words
        return name

    def bytes(self, value):
        return self.words(f"toygo.bytes.{zlib.crc32(value)}.{len(value)}", value)

    def string(self, text):
        """A String in memory."""
        value = text.encode()
        return self.words("toygo.string." + text, [self.bytes(value), len(value)])

    def funcval(self, code):
        return self.words("toygo.f." + code, [code])

    def slice(self, name, rows):
        """The three words of a slice of records."""
        return [self.words(name, sum(rows, []) or [0]), len(rows), len(rows)]

    def methods(self, t):
        """[(name, declaration)] of the methods that an interface calls which holds a t, by name."""
        base = t.elem if t.kind == "ptr" else t
        return [(name, m) for name, m in sorted(base.methods.items())
                if base.kind == "named" and base.u.kind != "interface"
                and (t.kind == "ptr" or not m.pointer)]

    def itab(self, t, want):
        """The method table of a type for an interface: the type, then the code by name."""
        have = dict(self.methods(t))
        return self.words(f"toygo.itab.{t}.{want}",
                          [self.type(t)] + [have[name].code for name in sorted(want.u.methods)])

    def head(self, text, size, kind, flags=0, equal=0):
        """The part that all descriptors have. Where pointers may be is not told: anywhere."""
        align = min(size, 8) or 1
        flags |= align << 8 | align << 16 | kind << 24
        code = zlib.crc32(text.encode()) | flags << 32
        return [size, size, code, equal, 0, self.string(text), 0, 0]

    def type(self, t):
        """The symbol of a type's descriptor."""
        name, u = f"toygo.type.{t}".replace(" ", "_"), t.u
        if t.text in LIBRARY or name in self.data:
            return LIBRARY.get(t.text, name)
        out = self.data[name] = []  # there already for the types of which it is a part
        direct = 32 * (u.kind == "ptr")  # an interface holds the value itself
        regular = 8 * (not t.leaves.strip("w"))  # values are equal if their bytes are
        equal = 0 if "n" in t.leaves else \
            self.funcval(self.function(f"toygo.equal.{u}", EQUAL, u))
        out += self.head(t.text, t.size, KINDS[u.kind] | direct, regular, equal)
        if u.kind in ("int", "bool"):
            out[1] = 0  # no pointers are in it
        methods = self.methods(t)
        if methods:
            rows = [[self.string(n), 0, self.type(m.type), self.type(m.type), m.code]
                    for n, m in methods]
            named = [self.string(t.text[5:]), self.string("main")] if t.kind == "named" else [0, 0]
            out[6] = self.words(name + ".uncommon", named + self.slice(name + ".methods", rows))
        if u.kind in ("ptr", "slice", "chan"):
            out += [self.type(u.elem)]
            if u.kind == "chan":
                out += [{"<-chan": 1, "chan<-": 2, "chan": 3}[u.dir]]
        elif u.kind == "func":
            out += [0, *self.slice(name + ".in", [[self.type(p)] for p in u.params]),
                    *self.slice(name + ".out", [[self.type(r)] for r in u.results])]
        elif u.kind == "interface":
            out += self.slice(name + ".methods", [[self.string(n), 0, self.type(f)]
                                                  for n, f in sorted(u.methods.items())])
        elif u.kind == "struct":
            out += self.slice(name + ".fields", [[self.string(n), 0, self.type(f), 0, 2 * at]
                                                 for n, f, at in u.offsets()])
        elif u.kind == "map":
            out += self.map(u)
        return name

    def map(self, t):
        """The end of a map's descriptor. In a bucket are a word, the addresses of 8 keys and of 8
        elements, and the address of the next bucket."""
        size, flags = 8 + 64 + 64 + 8, 1 | 2 | 8 | 16  # GORT_MAP_…: all but REFLEXIVEKEY
        bucket = self.words("toygo.bucket", self.head("bucket", size, KINDS["struct"]) +
                            self.slice("toygo.none", []))
        hasher = self.funcval(self.function(f"toygo.hash.{t.key}", HASH, t.key))
        return [self.type(t.key), self.type(t.elem), bucket, hasher,
                8 | 8 << 8 | size << 16 | flags << 32]
