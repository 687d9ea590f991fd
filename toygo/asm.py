"""IR → System V assembly without stack checks, for a runtime whose goroutines begin on large stacks
(gort build --stack=SIZE). Six words of arguments go in registers, the others at the caller's rsp,
where the results follow them, but for two that come back in rax and rdx. The closure is in r10.

A function with defer statements becomes two: the outer one has the frame, and lets gort_call call
the inner one, NAME.body, which gets the frame's address; what it defers runs when it returns or
when a panic has been recovered, and the outer function goes on with the tail."""
import x86
from ir import RUNTIME, system_v

REGS = ["%rdi", "%rsi", "%rdx", "%rcx", "%r8", "%r9"]
# Starts what a go or defer statement has put into a record: the func value, then six words.
RUN = """
toygo.run:
	mov %rdi,%rax
	mov (%rax),%r10
	mov 8(%rax),%rdi
	mov 16(%rax),%rsi
	mov 24(%rax),%rdx
	mov 32(%rax),%rcx
	mov 40(%rax),%r8
	mov 48(%rax),%r9
	jmp *(%r10)
"""


class Module(x86.Module):
    note, tail = ".note.gort.sysv", RUN

    def function(self, f):
        room = max([3] + [max(len(i[2]) - 6, 0) + max(len(i[3]) - 2, 0) for i in f.body + f.tail
                          if i[0] == "call"])
        room += room % 2
        if f.has("defer"):
            self.begin(f.name + ".body")
            self.do("push %rbp; .cfi_def_cfa_offset 16; .cfi_offset rbp,-16; mov %rdi,%rbp")
            self.do(f"sub ${8 * room},%rsp; .cfi_def_cfa_offset {16 + 8 * room}")
            self.code(f.body)
            self.do(f"{self.prefix}return: add ${8 * room},%rsp; .cfi_def_cfa_offset 16")
            self.do("pop %rbp; .cfi_restore rbp; .cfi_def_cfa_offset 8; ret; .cfi_endproc")
            self.do(f'.size "{f.name}.body",.-"{f.name}.body"')
        self.begin(f.name)
        self.enter(8 * (room + f.slots + f.slots % 2))
        self.put(f.ctx, "%r10")
        for i in range(f.params):
            if i >= 6:
                self.do(f"mov {8 * i - 32}(%rbp),%rax")
            self.put(i, REGS[i] if i < 6 else "%rax")
        if f.has("defer"):
            self.do(f'mov $"{f.name}.body",%rdi; mov %rbp,%rsi; call gort_call')
        else:
            self.code(f.body)
            self.do(f"{self.prefix}return:")
        self.code(f.tail)
        stack = 16 + 8 * max(f.params - 6, 0)
        for i in range(f.params + 2, f.ctx):
            self.do(f"mov {self.slot(i)},%rax; mov %rax,{stack + 8 * (i - f.params - 2)}(%rbp)")
        for i, reg in zip(range(f.params, f.ctx), ("%rax", "%rdx")):
            self.get(i, reg)
        self.leave(f.name)

    def op_call(self, a, args, results):
        self.arguments(args[6:])
        for arg, reg in zip(args, REGS):
            self.get(arg, reg)
        self.do(f"mov {self.slot(a)},%r10; call *(%r10)")
        for d, reg in zip(results, ("%rax", "%rdx")):
            self.put(d, reg)
        self.results(results[2:], 8 * max(len(args) - 6, 0))

    def op_rt(self, name, args, results):
        """A slice is passed at rsp, and comes back where the first argument points to."""
        passed, returned = system_v(name, args, results)
        registers = iter(REGS)
        for how, a in passed:
            if how == "slice":
                self.arguments(range(a, a + 3))
                continue
            if how == "address":
                self.do(f"movq $0,{self.slot(a)}")
            self.do(f"{'mov' if how == 'word' else 'lea'} {self.slot(a)},{next(registers)}")
        self.do(f"call runtime.{name}")
        if RUNTIME[name][1][:1] == "b":
            self.do("movzbl %al,%eax")
        for d, reg in zip(returned, ("%rax", "%rdx")):
            self.put(d, reg)

    def op_go(self, a, args, function="gort_go"):
        self.do("mov $56,%edi; call gort_new")
        for i, s in enumerate([a, *args]):
            self.do(f"mov {self.slot(s)},%rcx; mov %rcx,{8 * i}(%rax)")
        self.do(f"mov $toygo.run,%rdi; mov %rax,%rsi; call {function}")

    def op_defer(self, a, args):
        self.op_go(a, args, "gort_defer")

    def op_recover(self, d):
        self.do(f"lea 16(%rbp),%rdi; call gort_recovervat; mov %rdx,{self.slot(d + 1)}")
        self.put(d)
