"""The tree → IR: statements, functions and declarations. Types are checked as far as needed."""
import functools
from contextlib import contextmanager

import ir
from emit import Slot, V
from gotypes import (BOOL, CONST, INT, INT32, INT64, NIL, STRING, UNIVERSE, VOID, WORD, Type,
                     Descriptors, function, make)
from operands import BUILTINS, Operands
from syntax import Error, Node, Parser

MISTAKES = (AttributeError, IndexError, KeyError, TypeError, ValueError)
PACKAGES = {  # what can be imported: functions of gort.h
    "runtime": {name: V(function(params, results), call=("c", "gort_" + name, []))
                for name, params, results in [("Gosched", [], []), ("Goexit", [], []),
                                              ("NumGoroutine", [], [INT]),
                                              ("GOMAXPROCS", [INT], [INT])]},
    "time": {"Sleep": V(function([INT64], []), call=("c", "gort_Sleep", []))}}
LETTERS = dict(p=WORD, i=INT, s=STRING, b=BOOL, r=INT32)
RUNTIME = {name: V(function(*[[LETTERS[c] for c in letters] for letters in signature]),
                   call=("rt", name, []))
           for name, signature in ir.RUNTIME.items() if set("".join(signature)) <= set(LETTERS)}
RANGE = {  # the loop over an x of this kind, in Go
    "slice": "for i := 0; i < len(x); i++ { each(i, x[i]) }",
    "string": """for i, next := 0, 0; i < len(x); i = next {
        r := rune(x[i])
        next = i + 1
        if r > 127 {
            r, next = decoderune(x, i)
        }
        each(i, r)
    }""",
    "chan": """for {
        v, ok := <-x
        if !ok {
            break
        }
        each(v)
    }""",
    "map": """{
        var it Iterator
        for mapiterinit(Map, x, &it); it.key != nil; mapiternext(&it) {
            each(*it.key, *it.elem)
        }
    }"""}


@functools.cache
def template(text, rule):
    """The Node of a text in which names stand for types and operands, in no line."""
    return Parser(text, 0).parse(rule)


def walk(x, inside=False):
    """All nodes below x, and whether each is in a function literal."""
    if isinstance(x, Node):
        yield x, inside
        x, inside = list(vars(x).values()), inside or x.kind == "FuncLit"
    for part in x if isinstance(x, list) else ():
        yield from walk(part, inside)


def root(x):
    """The name with which an operand begins."""
    while x.kind in ("Selector", "Index"):
        x = x.x
    return getattr(x, "name", None)


def single(d):
    """A declaration as a list of declarations; of one variable each, if each has a value."""
    if isinstance(d, list):
        return sum(map(single, d), [])
    if d.kind != "Var" or len(d.names) != len(d.values):
        return [d]
    return [Node("Var", d.line, names=[name], type=d.type, values=[x])
            for name, x in zip(d.names, d.values)]


