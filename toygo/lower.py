"""The tree → IR: checks types on the way, and makes the data that the runtime wants."""
from contextlib import contextmanager

import gotypes
import ir
from gotypes import (ANY, BOOL, BYTE, BYTES, CONST, INT, INT32, INT64, NIL, NUMBERS, STRING, VOID,
                     WORD)
from syntax import Error, Node, need

PACKAGES = {  # what can be imported: name → (parameters, results, the function of gort.h)
    "runtime.Gosched": ([], [], "gort_Gosched"), "runtime.Goexit": ([], [], "gort_Goexit"),
    "runtime.NumGoroutine": ([], [INT], "gort_NumGoroutine"),
    "runtime.GOMAXPROCS": ([INT], [INT], "gort_GOMAXPROCS"),
    "time.Sleep": ([INT64], [], "gort_Sleep")}
MISTAKES = (AttributeError, IndexError, KeyError, TypeError, ValueError)
COMPARE = ("==", "!=", "<", "<=", ">", ">=")
FOLD = {"+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b,
        "/": lambda a, b: abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1),
        "%": lambda a, b: a - FOLD["/"](a, b) * b, "&": lambda a, b: a & b,
        "|": lambda a, b: a | b, "^": lambda a, b: a ^ b, "&^": lambda a, b: a & ~b,
        "<<": lambda a, b: a << b, ">>": lambda a, b: a >> b, "==": lambda a, b: a == b,
        "!=": lambda a, b: a != b, "<": lambda a, b: a < b, "<=": lambda a, b: a <= b,
        ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
        "&&": lambda a, b: a and b, "||": lambda a, b: a or b}


class V:
    """An operand of type t: slots; a constant; memory at base + off; or a map's entry for a key, to
    which the slot points. It is loaded when it is used."""

    def __init__(self, t, slots=None, const=None, base=None, off=0, map=None, key=None):
        self.t, self.slots, self.const, self.base, self.off = t, slots, const, base, off
        self.map, self.key, self.rune = map, key, False


class Var:
    """A variable of a function: in slots, or, if a closure or a pointer may reach it, in memory to
    which the slot `box` points. A global variable has a symbol."""

    def __init__(self, t, owner=None, slots=None, box=None, symbol=None):
        self.t, self.owner, self.slots, self.box, self.symbol = t, owner, slots, box, symbol


def walk(x, visit, inside=False):
    """Calls visit(node, whether it is in a function literal) for all nodes below x."""
    if isinstance(x, Node):
        visit(x, inside)
        x, inside = list(vars(x).values()), inside or x.kind == "FuncLit"
    for part in x if isinstance(x, (list, tuple)) else ():
        walk(part, visit, inside)


def root(x):
    """The name with which an operand begins."""
    while x.kind in ("Selector", "Index"):
        x = x.x
    return getattr(x, "name", None)


def isname(x, name):
    return x is not None and x.kind == "Name" and x.name == name


class Program:
    """A program's functions and data."""

    def __init__(self, decls):
        gotypes.Type.all = dict(gotypes.BASE)
        self.functions, self.made, self.counts, self.imports = [], set(), {}, set()
        self.desc, self.scope = gotypes.Descriptors(self), dict(gotypes.UNIVERSE)
        self.scope.update(true=V(BOOL, const=True), false=V(BOOL, const=False),
                          nil=V(NIL, const=0))
        self.init, self.inits = self.make("main.init.vars", 0, 0), ["main.init.vars"]
        for d in decls:
            if d.kind == "Import":
                need(d.path in [n.split(".")[0] for n in PACKAGES], d,
                     f"package {d.path} is outside of the subset")
                self.imports.add(d.path)
        types = [d for d in decls if d.kind == "TypeDecl"]
        for d in types:
            self.declaretype(self.scope, d)
        for d in types:
            self.definetype(self.init, d)
        functions = [self.declarefunc(d) for d in decls if d.kind == "Func"]
        self.initvars([d for d in decls if d.kind in ("Const", "Var")])
        for d, t, name in functions:
            Lower(self).function(name, t, d)
        if "main" not in self.scope:
            raise Error(1, "function main is undeclared")

    def declaretype(self, scope, d):
        need("main." + d.name not in gotypes.Type.all, d,
             f"a second type {d.name} is outside of the subset")
        if not d.alias:
            scope[d.name] = gotypes.Type("named", "main." + d.name)

    def definetype(self, lower, d):
        t = lower.type(d.type)
        if d.alias:
            lower.scopes[-1][d.name] = t
        else:
            lower.lookup(d.name).u = t.u

    def declarefunc(self, d):
        """(declaration, type, symbol) of a function or method."""
        t, name = self.init.type(d.type), "main." + d.name
        if d.receiver:
            rt = self.init.type(d.receiver[1])
            base, pointer = (rt.elem, True) if rt.kind == "ptr" else (rt, False)
            name = f"main.(*{base.text[5:]}).{d.name}" if pointer else f"{base}.{d.name}"
            base.methods[d.name] = m = Node("Name", d.line, d.name)
            m.pointer, m.type, m.symbol = pointer, t, name
            d.type.params.insert(0, d.receiver)
            t = gotypes.func([rt, *t.params], t.results, t.variadic)
        elif d.name == "init":
            name += f".{len(self.inits) - 1}"
            self.inits.append(name)
        elif d.name != "_":
            self.scope[d.name] = V(t, const=("func", name))
        return d, t, name

    def initvars(self, decls):
        """Variables are initialised in order, but after those that they need."""
        parts = []
        for d in decls:
            one = d.kind == "Var" and len(d.names) == len(d.values)
            parts += [Node("Var", d.line, [n], d.type, [x]) for n, x in
                      zip(d.names, d.values)] if one else [d]
        owner, done = {n: d for d in parts for n in d.names}, set()

        def visit(d):
            if d not in done:
                done.add(d)
                walk(d.values, lambda x, _: visit(owner[x.name])
                     if x.kind == "Name" and x.name in owner else None)
                self.init.declare(d)
        for d in parts:
            visit(d)

    # Functions that have no source.

    def make(self, name, params, results):
        """A Lower for the function; None if it was made before."""
        if name in self.made:
            return None
        self.made.add(name)
        self.functions.append(ir.Function(name, params, results, 1))
        return Lower(self, None, self.functions[-1])

    def ifacemethod(self, t, m):
        """The code of a method for interfaces that hold a t: it takes the interface's data word,
        which is a pointer to the value unless t itself is a pointer."""
        if m.pointer or t.kind != "ptr" and t.direct:
            return m.symbol
        params = 1 + sum(p.words for p in m.type.params)
        low = self.make(m.symbol + ".iface", params, sum(r.words for r in m.type.results))
        if low:
            args = low.load(t.elem if t.kind == "ptr" else t, 0) + list(range(1, params))
            low.emit("call", m.symbol, args, list(range(params, low.f.ctx)))
        return m.symbol + ".iface"

    def equal(self, t):
        """The code of bool(p, q): whether two values in memory are equal."""
        if t.regular and t.size in (1, 8):
            return f"runtime.memequal{8 * t.size}"
        low = self.make(f"toygo.equal.{t.u.symbol}", 2, 1)
        if low:
            low.move([2], [low.equal(t, low.load(t, 0), low.load(t, 1), Node("Name", 1))])
        return f"toygo.equal.{t.u.symbol}"

    def hash(self, t):
        """The code of uintptr(p, seed): a map's hash of a value in memory."""
        u, at = t.u, 0
        if u.kind != "struct":
            return "runtime." + {"string": "strhash", "bool": "memhash8", "uint8": "memhash8",
                                 "interface": "interhash" if u.methods else "nilinterhash",
                                 }.get(u.kind, "memhash64")
        low = self.make(f"toygo.hash.{u.symbol}", 2, 1)
        if low:
            for _, ft in u.fields:
                code, p = self.hash(ft), low.bin("+", 0, low.const(at))
                rt = code.startswith("runtime.")
                low.emit("rt" if rt else "call", code[8:] if rt else code, [p, 1], [1])
                at += 8 * ft.words
            low.move([2], [1])
        return f"toygo.hash.{u.symbol}"


