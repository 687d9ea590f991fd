"""IR → textual IR of LLVM 14. A function's slots are one array in its frame, `%f`. Parameters are
i64s after the closure's address, which is the `nest` parameter; results are an array of i64s. A
function with defer statements becomes two, as in asm.py; data is assembly, as there. All accesses
are volatile: any load may fail and end the function, and deferred calls look at what it has stored
until then. Functions are not inlined: recover must know who called."""
import asm
import x86
from ir import RUNTIME, system_v

OPS = dict(zip("+ - * & | ^ << >>".split(), "add sub mul and or xor shl ashr".split()))
COMPARE = dict(zip("== != < <= > >= u>= u>".split(), "eq ne slt sle sgt sge uge ugt".split()))
# Instruction → its operands (a and b are slots' values, p is a slot's address, d the slot for the
# result) and its lines. {t} is a number of its own; the result is in %r{t}.
ADDRESS = "%x{t} = add i64 {a}, {n}; %p{t} = inttoptr i64 %x{t} to "
CODE = {"copy": ("da", "%r{t} = add i64 {a}, 0"), "const": ("dn", "%r{t} = add i64 {n}, 0"),
        "addr": ("ds", '%r{t} = ptrtoint i8* @"{s}" to i64'),
        "frame": ("dp", "%r{t} = ptrtoint i64* {p} to i64"),
        "load": ("dan", ADDRESS + "i64*; %r{t} = load volatile i64, i64* %p{t}"),
        "store": ("anb", ADDRESS + "i64*; store volatile i64 {b}, i64* %p{t}"),
        "if": ("alm", "%c{t} = icmp ne i64 {a}, 0; br i1 %c{t}, label %{l}, label %{m}"),
        "jump": ("l", "br label %{l}"), "stop": ("", "unreachable")}
DIVISOR = "%c{t} = icmp eq i64 {b}, -1; %n{t} = select i1 %c{t}, i64 1, i64 {b}; "
BIN = {**{op: f"%r{{t}} = {OPS[op]} i64 {{a}}, {{b}}" for op in OPS},
       "&^": "%n{t} = xor i64 {b}, -1; %r{t} = and i64 {a}, %n{t}",
       "%": DIVISOR + "%r{t} = srem i64 {a}, %n{t}",  # the least number / -1 is itself
       "/": DIVISOR + "%q{t} = sdiv i64 {a}, %n{t}; %m{t} = sub i64 0, %q{t}; "
                      "%r{t} = select i1 %c{t}, i64 %m{t}, i64 %q{t}",
       **{op: f"%c{{t}} = icmp {COMPARE[op]} i64 {{a}}, {{b}}; %r{{t}} = zext i1 %c{{t}} to i64"
          for op in COMPARE}}
CODE.update((op, ("dab", text)) for op, text in BIN.items())
DECLARE = """declare void @toygo.run(i64*)
declare i8* @gort_new(i64)
declare void @gort_call(void (i8*)*, i8*)
declare void @gort_go(void (i64*)*, i8*)
declare void @gort_defer(void (i64*)*, i8*)
declare i8* @llvm.addressofreturnaddress.p0i8()
attributes #0 = { noinline nounwind uwtable "split-stack" "frame-pointer"="all"
  "disable-tail-calls"="true" }
!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!3, !4}"""
# How a part of a System V call is passed.
PASSED = {"word": "i64", "address": "i64*", "slice": "[3 x i64]* byval([3 x i64]) align 8"}


