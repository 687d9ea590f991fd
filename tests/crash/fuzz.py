"""Random nestings of defer, panic, recover, Goexit and panics of old values do the same on real Go
and here: what is printed, the exit status, the panics reported and the functions in the traceback.
One Go program holds many cases, and each case is a process of its own.
Usage: fuzz.py SEED CASES [BATCH] [DIR to keep the sources in]"""

import concurrent.futures
import os
import random
import re
import subprocess
import sys
import tempfile

here = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(here, "..", "lib"), here]
from harness import build, fail, skip, text  # noqa: E402
from normal import normal  # noqa: E402

GO = "/usr/lib/go-1.19/bin/go"

HEAD = """package main

import (
	"os"
	"runtime"
)

type T struct{ a [4]int }
type E struct{ n int }

func (e E) Error() string { return "E" + string(rune('0'+e.n)) }

type M struct{ n int }

func (m *M) rec()  { show(recover()) }
func (m M) vrec()  { show(recover()) }

type I interface{ rec() }

var zero int
var nilp *T
var few = []int{1}
var nilm map[int]int
var nilf func()
var any1 interface{} = "s"

//go:noinline
func helper() { show(recover()) }

//go:noinline
func called() { func() { show(recover()) }() }

//go:noinline
func show(v interface{}) {
	switch v := v.(type) {
	case nil:
		print(" nil")
	case int:
		print(" ", v)
	case string:
		print(" ", v)
	case error:
		print(" ", v.Error())
	}
}

"""


class Generator:
    """A case is a tree of function literals; every statement that can be reached prints its
    number."""

    def __init__(self, rng):
        self.rng, self.n, self.out = rng, 0, []

    def number(self):
        self.n += 1
        return self.n

    def emit(self, depth, line):
        self.out.append("\t" * depth + line)

    def value(self):
        return self.rng.choice([f"{self.number()}", f'"v{self.number()}"',
                                f"E{{{self.rng.randrange(10)}}}",
                                f"error(E{{{self.rng.randrange(10)}}})"])

    def fault(self):
        return self.rng.choice(["few[zero+3] = 1", "zero = 1 / zero", "nilp.a[zero] = 2",
                                "nilm[1] = 1", "nilf()", "zero = any1.(int)", "_ = few[2:zero+1]",
                                "close((chan int)(nil))", "_ = make([]int, zero-1)",
                                "{ var e error; _ = e.Error() }"])

    def block(self, d, depth, indefer, loop=False, result=False):
        """Statements of one function. If a function with a named result calls or defers recover
        itself, gccgo-12 loses what its deferred calls do to the result: `result` says that it must
        not."""
        rng = self.rng
        for _ in range(rng.randrange(1, 5)):
            k = rng.randrange(100)
            self.emit(d, f"print(\" .{self.number()}\")")
            if depth > 0 and k < 34:
                self.deferred(d, depth - 1, result)
            elif depth > 0 and k < 44:
                self.emit(d, "func() {")
                self.block(d + 1, depth - 1, False)
                self.emit(d, "}()")
            elif depth > 0 and k < 50:
                self.emit(d, "print(\" =\", func() (r int) {")
                self.emit(d + 1, f"r = {self.number()}")
                self.emit(d + 1, "defer func() {")
                self.emit(d + 2, f"r += {self.number()}")
                self.block(d + 2, depth - 1, True)
                self.emit(d + 1, "}()")
                self.block(d + 1, depth - 1, False, result=True)
                self.emit(d + 1, f"return {self.number()}")
                self.emit(d, "}())")
            elif k < 62:
                self.emit(d, f"panic({self.value()})")
            elif k < 66:
                self.emit(d, self.fault())
            elif k < 72 and not result:
                self.emit(d, "show(recover())")
            elif indefer and k < 80:
                self.emit(d, "if v := recover(); v != nil {")
                self.emit(d + 1, "show(v)")
                self.emit(d + 1, rng.choice(["panic(v)", f"panic({self.value()})",
                                             "runtime.Goexit()", self.fault()]))
                self.emit(d, "}")
            elif k < 84:
                self.emit(d, "runtime.Goexit()")
            elif k < 88:
                self.emit(d, "if zero == 0 {")
                self.emit(d + 1, "return" if not result else f"return {self.number()}")
                self.emit(d, "}")
            elif k < 92 and depth > 0 and not loop:
                self.emit(d, f"for i := 0; i < {rng.randrange(1, 4)}; i++ {{")
                self.emit(d + 1, "defer func(i int) {")
                self.emit(d + 2, "print(\" i\", i)")
                self.block(d + 2, depth - 1, True, loop=True)
                self.emit(d + 1, "}(i)")
                self.emit(d, "}")

    def deferred(self, d, depth, result):
        k = self.rng.randrange(10)
        if k < 6:
            self.emit(d, "defer func() {")
            self.emit(d + 1, f"print(\" d{self.number()}\")")
            self.block(d + 1, depth, True)
            self.emit(d, "}()")
        else:
            self.emit(d, self.rng.choice([
                "defer helper()", "defer called()",
                "defer helper()" if result else "defer recover()",
                "defer (&M{}).rec()", "defer M{}.vrec()", "defer I(&M{}).rec()",
                f"defer panic({self.value()})", "defer runtime.Goexit()",
                "defer func() { recover() }()",
                "defer func() { defer func() { show(recover()) }() }()", "defer nilf()"]))

    def case(self, i):
        self.emit(0, f"func case{i}() {{")
        kind = self.rng.randrange(3)
        if kind == 0:
            self.block(1, 4, False)
        else:
            self.emit(1, "go func() {")
            self.block(2, 4, False)
            self.emit(1, "}()")
            self.emit(1, "for runtime.NumGoroutine() > 1 {")
            self.emit(2, "runtime.Gosched()")
            self.emit(1, "}")
            self.emit(1, "print(\" main\")")
        self.emit(0, "}")
        self.emit(0, "")


