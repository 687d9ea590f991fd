"""Operands, and the instructions that get, move and check them: what lower.py builds on."""
from contextlib import contextmanager

import ir
from gotypes import NUMBERS, WORD, Type, make
from syntax import Error


class Slot(int):
    """The number of a slot."""


class V:
    """An operand of type t. It has slots; or it is loaded when it is used: a constant, memory at
    base + off, or the entry of a map for a key, to which the slot `key` points. A function that the
    program names has `call`: an instruction, its target, and the words of the receiver. A variable
    has the function that owns it, and is in slots; in memory, if a closure or a pointer may reach
    it; or, if it is global, at a symbol."""
    slots = const = base = map = call = builtin = symbol = owner = ok = None
    off, rune = 0, False

    def __init__(self, t, slots=None, **how):
        self.t, self.slots = t, slots
        self.__dict__.update(how)


class Emitter:
    """The instructions of the function f."""

    def __init__(self, program, f):
        self.program, self.desc, self.f, self.code = program, program.desc, f, f.body
        program.functions.append(f)
        self.line, self.labels, self.live, self.reached = 0, 0, True, set()

    def fail(self, text):
        raise Error(self.line, text)

    def need(self, good, text):
        if not good:
            self.fail(text)

    def at(self, node):
        if node.line not in (0, self.line):
            self.line = node.line
            self.emit("line", node.line)

    def emit(self, op, *args):
        """Adds an instruction, unless control does not come here."""
        if op == "label":
            if self.live:
                self.emit("jump", *args)
            self.live = args[0] in self.reached
        if self.live:
            self.code.append((op, *args))
        if self.live and op in ("jump", "if", "stop"):
            self.reached.update(args[op == "if":])
            self.live = False

    def row(self, n):
        """n new slots in a row."""
        self.f.slots += n
        return [Slot(i) for i in range(self.f.slots - n, self.f.slots)]

    def op(self, name, *args):
        """An instruction whose result goes to a new slot, which is returned."""
        d, = self.row(1)
        self.emit(name, d, *args)
        return d

    def words(self, *operands):
        """The slots of operands: values, slots, numbers, symbols, and types for their
        descriptors."""
        out = []
        for x in operands:
            if isinstance(x, V):
                out += self.slots(x)
            elif isinstance(x, list):
                out += self.words(*x)
            elif isinstance(x, Type):
                out.append(self.op("addr", self.desc.type(x)))
            elif isinstance(x, str):
                out.append(self.op("addr", x))
            else:
                out.append(x if isinstance(x, Slot) else self.op("const", x))
        return out

    def word(self, x):
        return self.words(x)[0]

    def slots(self, v):
        """The slots of an operand's value."""
        if v.slots is not None:
            return v.slots
        if v.map is not None:
            return self.mapget(v).slots
        if v.base is not None:
            return self.load(v.t, v.base, v.off)
        if v.call:
            self.need(v.call[0] == "call" and not v.call[2],
                      "method values are outside of the subset")
            return self.words(self.desc.funcval(v.call[1]))
        if isinstance(v.const, bytes):
            return self.words(self.desc.bytes(v.const), len(v.const))
        return self.words(int(v.const))

    def mapget(self, v):
        """The value of a map's entry, zero if there is none; ok: whether there is one."""
        none = self.desc.words(f"toygo.zero.{v.t.words}", [0] * max(v.t.words, 1))
        p, = self.rt("mapaccess1_fat", v.map.t, v.map, v.key, none)
        return V(v.t, self.load(v.t, p), ok=self.bin("!=", p, none))

    def bin(self, op, a, b):
        return self.op(op, *self.words(a, b))

    def move(self, to, x):
        for d, a in zip(to, self.words(x)):
            self.emit("copy", d, a)

    def copy(self, *operands):
        """A copy of operands, in a row."""
        slots = self.words(*operands)
        out = self.row(len(slots))
        self.move(out, slots)
        return out

    def zero(self, n):
        return self.copy(*[0] * n)

    def frame(self, *operands):
        """The address of a copy of operands in the frame."""
        return self.op("frame", self.copy(self.words(*operands) or 0)[0])

    def load(self, t, base, off=0):
        out = self.row(t.words)
        for i, leaf in enumerate(t.leaves):
            self.emit("loadb" if leaf == "b" else "load", out[i], base, off + 8 * i)
        return out

    def store(self, t, base, off, x):
        for i, (leaf, a) in enumerate(zip(t.leaves, self.words(x))):
            self.emit("storeb" if leaf == "b" else "store", base, off + 8 * i, a)

    def put(self, to, x):
        """Assigns to an operand."""
        self.need(to.const is None, "cannot assign to a constant")
        if to.map is not None:
            p, = self.rt("mapassign", to.map.t, to.map, to.key)
            self.store(to.t, p, 0, x)
        elif to.base is not None:
            self.store(to.t, to.base, to.off, x)
        else:
            self.move(to.slots, x)

    def newobject(self, t, x=None):
        p, = self.rt("newobject", t)
        if x is not None:
            self.store(t, p, 0, x)
        return p

    def invoke(self, how, target, args, results):
        """A call with so many words of results; their slots."""
        out = self.row(results)
        self.emit(how, target, args, out)
        if how == "rt" and target.startswith(ir.PANICS):
            self.emit("stop")
        return out

    def rt(self, name, *operands):
        """Calls a function of the runtime."""
        return self.invoke("rt", name, self.words(*operands), ir.width(ir.RUNTIME[name][1]))

    def label(self):
        self.labels += 1
        return f"L{self.labels}"

    @contextmanager
    def when(self, x, unless=False):
        """What is emitted inside runs if x is not 0; or unless it is."""
        go, done = self.label(), self.label()
        self.emit("if", self.word(x), *((done, go) if unless else (go, done)))
        self.emit("label", go)
        yield
        self.emit("label", done)

    def check(self, op, a, b, name, *operands):
        """Calls a function that panics if a op b."""
        with self.when(self.bin(op, a, b)):
            self.rt(name, *operands)

    def closure(self, name, words):
        """A func value of a function that finds these words after the code's address."""
        record = make("struct", fields=[(f"f{i}", WORD) for i in range(len(words) + 1)])
        code = self.load(WORD, self.word(self.desc.funcval(name)))
        return self.newobject(record, code + words)

    def eface(self, v):
        """An interface's type and data: if it has methods, its table has the type."""
        tab, data = self.words(v)
        t = self.copy(tab)
        if v.t.u.methods:
            with self.when(tab):
                self.emit("load", t[0], tab, 0)
        return t + [data]

    def equal(self, t, a, b):
        """A slot that is 1 if two values are equal, whose words are given."""
        kind = t.u.kind
        if kind == "string":
            return self.bin("==", self.rt("cmpstring", a, b), 0)
        if kind == "interface":
            a, b = self.eface(V(t, a)), self.eface(V(t, b))
            d = self.bin("==", a[0], b[0])
            with self.when(self.bin("&", d, self.bin("!=", a[0], 0))):
                self.move([d], self.rt("efaceeq", a, b[1]))
            return d
        if kind == "struct":
            d = self.word(1)
            for _, ft, at in t.offsets():
                part = slice(at // 8, at // 8 + ft.words)
                self.emit("&", d, d, self.equal(ft, a[part], b[part]))
            return d
        self.need(t.comparable, f"values of type {t} cannot be compared")
        return self.bin("==", a[0], b[0])

    def wrap(self, t, slot):
        """A number after arithmetic: as many bits as its type has."""
        if t.u.kind == "uint8":
            return self.bin("&", slot, 255)
        if t.u.kind == "int32":
            return self.bin(">>", self.bin("<<", slot, 32), 32)
        return slot

    def arithmetic(self, op, t, a, b):
        """a op b for numbers: the slot of the result."""
        if op in ("/", "%"):
            self.check("==", b, 0, "panicdivide")
        if op not in ("<<", ">>"):
            return self.wrap(t, self.bin(op, a, b))
        self.check("<", b, 0, "panicshift")
        d = self.bin(">>", a, 63) if op == ">>" else self.word(0)
        with self.when(self.bin("<", b, 64)):
            self.emit(op, d, a, b)
        return self.wrap(t, d)

    def constant(self, v, t):
        """The constant v as a t, which is not an interface."""
        kinds = {bool: ("bool",), bytes: ("string",)}.get(type(v.const), NUMBERS)
        self.need(t.u.kind in kinds, f"cannot use a constant as {t}")
        if kinds is NUMBERS:
            low, high = NUMBERS[t.u.kind]
            self.need(low <= v.const <= high, f"constant {v.const} overflows {t}")
        return V(t, const=v.const)
