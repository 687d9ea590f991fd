"""Completes the stack checks in the compiler's assembly. A prologue asks for the function's frame.
That is all the stack that the function uses, as long as the arguments of its calls lie in the frame
(-maccumulate-outgoing-args). Some functions use more:

- Where GCC optimises for size (gccgo's thunks of go and defer statements, cold C functions), the
  body pushes the arguments of a call below the frame, however large they are. The prologues of
  these functions get the frame that the body really has.
- Where memory is taken by alloca, or for an array of variable length, the compiler asks only
  whether the stack has it. But the linker, which sees that the function calls code without checks,
  has made the prologue ask for 64 KB for that code. So the check of alloca must leave these, too.
  LLVM compares as if addresses had a sign, and so takes a request for preemption for room. See
  D221.
- A function that calls recover is split. The compiler's stub, which has the function's name, asks
  runtime.canrecover about its own return address, and has no check, so that __morestack cannot
  stand in between. But the stub copies the arguments for the real body. If its frame is large, the
  stub gets a check, and canrecover looks past __morestack.

A function of cgo that calls C also asks for the room that a call back from C needs below it, since
there the stack cannot grow.

In a hosted program it also puts a stub in front of each function that cgo makes for C code to call:
the stub tells gccgo.callin (cgo_amd64.S) how large the arguments on the stack are."""

import re

MARGIN = 256  # what a function may use below the guard without asking for it (doc/ABI.md)

FUNCTION = re.compile(r"^([^\s#.][^\n]*):\n"
                      r"((?:\.L\w+:\n|\t\.(?:loc|file) [^\n]*\n)*\t\.cfi_startproc\n)"
                      r"(.*?)^\t\.cfi_endproc\n", re.M | re.S)
DOWN = re.compile(r"^\t(?:(pushq)\t|subq\t\$(\d+), %rsp$|addq\t\$-(\d+), %rsp$|"
                  r"leaq\t-(\d+)\(%rsp\), %rsp$)", re.M)
CHECK = re.compile(r"^(?:\tleaq\t-\d+\(%rsp\), %r11\n)?\tcmpq\t%fs:112, %(?:rsp|r11)\n", re.M)
ASKS = re.compile(r"^\t(?:movl\t\$(\d+)|xorl\t%r10d), %r10d\n"
                  r"((?:(?:\t|\.L)(?![^\n]*%r10d)[^\n]*\n){0,8}?"
                  r"\tcall\t__morestack(?:@PLT)?\n)", re.M)

# The arguments on the stack are no larger than the frame, which holds copies of them, and end
# before g.stack.hi. rax carries r10, the closure.
STUB = """\
	leaq	-{0}(%rsp), %r11
	cmpq	%fs:112, %r11
	jae	.Lchecked{1}
	movq	%r10, %rax
	movq	{2}, %r11
	movq	8(%r11), %r11
	subq	%rsp, %r11
	subq	$8, %r11
	movl	${0}, %r10d
	cmpq	%r10, %r11
	cmovaq	%r10, %r11
	call	__morestack
	ret
	movq	%rax, %r10
.Lchecked{1}:
"""


CGOCALL = re.compile(r"^\tcall\tsyscall\.Cgocall(?:@PLT)?$", re.M)
CALLROOM = 512  # as in runtime.h
EXPORTED = re.compile(r'\.Cgoexp__\w+"?$')
ARGUMENTS = re.compile(r"^\tmovl\t\$(\d+), %r11d$", re.M)
CALLIN = """\
	.cfi_startproc
	leaq	.Lexported{0}(%rip), %rax
	movl	${1}, %r10d
	jmp	gccgo.callin
	.cfi_endproc
.Lexported{0}:
"""


ALLOCATE = "__morestack_allocate_stack_space"
UNCHECKEDROOM = 64 << 10
ALLOCA = re.compile(r"^\tcmpq\t%fs:112, (%r(?!sp)\w+)\n()", re.M)
LLVMALLOCA = re.compile(r"^\tcmpq\t(%r\w+), %fs:112\n\tj(g|le)\t", re.M)
REFERENCE = re.compile(r"^\tcallq?\t([^*%\s][^\s@]*)|(?<![^\s*,])([^\s*,]+)@GOTPCREL", re.M)
OURS = re.compile(r'"?(__morestack|gort_|runtime\.|mem(set|cpy|move|cmp)$)')  # need no such room
LABEL = re.compile(r"^([^\s#.][^\n:]*):", re.M)


def ask_alloca(body, defined, pattern):
    """A function's body in which the checks of alloca leave the room for what it calls outside of
    its own file. lea keeps the flags."""
    out = {a or b for a, b in REFERENCE.findall(body)} - defined
    room = 0 if all(map(OURS.match, out)) else UNCHECKEDROOM

    def ask(m):
        reg, signed = m.groups()
        compare = f"\tcmpq\t%fs:112, {reg}\n"
        if room:
            compare = f"\tsubq\t${room}, {reg}\n{compare}\tleaq\t{room}({reg}), {reg}\n"
        return compare + {"g": "\tjb\t", "le": "\tjae\t", "": ""}[signed]

    return pattern.sub(ask, body)


def used(body):
    """The bytes of stack that the function takes, if each push and subtraction is made once."""
    return sum(8 if push else int(a or b or c) for push, a, b, c in DOWN.findall(body))


def fix(m, slot, defined):
    label, head, body = m.groups()
    asks = ASKS.search(body)
    if ALLOCATE in body:
        at = CHECK.search(body).end() if asks else 0  # after the prologue's
        body = body[:at] + ask_alloca(body[at:], defined, ALLOCA)
    if EXPORTED.search(label):
        size = ARGUMENTS.search(asks.group())
        head = CALLIN.format(m.start(), size.group(1) if size else 0) + head
    frame = used(body)
    if CGOCALL.search(body):
        frame += CALLROOM
    if frame <= MARGIN:
        return f"{label}:\n{head}{body}\t.cfi_endproc\n"
    if asks and int(asks.group(1) or 0) < frame:
        body = CHECK.sub(f"\tleaq\t-{frame}(%rsp), %r11\n\tcmpq\t%fs:112, %r11\n", body, count=1)
        body = ASKS.sub(rf"\tmovl\t${frame}, %r10d\n\2", body, count=1)
    elif not asks and re.search(r"\bruntime\.canrecover\b", body):
        body = STUB.format(frame, m.start(), slot) + body
    return f"{label}:\n{head}{body}\t.cfi_endproc\n"


def check(assembly, slot):
    """The assembly of one compilation with all checks that it needs. slot: the word of g."""
    defined = set(LABEL.findall(assembly)) if ALLOCATE in assembly else set()
    return FUNCTION.sub(lambda m: fix(m, slot, defined), assembly)


LLVMFUNCTION = re.compile(r"^[^\s#.][^\n:]*:.*?^\.Lfunc_end\d+:", re.M | re.S)


def check_llvm(assembly):
    """The same for LLVM's assembly."""
    defined = set(LABEL.findall(assembly))
    return LLVMFUNCTION.sub(lambda m: ask_alloca(m[0], defined, LLVMALLOCA), assembly)
