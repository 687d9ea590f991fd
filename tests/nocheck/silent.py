"""What a program may not have, or has to no effect, ends in a message and not in a program that
misbehaves: thread-local variables, reserved names, code that is never preempted, destructors, a
call with a misaligned stack, objects of the stack ABI that were not renamed, frames that step over
a guard, and on the system's stack more than is there; in archives, too. Constructors run, and
resolvers of indirect functions before them. A function that has no type or no call frame
information has its line in a traceback. Libraries, archives and C++ objects are linked; Makefiles
get what they need."""

import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import ROOT, fail, gort, run, text, toolchain  # noqa: E402

INCLUDE = "-I" + os.path.join(ROOT, "runtime", "doors", "include")
HELLO = "#include <gort.h>\nint main(void) { gort_print(\"hello\\n\"); return 0; }\n"
TLS = """#include <gort.h>
__thread int a = 7, b = 9;
int main(void) { gort_printint(a + b); a = 1; gort_print("\\n"); return 0; }
"""
# Threads whose system stack is at a higher address than the goroutine's.
SYSTEMSTACK = """#include <gort.h>
#include <string.h>
__attribute__((noinline)) static int deep(int n)
{
	volatile char b[1000];
	memset((char *)b, n, 1000);
	return n == 0 ? 0 : deep(n - 1) + b[5];
}
static void onsystemstack(void *above)
{
	char here;
	if (&here > (char *)above)
		deep(200);
}
static void work(void *c)
{
	gort_LockOSThread();
	gort_systemstack(onsystemstack, &c);
	gort_chansend(c, &c);
	gort_Sleep(1 << 30);
}
int main(void)
{
	gort_LockOSThread();
	gort_chan c = gort_makechan(sizeof(void *), 0);
	for (int i = 0; i < 50; i++) {
		gort_go(work, c);
		gort_chanrecv(c, NULL);
	}
	return 0;
}
"""
CONSTRUCTOR = """#include <gort.h>
static gort_chan c;
static void send(void *a) { int x = 42; gort_chansend(c, &x); }
__attribute__((constructor)) static void init(int argc, char **argv)
{
	c = gort_makechan(sizeof(int), 0);
	gort_go(send, 0);
	gort_printint(argc);
	gort_print(argv[argc - 1]);
}
int main(void) { int x; gort_chanrecv(c, &x); gort_printint(x); gort_print("\\n"); return 0; }
"""
CXX = """#include <gort.h>
struct shape { virtual long area() = 0; };
struct square : shape { long a; square(long n) : a(n) {} long area() override { return a * a; } };
static long made;
struct global { global() { made = 5; } } theglobal;
template <class T> static T twice(T x) { return x + x; }
static void body(void *p) { gort_printint(twice(static_cast<shape *>(p)->area()) + made); }
int main() { square s(4); gort_call(body, &s); gort_print("\\n"); return 0; }
"""
IFUNC = """#include <gort.h>
static int five(void) { return 5; }
static int (*pick(void))(void) { return five; }
int f(void) __attribute__((ifunc("pick")));
static int made;
__attribute__((constructor)) static void init(void) { made = f(); }
int main(void) { gort_printint(made + f()); gort_print("\\n"); return 0; }
"""
DESTRUCTOR = """__attribute__((destructor)) static void f(void) { gort_print("never"); }
__attribute__((section("mine"))) void g(void) {}
__attribute__((section(".preinit_array"), used)) static void (*h)(void) = g;
__asm__(".section .init, \\"ax\\"; call g; .text");
"""
BIG = """int use(char *);
int small(int n) { char b[60000]; return use(b) + n; }
int big(int n) { char b[70000]; return use(b) + n; }
int vast(int n) { char b[1 << 29]; return use(b) + n; }
int use(char *b) { return *b; }
"""
MISALIGNED = """	.text
	.globl	main
main:	sub	$16, %rsp
	mov	$64, %edi
	call	gort_new
	lea	f(%rip), %rdi
	call	gort_go
	mov	$1000000, %edi
	call	gort_Sleep
	add	$16, %rsp
	ret
f:	ret
	.section .note.GNU-split-stack,"",@progbits
"""
UNTYPED = """	.text
	.globl	main, outer, inner
main:	sub	$8, %rsp
	call	outer
	add	$8, %rsp
	ret
outer:	push	%rbp
	mov	%rsp, %rbp
	sub	$32, %rsp
	call	inner
	leave
	ret
inner:	push	%rbp
	mov	%rsp, %rbp
loop:	mov	0, %rax
	leave
	ret
	.section .note.GNU-split-stack,"",@progbits
"""
STACKABI = """	.section .note.gort.abi0,"",@progbits
	.text
	.globl	main.main
main.main:
	sub	$72, %rsp
	movq	$5, (%rsp)
	call	runtime.printint
	add	$72, %rsp
	ret
"""
MAKEFILE = """include gort.mk
p: p.o
	gcc $(GORT_LDPRE) p.o $(GORT_LDPOST) -o p
	$(GORT_FUNCTAB) p
p.o: p.c
	gcc $(GORT_CFLAGS) -c p.c -o p.o
"""


