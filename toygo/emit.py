"""Operands, and the instructions that get and move them: what operands.py builds on."""
from contextlib import contextmanager

import ir
from gotypes import Type
from syntax import Error


class Slot(int):
    """The number of a slot; f: the function in whose frame it is."""


class V:
    """An operand of type t. It has words: slots, numbers and symbols; or it is loaded when it is
    used, from memory at base + off, or from the entry of a map for a key, to which a slot points.
    const: the value of a constant without a type. local: the words are a variable's own slots.
    receiver: what a method gets besides its arguments. builtin: emits the call of such a function.
    ok: of `v, ok = x`, whether there is a v; unless: emits the panic without `ok`."""
    const = base = map = key = builtin = local = ok = unless = None
    off, receiver = 0, []

    def __init__(self, t, words=(), **how):
        self.t, self.words = t, words
        self.__dict__.update(how)


class Emitter:
    """Adds instructions to the function f. captures: the slots of the functions around it that it
    uses: its closure has their values."""

    def __init__(self, program, f):
        self.program, self.desc, self.f, self.code = program, program.desc, f, f.body
        self.line, self.labels, self.live, self.reached, self.captures = 0, 0, True, set(), {}

    def need(self, good, text):
        if not good:
            raise Error(self.line, text)

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
            if op in ("jump", "if", "stop"):
                self.reached.update(args[op == "if":])
                self.live = False

    def row(self, n):
        """n new slots in a row."""
        self.f.slots += n
        slots = [Slot(i) for i in range(self.f.slots - n, self.f.slots)]
        for slot in slots:
            slot.f = self.f
        return slots

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
            if isinstance(x, Slot):
                out.append(x if x.f is self.f else self.captured(x))
            elif isinstance(x, V):
                out += self.words(*self.value(x))
            elif isinstance(x, list):
                out += self.words(*x)
            else:
                x = self.desc.type(x) if isinstance(x, Type) else x
                self.need(isinstance(x, str) or -1 << 63 <= x < 1 << 63, f"{x} overflows int")
                out.append(self.op("addr" if isinstance(x, str) else "const", x))
        return out

    def word(self, x):
        return self.words(x)[0]

    def captured(self, slot):
        """The value of an outer function's slot."""
        self.captures[slot.f, int(slot)] = slot
        return self.op("load", self.f.ctx, 8 + 8 * list(self.captures).index((slot.f, int(slot))))

    def value(self, v):
        """The words of an operand's value."""
        self.need(not v.receiver, "method values are outside of the subset")
        if v.unless:
            v.unless()
        if v.map:
            return self.mapget(v).words
        return v.words if v.base is None else self.load(v.t, v.base, v.off)

    def mapget(self, v):
        """The value of a map's entry, zero if there is none."""
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

    def zero(self, t):
        return V(t, self.copy(*[0] * t.words))

    def frame(self, *operands):
        """The address of a copy of operands in the frame."""
        return self.op("frame", self.copy(self.words(*operands) or 0)[0])

    def load(self, t, base, off=0):
        base, out = self.word(base), self.row(t.words)
        for i, d in enumerate(out):
            self.emit("load", d, base, off + 8 * i)
        return out

    def store(self, base, off, x):
        base = self.word(base)
        for i, a in enumerate(self.words(x)):
            self.emit("store", base, off + 8 * i, a)

    def put(self, to, x):
        """Assigns to an operand."""
        if to.map:
            p, = self.rt("mapassign", to.map.t, to.map, to.key)
            self.store(p, 0, x)
        elif to.base is not None:
            self.store(to.base, to.off, x)
        else:
            self.need(to.local, "cannot assign to this")
            self.move(to.words, x)

    def address(self, v):
        self.need(v.base is not None, "the operand has no address")
        return self.bin("+", v.base, v.off)

    def newobject(self, t, x):
        """The address of a new object with this value."""
        p, = self.rt("newobject", t)
        self.store(p, 0, x)
        return p

    def rt(self, name, *operands):
        """Calls a function of the runtime; the slots of its results."""
        args, out = self.words(*operands), self.row(ir.width(ir.RUNTIME[name][1]))
        self.emit("rt", name, args, out)
        if name.startswith(ir.PANICS):
            self.emit("stop")
        return out

    def label(self):
        self.labels += 1
        return f"L{self.labels}"

    @contextmanager
    def when(self, x):
        """What is emitted inside runs if x is not 0."""
        go, done = self.label(), self.label()
        self.emit("if", self.word(x), go, done)
        self.emit("label", go)
        yield
        self.emit("label", done)

    def check(self, op, a, b, name, *operands):
        """Calls a function that panics if a op b."""
        with self.when(self.bin(op, a, b)):
            self.rt(name, *operands)
