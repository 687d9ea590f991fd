"""What the two backends that write assembly have in common: all but functions and calls.

A frame from rbp down: the caller's rbp at 0(%rbp), the slots in ascending order below it, and at
the bottom, from rsp up, the room for the arguments of calls."""

# Instruction → its operands (a, b and d are slots, l and m labels) and its code.
CODE = {
    "const": ("dn", "mov ${n},%rax; mov %rax,{d}"), "addr": ("dn", 'mov $"{n}",%rax; mov %rax,{d}'),
    "copy": ("da", "mov {a},%rax; mov %rax,{d}"), "frame": ("da", "lea {a},%rax; mov %rax,{d}"),
    "load": ("dan", "mov {a},%rax; mov {n}(%rax),%rax; mov %rax,{d}"),
    "store": ("anb", "mov {a},%rax; mov {b},%rcx; mov %rcx,{n}(%rax)"),
    "label": ("l", "{l}:"), "jump": ("l", "jmp {l}"), "line": ("n", ".loc 1 {n}"),
    "if": ("alm", "cmpq $0,{a}; jne {l}; jmp {m}"), "stop": ("", "ud2")}
OPS = {"+": "add", "-": "sub", "&": "and", "|": "or", "^": "xor", "*": "imul"}
SET = {"==": "e", "!=": "ne", "<": "l", "<=": "le", ">": "g", ">=": "ge", "u>=": "ae", "u>": "a"}
DIVIDE = "cqo; cmp $-1,%rcx; jne 1f; neg %rax; xor %edx,%edx; jmp 2f; 1: idiv %rcx; 2:"
BIN = {"<<": "shl %cl,%rax", ">>": "sar %cl,%rax", "&^": "not %rcx; and %rcx,%rax",
       "/": DIVIDE, "%": DIVIDE + " mov %rdx,%rax",  # the least number divided by -1 is itself
       **{op: f"{OPS[op]} %rcx,%rax" for op in OPS},
       **{op: f"cmp %rcx,%rax; set{SET[op]} %al; movzbl %al,%eax" for op in SET}}
for op in BIN:
    CODE[op] = "dab", f"mov {{a}},%rax; mov {{b}},%rcx; {BIN[op]}; mov %rax,{{d}}"


def data_of(data):
    """The lines of a program's data."""
    out = []
    for name, words in data.items():
        kind, code = ".section .rodata", ".quad " + ", ".join(
            str(w) if isinstance(w, int) else f'"{w}"' for w in words)
        if isinstance(words, bytes):
            code = ".byte " + ",".join(map(str, words or b"\0"))
        elif words[0] == "var":
            kind, code = ".data", f".zero {8 * words[1]}"
        out += [kind, ".balign 16", f'"{name}": {code}']
    return out


class Module:
    note = ""  # the section that says by which ABI the runtime is called
    tail = ""  # the last lines

    def __init__(self, functions, data, file):
        self.out = [f'.file 1 "{file}"\n.text']
        for n, f in enumerate(functions):
            self.f, self.prefix = f, f".L{n}."
            self.function(f)
        self.out += data_of(data)
        self.out.append(f".section {self.note}\n.section .note.GNU-stack\n.text\n{self.tail}")

    def do(self, lines):
        self.out.append("\t" + lines.replace("; ", "\n\t"))

    def begin(self, name):
        self.do(f'.globl "{name}"; .type "{name}",@function; "{name}":; .cfi_startproc')
        self.do(f".loc 1 {self.f.line}")

    def enter(self, size):
        self.do("push %rbp; .cfi_def_cfa_offset 16; .cfi_offset rbp,-16; mov %rsp,%rbp")
        self.do(f".cfi_def_cfa_register rbp; sub ${size},%rsp")
        for i in range(self.f.params, self.f.ctx):
            self.do(f"movq $0,{self.slot(i)}")

    def leave(self, name):
        self.do(f'leave; .cfi_def_cfa rsp,8; ret; .cfi_endproc; .size "{name}",.-"{name}"')

    def slot(self, i):
        return f"{-8 * (self.f.slots - i)}(%rbp)"

    def get(self, i, to="%rax"):
        self.do(f"mov {self.slot(i)},{to}")

    def put(self, i, reg="%rax"):
        self.do(f"mov {reg},{self.slot(i)}")

    def code(self, body):
        for op, *args in body:
            if op in CODE:
                names, text = CODE[op]
                self.do(text.format(**{
                    n: self.slot(a) if n in "abd" else self.prefix + a if n in "lm" else a
                    for n, a in zip(names, args)}))
            else:
                getattr(self, "op_" + op)(*args)

    def arguments(self, args, at=0):
        """Puts arguments at rsp."""
        for i, a in enumerate(args):
            self.get(a)
            self.do(f"mov %rax,{at + 8 * i}(%rsp)")

    def results(self, results, at):
        for i, d in enumerate(results):
            self.do(f"mov {at + 8 * i}(%rsp),%rax")
            self.put(d)
