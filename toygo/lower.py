"""The tree → IR: statements, functions and declarations. Types are checked as far as needed."""
from contextlib import contextmanager, nullcontext

import ir
from emit import V
from gotypes import BOOL, INT, NIL, UNIVERSE, VOID, WORD, Descriptors, Type, make, several
from operands import BUILTINS, Operands
from syntax import Error, Node, Parser

MISTAKES = (AttributeError, IndexError, KeyError, SyntaxError, TypeError, ValueError)
RANGE = {  # the loop over an x of this kind, in Go
    "slice": "for i := 0; i < len(x); i++ { each(i, x[i]) }",
    "chan": "for v, ok := <-x; ok; v, ok = <-x { each(v) }",
    "map": "for mapiterinit(M, x, it); it.key != nil; mapiternext(it) { each(*it.key, *it.elem) }"}


TEMPLATES = [UNIVERSE, BUILTINS, {  # the scopes of texts of the compiler
    name: V(VOID, builtin=f) for name, f in dict(
        mapiterinit=lambda self, n, *vs: self.rt("mapiterinit", *vs),
        mapiternext=lambda self, n, it: self.rt("mapiternext", it),
        nilinterhash=lambda self, n, p, h: V(INT, self.rt("nilinterhash", p, h))).items()}]


def shared(x, inside=False):
    """The names in the tree x that function literals use or whose address is taken."""
    if isinstance(x, Node):
        if x.kind == "Name" and inside:
            yield x.name
        if x.kind == "Unary" and x.op == "&" or x.kind == "Call" and x.x.kind == "Selector":
            operand = x.x
            while operand.kind == "Selector":
                operand = operand.x
            yield operand.name
        inside = inside or x.kind == "FuncLit"
        x = list(vars(x).values())
    for part in x if isinstance(x, list) else ():
        yield from shared(part, inside)


def declarations(group):
    """Those of a group. A constant without a value has that of the one before."""
    for i, d in enumerate(group.all):
        d.iota = i
        if d.kind == "Const" and not d.values:
            d.type, d.values = group.all[i - 1].type, group.all[i - 1].values
    return group.all


def parts(d):
    """The declarations that stand for one of the package: variables with values of their own."""
    if d.kind != "Var" or len(d.names) != len(d.values):
        return [d]
    return [Node("Var", d.line, names=[name], type=d.type, values=[value])
            for name, value in zip(d.names, d.values)]