class Lower:
    """Makes one function: f, or that of a declaration or literal in the function `outer`."""

    def __init__(self, program, outer=None, f=None):
        self.program, self.outer, self.f, self.desc = program, outer, f, program.desc
        self.name, self.code = "main.glob.", f and f.body
        self.scopes = [{}] if outer else [program.scope]
        self.boxed, self.captures, self.loops, self.label_of_next = set(), {}, [], None
        self.labels = self.lastline = 0

    # Emission.

    def emit(self, *ins):
        self.code.append(ins)
        if ins[0] == "rt" and ins[1].lower().startswith(("panic", "gopanic", "block")):
            self.code.append(("stop",))

    def row(self, n):
        """n new slots in a row."""
        self.f.slots += n
        return list(range(self.f.slots - n, self.f.slots))

    def op(self, name, *args):
        """An instruction whose result goes to a new slot, which is returned."""
        d, = self.row(1)
        self.emit(name, d, *args)
        return d

    def const(self, n):
        return self.op("const", n)

    def addr(self, symbol):
        return self.op("addr", symbol)

    def desctype(self, t):
        return self.addr(self.desc.type(t))

    def bin(self, op, a, b):
        return self.op("bin", op, a, b)

    def zero(self, n):
        return [self.const(0) for _ in range(n)]

    def move(self, to, slots):
        for d, a in zip(to, slots):
            self.emit("copy", d, a)
        return list(to)

    def copy(self, slots):
        return self.move(self.row(len(slots)), slots)

    def frame(self, slots):
        """The address of a copy of a value in the frame."""
        return self.op("frame", self.copy(slots or self.zero(1))[0])

    def load(self, t, base, off=0):
        out = self.row(t.words)
        for i, leaf in enumerate(t.leaves):
            self.emit("loadb" if leaf == "b" else "load", out[i], base, off + 8 * i)
        return out

    def store(self, t, base, off, slots):
        for i, leaf in enumerate(t.leaves):
            self.emit("storeb" if leaf == "b" else "store", base, off + 8 * i, slots[i])

    def rt(self, name, *args):
        """Calls a function of the runtime; its results, in a row."""
        params, results = ir.RUNTIME[name]
        out, args, at = self.row(sum(int(c) if c.isdigit() else 1 for c in results)), list(args), 0
        for c in params:
            if c == "3":  # slices stand in a row
                args[at:at + 3] = self.copy(args[at:at + 3])
            at += int(c)
        self.emit("rt", name, args, out)
        return out

    def label(self):
        self.labels += 1
        return f"L{self.labels}"

    @contextmanager
    def when(self, a, unless=False):
        """What is emitted inside runs if the slot a is not 0; or unless it is."""
        go, done = self.label(), self.label()
        self.emit("if", a, *((done, go) if unless else (go, done)))
        self.emit("label", go)
        yield
        self.emit("label", done)

    def check(self, good, name, *args, unless=False):
        """Calls a function that panics if the slot is 0; or unless it is."""
        with self.when(good, not unless):
            self.rt(name, *args)

    def at(self, node):
        if node.line != self.lastline:
            self.lastline = node.line
            self.emit("line", node.line)

    def newobject(self, t, slots=None):
        p, = self.rt("newobject", self.desctype(t))
        if slots is not None:
            self.store(t, p, 0, slots)
        return p

    # Functions and variables.

    def function(self, name, t, d):
        """Lowers a function declaration or literal of type t."""
        self.f = f = ir.Function(name, sum(p.words for p in t.params),
                                 sum(r.words for r in t.results), d.line)
        self.code, self.name, self.results = f.body, name, []
        self.named = any(n for n, _ in d.type.results)
        self.program.functions.append(f)

        def visit(x, inside):
            """Variables that closures use, or whose address is taken, are boxed."""
            if x.kind == "Name" and inside:
                self.boxed.add(x.name)
            elif x.kind == "Unary" and x.op == "&":
                self.boxed.add(root(x.x))
            elif x.kind == "Call" and x.fn.kind == "Selector":
                self.boxed.add(root(x.fn))
            elif x.kind == "Defer" and not inside:
                f.defers = True
        walk(d.body, visit)
        self.scopes.append({})
        at = 0
        for (n, _), pt in zip(d.type.params, t.params):
            self.variable(n, pt, list(range(at, at + pt.words)))
            at += pt.words
        for (n, _), rt in zip(d.type.results, t.results):
            own = list(range(at, at + rt.words))
            self.move(own, self.zero(rt.words))
            self.results.append((self.variable(n, rt, own), own))
            at += rt.words
        for init in self.program.inits if name == "main.main" else []:
            self.emit("call", init, [], [])
        self.block(d.body)
        need(not t.results or self.ends(d.body), d, f"missing return in {name}")
        self.code = f.tail
        for var, own in self.results:
            if var.box is not None:
                self.move(own, self.load(var.t, var.box))

    def ends(self, body):
        """Whether control cannot reach the end of a list of statements."""
        s = body[-1] if body else Node("Fallthrough", 0)
        if s.kind == "If":
            return bool(s.other) and self.ends(s.then) and self.ends(s.other)
        if s.kind in ("Switch", "TypeSwitch"):
            return any(c is None for c, _ in s.cases) and all(
                self.ends(b) or b and b[-1].kind == "Fallthrough" for _, b in s.cases)
        return s.kind in ("Return", "Select") or s.kind == "For" and s.cond is None or \
            s.kind == "Block" and self.ends(s.body) or \
            s.kind == "Labeled" and self.ends([s.stmt]) or \
            s.kind == "Expr" and s.x.kind == "Call" and isname(s.x.fn, "panic")

    def variable(self, name, t, slots):
        """Declares a variable that has its value in slots of its own."""
        if name in self.boxed:
            var = Var(t, self, box=self.newobject(t, slots))
        else:
            var = Var(t, self, slots)
        if name not in ("", "_"):
            self.scopes[-1][name] = var
        return var

    def define(self, name, t, slots):
        """Declares a variable with a value that is elsewhere."""
        self.variable(name, t, slots if name in self.boxed else self.copy(slots))

    def lookup(self, name):
        for scope in reversed(self.scopes):
            if name in scope:
                return scope[name]
        return self.outer.lookup(name) if self.outer else self.program.scope.get(name)

    def box(self, var):
        """The slot with the address of a boxed variable, which may be an outer function's."""
        if var.owner is self:
            return var.box
        i = self.captures.setdefault(var, len(self.captures))
        return self.load(WORD, self.f.ctx, 8 + 8 * i)[0]

    # Types and conversions.

    def type(self, n):
        kind = n.kind
        if kind == "Name" and isinstance(self.lookup(n.name), gotypes.Type):
            return self.lookup(n.name)
        if kind == "Pointer" or kind == "Unary" and n.op == "*":
            return gotypes.pointer(self.type(n.elem if kind == "Pointer" else n.x))
        if kind == "SliceOf":
            return gotypes.slice_of(self.type(n.elem))
        if kind == "MapOf":
            return gotypes.map_of(self.type(n.key), self.type(n.elem))
        if kind == "ChanOf":
            return gotypes.chan_of(self.type(n.elem), n.dir)
        if kind == "FuncType":
            params = [self.type(p) for _, p in n.params]
            if n.variadic:
                params[-1] = gotypes.slice_of(params[-1])
            return gotypes.func(params, [self.type(r) for _, r in n.results], n.variadic)
        if kind == "StructType":
            return gotypes.struct([(f, self.type(t)) for f, t in n.fields])
        if kind == "InterfaceType":
            return gotypes.interface({m: self.type(t) for m, t in n.methods})
        raise Error(n.line, f"{getattr(n, 'name', 'this')} is not a type of the subset")

    def istype(self, n):
        return n.kind in ("Pointer", "SliceOf", "MapOf", "ChanOf", "FuncType", "StructType",
                          "InterfaceType") or n.kind == "Unary" and n.op == "*" and \
            self.istype(n.x) or n.kind == "Name" and isinstance(self.lookup(n.name), gotypes.Type)

    def slots(self, v):
        """The slots of an operand's value."""
        if v.slots is not None:
            return v.slots
        if v.map is not None:
            return self.mapget(v)[0]
        if v.base is not None:
            return self.load(v.t, v.base, v.off)
        if isinstance(v.const, tuple):  # a function's name
            return [self.addr(self.desc.funcval(v.const[1]))]
        if isinstance(v.const, bytes):
            return [self.addr(self.desc.bytes(v.const)), self.const(len(v.const))]
        return [self.const(int(v.const))]

    def typed(self, v):
        """A constant without a type gets the one that it has by default, and slots."""
        t = v.t
        if t is CONST:
            t = {bool: BOOL, bytes: STRING}.get(type(v.const), INT32 if v.rune else INT)
        if v.t is CONST and t.u.kind in NUMBERS and not -1 << 63 <= v.const < 1 << 63:
            raise Error(0, f"constant {v.const} overflows int")
        return V(t, self.slots(v))

    def rvalue(self, n):
        return self.typed(self.expr(n))

    def value(self, n, t):
        """The slots of an expression as a t."""
        return self.convert(self.expr(n), t, n)

    def convert(self, v, t, node):
        """The slots of v as a t, to which it must be assignable."""
        have = v.t
        if have is CONST and t.u.kind != "interface":
            kinds = {bool: ("bool",), bytes: ("string",)}.get(type(v.const), NUMBERS)
            need(t.u.kind in kinds, node, f"cannot use a constant as {t}")
            low, high = {"uint8": (0, 256), "int32": (-1 << 31, 1 << 31)}.get(
                t.u.kind, (-1 << 63, 1 << 63))
            need(kinds is not NUMBERS or low <= v.const < high, node,
                 f"constant {v.const} overflows {t}")
            return self.slots(v)
        if have is NIL and t.u.kind in ("ptr", "slice", "map", "chan", "func", "interface"):
            return self.zero(t.words)
        v = self.typed(v)
        if t.u.kind == "interface" and v.t is not t and have is not NIL:
            return self.tointerface(v, t, node)
        if v.t is t or v.t.u is t.u and not v.t.kind == t.kind == "named" or \
                v.t.u.kind == t.u.kind == "chan" and v.t.u.elem is t.u.elem and v.t.u.dir == 3:
            return v.slots
        raise Error(node.line, f"cannot use a value of type {v.t} as {t}")

    def tointerface(self, v, t, node):
        have, want = v.t, t.u.methods
        if have.u.kind == "interface":
            has = have.u.methods
        else:
            has = {n: f for n, f, _ in self.desc.methods(have)}
        for n, f in want.items():
            need(has.get(n) is f, node, f"{have} does not implement {t} (method {n})")
        if have.u is t.u:
            return v.slots
        if have.u.kind == "interface":
            return self.rt("convI2I", self.desctype(t), *v.slots) if want else self.eface(v)
        word = self.addr(self.desc.itab(have, t) if want else self.desc.type(have))
        return [word, v.slots[0] if have.direct else self.newobject(have, v.slots)]

    def eface(self, v):
        """An interface's type and data: if it has methods, its table has the type."""
        tab, data = self.slots(v)
        t = self.copy([tab])[0]
        if v.t.u.methods:
            with self.when(tab):
                self.emit("load", t, tab, 0)
        return [t, data]

    def equal(self, t, a, b, node):
        """A slot that is 1 if two values are equal."""
        if t.u.kind == "string":
            return self.bin("==", self.rt("cmpstring", *a, *b)[0], self.const(0))
        if t.u.kind == "interface":
            a, b = self.eface(V(t, a)), self.eface(V(t, b))
            d = self.bin("==", a[0], b[0])
            with self.when(self.bin("&", d, self.bin("!=", a[0], self.const(0)))):
                self.move([d], self.rt("efaceeq", a[0], a[1], b[1]))
            return d
        if t.u.kind == "struct":
            at, d = 0, self.const(1)
            for _, ft in t.u.fields:
                part = slice(at, at + ft.words)
                self.emit("bin", d, "&", d, self.equal(ft, a[part], b[part], node))
                at += ft.words
            return d
        need(t.comparable, node, f"values of type {t} cannot be compared")
        return self.bin("==", a[0], b[0])

    def wrap(self, t, slot):
        """A number after arithmetic: as many bits as its type has."""
        if t.u.kind == "uint8":
            return self.bin("&", slot, self.const(255))
        if t.u.kind == "int32":
            return self.bin(">>", self.bin("<<", slot, self.const(32)), self.const(32))
        return slot

    def conversion(self, n, t):
        need(len(n.args) == 1, n, "a conversion has one operand")
        v, kind = self.expr(n.args[0]), t.u.kind
        if v.t is CONST and kind != "interface" and (
                kind == "string") == isinstance(v.const, bytes):
            self.convert(v, t, n)
            return V(t, const=v.const)
        if v.t is NIL:
            return V(t, self.convert(v, t, n))
        v = self.typed(v)
        have = v.t.u
        if kind in NUMBERS and have.kind in NUMBERS:
            return V(t, [self.wrap(t, v.slots[0])])
        if kind == "string" and have.kind in NUMBERS:
            return V(t, self.rt("intstring", self.const(0), v.slots[0]))
        if kind == "string" and have is BYTES:
            return V(t, self.rt("slicebytetostring", self.const(0), *v.slots))
        if t.u is BYTES and have.kind == "string":
            return V(t, self.rt("stringtoslicebyte", self.const(0), *v.slots))
        if have is t.u or have.kind == kind == "ptr" and have.elem.u is t.u.elem.u:
            return V(t, v.slots)
        return V(t, self.convert(v, t, n))

    # Operands.

    def expr(self, n):
        method = getattr(self, "expr_" + n.kind.lower(), None)
        need(method, n, "an expression expected, not a type")
        return method(n)

    def expr_done(self, n):
        return n.v

    def expr_int(self, n):
        v = V(CONST, const=n.value)
        v.rune = n.rune
        return v

    def expr_string(self, n):
        return V(CONST, const=n.value)

    def expr_name(self, n):
        v = self.lookup(n.name)
        if v is None or isinstance(v, gotypes.Type):
            raise Error(n.line, f"{n.name} is a type" if v else f"undefined: {n.name}")
        if isinstance(v, V):
            return V(CONST, const=v.const) if v.t is BOOL and v.const in (True, False) else v
        if v.symbol:
            return V(v.t, base=self.addr(v.symbol))
        return V(v.t, v.slots) if v.box is None else V(v.t, base=self.box(v))

    def expr_selector(self, n):
        v, at = self.expr(n.x), 0
        if v.t.u.kind == "ptr":
            v = V(v.t.u.elem, base=self.slots(v)[0])
        for name, t in v.t.u.fields:
            if name == n.name:
                self.at(n)
                if v.base is not None:
                    return V(t, base=v.base, off=v.off + 8 * at)
                return V(t, self.slots(v)[at:at + t.words])
            at += t.words
        raise Error(n.line, f"{v.t} has no field {n.name} (method values are outside of the "
                    "subset)")

    def expr_index(self, n):
        x = self.rvalue(n.x)
        if x.t.u.kind == "map":
            return V(x.t.u.elem, map=x, key=self.frame(self.value(n.i, x.t.u.key)))
        need(x.t.u.kind in ("slice", "string"), n, f"a value of type {x.t} cannot be indexed")
        i, (p, length) = self.rvalue(n.i).slots[0], x.slots[:2]
        self.at(n)
        self.check(self.bin("u<", i, length), "goPanicIndex", i, length)
        elem = x.t.u.elem or BYTE
        return V(elem, base=self.bin("+", p, self.bin("*", i, self.const(elem.size))))

    def mapget(self, v):
        """The value of a map's entry, zero if there is none, and whether there is one."""
        none = self.addr(self.desc.words(f"toygo.zero.{v.t.words}", [0] * max(v.t.words, 1)))
        p, = self.rt("mapaccess1_fat", self.desctype(v.map.t), v.map.slots[0], v.key, none)
        return self.load(v.t, p), self.bin("!=", p, none)

    def put(self, v, slots):
        """Assigns to an operand."""
        if v.map is not None:
            p, = self.rt("mapassign", self.desctype(v.map.t), v.map.slots[0], v.key)
            self.store(v.t, p, 0, slots)
        elif v.base is not None:
            self.store(v.t, v.base, v.off, slots)
        else:
            self.move(v.slots, slots)

    def address(self, v, node):
        need(v.base is not None, node, "the operand has no address")
        return self.bin("+", v.base, self.const(v.off))

    def expr_unary(self, n):
        if n.op == "&" and n.x.kind == "Composite":
            v = self.expr(n.x)
            return V(gotypes.pointer(v.t), [self.newobject(v.t, v.slots)])
        v = self.expr(n.x)
        if n.op == "&":
            if n.x.kind == "Selector" and v.base is not None:
                self.load(BYTE, v.base)  # fails if it is nil
            return V(gotypes.pointer(v.t), [self.address(v, n)])
        if n.op == "*":
            need(v.t.u.kind == "ptr", n, f"{v.t} is not a pointer")
            self.at(n)
            return V(v.t.u.elem, base=self.slots(v)[0])
        if n.op == "<-":
            return self.receive(v, n)[0]
        if v.const is not None:
            return V(v.t, const={"-": lambda a: -a, "+": lambda a: a, "^": lambda a: ~a,
                                 "!": lambda a: not a}[n.op](v.const))
        a = self.slots(v)[0]
        if n.op == "!":
            return V(v.t, [self.bin("^", a, self.const(1))])
        op, zero = ("^", -1) if n.op == "^" else (n.op, 0)
        return V(v.t, [self.wrap(v.t, self.bin(op, self.const(zero), a))])

    def receive(self, c, n):
        """The value received from a channel, and whether it was sent."""
        need(c.t.u.kind == "chan", n, f"{c.t} is not a channel")
        t = c.t.u.elem
        buf = self.zero(max(t.words, 1))
        self.at(n)
        ok = self.rt("chanrecv2", self.slots(c)[0], self.op("frame", buf[0]))
        return V(t, buf[:t.words]), V(BOOL, ok)

    def expr_binary(self, n):
        op, x = n.op, self.expr(n.x)
        if op in ("&&", "||") and x.const is None:
            d, = self.copy(self.slots(x))
            with self.when(d, op == "||"):
                self.move([d], self.value(n.y, x.t))
            return V(x.t, [d])
        y = self.expr(n.y)
        if NIL not in (x.t, y.t) and None not in (x.const, y.const):
            return self.fold(n, x, y)
        if op in ("<<", ">>"):
            x, y = self.typed(x), self.typed(y)
            return V(x.t, [self.shift(op, x.t, x.slots[0], y.slots[0])])
        t = y.t if x.t in (CONST, NIL) or y.t.u.kind == "interface" != x.t.u.kind else x.t
        a, b = self.convert(x, t, n), self.convert(y, t, n)
        self.at(n)
        if op in ("==", "!="):
            d = self.bin("==", a[0], b[0]) if NIL in (x.t, y.t) else self.equal(t, a, b, n)
            return V(BOOL, [d if op == "==" else self.bin("^", d, self.const(1))])
        if t.u.kind == "string" and op == "+":
            two = self.const(2)
            return V(t, self.rt("concatstrings", self.const(0), self.frame(a + b), two, two))
        if t.u.kind == "string":
            a, b = self.rt("cmpstring", *a, *b), [self.const(0)]
        elif t.u.kind not in NUMBERS:
            raise Error(n.line, f"{op} is not defined on {t}")
        if op in COMPARE:
            return V(BOOL, [self.bin(op, a[0], b[0])])
        if op in ("/", "%"):
            self.check(b[0], "panicdivide")
        return V(t, [self.wrap(t, self.bin(op, a[0], b[0]))])

    def shift(self, op, t, a, b):
        self.check(self.bin("<", b, self.const(0)), "panicshift", unless=True)
        d = self.bin(">>", a, self.const(63)) if op == ">>" else self.const(0)
        with self.when(self.bin("<", b, self.const(64))):
            self.emit("bin", d, op, a, b)
        return self.wrap(t, d)

    def fold(self, n, x, y):
        """An operation of two constants."""
        need(n.op not in ("/", "%") or y.const != 0, n, "division by zero")
        try:
            v = V(CONST, const=FOLD[n.op](x.const, y.const))
        except TypeError:
            raise Error(n.line, f"{n.op} is not defined on these constants") from None
        v.rune = x.rune or y.rune
        if n.op not in COMPARE:
            v.t = y.t if x.t is CONST and n.op not in ("<<", ">>") else x.t
        return v

    def expr_slice(self, n):
        x = self.rvalue(n.x)
        need(x.t.u.kind in ("string", "slice"), n, f"a value of type {x.t} cannot be sliced")
        s, string = x.slots, x.t.u.kind == "string"
        lo = self.value(n.lo, INT)[0] if n.lo else self.const(0)
        hi = self.value(n.hi, INT)[0] if n.hi else s[1]
        self.at(n)
        self.check(self.bin("u>", hi, s[-1]), "goPanicSliceAlen" if string else
                   "goPanicSliceAcap", hi, s[-1], unless=True)
        self.check(self.bin("u>", lo, hi), "goPanicSliceB", lo, hi, unless=True)
        size = self.const(1 if string else x.t.u.elem.size)
        out = [self.bin("+", s[0], self.bin("*", lo, size)), self.bin("-", hi, lo)]
        return V(x.t, out if string else out + [self.bin("-", s[2], lo)])

    def expr_assert(self, n):
        return self.assertion(self.expr(n.x), self.type(n.type), n)[0]

    def assertion(self, x, t, n, commaok=False):
        """The value of x.(t), and whether it is a t."""
        need(x.t.u.kind == "interface", n, f"{x.t} is not an interface")
        self.at(n)
        e, desc = self.eface(x), self.desctype(t)
        if t.u.kind == "interface" and t.u.methods:
            out = self.rt("assertE2I2" if commaok else "assertE2I", desc, *e)
            return V(t, out[:2]), V(BOOL, out[2:])
        if t.u.kind == "interface":
            ok = self.bin("!=", e[0], self.const(0))
            if not commaok:
                self.check(ok, "panicnildottype", desc)
            return V(t, e), V(BOOL, [ok])
        ok = self.bin("==", e[0], desc)
        if not commaok:
            self.check(ok, "panicdottypeE", e[0], desc, self.desctype(x.t))
        out = self.zero(t.words)
        with self.when(ok):
            self.move(out, self.unpack(t, e[1]))
        return V(t, out), V(BOOL, [ok])

    def unpack(self, t, data):
        return [data] if t.direct else self.load(t, data)

    def expr_composite(self, n):
        return self.composite(n, self.type(n.type))

    def composite(self, n, t):
        u = t.u

        def part(x, et):
            bare = x.kind == "Composite" and x.type is None
            return self.composite(x, et).slots if bare else self.value(x, et)
        if u.kind == "ptr":  # {…} for &T{…}
            return V(t, [self.newobject(u.elem, self.composite(n, u.elem).slots)])
        if u.kind == "struct":
            types, given = dict(u.fields), {}
            names = [k.name if k else f for (k, _), f in zip(n.items, list(types) * 2)]
            need(not n.items or n.items[0][0] or len(n.items) == len(types), n,
                 f"{t} has {len(types)} fields")
            for name, (_, x) in zip(names, n.items):
                need(name in types, n, f"{t} has no field {name}")
                given[name] = part(x, types[name])
            return V(t, [s for f, ft in u.fields for s in given.get(f) or self.zero(ft.words)])
        if u.kind == "slice" and not any(k for k, _ in n.items):
            return V(t, self.sliceof(u.elem, [part(x, u.elem) for _, x in n.items]))
        if u.kind == "map":
            m, = self.rt("makemap", self.desctype(t), *self.zero(2))
            for k, x in n.items:
                self.put(V(u.elem, map=V(t, [m]), key=self.frame(part(k, u.key))),
                         part(x, u.elem))
            return V(t, [m])
        raise Error(n.line, "such a literal is outside of the subset")

    def sliceof(self, elem, values):
        """A new slice of values, each of which is a list of slots."""
        count = self.const(len(values))
        p, = self.rt("makeslice", self.desctype(elem), count, count)
        for i, slots in enumerate(values):
            self.store(elem, p, i * elem.size, slots)
        return [p, count, count]

    def expr_funclit(self, n):
        top = self
        while top.outer:
            top = top.outer
        counts, t, inner = self.program.counts, self.type(n.type), Lower(self.program, self)
        counts[top.name] = counts.get(top.name, 0) + 1
        inner.function(f"{top.name}.func{counts[top.name]}", t, n)
        if not inner.captures:
            return V(t, const=("func", inner.name))
        code = self.load(WORD, self.addr(self.desc.funcval(inner.name)))
        words = code + [self.box(var) for var in inner.captures]
        record = gotypes.struct([(f"f{i}", WORD) for i in range(len(words))])
        return V(t, [self.newobject(record, words)])

    # Calls.

    def expr_call(self, n):
        fn = n.fn
        if self.istype(fn):
            return self.conversion(n, self.type(fn))
        if fn.kind == "Name" and self.lookup(fn.name) is None:
            builtin = getattr(self, "builtin_" + fn.name, None)
            need(builtin, n, f"undefined: {fn.name}")
            return builtin(n)
        if self.inpackage(fn):
            name = f"{fn.x.name}.{fn.name}"
            need(name in PACKAGES, n, f"{name} is outside of the subset")
            params, results, symbol = PACKAGES[name]
            return self.call(n, gotypes.func(params, results), "c", symbol)
        if fn.kind == "Selector":
            v = self.expr(fn.x)
            if v.t.u.kind == "interface" or self.methodof(v, fn):
                return self.method(n, v)
        f = self.expr(fn)
        need(f.t.u.kind == "func", n, f"{f.t} is not a function")
        if isinstance(f.const, tuple):
            return self.call(n, f.t.u, "call", f.const[1])
        return self.call(n, f.t.u, "closure", self.slots(f)[0])

    def inpackage(self, fn):
        return fn.kind == "Selector" and fn.x.kind == "Name" and \
            fn.x.name in self.program.imports and self.lookup(fn.x.name) is None

    def methodof(self, v, fn):
        return (v.t.elem if v.t.kind == "ptr" else v.t).methods.get(fn.name)

    def method(self, n, v):
        """A call of a method of v."""
        t, name = v.t, n.fn.name
        if t.u.kind == "interface":
            need(name in t.u.methods, n, f"{t} has no method {name}")
            tab, data = self.slots(v)
            self.at(n)
            code = self.load(WORD, tab, 8 + 8 * sorted(t.u.methods).index(name))[0]
            return self.call(n, t.u.methods[name], "code", code, [data])
        m = self.methodof(v, n.fn)
        if m.pointer:
            recv = self.slots(v) if t.kind == "ptr" else [self.address(v, n)]
        else:
            self.at(n)
            recv = self.load(t.elem, self.slots(v)[0]) if t.kind == "ptr" else self.slots(v)
        return self.call(n, m.type, "call", m.symbol, recv)

    def values(self, nodes):
        """The values of a list of expressions, or of a single call with several results."""
        out = [self.expr(x) for x in nodes]
        if len(out) == 1 and out[0].t.kind == "tuple":
            at, slots, out = 0, out[0].slots, [V(t) for _, t in out[0].t.fields]
            for v in out:
                v.slots = slots[at:at + v.t.words]
                at += v.t.words
        return out

    def args(self, n, t):
        """The slots of a call's arguments."""
        vs, params = self.values(n.args), t.params
        if t.variadic and not n.spread and len(vs) >= len(params) - 1:
            elem, rest = params[-1].elem, vs[len(params) - 1:]
            vs[len(params) - 1:] = [V(params[-1], self.sliceof(
                elem, [self.convert(v, elem, n) for v in rest]) if rest else self.zero(3))]
        need(len(vs) == len(params), n, f"{len(vs)} arguments for {len(params)} parameters")
        return [s for v, p in zip(vs, params) for s in self.convert(v, p, n)]

    def call(self, n, t, how, target, first=()):
        args = [*first, *self.args(n, t)]
        out = self.row(sum(r.words for r in t.results))
        self.at(n)
        self.emit(how, target, args, out)
        return V(t.results[0] if len(t.results) == 1 else gotypes.tuple_of(t.results), out)

    def builtin_len(self, n):
        v, cap = self.rvalue(n.args[0]), n.fn.name == "cap"
        s, kind = v.slots, v.t.u.kind
        if kind in ("string", "slice"):
            return V(INT, [s[2 if cap else 1]])
        need(kind in ("map", "chan"), n, f"{n.fn.name} of a value of type {v.t}")
        d = self.const(0)
        with self.when(s[0]):
            self.emit("load", d, s[0], 8 * cap)
        return V(INT, [d])

    builtin_cap = builtin_len

    def builtin_new(self, n):
        t = self.type(n.args[0])
        return V(gotypes.pointer(t), [self.newobject(t)])

    def builtin_make(self, n):
        t = self.type(n.args[0])
        sizes = [self.value(a, INT)[0] for a in n.args[1:]] or [self.const(0)]
        self.at(n)
        if t.u.kind == "slice":
            p, = self.rt("makeslice", self.desctype(t.u.elem), sizes[0], sizes[-1])
            return V(t, [p, sizes[0], sizes[-1]])
        if t.u.kind == "map":
            return V(t, self.rt("makemap", self.desctype(t), sizes[0], self.const(0)))
        if t.u.kind == "chan":
            return V(t, self.rt("makechan", self.desctype(t), sizes[0]))
        raise Error(n.line, f"cannot make a value of type {t}")

    def builtin_append(self, n):
        s = self.rvalue(n.args[0])
        need(s.t.u.kind == "slice", n, "append needs a slice")
        elem, old = s.t.u.elem, s.slots
        if n.spread:
            more = self.rvalue(n.args[1]).slots
        else:
            more = [None, self.const(len(n.args) - 1)]
            vs = [self.value(a, elem) for a in n.args[1:]]
        new, total = self.copy(old), self.bin("+", old[1], more[1])
        with self.when(self.bin(">", total, old[2])):
            self.move(new, self.rt("growslice", self.desctype(elem), *old, total))
        size = self.const(elem.size)
        end = self.bin("+", new[0], self.bin("*", old[1], size))
        self.move([new[1]], [total])
        if n.spread:
            self.rt("memmove", end, more[0], self.bin("*", more[1], size))
        else:
            for i, v in enumerate(vs):
                self.store(elem, end, i * elem.size, v)
        return V(s.t, new)

    def builtin_copy(self, n):
        to, source = self.rvalue(n.args[0]), self.rvalue(n.args[1]).slots
        d, = self.copy([to.slots[1]])
        with self.when(self.bin("<", source[1], d)):
            self.move([d], [source[1]])
        self.rt("memmove", to.slots[0], source[0],
                self.bin("*", d, self.const(to.t.u.elem.size)))
        return V(INT, [d])

    def builtin_delete(self, n):
        m = self.rvalue(n.args[0])
        self.rt("mapdelete", self.desctype(m.t), m.slots[0],
                self.frame(self.value(n.args[1], m.t.u.key)))
        return V(VOID, [])

    def builtin_close(self, n):
        c = self.rvalue(n.args[0])
        self.at(n)
        self.rt("closechan", c.slots[0])
        return V(VOID, [])

    def builtin_panic(self, n):
        v = self.value(n.args[0], ANY)
        self.at(n)
        self.rt("gopanic", *v)
        return V(VOID, [])

    def builtin_recover(self, n):
        d = self.row(2)
        self.emit("recover", d[0])
        return V(ANY, d)

    def builtin_print(self, n):
        vs = [self.typed(v) for v in self.values(n.args)]
        self.rt("printlock")
        for i, v in enumerate(vs):
            if i and n.fn.name == "println":
                self.rt("printsp")
            kind = v.t.u.kind
            name = "int" if kind in NUMBERS else kind if kind in ("bool", "string", "slice") else \
                "pointer" if kind != "interface" else "iface" if v.t.u.methods else "eface"
            self.rt("print" + name, *v.slots)
        if n.fn.name == "println":
            self.rt("printnl")
        self.rt("printunlock")
        return V(VOID, [])

    builtin_println = builtin_print

    # Statements.

    @contextmanager
    def scope(self, names=None):
        self.scopes.append(names or {})
        yield
        self.scopes.pop()

    def block(self, stmts):
        with self.scope():
            for s in stmts:
                self.stmt(s)

    def stmt(self, s):
        self.at(s)
        lower = getattr(self, "stmt_" + s.kind.lower())
        try:
            if not hasattr(s, "init"):
                lower(s)
                return
            with self.scope():  # if, for, switch: what the first part declares lives as long
                if s.init:
                    self.stmt(s.init)
                lower(s)
        except MISTAKES:  # an operand is missing, or of a kind that is not looked at everywhere
            raise Error(s.line, "not Go, or outside of the subset") from None

    def stmt_block(self, s):
        self.block(s.body)

    def stmt_expr(self, s):
        self.expr(s.x)

    def stmt_decls(self, s):
        for d in s.decls:
            self.declare(d)

    def declare(self, d):
        """Declares a type, constants or variables, also those of the package."""
        if d.kind == "TypeDecl":
            self.program.declaretype(self.scopes[-1], d)
            self.program.definetype(self, d)
            return
        with self.scope({"iota": V(CONST, const=d.iota)} if d.kind == "Const" else {}):
            vs = self.values(d.values)
        need(len(vs) == len(d.names) or not vs and d.kind == "Var", d,
             f"{len(d.names)} names but {len(vs)} values")
        if d.kind == "Const":
            for name, v in zip(d.names, vs):
                need(v.const is not None, d, f"{name} is not constant")
                self.scopes[-1][name] = v = V(self.type(d.type) if d.type else v.t, const=v.const)
            return
        for i, name in enumerate(d.names):
            t = self.type(d.type) if d.type else self.typed(vs[i]).t
            slots = self.convert(vs[i], t, d) if vs else self.zero(t.words)
            if self is self.program.init:
                symbol = self.desc.words("main." + name, ["var", max(t.words, 1)])
                if name != "_":
                    self.scopes[-1][name] = Var(t, symbol=symbol)
                self.store(t, self.addr(symbol), 0, slots)
            else:
                self.define(name, t, slots)

    def commaok(self, s):
        """The values of the right side of an assignment, which may have the form v, ok."""
        x = s.right[0]
        if len(s.left) == 2 and len(s.right) == 1:
            if x.kind == "Assert":
                return self.assertion(self.expr(x.x), self.type(x.type), x, True)
            if x.kind == "Unary" and x.op == "<-":
                return self.receive(self.expr(x.x), x)
            if x.kind == "Index":
                v = self.expr(x)
                if v.map is not None:
                    slots, ok = self.mapget(v)
                    return V(v.t, slots), V(BOOL, [ok])
        vs = self.values(s.right)
        need(len(vs) == len(s.left), s, f"{len(s.left)} operands but {len(vs)} values")
        return vs

    def stmt_define(self, s):
        vs = [self.typed(v) for v in self.commaok(s)]
        self.assign(s.left, vs if len(vs) == 1 else [V(v.t, self.copy(v.slots)) for v in vs],
                    True, s)

    def assign(self, left, vs, define, s):
        """Gives values to new variables, or to operands."""
        for x, v in zip(left, vs):
            if define and (x.name == "_" or x.name not in self.scopes[-1]):
                need(v.t not in (NIL, VOID), s, f"{x.name} gets no value that has a type")
                self.define(x.name, v.t, self.slots(v))
            elif not isname(x, "_"):
                to = self.expr(x)
                self.put(to, self.convert(v, to.t, s))

    def stmt_assign(self, s):
        if s.op:
            to = self.expr(s.left[0])
            old = Node("Done", s.line, V(to.t, self.slots(to)))
            self.put(to, self.value(Node("Binary", s.line, s.op, old, s.right[0]), to.t))
            return
        places = [None if isname(x, "_") else self.expr(x) for x in s.left]
        slots = [self.convert(v, to.t, s) if to else self.typed(v).slots
                 for v, to in zip(self.commaok(s), places)]
        for to, x in zip(places, slots if len(slots) == 1 else [self.copy(x) for x in slots]):
            if to and to.const is not None:
                raise Error(s.line, "cannot assign to a constant")
            if to:
                self.put(to, x)

    def stmt_send(self, s):
        c = self.rvalue(s.chan)
        need(c.t.u.kind == "chan", s, f"{c.t} is not a channel")
        v = self.frame(self.value(s.value, c.t.u.elem))
        self.at(s)
        self.rt("chansend1", c.slots[0], v)

    def stmt_go(self, s):
        """Also defer. What is called is a func value with at most six words of arguments and two of
        results; all else is put into a function literal, whose variables the operands become."""
        n, how = s.call, s.kind.lower()
        need(n.kind == "Call", s, f"{how} needs a call")
        selector, package = n.fn.kind == "Selector", self.inpackage(n.fn)
        if not selector and not (n.fn.kind == "Name" and self.lookup(n.fn.name) is None):
            f = self.rvalue(n.fn)
            need(f.t.u.kind == "func", s, f"{f.t} is not a function")
            args = self.args(n, f.t.u)
            if len(args) <= 6 and sum(r.words for r in f.t.u.results) <= 2:
                self.emit(how, f.slots[0], args)
                return
        names = [(f".{i}", a) for i, a in enumerate(n.args)]
        fn, args = n.fn, [Node("Name", s.line, name) for name, _ in names]
        if selector and not package:
            names.append((".x", fn.x))
            fn = Node("Selector", s.line, Node("Name", s.line, ".x"), fn.name)
        call = Node("Expr", s.line, Node("Call", s.line, fn, args, n.spread))
        literal = Node("FuncLit", s.line, Node("FuncType", s.line, [], [], False), [call])
        with self.scope():
            for name, x in names:
                v = self.expr(x)
                m = name == ".x" and self.methodof(v, fn)
                if m and m.pointer and v.t.kind != "ptr":
                    v = V(gotypes.pointer(v.t), [self.address(v, n)])
                v = self.typed(v)
                self.boxed.add(name)
                self.define(name, v.t, v.slots)
            self.emit(how, self.rvalue(literal).slots[0], [])

    stmt_defer = stmt_go

    def stmt_return(self, s):
        vs = self.values(s.values)
        need(len(vs) == len(self.results) or not vs and self.named, s,
             f"{len(vs)} values for {len(self.results)} results")
        slots = [self.convert(v, var.t, s) for v, (var, _) in zip(vs, self.results)]
        for (var, own), x in zip(self.results, [self.copy(x) for x in slots]):
            self.put(V(var.t, own) if var.box is None else V(var.t, base=var.box), x)
        self.emit("jump", "return")

    def stmt_if(self, s):
        yes, no, done = self.label(), self.label(), self.label()
        self.emit("if", self.value(s.cond, BOOL)[0], yes, no)
        self.emit("label", yes)
        self.block(s.then)
        self.emit("jump", done)
        self.emit("label", no)
        self.block(s.other)
        self.emit("label", done)

    def loop(self, body, done, again, label):
        """A body in which break and continue lead to the labels done and again."""
        self.loops.append((done, again, label))
        self.block(body)
        self.loops.pop()

    def mylabel(self):
        label, self.label_of_next = self.label_of_next, None
        return label

    def stmt_labeled(self, s):
        self.label_of_next = s.label
        self.stmt(s.stmt)

    def stmt_break(self, s):
        i = 0 if s.kind == "Break" else 1
        for loop in reversed(self.loops):
            if loop[i] and s.label in (None, loop[2]):
                self.emit("jump", loop[i])
                return
        raise Error(s.line, f"{s.kind.lower()} leads nowhere")

    stmt_continue = stmt_break

    def stmt_for(self, s):
        label, (top, body, again, done) = self.mylabel(), [self.label() for _ in range(4)]
        self.emit("label", top)
        if s.cond:
            self.emit("if", self.value(s.cond, BOOL)[0], body, done)
            self.emit("label", body)
        self.loop(s.body, done, again, label)
        self.emit("label", again)
        if s.post:
            self.stmt(s.post)
        self.emit("jump", top)
        self.emit("label", done)

    def stmt_range(self, s):
        x = self.rvalue(s.x)
        u, kind, own = x.t.u, x.t.u.kind, self.copy(x.slots)
        label, (top, body, again, done) = self.mylabel(), [self.label() for _ in range(4)]
        i, next_ = self.zero(2)
        if kind == "map":
            it = self.zero(12)
            self.rt("mapiterinit", self.desctype(x.t), own[0], self.op("frame", it[0]))
        elif kind not in ("slice", "string", "chan"):
            raise Error(s.line, f"cannot range over a value of type {x.t}")
        self.emit("label", top)
        if kind == "chan":
            v, ok = self.receive(V(x.t, own), s)
            vs, more = [v], ok.slots[0]
        else:
            more = it[0] if kind == "map" else self.bin("<", i, own[1])
        self.emit("if", more, body, done)
        self.emit("label", body)
        if kind == "map":
            vs = [V(u.key, base=it[0]), V(u.elem, base=it[1])]
        elif kind == "slice":
            elem = self.bin("+", own[0], self.bin("*", i, self.const(u.elem.size)))
            vs = [V(INT, self.copy([i])), V(u.elem, base=elem)]
        elif kind == "string":
            r = self.load(BYTE, self.bin("+", own[0], i))
            self.emit("bin", next_, "+", i, self.const(1))
            with self.when(self.bin(">", r[0], self.const(127))):
                self.move(r + [next_], self.rt("decoderune", *own, i))
            vs = [V(INT, self.copy([i])), V(INT32, r)]
        with self.scope():
            self.assign(s.left, vs, s.define, s)
            self.loop(s.body, done, again, label)
        self.emit("label", again)
        if kind == "map":
            self.rt("mapiternext", self.op("frame", it[0]))
        elif kind != "chan":
            self.move([i], [next_ if kind == "string" else self.bin("+", i, self.const(1))])
        self.emit("jump", top)
        self.emit("label", done)

    def cases(self, cases, test, begin=lambda i, case: None):
        """The tests of all cases, then their bodies; begin declares what a body sees. test emits
        a test for one thing that stands after case, and returns the slot."""
        label, done, bodies = self.mylabel(), self.label(), [self.label() for _ in cases]
        default = done
        for i, ((case, _), yes) in enumerate(zip(cases, bodies)):
            if case is None:
                default = yes
            for x in [] if case is None else case if isinstance(case, list) else [case]:
                no = self.label()
                self.emit("if", test(i, x), yes, no)
                self.emit("label", no)
        self.emit("jump", default)
        for i, ((case, body), at) in enumerate(zip(cases, bodies)):
            self.emit("label", at)
            through = body and body[-1].kind == "Fallthrough"
            with self.scope():
                begin(i, case)
                self.loop(body[:-1] if through else body, done, None, label)
            self.emit("jump", bodies[i + 1] if through else done)
        self.emit("label", done)

    def stmt_switch(self, s):
        v = self.rvalue(s.tag) if s.tag else None
        tag = v and Node("Done", s.line, V(v.t, self.copy(v.slots)))
        self.cases(s.cases, lambda i, x: self.value(
            Node("Binary", x.line, "==", tag, x) if tag else x, BOOL)[0])

    def stmt_typeswitch(self, s):
        x = self.rvalue(s.x)
        need(x.t.u.kind == "interface", s, f"{x.t} is not an interface")
        x = V(x.t, self.copy(x.slots))
        e = self.copy(self.eface(x))

        def test(i, n):
            if isname(n, "nil"):
                return self.bin("==", e[0], self.const(0))
            return self.assertion(x, self.type(n), n, True)[1].slots[0]

        def begin(i, case):
            v = x
            if case and len(case) == 1 and not isname(case[0], "nil"):
                t = self.type(case[0])
                v = self.assertion(x, t, s)[0] if t.u.kind == "interface" else \
                    V(t, self.unpack(t, e[1]))
            if s.name:
                self.define(s.name, v.t, v.slots)
        self.cases(s.cases, test, begin)

    def stmt_select(self, s):
        """The runtime's records: channel, element, kind (1 receives, 2 sends, 3 is the default)."""
        n, info = len(s.cases), []
        if n == 0:
            self.rt("block")
            return
        rows, order = self.zero(5 * n), self.zero((n + 1) // 2)
        for i, (comm, _) in enumerate(s.cases):
            kind, v, buf = 3, None, None
            if comm and comm.kind == "Send":
                kind, v = 2, self.rvalue(comm.chan)
                buf = self.copy(self.value(comm.value, v.t.u.elem) or self.zero(1))
            elif comm:
                kind, v = 1, self.rvalue((comm.x if comm.kind == "Expr" else comm.right[0]).x)
                buf = self.zero(max(v.t.u.elem.words, 1))
            if v:
                self.move([rows[5 * i]], v.slots)
                self.emit("frame", rows[5 * i + 1], buf[0])
            self.emit("const", rows[5 * i + 2], kind)
            info.append((v and v.t.u.elem, buf))
        self.at(s)
        index, ok = self.rt("selectgo", self.op("frame", rows[0]), self.op("frame", order[0]),
                            self.const(n))

        def begin(i, case):
            if case and case.kind in ("Define", "Assign"):
                t, buf = info[i]
                self.assign(case.left, [V(t, buf[:t.words]), V(BOOL, [ok])],
                            case.kind == "Define", s)
        self.cases(s.cases, lambda i, x: self.bin("==", index, self.const(i)), begin)
