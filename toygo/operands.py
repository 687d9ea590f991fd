"""Expressions → operands (V) or types. expr_KIND takes the Node of this kind of syntax.py."""
import operator

from emit import V, Emitter
from gotypes import (ANY, BOOL, BYTE, BYTES, CONST, INT, INT32, NIL, NUMBERS, STRING, VOID, WORD,
                     Type, function, make)
from syntax import Node, value_of

COMPARE = {"==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le,
           ">": operator.gt, ">=": operator.ge}
FOLD = {"+": operator.add, "-": operator.sub, "*": operator.mul, "&": operator.and_,
        "|": operator.or_, "^": operator.xor, "&^": lambda a, b: a & ~b, "<<": operator.lshift,
        ">>": operator.rshift, "&&": operator.and_, "||": operator.or_, **COMPARE,
        "/": lambda a, b: abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1),
        "%": lambda a, b: a - FOLD["/"](a, b) * b}
FOLD1 = {"-": operator.neg, "+": operator.pos, "^": operator.invert, "!": operator.not_}


class Operands(Emitter):
    def operand(self, n):
        """What the Node of an expression or type stands for: a V or a Type."""
        self.at(n)
        return getattr(self, "expr_" + n.kind)(n)

    def expr(self, n):
        v = self.operand(n)
        self.need(isinstance(v, V), "an expression expected, not a type")
        return v

    def type(self, n):
        t = self.operand(n)
        self.need(isinstance(t, Type), f"{n.kind} is not a type of the subset")
        return t

    # Types.

    def expr_ptr(self, n):
        parts = {k: getattr(n, k) for k in ("dir", "key", "elem") if hasattr(n, k)}
        return make(n.kind, **{k: self.type(x) if isinstance(x, Node) else x
                               for k, x in parts.items()})

    expr_slice = expr_map = expr_chan = expr_ptr

    def params(self, params):
        """(name, type) of parameters or results."""
        out = []
        for p in params if isinstance(params, list) else [params] * bool(params):
            t = self.type(p.type)
            out += [(name, make("slice", elem=t) if p.dots else t) for name in p.names or [""]]
        return out

    def expr_func(self, n):
        params, results = [[t for _, t in self.params(x)] for x in (n.params, n.results)]
        return function(params, results, bool(n.params and n.params[-1].dots))

    def expr_struct(self, n):
        return make("struct", fields=[(name, self.type(f.type))
                                      for f in n.fields for name in f.names])

    def expr_interface(self, n):
        return make("interface", methods={m.name: self.type(m.type) for m in n.methods})

    # The types of operands.

    def typed(self, v):
        """v in slots. A constant without a type gets the one that it has by default."""
        if v.t is CONST:
            default = {bool: BOOL, bytes: STRING}.get(type(v.const), INT32 if v.rune else INT)
            v = self.constant(v, default)
        return V(v.t, self.slots(v))

    def convert(self, v, t):
        """v as a t, to which it must be assignable, in slots."""
        kind = t.u.kind
        if isinstance(v, Type) or v.t.direct and t is WORD:
            return V(t, self.words(v))
        if v.t is NIL and (t.direct or kind in ("slice", "interface")):
            return V(t, self.zero(t.words))
        if v.t is CONST and kind != "interface":
            return V(t, self.slots(self.constant(v, t)))
        v = self.typed(v)
        have = v.t
        if kind == "interface" and have is not t:
            return self.tointerface(v, t)
        self.need(have is t or have.u is t.u and not have.kind == t.kind == "named" or
                  have.u.kind == kind == "chan" and have.u.elem is t.u.elem and
                  have.u.dir == "chan", f"cannot use a value of type {have} as {t}")
        return V(t, v.slots)

    def tointerface(self, v, t):
        have, want = v.t, t.u.methods
        has = have.u.methods if have.u.kind == "interface" else \
            {n: f for n, f, _ in self.desc.methods(have)}
        for n, f in want.items():
            self.need(has.get(n) is f, f"{have} does not implement {t} (method {n})")
        if have.u is t.u:
            return V(t, v.slots)
        if have.u.kind == "interface":
            return V(t, self.rt("convI2I", t, v) if want else self.eface(v))
        word = self.desc.itab(have, t) if want else have
        return V(t, self.words(word, v if have.direct else self.newobject(have, v)))

    def conversion(self, v, t):
        kind = t.u.kind
        if v.t is CONST and (kind == "string") == isinstance(v.const, bytes) and \
                kind in ("string", "bool", *NUMBERS):
            return self.constant(v, t)
        if v.t is NIL:
            return self.convert(v, t)
        v = self.typed(v)
        have = v.t.u
        if kind in NUMBERS and have.kind in NUMBERS:
            return V(t, [self.wrap(t, v.slots[0])])
        if kind == "string" and have.kind in NUMBERS:
            return V(t, self.rt("intstring", 0, v))
        if kind == "string" and have is BYTES:
            return V(t, self.rt("slicebytetostring", 0, v))
        if t.u is BYTES and have.kind == "string":
            return V(t, self.rt("stringtoslicebyte", 0, v))
        if have is t.u or have.kind == kind == "ptr" and have.elem.u is t.u.elem.u:
            return V(t, v.slots)
        return self.convert(v, t)

    # Names and constants.

    def expr_Name(self, n):
        v = self.lookup(n.name)
        self.need(v is not None, f"undefined: {n.name}")
        if not isinstance(v, V):
            return v
        if v.symbol:
            return V(v.t, base=self.word(v.symbol))
        return v if v.owner in (None, self) else V(v.t, base=self.box(v))

    def expr_Int(self, n):
        return V(CONST, const=value_of(n), rune=n.kind == "Char")

    expr_Char = expr_String = expr_Int

    def expr_FuncLit(self, n):
        top, t = self, self.type(n.type)
        while top.outer:
            top = top.outer
        name = self.program.number(top.f.name + ".func")
        inner = type(self)(self.program, name, n, [{}], self)
        words = [self.box(var) for var in inner.captures]
        return V(t, [self.closure(name, words)]) if words else V(t, call=("call", name, []))

    def expr_Composite(self, n):
        return self.composite(n, self.type(n.x))

    def composite(self, n, t):
        u, keys, values = t.u, [i.key for i in n.items], [i.value for i in n.items]

        def part(x, et):
            bare = x.kind == "Composite" and x.x is None
            return self.composite(x, et) if bare else self.convert(self.expr(x), et)
        if u.kind == "ptr":  # {…} for &T{…}
            return V(t, [self.newobject(u.elem, self.composite(n, u.elem))])
        if u.kind == "struct":
            types = dict(u.fields)
            names = [k.name for k in keys] if any(keys) else list(types)[:len(keys) or None]
            self.need(not values or len(names) == len(values) and (
                any(keys) or len(values) == len(types)), f"{t} has {len(types)} fields")
            given = {}
            for name, x in zip(names, values):
                self.need(name in types, f"{t} has no field {name}")
                given[name] = part(x, types[name])
            return V(t, self.words(*[given.get(f, [0] * ft.words) for f, ft in u.fields]))
        if u.kind == "slice" and not any(keys):
            return self.sliceof(t, [part(x, u.elem) for x in values])
        self.need(u.kind == "map", "such a literal is outside of the subset")
        m = V(t, self.rt("makemap", t, 0, 0))
        for k, x in zip(keys, values):
            self.put(V(u.elem, map=m, key=self.frame(part(k, u.key))), part(x, u.elem))
        return m

    def sliceof(self, t, values):
        """A new slice of these values."""
        elem, count = t.u.elem, self.word(len(values))
        p, = self.rt("makeslice", elem, count, count)
        for i, v in enumerate(values):
            self.store(elem, p, i * elem.size, v)
        return V(t, [p, count, count])

    # Parts of operands.

    def expr_Selector(self, n):
        """A field, a method, or what a package has."""
        v = self.operand(n.x)
        if isinstance(v, dict):
            self.need(n.name in v, f"{n.x.name}.{n.name} is outside of the subset")
            return v[n.name]
        t, pointer = v.t, v.t.u.kind == "ptr"
        if t.u.kind == "interface":
            self.need(n.name in t.u.methods, f"{t} has no method {n.name}")
            tab, data = self.words(v)
            entry = self.bin("+", tab, 8 + 8 * sorted(t.u.methods).index(n.name))
            return V(t.u.methods[n.name], call=("closure", entry, [data]))  # it begins with code
        m = (t.elem if t.kind == "ptr" else t).methods.get(n.name)
        if m and m.pointer:
            return V(m.type, call=("call", m.symbol, self.words(v if pointer else
                                                                self.address(v))))
        if pointer:
            v = V(t.u.elem, base=self.word(v))
        if m:
            return V(m.type, call=("call", m.symbol, self.words(v)))
        for name, ft, at in v.t.offsets():
            if name == n.name:
                return V(ft, base=v.base, off=v.off + at) if v.base is not None else \
                    V(ft, self.words(v)[at // 8:at // 8 + ft.words], owner=v.owner)
        self.fail(f"{v.t} has no field {n.name}")

    def expr_Index(self, n):
        x = self.typed(self.expr(n.x))
        u, i = x.t.u, self.expr(n.i)
        if u.kind == "map":
            return V(u.elem, map=x, key=self.frame(self.convert(i, u.key)))
        self.need(u.kind in ("slice", "string"), f"a value of type {x.t} cannot be indexed")
        i, elem = self.word(self.typed(i)), u.elem or BYTE
        self.check("u>=", i, x.slots[1], "goPanicIndex", i, x.slots[1])
        return V(elem, base=self.bin("+", x.slots[0], self.bin("*", i, elem.size)))

    def expr_Slice(self, n):
        x = self.typed(self.expr(n.x))
        s, string = x.slots, x.t.u.kind == "string"
        self.need(string or x.t.u.kind == "slice", f"a value of type {x.t} cannot be sliced")
        lo, hi = [self.word(self.convert(self.expr(i), INT) if i else default)
                  for i, default in ((n.lo, 0), (n.hi, s[1]))]
        self.check("u>", hi, s[-1], "goPanicSliceAlen" if string else "goPanicSliceAcap", hi, s[-1])
        self.check("u>", lo, hi, "goPanicSliceB", lo, hi)
        out = [self.bin("+", s[0], self.bin("*", lo, 1 if string else x.t.u.elem.size)),
               self.bin("-", hi, lo)]
        return V(x.t, out if string else out + [self.bin("-", s[2], lo)])

    def expr_Assert(self, n):
        return self.assertion(self.expr(n.x), self.type(n.type))

    def assertion(self, x, t, commaok=False):
        """x.(t); ok: whether it is a t."""
        self.need(x.t.u.kind == "interface", f"{x.t} is not an interface")
        e = self.eface(x)
        if t.u.kind == "interface" and t.u.methods:
            out = self.rt("assertE2I2" if commaok else "assertE2I", t, e)
            return V(t, out[:2], ok=out[-1])
        if t.u.kind == "interface":
            if not commaok:
                self.check("==", e[0], 0, "panicnildottype", t)
            return V(t, e, ok=self.bin("!=", e[0], 0))
        ok = self.bin("==", e[0], t)
        if not commaok:
            self.check("==", ok, 0, "panicdottypeE", e[0], t, x.t)
        out = self.zero(t.words)
        with self.when(ok):
            self.move(out, self.unpack(t, e[1]))
        return V(t, out, ok=ok)

    def unpack(self, t, data):
        """The words of the value in an interface that is known to hold a t."""
        return [data] if t.direct else self.load(t, data)

    def address(self, v):
        self.need(v.base is not None or v.owner, "the operand has no address")
        return self.op("frame", v.slots[0]) if v.base is None else self.bin("+", v.base, v.off)

    # Operators.

    def expr_Unary(self, n):
        if n.op == "&" and n.x.kind == "Composite":
            v = self.expr(n.x)
            return V(make("ptr", elem=v.t), [self.newobject(v.t, v)])
        v, op = self.operand(n.x), n.op
        if op == "&":
            if n.x.kind == "Selector" and v.base is not None:
                self.load(BYTE, v.base)  # fails if it is nil
            return V(make("ptr", elem=v.t), [self.address(v)])
        if op == "*" and isinstance(v, Type):
            return make("ptr", elem=v)
        if op == "*":
            self.need(v.t.u.kind == "ptr", f"{v.t} is not a pointer")
            return V(v.t.u.elem, base=self.word(v))
        if op == "<-":
            return self.receive(v)
        if v.const is not None:
            return V(v.t, const=FOLD1[op](v.const), rune=v.rune)
        if op == "!":
            return V(v.t, [self.bin("^", v, 1)])
        return V(v.t, [self.wrap(v.t, self.bin("^" if op == "^" else op, -(op == "^"), v))])

    def receive(self, c):
        """The value received from a channel; ok: whether it was sent."""
        self.need(c.t.u.kind == "chan", f"{c.t} is not a channel")
        t = c.t.u.elem
        buf = self.zero(max(t.words, 1))
        ok, = self.rt("chanrecv2", c, self.op("frame", buf[0]))
        return V(t, buf[:t.words], ok=ok)

    def expr_Binary(self, n):
        x = self.expr(n.x)
        if n.op in ("&&", "||") and x.const is None:
            d = self.copy(x)
            with self.when(d, n.op == "||"):
                self.move(d, self.convert(self.expr(n.y), x.t))
            return V(x.t, d)
        return self.binary(n.op, x, self.expr(n.y))

    def binary(self, op, x, y):
        if NIL not in (x.t, y.t) and None not in (x.const, y.const):
            return self.fold(op, x, y)
        if op in ("<<", ">>"):
            x, y = self.typed(x), self.typed(y)
            return V(x.t, [self.arithmetic(op, x.t, *x.slots, *y.slots)])
        t = y.t if x.t in (CONST, NIL) or y.t.u.kind == "interface" != x.t.u.kind else x.t
        a, b = self.convert(x, t).slots, self.convert(y, t).slots
        if op in ("==", "!="):
            d = self.bin("==", a[0], b[0]) if NIL in (x.t, y.t) else self.equal(t, a, b)
            return V(BOOL, [d if op == "==" else self.bin("^", d, 1)])
        if t.u.kind == "string" and op == "+":
            return V(t, self.rt("concatstrings", 0, self.frame(a, b), 2, 2))
        if t.u.kind == "string":
            a, b = self.rt("cmpstring", a, b), self.words(0)
        self.need(t.u.kind in NUMBERS or op in COMPARE and t.u.kind == "string",
                  f"{op} is not defined on {t}")
        if op in COMPARE:
            return V(BOOL, [self.bin(op, a, b)])
        return V(t, [self.arithmetic(op, t, *a, *b)])

    def fold(self, op, x, y):
        """An operation of two constants."""
        self.need(op not in ("/", "%") or y.const != 0, "division by zero")
        t = CONST if op in COMPARE else y.t if x.t is CONST and op not in ("<<", ">>") else x.t
        return V(t, const=FOLD[op](x.const, y.const), rune=x.rune or y.rune)

    # Calls.

    def expr_Call(self, n):
        f = self.operand(n.x)
        if isinstance(f, Type):
            v, = n.args
            return self.conversion(self.expr(v), f)
        if f.builtin:
            return f.builtin(self, n, *self.values(n.args)) or V(VOID, [])
        (how, target, receiver), results = self.callee(f), f.t.u.results
        args = self.args(self.values(n.args), f.t.u, n.spread)
        self.at(n)
        out = self.invoke(how, target, receiver + args, sum(t.words for t in results))
        return V(results[0] if len(results) == 1 else
                 make("tuple", fields=[("", t) for t in results]), out)

    def callee(self, f):
        """The instruction that calls f, its target, and the words of the receiver."""
        self.need(f.t.u.kind == "func", f"{f.t} is not a function")
        return f.call or ("closure", self.word(f), [])

    def values(self, nodes):
        """The values of a list of expressions, or of a single call with several results."""
        out = [self.operand(x) for x in nodes]
        if len(nodes) == 1 and nodes[0].kind == "Call" and out[0].t.kind == "tuple":
            v, = out
            return [V(t, v.slots[at // 8:at // 8 + t.words]) for _, t, at in v.t.offsets()]
        return out

    def args(self, vs, t, spread):
        """The words of a call's arguments."""
        params, n = t.params, len(t.params) - 1
        if t.variadic and not spread and len(vs) >= n:
            rest = [self.convert(v, params[n].elem) for v in vs[n:]]
            vs[n:] = [self.sliceof(params[n], rest) if rest else V(params[n], self.zero(3))]
        self.need(len(vs) == len(params), f"{len(vs)} arguments for {len(params)} parameters")
        return self.words(*map(self.convert, vs, params))


# The functions that Go has without a package: they get the Node of the call and its operands.

def size_of(self, n, v):
    v, cap = self.typed(v), n.x.name == "cap"
    kind, s = v.t.u.kind, v.slots
    if kind in ("string", "slice"):
        return V(INT, [s[2 if cap else 1]])
    self.need(kind in ("map", "chan"), f"{n.x.name} of a value of type {v.t}")
    d = self.word(0)
    with self.when(s):
        self.emit("load", d, s[0], 8 * cap)
    return V(INT, [d])


def new(self, n, t):
    return V(make("ptr", elem=t), [self.newobject(t)])


def make_value(self, n, t, *sizes):
    sizes = [self.word(self.convert(v, INT)) for v in sizes] or self.words(0)
    if t.u.kind == "slice":
        p = self.rt("makeslice", t.u.elem, sizes[0], sizes[-1])
        return V(t, p + [sizes[0], sizes[-1]])
    if t.u.kind == "map":
        return V(t, self.rt("makemap", t, sizes[0], 0))
    self.need(t.u.kind == "chan", f"cannot make a value of type {t}")
    return V(t, self.rt("makechan", t, sizes[0]))


def append(self, n, s, *more):
    self.need(s.t.u.kind == "slice", "append needs a slice")
    elem, old = s.t.u.elem, self.copy(s)
    new, more = self.copy(old), [self.typed(v) if n.spread else self.convert(v, elem) for v in more]
    count = more[0].slots[1] if n.spread else len(more)
    total = self.bin("+", old[1], count)
    with self.when(self.bin(">", total, old[2])):
        self.move(new, self.rt("growslice", elem, old, total))
    end = self.bin("+", new[0], self.bin("*", old[1], elem.size))
    self.move([new[1]], total)
    if n.spread:
        self.rt("memmove", end, more[0].slots[0], self.bin("*", count, elem.size))
    else:
        for i, v in enumerate(more):
            self.store(elem, end, i * elem.size, v)
    return V(s.t, new)


def copy(self, n, to, source):
    (to_p, *to_n), (p, count, *_), elem = self.words(to), self.words(source), to.t.u.elem
    d = self.copy(to_n[0])
    with self.when(self.bin("<", count, d)):
        self.move(d, count)
    self.rt("memmove", to_p, p, self.bin("*", d, elem.size))
    return V(INT, d)


def delete(self, n, m, key):
    self.rt("mapdelete", m.t, m, self.frame(self.convert(key, m.t.u.key)))


def close(self, n, c):
    self.rt("closechan", c)


def panic(self, n, v):
    self.rt("gopanic", self.convert(v, ANY))


def recover(self, n):
    d = self.row(2)
    self.emit("recover", d[0])
    return V(ANY, d)


def print_values(self, n, *vs):
    vs = [self.typed(v) for v in vs]
    self.rt("printlock")
    for i, v in enumerate(vs):
        if i and n.x.name == "println":
            self.rt("printsp")
        kind = v.t.u.kind
        self.rt("print" + ("int" if kind in NUMBERS else
                           kind if kind in ("bool", "string", "slice") else
                           "pointer" if kind != "interface" else
                           "iface" if v.t.u.methods else "eface"), self.copy(v))
    if n.x.name == "println":
        self.rt("printnl")
    self.rt("printunlock")


BUILTINS = {name: V(VOID, builtin=f) for name, f in dict(
    append=append, cap=size_of, close=close, copy=copy, delete=delete, len=size_of,
    make=make_value, new=new, panic=panic, print=print_values, println=print_values,
    recover=recover).items()}
BUILTINS.update(true=V(CONST, const=True), false=V(CONST, const=False), nil=V(NIL, const=0))
