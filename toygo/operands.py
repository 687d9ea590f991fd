"""Expressions → operands (V) or types. expr_KIND takes the Node of this kind of syntax.py."""
import operator

from emit import V, Emitter
from gotypes import ANY, BOOL, INT, NIL, STRING, VOID, WORD, Type, make, several
from syntax import Node, value_of

COMPARE = "==", "!=", "<", "<=", ">", ">="
FOLD = {"+": operator.add, "-": operator.sub, "*": operator.mul, "&": operator.and_,  # constants
        "|": operator.or_, "^": operator.xor, "<<": operator.lshift, ">>": operator.rshift}


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

    def under(self, v, *kinds):
        """What v's type stands for, which must be a type of one of these kinds."""
        self.need(v.t.u.kind in kinds, f"a value of type {v.t} is not a {' or '.join(kinds)}")
        return v.t.u

    # Types.

    def expr_ptr(self, n):
        parts = {k: x for k, x in vars(n).items() if k in ("dir", "key", "elem")}
        return make(n.kind, **{k: self.type(x) if isinstance(x, Node) else x
                               for k, x in parts.items()})

    expr_slice = expr_map = expr_chan = expr_ptr

    def params(self, params):
        """(name, type) of parameters or results."""
        params = [params] if isinstance(params, Node) else params or []
        return [(name, self.type(p.type)) for p in params for name in p.names or [""]]

    def expr_func(self, n):
        params, results = [[t for _, t in self.params(x)] for x in (n.params, n.results)]
        return make("func", params=params, results=results)

    def expr_struct(self, n):
        return make("struct", fields=[(name, self.type(f.type))
                                      for f in n.fields for name in f.names])

    def expr_interface(self, n):
        return make("interface", methods={m.name: self.type(m.type) for m in n.methods})

    # The types of operands.

    def constant(self, value, t):
        """A constant without a type; it is a t where nothing else is asked for."""
        if isinstance(value, bytes):
            return V(t, [self.desc.bytes(value), len(value)], const=value)
        return V(t, [int(value)], const=value)

    def convert(self, v, t):
        """v as a t, to which it must be assignable, in slots."""
        have, kinds = v.t, {v.t.u.kind, t.u.kind}
        if have is NIL and t.u.kind in ("ptr", "func", "map", "chan", "slice", "interface"):
            return self.zero(t)
        if have is t or have.u is t.u and not have.kind == t.kind == "named" or \
                v.const is not None and len(kinds) == 1 or \
                kinds == {"chan"} and have.u.elem is t.u.elem and have.u.dir == "chan":
            return V(t, self.words(v))
        want, has = t.u.methods, have.u.methods
        if have.u.kind != "interface":
            has = {name: m.type for name, m in self.desc.methods(have)}
        self.need(t.u.kind == "interface" and want.items() <= has.items(),
                  f"cannot use a value of type {have} as {t}")
        if have.u.kind == "interface":
            return V(t, self.rt("convI2I", t, v) if want else self.eface(v))
        data = v if have.u.kind == "ptr" else self.newobject(have, v)
        return V(t, self.words(self.desc.itab(have, t) if want else have, data))

    # Names and literals.

    def expr_Name(self, n):
        v = self.lookup(n.name)
        self.need(v is not None, f"undefined: {n.name}")
        return v

    def expr_Literal(self, n):
        value = value_of(n.text)
        return self.constant(value, STRING if isinstance(value, bytes) else INT)

    def expr_FuncLit(self, n):
        self.literals += 1
        name, t = f"{self.f.name}.func{self.literals}", self.type(n.type)
        inner = type(self)(self.program, name, n, self.scopes + [{}])
        if not inner.captures:
            return V(t, [self.desc.funcval(name)])
        words = self.load(WORD, self.desc.funcval(name)) + self.words(*inner.captures.values())
        record = make("struct", fields=[(f"f{i}", WORD) for i in range(len(words))])
        return V(t, [self.newobject(record, words)])

    def expr_Composite(self, n):
        t, keys = self.type(n.x), [item.key for item in n.items]
        u, values = t.u, [self.expr(item.value) for item in n.items]
        if u.kind == "struct":
            fields, names = dict(u.fields), [key.name for key in keys if key] or [*dict(u.fields)]
            self.need(not values or len(names) == len(values), f"{t} has {len(fields)} fields")
            given = {name: self.convert(v, fields[name]) for name, v in zip(names, values)}
            return V(t, self.words(*[given.get(name) or self.zero(ft) for name, ft in u.fields]))
        if u.kind == "slice" and not any(keys):
            return self.sliceof(t, values)
        self.need(u.kind == "map", f"such a literal of type {t} is outside of the subset")
        m = V(t, self.rt("makemap", t, 0, 0))
        for key, v in zip(keys, values):
            entry = V(u.elem, map=m, key=self.frame(self.convert(self.expr(key), u.key)))
            self.put(entry, self.convert(v, u.elem))
        return m

    def sliceof(self, t, values):
        """A new slice of these values."""
        elem, n = t.u.elem, self.word(len(values))
        p, = self.rt("makeslice", elem, n, n)
        for i, v in enumerate(values):
            self.store(p, i * elem.size, self.convert(v, elem))
        return V(t, [p, n, n])

    # Parts of operands.

    def expr_Selector(self, n):
        """A field or a method."""
        v = self.expr(n.x)
        t, pointer = v.t, v.t.u.kind == "ptr"
        if t.u.kind == "interface":
            self.need(n.name in t.u.methods, f"{t} has no method {n.name}")
            tab, data = self.words(v)
            entry = self.bin("+", tab, 8 + 8 * sorted(t.u.methods).index(n.name))
            return V(t.u.methods[n.name], [entry], receiver=[data])  # the code's address is there
        m = (t.elem if t.kind == "ptr" else t).methods.get(n.name)
        if m and m.pointer:
            return V(m.type, [self.desc.funcval(m.code)],
                     receiver=[self.word(v) if pointer else self.address(v)])
        if pointer:
            v = V(t.u.elem, base=self.word(v))
        if m:  # it gets the address of a copy
            return V(m.type, [self.desc.funcval(m.code)], receiver=[self.newobject(v.t, v)])
        for name, ft, at in v.t.offsets():
            if name == n.name and v.base is not None:
                return V(ft, base=v.base, off=v.off + at)
            if name == n.name:
                return V(ft, self.words(v)[at // 8:at // 8 + ft.words], local=v.local)
        self.need(False, f"{v.t} has no field {n.name}")

    def expr_Index(self, n):
        x, i = self.expr(n.x), self.expr(n.i)
        u, words = self.under(x, "slice", "map"), self.words(x)
        if u.kind == "map":
            return V(u.elem, map=V(x.t, words), key=self.frame(self.convert(i, u.key)))
        i = self.word(i)
        self.check("u>=", i, words[1], "goPanicIndex", i, words[1])
        return V(u.elem, base=self.bin("+", words[0], self.bin("*", i, u.elem.size)))

    def expr_Slice(self, n):
        x = self.expr(n.x)
        u, s = self.under(x, "slice", "string"), self.words(x)
        lo, hi = [self.word(self.convert(self.expr(i), INT) if i else default)
                  for i, default in ((n.lo, 0), (n.hi, s[1]))]
        over = "goPanicSliceAlen" if u is STRING else "goPanicSliceAcap"
        self.check("u>", hi, s[-1], over, hi, s[-1])
        self.check("u>", lo, hi, "goPanicSliceB", lo, hi)
        lengths = [self.bin("-", end, lo) for end in (hi, *s[2:])]
        size = 1 if u is STRING else u.elem.size
        return V(x.t, [self.bin("+", s[0], self.bin("*", lo, size)), *lengths])

    def expr_Assert(self, n):
        return self.assertion(self.expr(n.x), self.type(n.type))

    def assertion(self, x, t):
        """x.(t). ok: whether it is a t; unless that is looked at, it panics if it is not."""
        self.under(x, "interface")
        self.need(t.u is not ANY, "all values are of this type")
        e = self.eface(x)
        if t.u.kind == "interface":
            *out, ok = self.rt("assertE2I2", t, e)
            return V(t, out, ok=ok, unless=lambda: self.check("==", ok, 0, "assertE2I", t, e))
        ok, out = self.bin("==", e[0], t), self.zero(t).words
        with self.when(ok):
            self.move(out, e[1] if t.u.kind == "ptr" else self.load(t, e[1]))
        return V(t, out, ok=ok, unless=lambda: self.check(
            "==", ok, 0, "panicdottypeE", e[0], t, x.t))

    def eface(self, v):
        """An interface's type and data: if it has methods, its table has the type."""
        tab, data = self.words(v)
        t, = self.copy(tab)
        if v.t.u.methods:
            with self.when(tab):
                self.emit("load", t, tab, 0)
        return [t, data]

    # Operators.

    def expr_Unary(self, n):
        op, v = n.op, self.operand(n.x)
        if op == "*" and isinstance(v, Type):
            return make("ptr", elem=v)
        if op == "*":
            return V(self.under(v, "ptr").elem, base=self.word(v))
        if op == "&":
            if n.x.kind == "Selector" and v.base is not None:
                self.load(INT, v.base)  # fails if it is nil
            return V(make("ptr", elem=v.t), [self.newobject(v.t, v) if n.x.kind == "Composite"
                                             else self.address(v)])
        if op == "<-":
            address, received = self.buffer(self.under(v, "chan").elem)
            received.ok, = self.rt("chanrecv2", v, address)
            return received
        if op == "!":
            self.under(v, "bool")
            return V(v.t, [self.bin("==", v, 0)])
        return self.binary(op, self.constant(-(op == "^"), INT), v)

    def buffer(self, t):
        """The address of new slots in the frame, and the value that will be there."""
        slots = self.copy(*[0] * max(t.words, 1))
        return self.op("frame", slots[0]), V(t, slots[:t.words])

    def expr_Binary(self, n):
        x = self.expr(n.x)
        if n.op not in ("&&", "||"):
            return self.binary(n.op, x, self.expr(n.y))
        d = self.copy(self.convert(x, BOOL))
        with self.when(d if n.op == "&&" else self.bin("==", d, 0)):
            self.move(d, self.convert(self.expr(n.y), x.t))
        return V(x.t, d)

    def binary(self, op, x, y):
        if op in FOLD and None not in (x.const, y.const) and x.t is y.t and x.t is not BOOL:
            return self.constant(FOLD[op](x.const, y.const), x.t)
        other = x.const is not None or x.t is NIL or y.t.u.kind == "interface" != x.t.u.kind
        t = y.t if other and op not in ("<<", ">>") else x.t  # both become a t
        a, b = self.convert(x, t).words, self.convert(y, t).words
        if op in ("==", "!="):
            d = self.bin("==", a[0], b[0]) if NIL in (x.t, y.t) else self.equal(t, a, b)
            return V(BOOL, [d if op == "==" else self.bin("^", d, 1)])
        if t.u is STRING and op == "+":
            return V(t, self.rt("concatstrings", 0, self.frame(a, b), 2, 2))
        if t.u is STRING:
            a, b = self.rt("cmpstring", a, b), self.words(0)
        self.need(t.u is INT or t.u is STRING and op in COMPARE, f"{op} is not defined on {t}")
        if op in COMPARE:
            return V(BOOL, [self.bin(op, *a, *b)])
        return V(t, [self.arithmetic(op, *a, *b)])

    def equal(self, t, a, b):
        """A slot that is 1 if two values are equal, whose words are given."""
        self.need("n" not in t.leaves, f"values of type {t} cannot be compared")
        d = self.word(1)
        if t.u.kind == "struct":
            for _, ft, at in t.offsets():
                part = slice(at // 8, at // 8 + ft.words)
                with self.when(d):
                    self.move([d], self.equal(ft, a[part], b[part]))
        elif t.u is STRING:
            d, = self.rt("strequal", self.frame(a), self.frame(b))
        elif t.u.kind == "interface":
            name = "interequal" if t.u.methods else "nilinterequal"
            d, = self.rt(name, self.frame(a), self.frame(b))
        else:
            d = self.bin("==", a, b)
        return d

    def arithmetic(self, op, a, b):
        """a op b for numbers: the slot of the result."""
        if op in ("/", "%"):
            self.check("==", b, 0, "panicdivide")
        if op not in ("<<", ">>"):
            return self.bin(op, a, b)
        self.check("<", b, 0, "panicshift")
        d = self.bin(">>", a, 63) if op == ">>" else self.word(0)
        with self.when(self.bin("<", b, 64)):
            self.emit(op, d, a, b)
        return d

    # Calls.

    def expr_Call(self, n):
        f = self.operand(n.x)
        if isinstance(f, Type):
            v, = n.args
            v = self.expr(v)
            return V(f, self.words(v)) if v.t.u is f.u else self.convert(v, f)
        if f.builtin:
            return f.builtin(self, n, *self.values(n.args)) or V(VOID)
        code, args = self.call(f, n)
        self.at(n)
        results = f.t.u.results
        out = V(several(results), self.row(several(results).words))
        self.emit("call", code, args, out.words)
        return out

    def call(self, f, n):
        """The func value that a call calls, and the words that it passes."""
        params, code = self.under(f, "func").params, self.word(f.words if f.receiver else f)
        args = zip(self.values(n.args), params, strict=True)
        return code, f.receiver + self.words(*[self.convert(v, t) for v, t in args])

    def values(self, nodes):
        """The values of a list of expressions, or of a single call with several results."""
        out = [self.operand(x) for x in nodes]
        if len(nodes) == 1 and nodes[0].kind == "Call" and out[0].t.kind == "tuple":
            v, = out
            return [V(t, v.words[at // 8:at // 8 + t.words]) for _, t, at in v.t.offsets()]
        return out


# The functions that Go has without a package: they get the Node of the call and its operands.

def size_of(self, n, v):
    u, s, cap = self.under(v, "string", "slice", "map", "chan"), self.words(v), n.x.name == "cap"
    if len(s) > 1:
        return V(INT, [s[1 + cap]])
    d = self.word(0)
    with self.when(s):
        self.emit("load", d, s[0], 8 * cap)
    return V(INT, [d])


def make_value(self, n, t, *sizes):
    sizes = [self.word(self.convert(v, INT)) for v in sizes] or self.words(0)
    if self.under(V(t), "slice", "map", "chan").kind == "slice":
        return V(t, self.rt("makeslice", t.u.elem, sizes[0], sizes[-1]) + [sizes[0], sizes[-1]])
    if t.u.kind == "map":
        return V(t, self.rt("makemap", t, sizes[0], 0))
    return V(t, self.rt("makechan", t, sizes[0]))


def append(self, n, s, *more):
    elem, old = self.under(s, "slice").elem, self.copy(s)
    more, = more if n.spread else [self.sliceof(s.t, more)]
    new, (p, count, _) = self.copy(old), self.words(self.convert(more, s.t))
    total = self.bin("+", old[1], count)
    with self.when(self.bin(">", total, old[2])):
        self.move(new, self.rt("growslice", elem, old, total))
    self.move(new[1:2], total)
    end = self.bin("+", new[0], self.bin("*", old[1], elem.size))
    self.rt("memmove", end, p, self.bin("*", count, elem.size))
    return V(s.t, new)


def recover(self, n):
    d = self.row(2)
    self.emit("recover", d[0])
    return V(ANY, d)


def print_values(self, n, *vs):
    vs = [V(v.t, self.words(v)) for v in vs]
    self.rt("printlock")
    for i, v in enumerate(vs):
        if i and n.x.name == "println":
            self.rt("printsp")
        self.rt("print" + self.under(v, "bool", "int", "string").kind, v)
    if n.x.name == "println":
        self.rt("printnl")
    self.rt("printunlock")


BUILTINS = {name: V(VOID, builtin=f) for name, f in dict(
    append=append, cap=size_of, len=size_of, make=make_value, recover=recover, print=print_values,
    println=print_values,
    close=lambda self, n, c: self.rt("closechan", c),
    delete=lambda self, n, m, key: self.rt(
        "mapdelete", m.t, m, self.frame(self.convert(key, m.t.u.key))),
    new=lambda self, n, t: V(make("ptr", elem=t), [self.newobject(t, self.zero(t))]),
    panic=lambda self, n, v: self.rt("gopanic", self.convert(v, ANY))).items()}
BUILTINS.update(true=V(BOOL, [1], const=True), false=V(BOOL, [0], const=False), nil=V(NIL))