class Lower(Operands):
    """Makes a function from its declaration or literal. scopes: what is declared around it; the
    last is for the parameters."""

    def __init__(self, program, name, n, scopes):
        super().__init__(program, ir.Function(name, n.line))
        program.functions.append(self.f)
        self.scopes, self.loops, self.literals, self.boxed = scopes, [], 0, {*shared(n.body)}
        params = self.params((n.receiver or []) + n.type.params)
        results = self.params(n.type.results)
        copied = params[0] if n.receiver and params[0][1].kind != "ptr" else None
        if copied:
            params[0] = "", WORD  # the value's address
        params, results = [[(name, t, self.row(t.words)) for name, t in part]
                           for part in (params, results)]
        self.f.params, self.f.results = [sum(len(slots) for _, _, slots in part)
                                         for part in (params, results)]
        self.f.ctx, = self.row(1)
        for param in params:
            self.variable(*param)
        if copied:
            self.variable(*copied, self.load(copied[1], params[0][2][0]))
        self.results = [self.variable(*result) for result in results]
        self.named = any(name for name, _, _ in results)
        if name == "main.main":
            self.emit("call", self.word(self.desc.funcval("main.init")), [], [])
        for s in n.body:
            self.stmt(s)
        self.need(not (self.live and results), f"missing return in {name}")
        self.emit("jump", "return")
        self.code, self.live = self.f.tail, True
        for var, (_, _, own) in zip(self.results, results):
            if not var.local:
                self.move(own, var)

    # Names.

    def variable(self, name, t, slots):
        """Declares a variable. If it is boxed, a closure or a pointer may reach it."""
        var = V(t, slots, local=True)
        if name in self.boxed:
            var = V(t, base=self.newobject(t, slots))
        if name not in ("", "_"):
            self.scopes[-1][name] = var
        return var

    def lookup(self, name):
        for scope in reversed(self.scopes):
            if isinstance(scope.get(name), Node):
                self.program.declare(scope[name])
            if name in scope:
                return scope[name]

    @contextmanager
    def scope(self, *scopes):
        """What is lowered inside declares in a new scope; or sees these scopes only."""
        before, self.scopes = self.scopes, list(scopes) or self.scopes + [{}]
        yield
        self.scopes = before

    # Declarations.

    def stmt_Decls(self, s):
        for d in declarations(s):
            self.stmt(d)

    def stmt_Func(self, d):
        name, t = "main." + d.name, self.type(d.type)
        if d.receiver:
            (_, rt), = self.params(d.receiver)
            base, pointer = (rt.elem, True) if rt.kind == "ptr" else (rt, False)
            name = f"main.(*{base.text[5:]}).{d.name}" if pointer else f"{base}.{d.name}"
            base.methods[d.name] = Node("Method", d.line, type=t, pointer=pointer, code=name)
        else:
            self.scopes[-1][d.name] = V(t, [self.desc.funcval(name)])
        self.program.bodies.append((name, d))

    def stmt_TypeDecl(self, d):
        self.need("main." + d.name not in Type.all,
                  f"a second type {d.name} is outside of the subset")
        t = self.scopes[-1][d.name] = Type("named", "main." + d.name)
        t.u = self.type(d.type).u

    def stmt_Const(self, d):
        with self.scope():
            self.scopes[-1]["iota"] = self.constant(d.iota, INT)
            vs = self.values(d.values)
        for name, v in zip(d.names, vs, strict=True):
            self.need(v.const is not None, f"{name} is not constant")
            self.scopes[-1][name] = v if not d.type else \
                V(self.convert(v, self.type(d.type)).t, v.words)

    def stmt_Var(self, d):
        t = self.type(d.type) if d.type else None
        vs = self.values(d.values or []) or [self.zero(t) for _ in d.names]
        self.assign(d.names, [self.convert(v, t or v.t) for v in vs])

    # Statements.

    def block(self, stmts):
        with self.scope():
            for s in stmts:
                self.stmt(s)

    def stmt(self, s):
        self.at(s)
        lower = getattr(self, "stmt_" + s.kind)
        try:
            with self.scope() if s.init else nullcontext():
                if s.init:
                    self.stmt(s.init)
                lower(s)
        except MISTAKES:  # an operand is missing, or of a kind that is not looked at everywhere
            self.need(False, "not Go, or outside of the subset")

    def stmt_Block(self, s):
        self.block(s.body)

    def stmt_simple(self, s):
        op, (x, *_) = s.op, s.left
        if not op:
            self.expr(x)
        elif op == "<-":
            c = self.expr(x)
            elem = self.under(c, "chan").elem
            self.rt("chansend1", c, self.frame(self.convert(self.expr(s.right[0]), elem)))
        elif op in ("=", ":="):
            self.assign(self.targets(s.left, op), self.commaok(s) or self.values(s.right))
        else:
            x = self.expr(x)
            y = self.expr(s.right[0]) if s.right else self.constant(1, INT)
            self.put(x, self.convert(self.binary(op[:-1] if s.right else op[0], x, y), x.t))

    def commaok(self, s):
        """The values of an assignment of the form v, ok = x; or None."""
        x = s.right[0]
        if (len(s.left), len(s.right)) == (2, 1) and x.kind in ("Assert", "Index", "Unary"):
            v = self.expr(x)
            v = self.mapget(v) if v.map else v
            self.need(v.ok is not None, "two values are wanted")
            return [V(v.t, v.words), V(BOOL, [v.ok])]

    def targets(self, left, op):
        """What to assign to: operands, or the names of new variables."""
        names = [x.name if x.kind == "Name" else None for x in left]
        return [name if name == "_" or op == ":=" and name not in self.scopes[-1] else self.expr(x)
                for name, x in zip(names, left)]

    def assign(self, to, vs):
        """Gives values to operands and new variables."""
        vs = [self.convert(v, x.t) if isinstance(x, V) else v
              for x, v in zip(to, vs, strict=True)]
        for x, v in zip(to, [V(v.t, self.copy(v)) for v in vs]):
            self.need(v.t is not NIL, "nil has no type here")
            if isinstance(x, V):
                self.put(x, v)
            elif self.scopes[-1] is self.program.scope and x != "_":
                symbol = self.desc.words("main." + x, ["var", max(v.t.words, 1)])
                self.scopes[-1][x] = V(v.t, base=symbol)
                self.store(symbol, 0, v)
            else:
                self.variable(x, v.t, v.words)

    def stmt_Go(self, s):
        f = self.expr(s.call.x)
        self.need(not f.builtin, f"{s.how} without a func value: put it into a function literal")
        code, args = self.call(f, s.call)
        self.need(len(args) <= 6 and several(f.t.u.results).words <= 2,
                  f"{s.how} with more than six words of arguments or two of results")
        self.emit(s.how, code, args)

    def stmt_Return(self, s):
        if s.values or not self.named:
            self.assign(self.results, self.values(s.values or []))
        self.emit("jump", "return")

    def stmt_If(self, s):
        done = self.label()
        with self.when(self.convert(self.expr(s.cond), BOOL)):
            self.block(s.then)
            self.emit("jump", done)
        self.block([s.other] if s.other else [])
        self.emit("label", done)

    def loop(self, body, **labels):
        """A body in which break and continue lead to labels."""
        self.loops.append({**(self.loops or [{}])[-1], **labels})
        self.block(body)
        self.loops.pop()

    def stmt_Break(self, s):
        self.need(self.loops and s.word in self.loops[-1], f"{s.word} leads nowhere")
        self.emit("jump", self.loops[-1][s.word])

    def stmt_For(self, s):
        top, body, again, done = [self.label() for _ in range(4)]
        self.emit("label", top)
        if s.cond:
            self.emit("if", self.word(self.convert(self.expr(s.cond), BOOL)), body, done)
            self.emit("label", body)
        self.loop(s.body, **{"break": done, "continue": again})
        self.emit("label", again)
        if s.post:
            self.stmt(s.post)
        self.emit("jump", top)
        self.emit("label", done)

    def stmt_Range(self, s):
        x, left = self.expr(s.x), s.left or []
        u = self.under(x, *RANGE)
        key, elem = u.key or INT, u.elem
        iterator = make("struct", fields=[
            ("key", make("ptr", elem=key)), ("elem", make("ptr", elem=elem)),
            *[(f"_{i}", INT) for i in range(10)]])

        def each(self, n, *vs):
            with self.scope(*scopes):
                self.assign(self.targets(left, "="), vs[:len(left)])
                self.block(s.body)
        with self.scope():
            types = [elem] if u.kind == "chan" else [key, elem]
            for name, t in zip(left if s.op == ":=" else [], types):
                self.assign([name.name], [self.zero(t)])
            scopes = self.scopes
            it = V(make("ptr", elem=iterator), [self.frame(self.zero(iterator))])
            names = {"x": V(x.t, self.copy(x)), "M": x.t, "it": it, "each": V(VOID, builtin=each)}
            with self.scope(*TEMPLATES, names):
                self.stmt(Parser(RANGE[u.kind], 0).parse("statement"))

    def cases(self, s, test, begin=lambda what: None):
        """The tests of all cases, then their bodies. test makes what is true for a case, piece by
        piece; begin, what its body begins with."""
        done, default, bodies = self.label(), None, [self.label() for _ in s.cases]
        for case, here in zip(s.cases, bodies):
            default = default if case.what else here
            for true in test(case.what) if case.what else []:
                no = self.label()
                self.emit("if", self.word(true), here, no)
                self.emit("label", no)
        self.emit("jump", default or done)
        for case, here in zip(s.cases, bodies):
            self.emit("label", here)
            with self.scope():
                begin(case.what)
                self.loop(case.body, **{"break": done})
            self.emit("jump", done)
        self.emit("label", done)

    def stmt_Switch(self, s):
        tag = self.expr(s.tag) if s.tag else self.constant(True, BOOL)
        tag = V(tag.t, self.copy(tag))
        self.cases(s, lambda what: (self.binary("==", tag, self.expr(x)) for x in what.left))

    def stmt_TypeSwitch(self, s):
        x = self.expr(s.x)
        x = V(x.t, self.copy(x))

        def narrow(n):
            """x as what stands after case: a type, or nil."""
            t = self.operand(n)
            return self.assertion(x, t) if isinstance(t, Type) else \
                V(x.t, x.words, ok=self.binary("==", x, t))

        def begin(what):
            if s.name:
                v = narrow(what.left[0]) if what and len(what.left) == 1 else x
                self.assign([s.name], [V(v.t, v.words)])
        self.cases(s, lambda what: (narrow(n).ok for n in what.left), begin)

    def stmt_Select(self, s):
        """The runtime's records: channel, element, kind (1 receives, 2 sends, 3 is the default)."""
        n, received = len(s.cases), {}
        if n == 0:
            self.rt("block")
            return
        rows = []
        for what in [case.what for case in s.cases]:
            kind, channel, address = 3, 0, 0
            if what and what.op == "<-":
                kind, channel = 2, self.expr(what.left[0])
                elem = self.under(channel, "chan").elem
                address = self.frame(self.convert(self.expr(what.right[0]), elem))
            elif what:
                kind, channel = 1, self.expr((what.right or what.left)[0].x)
                address, received[what] = self.buffer(self.under(channel, "chan").elem)
            rows += self.copy(channel, address, kind, 0, 0)
        index, ok = self.rt("selectgo", self.frame(rows), self.frame([0] * n), n)
        indices = {case.what: i for i, case in enumerate(s.cases)}

        def begin(what):
            if what and what.op in ("=", ":="):
                vs = [received[what], V(BOOL, [ok])][:len(what.left)]
                self.assign(self.targets(what.left, what.op), vs)
        self.cases(s, lambda what: [self.bin("==", index, indices[what])], begin)