def source(rng, cases):
    """The program, and for each case whether frames are compared: from 1.17 on, gc wraps a deferred
    panic or Goexit into a literal."""
    gen, frames = Generator(rng), []
    for i in range(cases):
        start = len(gen.out)
        gen.case(i)
        own = "\n".join(gen.out[start:])
        frames.append("defer panic(" not in own and "defer runtime.Goexit()" not in own)
    table = ", ".join(f"case{i}" for i in range(cases))
    return HEAD + "\n".join(gen.out) + f"""
func main() {{
	n := 0
	for _, c := range os.Args[1] {{
		n = n*10 + int(c-'0')
	}}
	[]func(){{{table}}}[n]()
	println(" end")
}}
""", frames


def report(stderr, frames):
    """What is compared: all up to the traceback and, if `frames`, the names of the functions in
    it."""
    parts = normal(text(stderr)).split("\n\n", 1)
    # When a fault has been recovered within another panic, we forget it; real Go reports it, with
    # numbers that mean nothing.
    head = re.sub(r"\n\[signal .*\]", "", parts[0])
    # Later releases show no runtime stack when main has called Goexit.
    if len(parts) == 1 or not frames or "deadlock!" in head:
        return head.rstrip()
    others = ("\t", "goroutine ", "exit status")
    names = [line for line in parts[1].splitlines() if line and not line.startswith(others)]
    # gc numbers function literals within the literal around them, gccgo within the function. And
    # after a recovery gc may take the end of a function for a part of a literal that is inlined in
    # it. So a row of literals counts as one.
    names = [re.sub(r"\.func\d+[.\d]*", ".func", name) for name in names]
    rows = [name for i, name in enumerate(names) if i == 0 or name != names[i - 1]]
    return "\n".join([head, *rows])


def once(program, i, frames):
    done = subprocess.run([program, str(i)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, timeout=60)
    return done.returncode, report(done.stderr, frames)


def main():
    seed, cases = int(sys.argv[1]), int(sys.argv[2])
    batch = int(sys.argv[3]) if len(sys.argv) > 3 else 100
    keep = sys.argv[4] if len(sys.argv) > 4 else None
    if not os.path.exists(GO):
        skip("golang-1.19-go is not installed")
    differences = 0
    with tempfile.TemporaryDirectory(prefix="gort-fuzz-") as tmp:
        for first in range(0, cases, batch):
            n = min(batch, cases - first)
            path = os.path.join(keep or tmp, f"fuzz{seed}_{first}.go")
            go, frames = source(random.Random(seed * 1000003 + first), n)
            with open(path, "w") as f:
                f.write(go)
            real = os.path.join(tmp, "real")
            cache = os.environ.get("GOCACHE") or os.path.join(tmp, "cache")
            done = subprocess.run([GO, "build", "-o", real, path], capture_output=True, text=True,
                                  env=dict(os.environ, GOCACHE=cache, GO111MODULE="off"))
            if done.returncode != 0:
                fail(done.stdout + done.stderr)
            ours = build([path])
            with concurrent.futures.ThreadPoolExecutor(2) as pool:
                theirs, own = (pool.map(once, [exe] * n, range(n), frames) for exe in (real, ours))
                for i, (r, o) in enumerate(zip(theirs, own)):
                    if r != o:
                        differences += 1
                        print(f"seed {seed}, program at {first}, case {i}: real Go\n{r[0]} {r[1]}\n"
                              f"gort\n{o[0]} {o[1]}\n", flush=True)
    print(f"{cases} cases, {differences} differences")
    sys.exit(1 if differences else 0)


main()
