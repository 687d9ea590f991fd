"""Programs in LLVM 14's textual IR, with and without "split-stack": goroutines and a channel, deep
recursion, results of three words and of four vectors, memory of a size that is not known in
advance, calls of code without checks, a loop that is preempted, closures by `nest`. The driver
warns of attributes that are missing, and takes another clang and other flags."""

import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import build, expect, fail, gort, run, skip, text, toolchain  # noqa: E402

PROGRAM = """declare void @gort_print(i8*)
declare void @gort_printint(i64)
declare void @gort_go(void (i8*)*, i8*)
declare i8* @gort_makechan(i64, i64)
declare void @gort_chansend(i8*, i8*)
declare i1 @gort_chanrecv(i8*, i8*)
declare i64 @lib(i64)
declare void @llvm.memset.p0i8.i64(i8*, i8, i64, i1)
@nl = private constant [2 x i8] c"\\0A\\00"
@c = global i8* null
%words = type { i64, i64, i64 }
%vectors = type { <2 x i64>, <2 x i64>, <2 x i64>, <2 x i64> }

define i64 @sized(i64 %n) noinline #0 {
  %b = alloca i8, i64 %n
  call void @llvm.memset.p0i8.i64(i8* %b, i8 1, i64 %n, i1 false)
  %p = getelementptr i8, i8* %b, i64 5
  %v = load volatile i8, i8* %p
  %w = zext i8 %v to i64
  ret i64 %w
}

define i64 @deep(i64 %n) noinline #0 {
  %z = icmp eq i64 %n, 0
  br i1 %z, label %end, label %more
more:
  %m = sub i64 %n, 1
  %r = call i64 @deep(i64 %m)
  %s = add i64 %r, 1
  ret i64 %s
end:
  %l = call i64 @lib(i64 0)
  ret i64 %l
}

define %words @words(i64 %n) noinline #0 {
  %z = icmp eq i64 %n, 0
  br i1 %z, label %end, label %more
more:
  %m = sub i64 %n, 1
  %r = call %words @words(i64 %m)
  %a = extractvalue %words %r, 0
  %b = extractvalue %words %r, 1
  %c = extractvalue %words %r, 2
  %a1 = add i64 %a, 1
  %b1 = add i64 %b, 2
  %c1 = add i64 %c, 3
  %s = insertvalue %words undef, i64 %a1, 0
  %t = insertvalue %words %s, i64 %b1, 1
  %u = insertvalue %words %t, i64 %c1, 2
  ret %words %u
end:
  ret %words zeroinitializer
}

define %vectors @vectors(i64 %n) noinline #0 {
  %z = icmp eq i64 %n, 0
  br i1 %z, label %end, label %more
more:
  %m = sub i64 %n, 1
  %r = call %vectors @vectors(i64 %m)
  %a = extractvalue %vectors %r, 0
  %b = extractvalue %vectors %r, 1
  %c = extractvalue %vectors %r, 2
  %d = extractvalue %vectors %r, 3
  %a1 = add <2 x i64> %a, <i64 1, i64 2>
  %b1 = add <2 x i64> %b, <i64 3, i64 4>
  %c1 = add <2 x i64> %c, <i64 5, i64 6>
  %d1 = add <2 x i64> %d, <i64 7, i64 8>
  %s = insertvalue %vectors undef, <2 x i64> %a1, 0
  %t = insertvalue %vectors %s, <2 x i64> %b1, 1
  %u = insertvalue %vectors %t, <2 x i64> %c1, 2
  %v = insertvalue %vectors %u, <2 x i64> %d1, 3
  ret %vectors %v
end:
  ret %vectors zeroinitializer
}

; words(n) and vectors(n) are n, 2 n, 3 n and so on. 0 if that is what they return, by a sum with
; a weight for each register.
define i64 @wrong() noinline #0 {
  %w = call %words @words(i64 DEPTH)
  %a = extractvalue %words %w, 0
  %b = extractvalue %words %w, 1
  %c = extractvalue %words %w, 2
  %c3 = mul i64 %c, 3
  %ab = add i64 %a, %b
  %abc = add i64 %ab, %c3
  %v = call %vectors @vectors(i64 DEPTH)
  %p = extractvalue %vectors %v, 0
  %q = extractvalue %vectors %v, 1
  %r = extractvalue %vectors %v, 2
  %s = extractvalue %vectors %v, 3
  %r3 = mul <2 x i64> %r, <i64 3, i64 3>
  %s5 = mul <2 x i64> %s, <i64 5, i64 5>
  %pq = add <2 x i64> %p, %q
  %pqr = add <2 x i64> %pq, %r3
  %pqrs = add <2 x i64> %pqr, %s5
  %x = extractelement <2 x i64> %pqrs, i32 0
  %y = extractelement <2 x i64> %pqrs, i32 1
  %xy = add i64 %x, %y
  %all = add i64 %abc, %xy
  %want = mul i64 DEPTH, 130
  %less = sub i64 %all, %want
  ret i64 %less
}

define i64 @closure(i64* nest %f, i64 %x) noinline #0 {
  %v = load i64, i64* %f
  %s = add i64 %v, %x
  ret i64 %s
}

define void @spin(i8* %a) #0 {
  br label %loop
loop:
  br label %loop
}

define void @send(i8* %a) #0 {
  %slot = alloca i64
  %d = call i64 @deep(i64 DEPTH)
  %s = call i64 @sized(i64 5000)
  %f = alloca i64
  store volatile i64 30, i64* %f
  %k = call i64 @closure(i64* nest %f, i64 %s)
  %w = call i64 @wrong()
  %dw = add i64 %d, %w
  %v = add i64 %dw, %k
  store i64 %v, i64* %slot
  %c = load i8*, i8** @c
  %p = bitcast i64* %slot to i8*
  call void @gort_chansend(i8* %c, i8* %p)
  ret void
}

define i32 @main(i32 %argc, i8** %argv) #0 {
  %slot = alloca i64
  %p = bitcast i64* %slot to i8*
  %c = call i8* @gort_makechan(i64 8, i64 0)
  store i8* %c, i8** @c
  call void @gort_go(void (i8*)* @spin, i8* null)
  call void @gort_go(void (i8*)* @spin, i8* null)
  call void @gort_go(void (i8*)* @send, i8* null)
  %ok = call i1 @gort_chanrecv(i8* %c, i8* %p)
  %v = load i64, i64* %slot
  call void @gort_printint(i64 %v)
  call void @gort_print(i8* getelementptr ([2 x i8], [2 x i8]* @nl, i64 0, i64 0))
  ret i32 0
}

attributes #0 = { ATTRIBUTES }
"""
LIB = """long lib(long x)
{
	volatile char b[20000];
	for (int i = 0; i < 20000; i++)
		b[i] = 1;
	return x + b[19999] - 1;
}
"""
GOOD = 'uwtable "frame-pointer"="all" "disable-tail-calls"="true"'