class Module:
    def __init__(self, functions, data, file):
        folder, _, name = file.rpartition("/")
        self.debug = ["distinct !DICompileUnit(language: DW_LANG_Go, file: !1, emissionKind: "
                      "LineTablesOnly)", f'!DIFile(filename: "{name}", directory: "{folder}")',
                      "!DISubroutineType(types: !{null})", '!{i32 2, !"Debug Info Version", i32 3}',
                      '!{i32 2, !"Dwarf Version", i32 4}']
        lines = [".text", asm.RUN.expandtabs(1), *x86.data_of(data)]
        assembly = "\n".join(lines).replace('"', r"\22")
        self.out = [f'module asm "{line}"' for line in assembly.split("\n")]
        self.declared, self.count = {}, 0
        for self.f in functions:
            self.frame = f"[{self.f.slots + 1} x i64]"  # the last slot: where the return address is
            self.function(self.f)
        self.out += [*self.declared.values(), DECLARE,
                     *(f"!{i} = {text}" for i, text in enumerate(self.debug))]

    def function(self, f):
        if f.has("defer"):
            self.begin("internal void", f.name + ".body", "i8* %frame")
            self.do(f"%f = bitcast i8* %frame to {self.frame}*")
            self.code(f.body + [("label", "return")])
            self.do("ret void")
            self.out.append("}")
        self.begin(f"[{f.results} x i64]", f.name, ", ".join(
            ["i8* nest %ctx"] + [f"i64 %a{i}" for i in range(f.params)]))
        self.do(f"%f = alloca {self.frame}, align 16")
        for i in range(f.ctx):
            self.put(i, f"%a{i}" if i < f.params else "0")
        self.put(f.ctx, self.new("ptrtoint i8* %ctx to i64"))
        if f.has("recover"):
            a = self.new("call i8* @llvm.addressofreturnaddress.p0i8()")
            self.put(f.slots, self.new(f"ptrtoint i8* {a} to i64"))
        if f.has("defer"):
            p = self.new(f"bitcast {self.frame}* %f to i8*")
            self.do(f'call void @gort_call(void (i8*)* @"{f.name}.body", i8* {p})')
        else:
            self.code(f.body + [("label", "return")])
        self.code(f.tail)
        kind, value = f"[{f.results} x i64]", "undef"
        for i in range(f.results):
            value = self.new(f"insertvalue {kind} {value}, i64 {self.get(f.params + i)}, {i}")
        self.do(f"ret {kind} {value}")
        self.out.append("}")

    def begin(self, kind, name, params):
        self.scope = self.meta(
            f'distinct !DISubprogram(name: "{name}", linkageName: "{name}", scope: !1, file: !1, '
            f"line: {self.f.line}, type: !2, unit: !0, spFlags: DISPFlagDefinition)")
        self.out.append(f'define {kind} @"{name}"({params}) #0 !dbg !{self.scope} {{\nentry:')
        self.op_line(self.f.line)

    def meta(self, text):
        self.debug.append(text)
        return len(self.debug) - 1

    def do(self, text):
        self.out.append(f"  {text}, !dbg !{self.location}")

    def new(self, text):
        self.count += 1
        self.do(f"%r{self.count} = {text}")
        return f"%r{self.count}"

    def lines(self, text, **operands):
        """Emits the lines of an entry of CODE; where their result is."""
        self.count += 1
        for line in text.format(t=self.count, **operands).split("; "):
            self.do(line)
        return f"%r{self.count}"

    def slot(self, i):
        return self.new(f"getelementptr {self.frame}, {self.frame}* %f, i64 0, i64 {i}")

    def get(self, i):
        return self.new(f"load volatile i64, i64* {self.slot(i)}")

    def put(self, i, value):
        self.do(f"store volatile i64 {value}, i64* {self.slot(i)}")

    def code(self, body):
        load = {"a": self.get, "b": self.get, "p": self.slot}
        for op, *args in body:
            if op not in CODE:
                getattr(self, "op_" + op)(*args)
                continue
            if op == "addr":
                self.declared[args[1]] = f'@"{args[1]}" = external global i8'
            names, text = CODE[op]
            value = self.lines(text, **{n: load.get(n, str)(a) for n, a in zip(names, args)})
            if names[:1] == "d":
                self.put(args[0], value)

    def op_line(self, n):
        self.location = self.meta(f"!DILocation(line: {n}, scope: !{self.scope})")

    def op_label(self, label):
        self.out.append(f"{label}:")

    def op_rt(self, name, args, results):
        words, (passed, returned) = [], system_v(name, args, results)
        for how, a in passed:
            if how == "address":
                self.put(a, 0)
            value = self.get(a) if how == "word" else self.slot(a)
            if how == "slice":
                value = self.new(f"bitcast i64* {value} to [3 x i64]*")
            words.append(f"{PASSED[how]} {value}")
        self.c("runtime." + name, words, returned)
        if RUNTIME[name][1][:1] == "b":  # a bool fills a byte of what is returned
            self.put(results[0], self.new(f"and i64 {self.get(results[0])}, 255"))

    def c(self, name, words, results):
        """Calls a function that is not the program's. words: types and values."""
        kind, types = f"[{len(results)} x i64]", ", ".join(w.rpartition(" ")[0] for w in words)
        self.declared[name] = f'declare {kind} @"{name}"({types})'
        self.results(f'call {kind} @"{name}"({", ".join(words)})', results)

    def results(self, call, results):
        r = self.new(call)
        for i, d in enumerate(results):
            self.put(d, self.new(f"extractvalue [{len(results)} x i64] {r}, {i}"))

    def op_call(self, a, args, results):
        address = self.lines(CODE["load"][1], a=self.get(a), n=0)
        kind = f"[{len(results)} x i64] ({', '.join(['i8*'] + ['i64'] * len(args))})*"
        code = self.new(f"inttoptr i64 {address} to {kind}")
        closure = self.new(f"inttoptr i64 {self.get(a)} to i8*")
        words = ", ".join([f"i8* nest {closure}"] + [f"i64 {self.get(arg)}" for arg in args])
        self.results(f"call [{len(results)} x i64] {code}({words})", results)

    def op_go(self, a, args, how="go"):
        r = self.new("call i8* @gort_new(i64 56)")
        record = self.new(f"ptrtoint i8* {r} to i64")
        for i, s in enumerate([a, *args]):
            self.lines(CODE["store"][1], a=record, n=8 * i, b=self.get(s))
        self.do(f"call void @gort_{how}(void (i64*)* @toygo.run, i8* {r})")

    def op_defer(self, a, args):
        self.op_go(a, args, "defer")

    def op_recover(self, d):
        a = self.new(f"add i64 {self.get(self.f.slots)}, 8")
        self.c("gort_recovervat", [f"i64 {a}"], [d, d + 1])
