"""Checked code calls code without stack checks (calls.c, lib.c): it has the room that lld's change
of the prologues asks for, with one, two and eight Ps, with as many collections as can be, under a
storm of signals, and on stacks with guards. Assembly that asks for 64 KB itself gets them. The
driver warns of an object without checks in which goroutines would begin, unless it is told the
stacks' size."""

import os
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import build, fail, gort, run, text, toolchain  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
FLAGS = [f for f in toolchain.CFLAGS if f != "-fsplit-stack"] + ["-O1"]

ASK = """	.text
	.globl	ask
	.type	ask, @function
ask:
	.cfi_startproc
	lea	-65536(%rsp), %r11
	cmp	%fs:0x70, %r11
	jae	1f
	mov	$65536, %r10
	mov	$0, %r11
	call	__morestack
	ret
1:	sub	$8, %rsp
	.cfi_def_cfa_offset 16
	mov	%rdi, %rax
	mov	%rsi, %rdi
	call	*%rax
	add	$8, %rsp
	.cfi_def_cfa_offset 8
	ret
	.cfi_endproc
	.section .note.GNU-stack,"",@progbits
"""
ASKER = """#include <gort.h>
void ask(void (*fn)(void *), void *arg);
__attribute__((no_split_stack, noinline)) static void use(void *a)
{
	volatile char b[60000];
	for (int i = 0; i < 60000; i++)
		b[i] = 1;
	*(int *)a += b[59999];
}
static int n;
static gort_waitgroup wg;
static void run(void *a) { ask(use, &n); gort_wgdone(&wg); }
int main(void)
{
	ask(use, &n);
	gort_wgadd(&wg, 1);
	gort_go(run, 0);
	gort_wgwait(&wg);
	gort_printint(n);
	gort_print("\\n");
	return 0;
}
"""

with tempfile.TemporaryDirectory(prefix="gort-test-") as tmp:
    os.chdir(tmp)

    def write(name, content):
        with open(name, "w") as f:
            f.write(content)

    def compiled(source):
        obj = os.path.splitext(os.path.basename(source))[0] + ".o"
        subprocess.run(["gcc", *FLAGS, "-c", source, "-o", obj], check=True)
        return obj

    lib = compiled(os.path.join(HERE, "lib.c"))
    for stack in 0, 16 << 10:
        program = build([os.path.join(HERE, "calls.c"), lib], stack=stack)
        for env in [{"GOMAXPROCS": "1"}, {"GOMAXPROCS": "2"}, {"GOMAXPROCS": "8"}, {"GOGC": "1"},
                    {"GORT_STORM": "2000", "GOMAXPROCS": "2"}, {"GODEBUG": "asyncpreemptoff=1"},
                    ][3 * bool(stack):]:
            done = run([program], env=env)
            if done.returncode != 0 or done.stderr != b"ok\n":
                fail(f"stack {stack}, {env}: {done.returncode}\n{text(done.stderr)[:3000]}")

    write("ask.S", ASK)
    write("asker.c", ASKER)
    done = gort("run", "asker.c", "ask.S", cwd=tmp)
    if done.returncode != 0 or done.stderr != "2\n":
        fail(f"ask: {done.returncode}\n{done.stderr[:3000]}")

    write("hello.c", "#include <gort.h>\nint main(void) { gort_print(\"hello\\n\"); return 0; }\n")
    compiled("hello.c")
    WARNING = r"gort: warning: hello\.o: has no stack checks: .*--stack=SIZE.*\n"
    for options, warns in ([], True), (["--stack=64K"], False):
        done = gort("build", *options, "-o", "hello", "hello.o", cwd=tmp)
        if done.returncode != 0 or bool(re.fullmatch(WARNING, done.stderr)) != warns \
                or bool(done.stderr) != warns:
            fail(f"{options}: {done.returncode} {done.stderr!r}")
        if text(run(["./hello"]).stderr) != "hello\n":
            fail(f"{options}: hello is wrong")
    for size in "0", "12K", "24K", "1G", "x", "":
        done = gort("build", f"--stack={size}", "-o", "hello", "hello.o", cwd=tmp)
        if done.returncode != 2 or not re.fullmatch("gort: --stack is a power of 2 .*\n",
                                                     done.stderr):
            fail(f"--stack={size}: {done.returncode} {done.stderr!r}")
    write("size.s", "\t.globl gort_stacksize\n\t.section .rodata\ngort_stacksize: .quad 100\n")
    done = gort("run", "hello.c", "size.s", cwd=tmp)
    if done.returncode != 2 or "gort_stacksize is 100, not a power of 2" not in done.stderr:
        fail(f"gort_stacksize = 100: {done.returncode} {done.stderr!r}")
