"""Programs in LLVM 14's textual IR, with and without "split-stack": goroutines and a channel, deep
recursion, memory of a size that is not known in advance, calls of code without checks, a loop that
is preempted, closures by `nest`. The driver warns of attributes that are missing, and takes another
clang and other flags."""

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
  %v = add i64 %d, %k
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
