"""Stack checks that gccgo leaves out. A function that calls recover is split: the compiler's stub under the function's name asks
runtime.canrecover about its own return address, and has no check, so that __morestack cannot stand in between. But the stub copies the arguments for
the real body, however large. Such a stub gets a checked function before it, and canrecover looks behind __morestack."""

import re
import struct
import subprocess

MARGIN = 256  # what any function may use below the guard without a check (doc/ABI.md)


def output(*argv):
    return subprocess.run(argv, capture_output=True, text=True, check=True).stdout


def large(obj, text):
    """Yields name, offset, frame of each exported stub with a large frame. text is a file for the section's bytes."""
    calls = [int(m.group(1), 16) for m in re.finditer(r"^([0-9a-f]+) .* runtime\.canrecover\b", output("objdump", "-r", "-j", ".text", obj), re.M)]
    if not calls:
        return
    subprocess.run(["objcopy", "-O", "binary", "-j", ".text", obj, text], check=True)
    with open(text, "rb") as f:
        code = f.read()
    for line in output("nm", "-S", "--defined-only", "-f", "posix", obj).splitlines():
        name, kind, value, size = (line.split() + ["0", "0"])[:4]
        start, end = int(value, 16), int(value, 16) + int(size, 16)
        if kind != "T" or not any(start <= c < end for c in calls):
            continue
        # sub $imm32,%rsp
        frame = sum(struct.unpack("<I", imm)[0] for imm in re.findall(rb"(?s)\x48\x81\xec(....)", code[start:end]))
        if frame > MARGIN:
            yield name, start, frame


def check(obj, out):
    """Changes obj and writes the object out with the checks; false if there is nothing to do."""
    stubs = list(large(obj, out))
    if not stubs:
        return False
    args, asm = [], [".text"]
    for name, start, frame in stubs:
        body = name + "..thunkr"  # a wrapper to tracebacks
        args += ["--weaken-symbol=" + name, f"--add-symbol={body}=.text:{start:#x},global,function"]
        # The arguments on the stack are no larger than the frame, which holds copies of them, and end before g.stack.hi. rax carries r10, the closure.
        asm.append(f"""
	.globl	"{name}"
	.type	"{name}", @function
"{name}":
	.cfi_startproc
	leaq	-{frame}(%rsp), %r11
	cmpq	%fs:0x70, %r11
	jae	"{body}"
	movq	%r10, %rax
	movq	%fs:-8, %r11
	movq	8(%r11), %r11
	subq	%rsp, %r11
	subq	$8, %r11
	movq	${frame}, %r10
	cmpq	%r10, %r11
	cmovaq	%r10, %r11
	call	__morestack
	ret
	movq	%rax, %r10
	jmp	"{body}"
	.cfi_endproc
	.size	"{name}", . - "{name}"
""")
    subprocess.run(["objcopy", *args, obj], check=True)
    asm.append('\t.section .note.GNU-stack,"",@progbits\n')
    subprocess.run(["as", "-o", out], input="\n".join(asm), text=True, check=True)
    return True
