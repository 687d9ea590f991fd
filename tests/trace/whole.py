"""The trace of a C program, which traces itself, and those that `gort run --trace` makes: of a C
program, of one that calls os.Exit, of one that panics, of those that end by a deadlock or a fatal
error, and of one that traces itself, which gets Go's error. A program does what it does without a
trace; its children do not write to the file. A program of the stack ABI is traced by GORT_TRACE."""

import os
import re
import shutil
import tempfile

from trace import PROGRAMS, ROOT, Trace, build, fail, needs_tool, parsed, run, text, traced

GORT = os.path.join(ROOT, "gort")
C = os.path.join(ROOT, "testdata", "c", "trace.c")


def gortrun(*args, status=0, stdout="", stderr=""):
    """stderr: a regular expression."""
    done = run([GORT, "run", *args], timeout=300)
    if done.returncode != status or text(done.stdout) != stdout \
            or not re.fullmatch(stderr, text(done.stderr), re.S):
        fail(f"gort run {args}: exit status {done.returncode}\n"
             f"{text(done.stdout)}{text(done.stderr)}")


def has(path, *wanted):
    """The trace is one, and has events (name, first call of the stack, function of the
    goroutine)."""
    parsed(path)
    trace = Trace(path)
    there = {(e.name, (*e.stack, "")[0], trace.starts.get(e.g, "")) for e in trace.events}
    if set(wanted) - there:
        fail(f"{path}: no {set(wanted) - there} in\n" + "\n".join(map(str, sorted(there))))


def source(tmp, name, code):
    path = os.path.join(tmp, name)
    with open(path, "w") as f:
        f.write(code)
    return path


# Beside each program.
WAITS = """package main

import (
	"bytes"
	"runtime"
	"time"
)

var stacks [1 << 14]byte

// mainwaits returns when the main goroutine waits.
func mainwaits() {
	for bytes.Contains(stacks[:runtime.Stack(stacks[:], true)], []byte("goroutine 1 [run")) {
		time.Sleep(time.Millisecond)
	}
}
"""

needs_tool()
os.environ["GOMAXPROCS"] = "1"  # which goroutine waits for which is then certain
with tempfile.TemporaryDirectory(prefix="gort-test-") as tmp:
    out = os.path.join(tmp, "trace")
    events = (("GoBlockRecv", "runtime.chanrecv2", "receiver"), ("GoEnd", "", "receiver"),
              ("GoBlockSync", "locker", "locker"), ("GoSysCall", "blocker", "blocker"),
              ("GoSleep", "time.Sleep", "runtime.main"))
    has(traced(build([C])), *events)
    gortrun("--trace", out, C)
    has(out, *events)

    gortrun("--trace", out, os.path.join(PROGRAMS, "kinds.go"), "--", os.path.join(tmp, "own"),
            status=2, stderr="panic: runtime error: tracing is already enabled\n.*")
    has(out, ("GoStop", "runtime.block", "main.main.func2"))

    waits = source(tmp, "waits.go", WAITS)
    program = source(tmp, "exit.go", """package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime/trace"
)

func main() {
	if len(os.Args) > 1 {
		os.Exit(0)
	}
	if err := exec.Command("/proc/self/exe", "child").Run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	trace.Stop()
	c := make(chan int)
	go func() { mainwaits(); c <- 1 }()
	<-c
	os.Exit(7)
}
""")
    gortrun("--trace", out, program, waits, status=7)
    has(out, ("GoBlockRecv", "runtime.chanrecv1", "runtime.main"), ("GoEnd", "", "main.main.func1"))

    program = source(tmp, "panic.go", """package main

func main() {
	c := make(chan int)
	go func() { mainwaits(); panic("the end") }()
	<-c
}
""")
    gortrun("--trace", out, program, waits, status=2, stderr="panic: the end\n.*")
    has(out, ("GoBlockRecv", "runtime.chanrecv1", "runtime.main"))

    program = source(tmp, "fatal.go", """package main

import (
	"os"
	"runtime"
	"sync"
)

func main() {
	c := make(chan int)
	go func() { mainwaits(); c <- 1 }()
	<-c
	switch os.Args[1] {
	case "select":
		select {}
	case "locked":
		runtime.LockOSThread()
		<-c
	case "several":
		for i := 0; i < 9; i++ {
			go func() { <-c }()
		}
		new(sync.WaitGroup).Wait()
		var m sync.Mutex
		m.Lock()
		m.Lock()
	case "goexit":
		runtime.Goexit()
	case "unlock":
		new(sync.Mutex).Unlock()
	case "maps":
		m := map[int]int{}
		for i := 0; i < 2; i++ {
			go func() {
				for {
					m[1]++
					runtime.Gosched()
				}
			}()
		}
		<-c
	case "wild":
		*(*int)(nil) = 1
	}
}
""")
    asleep = r"fatal error: all goroutines are asleep - deadlock!\n\ngoroutine 1 \[{}.*"
    exe = build([program, waits])
    for how, said in (
            ("select", asleep.format(r"select \(no cases\)\]")),
            ("locked", asleep.format(r"chan receive, locked to thread\]")),
            ("several", asleep.format("semacquire.*goroutine .*")),
            ("goexit", r"fatal error: no goroutines \(main called runtime.Goexit\) - deadlock.*"),
            ("unlock", r"fatal error: sync: unlock of unlocked mutex\n.*sync\..*main\.main.*"),
            ("maps", r"(fatal error: concurrent map (writes|read and map write)\n)+.*"),
            ("wild", r"panic: runtime error: invalid memory address or nil pointer.*SIGSEGV.*")):
        for procs in "1", "2", "2", "2":
            if how == "maps" and procs == "1":
                continue
            done = run([exe, how], env={"GORT_TRACE": out, "GOMAXPROCS": procs})
            if done.returncode != 2 or not re.fullmatch(said, text(done.stderr), re.S):
                fail(f"{how}: exit status {done.returncode}\n{text(done.stderr)}")
            if how in ("select", "goexit"):
                untraced = run([exe, how], env={"GOMAXPROCS": procs})
                if text(untraced.stderr).split("\n\n")[0] != text(done.stderr).split("\n\n")[0]:
                    fail(f"{how}: without a trace\n{text(untraced.stderr)}")
            has(out, ("GoBlockRecv", "runtime.chanrecv1", "runtime.main"),
                ("GoEnd", "", "main.main.func1"))

    # Of the stack ABI.
    abi0 = os.path.join(ROOT, "tests", "abi0")
    for name in ("prog.inc", "types.inc"):
        shutil.copy(os.path.join(abi0, name), tmp)
    with open(os.path.join(abi0, "chan.s")) as f:
        code = "\t.include \"prog.inc\"\n\t.include \"types.inc\"\n" + f.read()
    os.chdir(tmp)
    exe = build([source(tmp, "chan.s", code)])
    if run([exe], env={"GORT_TRACE": out}).returncode != 0:
        fail("the program of the stack ABI fails with a trace")
    has(out, ("GoBlockRecv", "runtime.chanrecv1", "runtime.main"))

    # With both files each is whole.
    profile = os.path.join(tmp, "profile")
    gortrun("--cpuprofile", profile, "--trace", out, C)
    has(out, *events)
    if os.path.getsize(profile) == 0:
        fail("no profile beside the trace")

    for args, said in ((["--trace"], "gort: run: --trace needs a file to write to\n"),
                       (["--trace", os.path.join(tmp, "no", "file"), C],
                        f"gort: cannot create the trace {os.path.join(tmp, 'no', 'file')}\n")):
        gortrun(*args, status=2, stderr=re.escape(said))
