"""IR → assembly in Go 1.14's stack ABI (doc/ABI.md): arguments and results are at the caller's rsp,
the closure's address comes in rdx, and a function keeps no register but rsp and rbp."""
import x86
from ir import RUNTIME, width

# Functions that panic take the numbers that they show in registers.
REGISTERS = {"goPanicIndex": ("panicIndex", "%rax", "%rcx"),
             "goPanicSliceAlen": ("panicSliceAlen", "%rcx", "%rdx"),
             "goPanicSliceAcap": ("panicSliceAcap", "%rcx", "%rdx"),
             "goPanicSliceB": ("panicSliceB", "%rax", "%rcx")}


class Module(x86.Module):
    note = ".note.gort.abi0"

    def function(self, f):
        code = f.body + f.tail
        room = max([6] + [len(i[2]) + len(i[3]) for i in code
                          if i[0] in ("call", "rt")] +
                   [2 + len(i[2]) for i in code if i[0] in ("go", "defer")])
        size, check = 8 * (room + f.slots), self.prefix + "go"
        self.begin(f.name)
        self.do(f"lea -{size + 8}(%rsp),%r11; cmp %fs:0x70,%r11; jae {check}")
        self.do(f"mov ${size + 8},%r10; mov ${8 * f.ctx},%r11; call runtime.morestack; ret")
        self.do(f"{check}:")
        self.enter(size)
        self.put(f.ctx, "%rdx")
        for i in range(f.params):
            self.do(f"mov {16 + 8 * i}(%rbp),%rax; mov %rax,{self.slot(i)}")
        self.code(f.body)
        self.do(f"{self.prefix}return:" + (" call runtime.deferreturn" if f.has("defer") else ""))
        self.code(f.tail)
        for i in range(f.params, f.ctx):
            self.do(f"mov {self.slot(i)},%rax; mov %rax,{16 + 8 * i}(%rbp)")
        self.leave(f.name)

    def op_rt(self, name, args, results):
        if name in REGISTERS:
            name, *registers = REGISTERS[name]
            for a, reg in zip(args, registers):
                self.get(a, reg)
            self.do(f"call runtime.{name}")
            return
        self.arguments(args)
        self.do(f"call runtime.{name}")
        kinds = "".join(k * width(k) for k in RUNTIME[name][1])
        for i, (d, k) in enumerate(zip(results, kinds)):  # a bool fills a byte
            load = "movzbl {},%eax" if k == "b" else "mov {},%rax"
            self.do(load.format(f"{8 * (len(args) + i)}(%rsp)"))
            self.put(d)

    def op_call(self, a, args, results):
        self.arguments(args)
        self.do(f"mov {self.slot(a)},%rdx; call *(%rdx)")
        self.results(results, 8 * len(args))

    def op_go(self, a, args, function="newproc"):
        self.arguments([a, *args], 8)
        self.do(f"movl ${8 * len(args)},(%rsp); call runtime.{function}")

    def op_defer(self, a, args):
        self.op_go(a, args, "deferproc")  # it returns again, with 1, after a recovered panic
        self.do(f"test %eax,%eax; jnz {self.prefix}return")

    def op_recover(self, d):
        self.do("lea 16(%rbp),%rax; mov %rax,(%rsp); call runtime.gorecover")
        self.results([d, d + 1], 8)
