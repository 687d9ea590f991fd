"""IR → textual IR of LLVM 14. A function's slots are one array in its frame, `%f`. Parameters are
i64s after the closure's address, which is the `nest` parameter; results are a struct of i64s. A
function with defer statements becomes two, as in asm.py.

All accesses are volatile: any load may fail and end the function, and deferred calls look at what
it has stored until then. Functions are not inlined: recover must know who called."""
import asm
from ir import RUNTIME

OPS = {"+": "add", "-": "sub", "*": "mul", "/": "sdiv", "%": "srem", "&": "and", "|": "or",
       "^": "xor", "<<": "shl", ">>": "ashr"}
COMPARE = {"==": "eq", "!=": "ne", "<": "slt", "<=": "sle", ">": "sgt", ">=": "sge", "u<": "ult",
           "u>": "ugt"}
ADDRESS = "add i64 {a}, {n}; inttoptr i64 %1 to "
# Instruction → its operands (a and b are slots' values, p is a slot's address, w a symbol's, d the
# slot for the last line's result) and its lines, of which the first makes %1, the second %2, ….
CODE = {"copy": ("da", "{a}"), "const": ("dn", "{n}"),
        "frame": ("dp", "ptrtoint i64* {p} to i64"),
        "load": ("dan", ADDRESS + "i64*; load volatile i64, i64* %2"),
        "loadb": ("dan", ADDRESS + "i8*; load volatile i8, i8* %2; zext i8 %3 to i64"),
        "store": ("anb", ADDRESS + "i64*; store volatile i64 {b}, i64* %2"),
        "addr": ("dw", "{w}"), "stop": ("", "unreachable"), "jump": ("l", "br label %{l}"),
        "if": ("alm", "icmp ne i64 {a}, 0; br i1 %1, label %{l}, label %{m}"),
        "storeb": ("anb", ADDRESS + "i8*; trunc i64 {b} to i8; store volatile i8 %3, i8* %2")}
MINUS1 = "icmp eq i64 {b}, -1; select i1 %1, i64 1, i64 {b}; "  # the least number / -1 is itself
BIN = {**{op: f"{OPS[op]} i64 {{a}}, {{b}}" for op in OPS},
       "&^": "xor i64 {b}, -1; and i64 {a}, %1",
       "%": MINUS1 + "srem i64 {a}, %2",
       "/": MINUS1 + "sdiv i64 {a}, %2; sub i64 0, %3; select i1 %1, i64 %4, i64 %3",
       **{op: f"icmp {COMPARE[op]} i64 {{a}}, {{b}}; zext i1 %1 to i64" for op in COMPARE}}
DECLARE = """void @toygo.run(i64*)|i8* @gort_new(i64)|void @gort_call(i8*, i8*)
void @gort_go(void (i64*)*, i8*)|void @gort_defer(void (i64*)*, i8*)
{i64, i64} @gort_recovervat(i64)|i8* @llvm.addressofreturnaddress.p0i8()""".replace("|", "\n")
END = """attributes #0 = { noinline nounwind uwtable "split-stack" "frame-pointer"="all" \
"disable-tail-calls"="true" }
!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!3, !4}"""
SLICE, BYVAL = "[3 x i64]*", "[3 x i64]* byval([3 x i64]) align 8"


def result(n):
    return ("void", "i64")[n] if n < 2 else "{" + ", ".join(["i64"] * n) + "}"


