"""alloca and arrays of variable length in functions that call code without stack checks (alloca.c,
room.c), in C at each level of optimisation and in LLVM's IR, where a request for preemption is not
taken for room. The driver warns of such objects that others have compiled."""

import os
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import build, fail, gort, run, text, toolchain  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.join(HERE, "alloca.c")
LLVM = """declare i64 @room(i8*)
declare void @gort_go(void (i8*)*, i8*)
declare void @gort_print(i8*)
declare i8* @gort_makechan(i64, i64)
declare void @gort_chansend(i8*, i8*)
declare i1 @gort_chanrecv(i8*, i8*)
declare i8* @llvm.stacksave()
declare void @llvm.stackrestore(i8*)
@done = global i8* null
@lacks = private constant [6 x i8] c"lacks\\00"

define void @array(i64 %n) noinline #0 {
  %v = alloca i8, i64 %n
  store volatile i8 1, i8* %v
  %r = call i64 @room(i8* %v)
  %less = icmp slt i64 %r, 65280
  br i1 %less, label %bad, label %good
bad:
  call void @gort_print(i8* getelementptr ([6 x i8], [6 x i8]* @lacks, i64 0, i64 0))
  ret void
good:
  ret void
}

; On a goroutine's first stack, which is smaller, so all of it is from the heap.
define void @loop(i64 %size) noinline #0 {
entry:
  %slot = alloca i64
  store volatile i64 0, i64* %slot
  %top = ptrtoint i64* %slot to i64
  br label %next
next:
  %i = phi i64 [0, %entry], [%j, %good]
  %s = call i8* @llvm.stacksave()
  %v = alloca i8, i64 %size
  %a = ptrtoint i8* %v to i64
  %below = sub i64 %top, %a
  %d = sub i64 %below, %size
  %stack = icmp ult i64 %d, 512
  br i1 %stack, label %bad, label %good
bad:
  call void @gort_print(i8* getelementptr ([6 x i8], [6 x i8]* @lacks, i64 0, i64 0))
  ret void
good:
  store volatile i8 1, i8* %v
  call void @llvm.stackrestore(i8* %s)
  %j = add i64 %i, 1
  %more = icmp ult i64 %j, 50000
  br i1 %more, label %next, label %out
out:
  ret void
}

define void @work(i8* %arg) #0 {
entry:
  br label %next
next:
  %n = phi i64 [100, %entry], [%m, %next]
  call void @array(i64 %n)
  %m = add i64 %n, 997
  %more = icmp ult i64 %m, 300000
  br i1 %more, label %next, label %out
out:
  call void @loop(i64 20000)
  %c = load i8*, i8** @done
  call void @gort_chansend(i8* %c, i8* %c)
  ret void
}

define i32 @main(i32 %argc, i8** %argv) #0 {
  %slot = alloca i64
  %p = bitcast i64* %slot to i8*
  %c = call i8* @gort_makechan(i64 8, i64 0)
  store i8* %c, i8** @done
  call void @gort_go(void (i8*)* @work, i8* null)
  %ok = call i1 @gort_chanrecv(i8* %c, i8* %p)
  ret i32 0
}

attributes #0 = { uwtable "frame-pointer"="all" "disable-tail-calls"="true" "split-stack" }
"""

with tempfile.TemporaryDirectory(prefix="gort-test-") as tmp:
    os.chdir(tmp)
    flags = [f for f in toolchain.CFLAGS if f != "-fsplit-stack"]
    subprocess.run(["gcc", *flags, "-c", os.path.join(HERE, "room.c")], check=True)
    for level in ("-O0", "-O1", "-O2", "-Os", "-O3"):
        done = run([build([SOURCE, "room.o"], [level])])
        if done.returncode != 0 or text(done.stderr) != "0 without room, 1 on the stack\n":
            fail(f"{level}: exit status {done.returncode}\n{text(done.stderr)[-3000:]}")
    subprocess.run(["gcc", *toolchain.CFLAGS, "-c", SOURCE], check=True)
    done = gort("build", "-o", "p", "alloca.o", "room.o", cwd=tmp)
    if done.returncode != 0 or not done.stderr.startswith("gort: warning: alloca.o: alloca, or "):
        fail(f"no warning: {done.returncode}\n{done.stderr}")
    if shutil.which("clang"):
        with open("p.ll", "w") as f:
            f.write(LLVM)
        for level in ("-O0", "-O2"):
            toolchain.build(["p.ll", "room.o"], "p", clang=f"clang {level} -g")
            done = run([os.path.join(tmp, "p")], env={"GODEBUG": "asyncpreemptoff=1"})
            if done.returncode != 0 or done.stderr:
                fail(f"LLVM {level}: exit status {done.returncode}\n{text(done.stderr)[-3000:]}")