def write(name, content):
    with open(name, "w") as f:
        f.write(content)


def compiled(name, content, *flags, compiler="gcc"):
    write(name, content)
    obj = os.path.splitext(name)[0] + ".o"
    subprocess.run([compiler, *(flags or toolchain.CFLAGS), INCLUDE, "-c", name, "-o", obj],
                   check=True)
    return obj


def byhand(obj, out):
    before, after = toolchain.link_parts()
    subprocess.run(["gcc", *before, obj, *after, "-o", out], check=True)


def refused(args, message):
    files, options, _ = toolchain.build_options(args)
    try:
        toolchain.build(files, "x", **options)
        fail(f"{args}: built")
    except toolchain.Error as e:
        if message not in str(e):
            fail(f"{args}: {e}")


def prints(done, stdout, stderr):
    if done.returncode != 0 or done.stdout != stdout or done.stderr != stderr:
        fail(f"{done.args}: {done.returncode}\n{done.stdout}{done.stderr[:3000]}")


with tempfile.TemporaryDirectory(prefix="gort-test-") as tmp:
    os.chdir(tmp)

    # Thread-local variables: named by the driver, also in an archive; found at start-up.
    refused([compiled("tls.c", TLS)], "tls.o: thread-local variables are not supported: a, b")
    compiled("tlslib.c", "__thread int counter;\nint count(void) { return ++counter; }\n")
    subprocess.run(["ar", "rc", "libtls.a", "tlslib.o"], check=True)
    write("usetls.c", "int count(void);\nint main(void) { return count(); }\n")
    for how in (["libtls.a"], ["-L", ".", "-l", "tls"], ["-L.", "-ltls"]):
        refused(["usetls.c", *how],
                "libtls.a(tlslib.o): thread-local variables are not supported: counter")
    for extra in "", "static __thread char buf[256];\nvoid *p(void) { return buf; }\n":
        byhand(compiled("tls.c", TLS + extra), "tls")
        done = run(["./tls"])
        if done.returncode != 2 or not re.fullmatch(
                r"runtime: thread-local variables are linked into this program; .*\n",
                text(done.stderr)):
            fail(f"tls, by hand: {done.returncode} {done.stderr[:1000]}")

    # Reserved names.
    for name in ("_rt0_amd64_linux", "runtime.schedule", "gort_print", "gccgo.ccall",
                 "__morestack_non_split"):
        write("r.s", f"\t.globl {name}\n\t.text\n{name}: ret\n")
        refused(["r.s"], f"r.s: defines reserved names: {name}")

    # Nor may the objects that come from archives; those that stay there do not matter.
    write("f.c", "int f(void);\nint main(void) { return f(); }\n")
    write("plain.c", "int plain(void);\nint main(void) { return plain(); }\n")
    compiled("a_name_of_many_letters.c", "int plain(void) { return 0; }\n")
    for name, code, message in (
            ("names", "\t.globl f, gort_print\n\t.text\nf:\ngort_print: ret\n",
             "defines reserved names: gort_print"),
            ("abi0", STACKABI.replace("main.main", "f"), "an object of the stack ABI is not taken"),
            ("noabi", re.sub(".*gort.abi0.*", "", STACKABI).replace("main.main", "f"),
             "say by which ABI it calls runtime.printint"),
            ("libc", "\t.globl f\n\t.text\nf: jmp pthread_create\n", "pthread_create: needs libc")):
        compiled(name + ".s", code, "-g")
        for kind, lib in ("rc", f"lib{name}.a"), ("rcT", f"thin{name}.a"):
            subprocess.run(["ar", kind, lib, "a_name_of_many_letters.o", name + ".o"], check=True)
            refused(["f.c", lib], f"{lib}({name}.o): {message}")
            prints(gort("run", "plain.c", lib, cwd=tmp), "", "")
        refused(["f.c", "-L", ".", "-l", name], f"lib{name}.a({name}.o): {message}")

    # What has no effect.
    compiled("late.c", HELLO + DESTRUCTOR, "-O2", "-fno-pic", "-fsplit-stack")
    done = gort("build", "-o", "late", "late.o", cwd=tmp)
    if done.returncode != 0 or done.stderr != (
            "gort: warning: late.o: initialisers do not run (.init)\n"
            "gort: warning: late.o: destructors do not run (.fini_array)\n"
            "gort: warning: late.o: initialisers do not run (.preinit_array)\n"
            "gort: warning: late.o: code outside .text is never preempted by signals: mine\n"):
        fail(f"late.o: {done.returncode} {done.stderr!r}")
    prints(subprocess.run(["./late"], capture_output=True, text=True), "", "hello\n")

    # Frames larger than what lies below a stack, unless their pages are touched; no object.
    write("hello.c", HELLO)
    for flag, names in ("no-stack", "big, vast"), ("stack", ""):
        compiled("big.c", BIG, "-O2", "-fno-pic", f"-f{flag}-clash-protection")
        done = gort("build", "-o", "big", "--stack=1M", "hello.c", "big.o", cwd=tmp)
        want = "gort: warning: big.o: frames of more than 64 KB, which step over a stack's guard " \
               f"(-fstack-clash-protection): {names}\n" if names else ""
        if done.returncode != 0 or done.stderr != want:
            fail(f"big frames: {done.returncode} {done.stderr!r}")
    write("junk.o", "not an object")
    refused(["hello.c", "junk.o"], "junk.o: not an ELF file for x86-64")
    refused([compiled("lto.c", HELLO, "-flto")], "lto.o: objects of gcc -flto are not supported")

    # Constructors.
    write("c.c", CONSTRUCTOR)
    prints(gort("run", "c.c", "--", "arg", cwd=tmp), "", "2arg42\n")
    write("ifunc.c", IFUNC)
    prints(gort("run", "ifunc.c", cwd=tmp), "", "10\n")
    cxx = [f for f in toolchain.CFLAGS if f != "-fno-strict-aliasing"]
    if shutil.which("g++"):
        compiled("cxx.cc", CXX, *cxx, "-fno-exceptions", "-fno-rtti", compiler="g++")
        prints(gort("run", "cxx.o", cwd=tmp), "", "37\n")

    # A misaligned stack.
    write("m.s", MISALIGNED)
    done = gort("run", "m.s", cwd=tmp)
    if done.returncode != 2 or not done.stderr.startswith(
            "runtime: unaligned vector access: at a call of System V code, rsp must be"):
        fail(f"misaligned: {done.returncode} {done.stderr[:2000]}")

    # Functions without type, size and call frame information.
    write("u.s", UNTYPED)
    done = gort("run", "u.s", cwd=tmp)
    names = re.findall(r"^(\S+)\(\.\.\.\)$", done.stderr, re.M)
    if done.returncode != 2 or names[:2] != ["inner", "outer"] or "stack: frame=" in done.stderr:
        fail(f"untyped: {done.returncode} {names} {done.stderr[:3000]}")

    # Objects of the stack ABI whose names were not changed.
    byhand(compiled("s.s", STACKABI, "-g"), "s")
    done = run([toolchain.FUNCTAB, "s"], merge=True)
    if done.returncode != 1 or b"linked without `objcopy --redefine-syms`" not in done.stdout:
        fail(f"stack ABI, by hand: {done.returncode} {done.stdout}")

    # More than the system's stack has.
    write("system.c", SYSTEMSTACK)
    done = gort("run", "system.c", cwd=tmp)
    if done.returncode != 2 or not done.stderr.startswith("fatal: morestack on g0\n"):
        fail(f"gort_systemstack: {done.returncode} {done.stdout[:1000]}{done.stderr[:1000]}")

    # Libraries, several objects, Makefiles.
    for i in 1, 2:
        compiled(f"l{i}.c", f"int f{i}(void) {{ return {i}0; }}\n", "-O2")
    subprocess.run(["ar", "rc", "libls.a", "l1.o", "l2.o"], check=True)
    compiled("sum.c", "int f1(void), f2(void);\nint sum(void) { return f1() + f2(); }\n")
    write("p.c", "#include <gort.h>\nint sum(void);\n"
          "int main(void) { gort_printint(sum()); gort_print(\"\\n\"); return 0; }\n")
    for how in (["libls.a"], ["-L", ".", "-l", "ls"], ["l1.o", "l2.o"]):
        prints(gort("run", "p.c", "sum.o", *how, cwd=tmp), "", "30\n")
    refused(["p.c", "-lnothere"], "-lnothere: no such library")
    write("p.c", HELLO)
    write("gort.mk", gort("env", "--make").stdout)
    write("Makefile", MAKEFILE)
    if shutil.which("make"):
        subprocess.run(["make", "-s"], check=True)
        prints(subprocess.run(["./p"], capture_output=True, text=True), "", "hello\n")
    if not toolchain.gc_stubs():  # gort.pc is for gort's own collector
        with open(os.path.join(toolchain.BUILD, "gort.pc")) as f:
            if f.read() != gort("env", "--pkg-config").stdout:
                fail("gort.pc is not what gort env --pkg-config prints")
        if shutil.which("pkg-config"):
            for name in "LDPRE", "LDPOST", "FUNCTAB":
                done = subprocess.run(["pkg-config", "--variable=" + name.lower(), "gort"],
                                      capture_output=True, text=True,
                                      env=dict(os.environ, PKG_CONFIG_PATH=toolchain.BUILD))
                if done.stdout.strip() != gort("env", name).stdout.strip():
                    fail(f"pkg-config: {name} is {done.stdout!r}")