class Module:
    def __init__(self, functions, data, file):
        self.functions, self.data, self.declared = {f.name: f for f in functions}, data, {}
        folder, _, name = file.rpartition("/")
        self.debug = ["distinct !DICompileUnit(language: DW_LANG_Go, file: !1, emissionKind: "
                      "LineTablesOnly)", f'!DIFile(filename: "{name}", directory: "{folder}")',
                      "!DISubroutineType(types: !{null})", '!{i32 2, !"Debug Info Version", i32 3}',
                      '!{i32 2, !"Dwarf Version", i32 4}']
        self.out = [f'module asm "{line}"' for line in asm.RUN.expandtabs(1).split("\n")]
        for f in functions:
            Function(self, f).emit()
        for name, words in data.items():
            self.out.append(f'@"{name}" = internal {self.constant(words)}, align 16')
        self.out += [*self.declared.values(), *("declare " + d for d in DECLARE.split("\n"))]
        self.out += [END] + [f"!{i} = {text}" for i, text in enumerate(self.debug)]

    def meta(self, text):
        self.debug.append(text)
        return len(self.debug) - 1

    def datatype(self, words):
        if isinstance(words, bytes):
            return f"[{max(len(words), 1)} x i8]"
        return f"[{words[1] if words[0] == 'var' else len(words)} x i64]"

    def constant(self, words):
        kind = self.datatype(words)
        if isinstance(words, bytes):
            return f"constant {kind} c\"{''.join(f'{chr(92)}{c:02X}' for c in words or bytes(1))}\""
        if words[0] == "var":
            return f"global {kind} zeroinitializer"
        return f"constant {kind} [{', '.join('i64 ' + self.word(w) for w in words)}]"

    def word(self, w):
        """A number, or a symbol's address as a number."""
        if isinstance(w, int):
            return str(w)
        kind = "i8"
        if w in self.data:
            kind = self.datatype(self.data[w])
        elif w in self.functions:
            f = self.functions[w]
            kind = f"{result(f.results)} ({', '.join(['i8*'] + ['i64'] * f.params)})"
        elif w[8:] in RUNTIME:
            kind = self.runtime(w[8:])
        else:
            self.declared[w] = f'@"{w}" = external global i8'
        return f'ptrtoint ({kind}* @"{w}" to i64)'

    def runtime(self, name):
        """Declares a function of the runtime; its type."""
        args, results = RUNTIME[name]
        params = [p for c in args for p in ([BYVAL] if c == "3" else ["i64"] * int(c))]
        params += ["i64*"] * len(results[1:])
        if results == "3":
            params.insert(0, SLICE + " sret([3 x i64])")
        back = {"": "void", "b": "i8", "r": "i32", "3": "void", "1": "i64", "2": result(2)}
        self.declared[name] = f'declare {back[results[:1]]} @"runtime.{name}"({", ".join(params)})'
        plain = ", ".join(SLICE if p.startswith(SLICE) else p for p in params)
        return f"{back[results[:1]]} ({plain})"