class Program:
    """A program's functions and data."""

    def __init__(self, tree):
        Type.all = {text: t for text, t in Type.all.items() if "main." not in text}
        self.functions, self.bodies, self.inits = [], [], []
        self.desc = Descriptors(self.function)
        decls = [part for x in tree for d in (declarations(x) if x.kind == "Decls" else [x])
                 for part in parts(d)]
        self.scope = {name: d for d in decls if not d.receiver for name in d.names or [d.name]}
        self.scopes = [UNIVERSE, BUILTINS, self.scope]
        self.init = Lower(self, "main.init", Parser("func() {}").parse("FuncLit"), self.scopes)
        for d in sorted(decls, key=lambda d: not d.receiver):  # methods first: they have no names
            self.declare(d)
        for name, d in self.bodies:
            Lower(self, name, d, self.scopes + [{}])
        self.init.f.body[:0] = self.initialisers(decls)

    def declare(self, d):
        """Lowers a declaration of the package, in its turn or when a name of it is met."""
        init, code = self.init, []
        if d.code is None:
            d.code = code
            before = init.code, init.live, init.line, init.scopes
            init.code, init.live, init.line, init.scopes = code, True, 0, self.scopes
            init.stmt(d)
            init.code, init.live, init.line, init.scopes = before

    def initialisers(self, decls):
        """The code that gives variables their values. The next is always the first that does not
        use, be it by way of functions, a variable that has to get its value yet."""
        functions = {"toygo.f." + f.name: f.body for f in self.functions}

        def used(code, seen):
            for op, *args in code:
                if op == "addr" and args[1] not in seen:
                    seen.add(args[1])
                    used(functions.get(args[1], []), seen)
            return seen
        waiting = sorted((d for d in decls if d.kind == "Var"), key=lambda d: bool(d.values))
        uses, code = {d: used(d.code, set()) for d in waiting}, []
        while waiting:
            yet = {d: {"main." + name for name in d.names} for d in waiting}
            ready = [d for d in waiting
                     if not any(uses[d] & names for other, names in yet.items() if other is not d)]
            if not ready:
                raise Error(waiting[0].line, "initialization cycle")
            code += ready[0].code
            waiting.remove(ready[0])
        return code

    def function(self, name, text, t):
        """Makes a function from a text in which T is the type t."""
        name = name.replace(" ", "_")
        if all(f.name != name for f in self.functions):
            Lower(self, name, Parser(text, 0).parse("FuncLit"), TEMPLATES + [{"T": t}])
        return name