if not shutil.which("clang"):
    skip("clang is not installed")
with tempfile.TemporaryDirectory(prefix="gort-test-") as tmp:
    os.chdir(tmp)

    def write(name, content):
        with open(name, "w") as f:
            f.write(content)

    write("lib.c", LIB)
    flags = [f for f in toolchain.CFLAGS if f != "-fsplit-stack"]
    subprocess.run(["gcc", *flags, "-c", "lib.c"], check=True)
    for attributes, depth, stack in ((GOOD + ' "split-stack"', 100000, 0), (GOOD, 1000, 1 << 20)):
        write("p.ll", PROGRAM.replace("ATTRIBUTES", attributes).replace("DEPTH", str(depth)))
        program = build(["p.ll", "lib.o"], stack=stack)
        for env in [{"GOMAXPROCS": "1"}, {"GOMAXPROCS": "2"}, {"GOMAXPROCS": "8", "GOGC": "1"}]:
            done = run([program], env=env)
            if done.returncode != 0 or text(done.stderr) != f"{depth + 31}\n":
                fail(f"{attributes}, {env}: {done.returncode}\n{text(done.stderr)[:3000]}")
    done = gort("build", "-o", "p", "--stack=1M", "p.ll", "lib.o", cwd=tmp)
    if done.returncode != 0 or done.stderr:
        fail(f"a warning without a reason: {done.stderr}")
    write("p.ll", PROGRAM.replace("ATTRIBUTES", "nounwind").replace("DEPTH", "100")
          .replace("@sized(i64 %n) noinline #0", '@sized(i64 %n) noinline "split-stack" #0'))
    done = gort("build", "-o", "p", "--clang=clang -O1", "p.ll", "lib.o", cwd=tmp)
    want = [r"uwtable", r'"frame-pointer"="all"', r'"disable-tail-calls"="true"', r'"split-stack"']
    lines = done.stderr.splitlines()
    names = r"closure, deep, main and \d more"
    if done.returncode != 0 or len(lines) != 4 or not all(
            re.match(rf"gort: warning: p\.ll: without {w}.*: {names}$", line)
            for w, line in zip(want, lines)):
        fail(f"warnings: {done.returncode}\n{done.stderr}")
    expect(gort("build", "-o", "p", "--clang=nothere", "p.ll", cwd=tmp), 2, "",
           ".ll files need clang")