class Lower(Operands):
    """Makes a function from its declaration, or from a literal in the function `outer`. scopes:
    what is declared around it; the last is for the parameters."""

    def __init__(self, program, name, n, scopes, outer=None):
        super().__init__(program, ir.Function(name, n.line))
        self.scopes, self.outer, self.boxed, self.captures = scopes, outer, set(), {}
        self.loops, self.label_of_next, at = [], None, 0
        for x, inside in walk(n.body):  # what closures use or whose address is taken
            if x.kind == "Name" and inside:
                self.boxed.add(x.name)
            elif x.kind == "Unary" and x.op == "&" or x.kind == "Call" and x.x.kind == "Selector":
                self.boxed.add(root(x.x))
        params = self.params((n.receiver or []) + n.type.params)
        results, self.results = self.params(n.type.results), []
        self.ctx = Slot(self.f.signature(*[sum(t.words for _, t in x) for x in (params, results)]))
        for i, (name, t) in enumerate(params + results):
            own = [Slot(s) for s in range(at, at + t.words)]
            at += t.words
            if i >= len(params):
                self.move(own, [0] * t.words)
            var = self.variable(name, t, own)
            if i >= len(params):
                self.results.append((var, own))
        self.named = any(name for name, _ in results)
        for init in program.inits if self.f.name == "main.main" else []:
            self.invoke("call", init, [], 0)
        for s in n.body:
            self.stmt(s)
        if self.live:
            self.line = n.line
            self.need(not results, f"missing return in {self.f.name}")
            self.emit("jump", "return")
        self.code, self.live = self.f.tail, True
        for var, own in self.results:
            if var.base is not None:
                self.move(own, self.load(var.t, var.base))

    # Names.

    def variable(self, name, t, slots):
        """Declares a variable that has its value in slots of its own."""
        var = V(t, slots, owner=self)
        if name in self.boxed:
            var = V(t, base=self.newobject(t, slots), owner=self)
        if name not in ("", "_"):
            self.scopes[-1][name] = var
        return var

    def lookup(self, name):
        for scope in reversed(self.scopes):
            if isinstance(scope.get(name), Node):  # a declaration of the package
                with self.scope(*self.program.scopes):
                    self.declare(scope[name])
            if name in scope:
                return scope[name]
        return self.outer and self.outer.lookup(name)

    def box(self, var):
        """The slot with the address of a boxed variable, which may be an outer function's."""
        if var.owner is self:
            return var.base
        i = self.captures.setdefault(var, len(self.captures))
        return self.load(WORD, self.ctx, 8 + 8 * i)[0]

    @contextmanager
    def scope(self, *scopes):
        """What is lowered inside declares in a new scope; or sees these scopes only."""
        before, self.scopes = self.scopes, list(scopes) or self.scopes + [{}]
        yield
        self.scopes = before

    # Declarations.

    def stmt_Decls(self, s):
        for d in s.decls:
            self.declare(d)

    def declare(self, d):
        """Those of the package are lowered when a name of theirs is met, or in order."""
        if self.scopes[-1] is not self.program.scope:
            self.stmt(d)
        elif d not in self.program.declared:
            self.program.declared.add(d)
            self.stmt(d)

    def stmt_Import(self, d):
        name = d.name.strip('"')
        self.need(name in PACKAGES, f"package {name} is outside of the subset")
        self.scopes[-1][name] = PACKAGES[name]

    def stmt_Func(self, d):
        name, t = "main." + d.name, self.type(d.type)
        if d.receiver:
            (_, rt), = self.params(d.receiver)
            base, pointer = (rt.elem, True) if rt.kind == "ptr" else (rt, False)
            name = f"main.(*{base.text[5:]}).{d.name}" if pointer else f"{base}.{d.name}"
            base.methods[d.name] = Node("Method", d.line, name=d.name, type=t, pointer=pointer,
                                        symbol=name)
        elif d.name == "init":
            name += f".{len(self.program.inits) - 1}"
            self.program.inits.append(name)
        else:
            self.scopes[-1][d.name] = V(t, call=("call", name, []))
        self.program.bodies.append((name, d))

    def stmt_TypeDecl(self, d):
        if d.alias:
            self.scopes[-1][d.name] = self.type(d.type)
            return
        self.need("main." + d.name not in Type.all,
                  f"a second type {d.name} is outside of the subset")
        t = self.scopes[-1][d.name] = Type("named", "main." + d.name)
        t.u = self.type(d.type).u

    def stmt_Const(self, d):
        with self.scope():
            self.scopes[-1]["iota"] = V(CONST, const=d.iota)
            vs = self.values(d.values)
        self.need(len(vs) == len(d.names), f"{len(d.names)} names but {len(vs)} values")
        for name, v in zip(d.names, vs):
            self.need(v.const is not None, f"{name} is not constant")
            self.scopes[-1][name] = V(self.type(d.type) if d.type else v.t, const=v.const,
                                      rune=v.rune)

    def stmt_Var(self, d):
        t = self.type(d.type) if d.type else None
        vs = self.values(d.values) or [V(t, self.zero(t.words)) for _ in d.names]
        self.assign(d.names, [self.convert(v, t) if t else v for v in vs])

    # Statements.

    def block(self, stmts):
        with self.scope():
            for s in stmts:
                self.stmt(s)

    def stmt(self, s):
        self.at(s)
        lower = getattr(self, "stmt_" + s.kind)
        try:
            if not s.init:
                lower(s)
                return
            with self.scope():  # what the first part declares lives as long as the statement
                self.stmt(s.init)
                lower(s)
        except MISTAKES:  # an operand is missing, or of a kind that is not looked at everywhere
            self.fail("not Go, or outside of the subset")

    def stmt_Block(self, s):
        self.block(s.body)

    def stmt_simple(self, s):
        op, (x, *_) = s.op, s.left
        if op is None:
            self.expr(x)
        elif op == "<-":
            c = self.typed(self.expr(x))
            self.need(c.t.u.kind == "chan", f"{c.t} is not a channel")
            self.rt("chansend1", c, self.frame(self.convert(self.expr(s.right[0]), c.t.u.elem)))
        elif op in ("=", ":="):
            self.assign(self.targets(s.left, op), self.commaok(s) or self.values(s.right))
        else:
            x = self.expr(x)
            y = V(CONST, const=1) if op in ("++", "--") else self.expr(s.right[0])
            self.put(x, self.convert(self.binary(op[:-1], V(x.t, self.slots(x)), y), x.t))

    def commaok(self, s):
        """The values of an assignment of the form v, ok = x; or None."""
        x = s.right[0]
        if (len(s.left), len(s.right)) == (2, 1) and x.kind in ("Assert", "Index", "Unary"):
            v = self.assertion(self.expr(x.x), self.type(x.type), True) if x.kind == "Assert" \
                else self.expr(x)
            v = self.mapget(v) if v.map else v
            return [v, V(BOOL, self.words(v.ok))]

    def targets(self, left, op):
        """What to assign to: operands, or the names of new variables."""
        names = [x.name if x.kind == "Name" else None for x in left]
        return [name if name == "_" or op == ":=" and name not in self.scopes[-1] else self.expr(x)
                for name, x in zip(names, left)]

    def assign(self, to, vs):
        """Gives values to operands and new variables."""
        self.need(len(to) == len(vs), f"{len(to)} operands but {len(vs)} values")
        vs = [self.convert(v, x.t) if isinstance(x, V) else self.typed(v) for x, v in zip(to, vs)]
        for x, v in zip(to, [V(v.t, self.copy(v)) for v in vs]):
            if isinstance(x, V):
                self.put(x, v)
                continue
            self.need(v.t not in (NIL, VOID), f"{x} gets no value that has a type")
            if self.scopes[-1] is self.program.scope:
                symbol = self.desc.words("main." + x, ["var", max(v.t.words, 1)])
                self.scopes[-1][x] = V(v.t, symbol=symbol)
                self.store(v.t, self.word(symbol), 0, v)
            else:
                self.variable(x, v.t, v.slots)

    def stmt_Go(self, s):
        """Also defer. What is called is a func value with at most six words of arguments and two of
        results; all else is called by a function literal, whose variables the operands become."""
        n, how = s.call, s.kind.lower()
        self.need(n.kind == "Call", f"{how} needs a call")
        f = self.operand(n.x)
        kind, target, receiver = ("", "", []) if f.builtin else self.callee(f)
        vs = [self.typed(v) for v in self.values(n.args)]
        if not f.builtin:
            words, results = receiver + self.args(vs, f.t.u, n.spread), f.t.u.results
            if kind == "call":
                target = self.word(self.desc.funcval(target))
            if kind != "c" and len(words) <= 6 and sum(t.words for t in results) <= 2:
                self.emit(how, target, words)
                return
            vs = [V(WORD, [word]) for word in words]
            f = V(function([WORD] * len(words), results), None if kind == "c" else [target],
                  call=f.call if kind == "c" else None)
        names, name = [f"a{i}" for i in range(len(vs))], n.x.name if f.builtin else "f"
        literal = template(f"func() {{ {name}({', '.join(names)}) }}", "FuncLit")
        with self.scope():
            self.boxed.update(names + ["f"])
            self.assign(names, vs)
            if f.slots:
                self.assign(["f"], [f])
            elif not f.builtin:
                self.scopes[-1]["f"] = f
            self.emit(how, self.word(self.expr(literal)), [])

    stmt_Defer = stmt_Go

    def stmt_Return(self, s):
        vs = self.values(s.values)
        self.need(len(vs) == len(self.results) or not vs and self.named,
                  f"{len(vs)} values for {len(self.results)} results")
        if vs:
            self.assign([var for var, _ in self.results], vs)
        self.emit("jump", "return")

    def stmt_If(self, s):
        done = self.label()
        with self.when(self.convert(self.expr(s.cond), BOOL)):
            self.block(s.then)
            self.emit("jump", done)
        self.block([s.other] if s.other else [])
        self.emit("label", done)

    def loop(self, body, done, again, label):
        """A body in which break and continue lead to the labels done and again."""
        self.loops.append((done, again, label))
        self.block(body)
        self.loops.pop()

    def mylabel(self):
        label, self.label_of_next = self.label_of_next, None
        return label

    def stmt_Labeled(self, s):
        self.label_of_next = s.label
        self.stmt(s.stmt)

    def stmt_Break(self, s):
        i = 0 if s.kind == "Break" else 1
        to = [loop[i] for loop in self.loops if loop[i] and s.label in ("", loop[2])]
        self.need(to, f"{s.kind.lower()} leads nowhere")
        self.emit("jump", to[-1])

    stmt_Continue = stmt_Break

    def stmt_For(self, s):
        label, (top, body, again, done) = self.mylabel(), [self.label() for _ in range(4)]
        self.emit("label", top)
        if s.cond:
            self.emit("if", self.word(self.convert(self.expr(s.cond), BOOL)), body, done)
            self.emit("label", body)
        self.loop(s.body, done, again, label)
        self.emit("label", again)
        if s.post:
            self.stmt(s.post)
        self.emit("jump", top)
        self.emit("label", done)

    def stmt_Range(self, s):
        x, left = self.typed(self.expr(s.x)), s.left or []
        u, key, elem = x.t.u, x.t.u.key or INT, x.t.u.elem or INT32
        self.need(u.kind in RANGE, f"cannot range over a value of type {x.t}")
        iterator = make("struct", fields=[
            ("key", make("ptr", elem=key)), ("elem", make("ptr", elem=elem)),
            *[(f"_{i}", WORD) for i in range(10)]])
        with self.scope():
            if s.op == ":=":
                self.assign([x.name for x in left], [
                    V(t, self.zero(t.words))
                    for _, t in zip(left, [elem] if u.kind == "chan" else [key, elem])])
            scopes = self.scopes

            def each(self, n, *vs):
                with self.scope(*scopes):
                    self.assign(self.targets(left, "="), vs[:len(left)])
                    self.block(s.body)
            with self.scope(UNIVERSE, BUILTINS, RUNTIME, {
                    "x": V(x.t, self.copy(x)), "Map": x.t, "Iterator": iterator,
                    "each": V(VOID, builtin=each)}):
                self.stmt(template(RANGE[u.kind], "statement"))

    def cases(self, cases, test):
        """The tests of all cases, then their bodies. test emits the test for one thing that stands
        after case; it returns the slot, and what the body does first if no other thing stands
        there."""
        label, done, bodies = self.mylabel(), self.label(), [self.label() for _ in cases]
        default, begin = done, dict.fromkeys(bodies)
        for case, yes in zip(cases, bodies):
            default = yes if case.what is None else default
            things = case.what if isinstance(case.what, list) else [case.what or []]
            for x in filter(None, things):
                no, (slot, first) = self.label(), test(x)
                self.emit("if", self.word(slot), yes, no)
                self.emit("label", no)
                begin[yes] = first if len(things) == 1 else None
        self.emit("jump", default)
        for case, here, after in zip(cases, bodies, [*bodies[1:], done]):
            self.emit("label", here)
            through = case.body and case.body[-1].kind == "Fallthrough"
            with self.scope():
                if begin[here]:
                    begin[here]()
                self.loop(case.body[:-1] if through else case.body, done, None, label)
            self.emit("jump", after if through else done)
        self.emit("label", done)

    def stmt_Switch(self, s):
        tag = self.typed(self.expr(s.tag)) if s.tag else V(CONST, const=True)
        tag = V(tag.t, tag.slots and self.copy(tag), const=tag.const)
        self.cases(s.cases, lambda x: (self.binary("==", tag, self.expr(x)), None))

    def stmt_TypeSwitch(self, s):
        x = self.typed(self.expr(s.x))
        x = V(x.t, self.copy(x))

        def test(n):
            if n.kind == "Name" and n.name == "nil":
                return self.binary("==", x, V(NIL, const=0)), None
            v = self.assertion(x, self.type(n), True)
            return v.ok, s.name and (lambda: self.assign([s.name], [v]))
        with self.scope():
            if s.name:
                self.assign([s.name], [x])
            self.cases(s.cases, test)

    def stmt_Select(self, s):
        """The runtime's records: channel, element, kind (1 receives, 2 sends, 3 is the default)."""
        n, received = len(s.cases), {}
        if n == 0:
            self.rt("block")
            return
        rows, order = self.zero(5 * n), self.zero((n + 1) // 2)
        for i, what in enumerate(case.what for case in s.cases):
            kind, channel, address = 3, 0, 0
            if what and what.op == "<-":
                kind, channel = 2, self.expr(what.left[0])
                address = self.frame(self.convert(self.expr(what.right[0]), channel.t.u.elem))
            elif what:
                kind, channel = 1, self.expr((what.right or what.left)[0].x)
                t = channel.t.u.elem
                buf = self.zero(t.words + 1)
                address, received[what] = self.op("frame", buf[0]), V(t, buf[:t.words])
            self.move(rows[5 * i:], self.words(channel, address, kind))
        index, ok = self.rt("selectgo", self.op("frame", rows[0]), self.op("frame", order[0]), n)
        indices = {case.what: i for i, case in enumerate(s.cases)}

        def test(what):
            return self.bin("==", index, indices[what]), what.op in ("=", ":=") and (
                lambda: self.assign(self.targets(what.left, what.op), [
                    received[what], V(BOOL, [ok])][:len(what.left)]))
        self.cases(s.cases, test)


class Program:
    """A program's functions and data."""

    def __init__(self, decls):
        Type.all = {text: t for text, t in Type.all.items() if "main." not in text}
        self.functions, self.bodies, self.declared = [], [], set()
        self.made, self.desc, self.inits = {}, Descriptors(self), ["main.init"]
        decls = sum(map(single, decls), [])
        self.scope = {name: d for d in decls if not d.receiver for name in d.names or [d.name]}
        self.scopes = [UNIVERSE, BUILTINS, self.scope]
        first = ["Import", "Func"]
        decls.sort(key=lambda d: first.index(d.kind) if d.kind in first else len(first))
        Lower(self, "main.init", Node("FuncLit", 1, type=template("()", "func"), body=[
            Node("Decls", 1, decls=decls)]), self.scopes)
        for name, d in self.bodies:
            Lower(self, name, d, self.scopes + [{}])
        if "main" not in self.scope:
            raise Error(1, "function main is undeclared")

    def number(self, name):
        """The name with the next number."""
        self.made[name] = self.made.get(name, 0) + 1
        return f"{name}{self.made[name]}"

    # Functions that have no source.

    def function(self, name, text, **names):
        """Makes a function from a text in which names stand for types and operands."""
        if name not in self.made:
            self.made[name] = 1
            Lower(self, name, template(text, "FuncLit"), [UNIVERSE, BUILTINS, RUNTIME, names])
        return name

    def ifacemethod(self, t, m):
        """The code of a method for interfaces that hold a t: it takes the interface's data word,
        which is a pointer to the value unless t itself is a pointer."""
        if m.pointer or t.kind != "ptr" and t.direct:
            return m.symbol
        types = {f"A{i}": p for i, p in enumerate(m.type.params)}
        results = {f"R{i}": r for i, r in enumerate(m.type.results)}
        return self.function(
            m.symbol + ".iface",
            f"func(p *T{''.join(f', a{a} {a}' for a in types)}) ({', '.join(results)}) {{"
            f"{'return' if results else ''} p.{m.name}({', '.join('a' + a for a in types)}"
            f"{'...' if m.type.variadic else ''}) }}",
            T=t.elem if t.kind == "ptr" else t, **types, **results)

    def equal(self, t):
        """The code of bool(p, q): whether two values in memory are equal."""
        if t.regular and t.size in (1, 8):
            return f"runtime.memequal{8 * t.size}"
        return self.function(f"toygo.equal.{t.u.symbol}", "func(p, q *T) bool { return *p == *q }",
                             T=t)

    def hash(self, t):
        """The code of uintptr(p, seed): a map's hash of a value in memory."""
        u = t.u
        if u.kind != "struct":
            return "runtime." + {"string": "strhash", "bool": "memhash8", "uint8": "memhash8",
                                 "interface": "interhash" if u.methods else "nilinterhash",
                                 }.get(u.kind, "memhash64")
        parts = {f"hash{i}": self.hash(ft) for i, (_, ft) in enumerate(u.fields)}
        lines = "".join(f"h = {part}(&p.{f}, h); " for part, (f, _) in zip(parts, u.fields))
        return self.function(
            f"toygo.hash.{u.symbol}", f"func(p *T, h int) int {{ {lines} return h }}", T=t,
            **{part: V(function([WORD, INT], [INT]), call=(
                ("rt", code[8:], []) if code.startswith("runtime.") else ("call", code, [])))
               for part, code in parts.items()})
