"""The CPU profile of a C program, which profiles itself, and those that `gort run --cpuprofile`
makes of a C and of a Go program: 70 and 30 percent within 5, with C and inlined functions by name.
A program that profiles itself goes without then; its children do not write to the file."""

import os
import tempfile

from pprof import PROGRAMS, ROOT, build, fail, needs_pprof, pprof, run, seventy, text, top, traces

GORT = os.path.join(ROOT, "gort")
HOT = os.path.join(ROOT, "testdata", "c", "hot.c")


def gortrun(*args, status=0, stderr=b""):
    done = run([GORT, "run", *args], timeout=300)
    if done.returncode != status or done.stderr != stderr:
        fail(f"gort run {args}: exit status {done.returncode}\n{text(done.stderr)}")
    return done


def written(path, source):
    with open(path, "w") as f:
        f.write(source)
    return path


needs_pprof()
with tempfile.TemporaryDirectory(prefix="gort-test-") as tmp:
    profile = os.path.join(tmp, "prof")
    done = run([build([HOT]), profile])
    if done.returncode != 0 or done.stderr:
        fail(f"exit status {done.returncode}\n{text(done.stderr)}")
    seventy(profile, "C")
    for function in ("seventy", "thirty"):
        if ([], ["inlined", function, "work"]) not in traces(profile):
            fail(function, traces(profile))
    if "Period: 10000000\n" not in pprof("-raw", profile):
        fail(pprof("-raw", profile))

    # A Go program that wants a profile of its own gets an empty one.
    other = os.path.join(tmp, "other")
    gortrun("--cpuprofile", profile, os.path.join(PROGRAMS, "hot.go"), "--", other,
            stderr=b"runtime: cannot set cpu profile rate until previous profile has finished.\n")
    seventy(profile, "Go")
    if traces(other):
        fail("the program's own profile has samples:", traces(other))

    # os.Exit ends the profile too; a program that a profiled one starts is not profiled.
    source = written(os.path.join(tmp, "exit.go"), """package main

import (
	"fmt"
	"os"
	"os/exec"
)

func main() {
	if len(os.Args) > 1 {
		os.Exit(0)
	}
	if err := exec.Command("/proc/self/exe", "child").Run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	x := uint64(1)
	for i := 0; i < 200000000; i++ {
		x = x*6364136223846793005 + 1
	}
	os.Exit(int(x>>63) + 7)
}
""")
    for name in ("profile", "again"):
        path = os.path.join(tmp, name)
        done = run([GORT, "run", "--cpuprofile", path, source], timeout=300)
        if done.returncode not in (7, 8) or done.stderr:
            fail(f"os.Exit: exit status {done.returncode}\n{text(done.stderr)}")
    if not any(names[:1] == ["main.main"] for _, names in traces(path)):
        fail("os.Exit:", traces(path))

    # Threads that come and go meanwhile take no samples away.
    source = written(os.path.join(tmp, "threads.go"), """package main

import (
	"fmt"
	"runtime"
	"syscall"
	"time"
)

func used() time.Duration {
	var u syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func main() {
	go func() {
		for {
			go func() { runtime.LockOSThread() }() // its thread ends, too
			time.Sleep(time.Millisecond)
		}
	}()
	x := uint64(1)
	for begin := used(); used()-begin < time.Second; {
		for i := 0; i < 1000000; i++ {
			x = x*6364136223846793005 + 1
		}
	}
	fmt.Println("done", x != 0)
}
""")
    path = os.path.join(tmp, "threads")
    done = gortrun("--cpuprofile", path, source)
    if done.stdout != b"done true\n":
        fail(f"threads: {text(done.stdout)}")
    if top(path)[1] < 500:  # ms
        fail(pprof("-top", path))

    # Bad input.
    for args, said in ((["--cpuprofile"], "gort: run: --cpuprofile needs a file to write to\n"),
                       (["--cpuprofile", os.path.join(tmp, "no", "file"), HOT],
                        f"gort: cannot create the profile {os.path.join(tmp, 'no', 'file')}\n")):
        gortrun(*args, status=2, stderr=said.encode())