class Function:
    def __init__(self, module, f):
        self.m, self.f, self.count, self.stopped = module, f, 0, False
        self.frame = f"[{f.slots + 1} x i64]"  # the last slot: where the return address is

    def emit(self):
        f, m = self.f, self.m
        if f.defers:
            self.begin("internal void", f.name + ".body", "i8* %frame")
            self.do(f"%f = bitcast i8* %frame to {self.frame}*")
            self.code(f.body + [("label", "return")])
            self.do("ret void")
            m.out.append("}")
        self.begin(result(f.results), f.name, ", ".join(
            ["i8* nest %ctx"] + [f"i64 %a{i}" for i in range(f.params)]))
        self.do(f"%f = alloca {self.frame}, align 16")
        for i in range(f.ctx):
            self.put(i, f"%a{i}" if i < f.params else "0")
        self.put(f.ctx, self.new("ptrtoint i8* %ctx to i64"))
        if any(i[0] == "recover" for i in f.body):
            a = self.new("call i8* @llvm.addressofreturnaddress.p0i8()")
            self.put(f.slots, self.new(f"ptrtoint i8* {a} to i64"))
        if f.defers:
            p = self.new(f"bitcast {self.frame}* %f to i8*")
            self.do(f'call void @gort_call(i8* bitcast (void (i8*)* @"{f.name}.body" to i8*), '
                    f"i8* {p})")
        else:
            self.code(f.body + [("label", "return")])
        self.code(f.tail)
        kind, value = result(f.results), "undef" if f.results > 1 else ""
        for i in range(f.results):
            r = self.get(f.params + i)
            value = self.new(f"insertvalue {kind} {value}, i64 {r}, {i}") if f.results > 1 else r
        self.do(f"ret {kind} {value}")
        m.out.append("}")

    def begin(self, kind, name, params):
        self.scope = self.m.meta(
            f'distinct !DISubprogram(name: "{name}", linkageName: "{name}", scope: !1, file: !1, '
            f"line: {self.f.line}, type: !2, unit: !0, spFlags: DISPFlagDefinition)")
        self.m.out.append(f'define {kind} @"{name}"({params}) #0 !dbg !{self.scope} {{\nentry:')
        self.op_line(self.f.line)

    def do(self, text):
        self.m.out.append(f"  {text}, !dbg !{self.location}")

    def new(self, text):
        self.count += 1
        self.do(f"%t{self.count} = {text}")
        return f"%t{self.count}"

    def slot(self, i):
        return self.new(f"getelementptr {self.frame}, {self.frame}* %f, i64 0, i64 {i}")

    def get(self, i):
        return self.new(f"load volatile i64, i64* {self.slot(i)}")

    def put(self, i, value):
        self.do(f"store volatile i64 {value}, i64* {self.slot(i)}")

    def lines(self, text, **operands):
        """Emits the lines of an entry of CODE or BIN; the last one's result."""
        made = []
        for line in text.format(**operands).split("; "):
            for i, t in enumerate(made, 1):
                line = line.replace(f"%{i} ", t + " ").replace(f"%{i},", t + ",")
                line = line[:-2] + t if line.endswith(f" %{i}") else line
            if line.startswith(("store", "br", "unreachable")):
                self.do(line)
            else:
                value = " " not in line or line.startswith("ptrtoint (")
                made.append(line if value else self.new(line))
        return made[-1] if made else None

    def code(self, body):
        for op, *args in body:
            if op in CODE and not self.stopped:
                names, text = CODE[op]
                load = {"a": self.get, "b": self.get, "p": self.slot, "w": self.m.word}
                value = self.lines(text, **{n: load.get(n, str)(a) for n, a in zip(names, args)})
                if names[:1] == "d":
                    self.put(args[0], value)
                self.stopped = op in ("jump", "if", "stop")
            elif op not in CODE and (not self.stopped or op == "label"):
                getattr(self, "op_" + op)(*args)

    def op_line(self, n):
        self.location = self.m.meta(f"!DILocation(line: {n}, scope: !{self.scope})")

    def op_label(self, label):
        if not self.stopped:
            self.do(f"br label %{label}")
        self.m.out.append(f"{label}:")
        self.stopped = False

    def op_bin(self, d, op, a, b):
        self.put(d, self.lines(BIN[op], a=self.get(a), b=self.get(b)))

    def op_rt(self, name, args, results):
        """A slice is passed and comes back by its address."""
        kind, (params, back), words, at = self.m.runtime(name), RUNTIME[name], [], 0

        def row(i):
            return self.new(f"bitcast i64* {self.slot(i)} to {SLICE}")
        if back == "3":
            words.append(f"{SLICE} sret([3 x i64]) {row(results[0])}")
        for c in params:
            words += [f"{BYVAL} {row(args[at])}"] if c == "3" else [
                f"i64 {self.get(a)}" for a in args[at:at + int(c)]]
            at += int(c)
        first = {"": 0, "2": 2, "3": 3}.get(back[:1], 1)
        for d in results[first:]:
            self.put(d, 0)
            words.append(f"i64* {self.slot(d)}")
        call = f'call {kind} @"runtime.{name}"({", ".join(words)})'
        if back[:1] in ("b", "r"):
            cast = "zext i8" if back[0] == "b" else "sext i32"
            self.put(results[0], self.new(f"{cast} {self.new(call)} to i64"))
        else:
            self.results(call, results[:first] if back != "3" else [])

    def results(self, call, results):
        r, kind = self.new(call) if results else self.do(call), result(len(results))
        for i, d in enumerate(results):
            self.put(d, self.new(f"extractvalue {kind} {r}, {i}") if len(results) > 1 else r)

    def op_c(self, name, args, results):
        words = ", i64" * len(args)
        self.m.declared[name] = f'declare {result(len(results))} @"{name}"(i8*{words})'
        self.op_call(name, args, results)

    def op_call(self, symbol, args, results, ctx="null"):
        target = symbol if symbol[0] == "%" else f'@"{symbol}"'
        words = ", ".join([f"i8* nest {ctx}"] + [f"i64 {self.get(a)}" for a in args])
        self.results(f"call {result(len(results))} {target}({words})", results)

    def op_code(self, a, args, results, address=None, ctx="null"):
        kind = f"{result(len(results))} ({', '.join(['i8*'] + ['i64'] * len(args))})*"
        code = self.new(f"inttoptr i64 {address or self.get(a)} to {kind}")
        self.op_call(code, args, results, ctx)

    def op_closure(self, a, args, results):
        address = self.lines(CODE["load"][1], a=self.get(a), n=0)
        self.op_code(a, args, results, address, self.new(f"inttoptr i64 {self.get(a)} to i8*"))

    def op_go(self, a, args, how="go"):
        r = self.new("call i8* @gort_new(i64 56)")
        record = self.new(f"ptrtoint i8* {r} to i64")
        for i, s in enumerate([a, *args]):
            self.lines(CODE["store"][1] + "; 0", a=record, n=8 * i, b=self.get(s))
        self.do(f"call void @gort_{how}(void (i64*)* @toygo.run, i8* {r})")

    def op_defer(self, a, args):
        self.op_go(a, args, "defer")

    def op_recover(self, d):
        a = self.new(f"add i64 {self.get(self.f.slots)}, 8")
        self.results(f"call {result(2)} @gort_recovervat(i64 {a})", [d, d + 1])


def emit(functions, data, file):
    return "\n".join(Module(functions, data, file).out) + "\n"
