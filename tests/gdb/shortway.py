"""With one P, goroutines that yield, that wait for each other, and that end hand the P to the next
one without schedule. Nothing but the time shows that, so gdb counts the calls: of 1000 switches of
each kind at most one in ten may come to runtime.schedule."""

import os
import re
import tempfile

from session import needs_gdb, session
from harness import build, fail

SWITCHES = 1000
PROGRAM = """package main

import (
	"os"
	"runtime"
	"sync"
)

const n = 1000

var mark int

//go:noinline
func begin() { mark++ }

//go:noinline
func end() { mark++ }

func yield(goroutines int) {
	var wg sync.WaitGroup
	wg.Add(goroutines)
	for i := 0; i < goroutines; i++ {
		go func() {
			for j := 0; j < n/goroutines; j++ {
				runtime.Gosched()
			}
			wg.Done()
		}()
	}
	wg.Wait()
}

func pingpong() {
	a, b := make(chan int), make(chan int)
	go func() {
		for x := range a {
			b <- x
		}
	}()
	for i := 0; i < n/2; i++ {
		a <- i
		<-b
	}
}

func semaphores() {
	var a, b sync.Mutex
	a.Lock()
	b.Lock()
	go func() {
		for i := 0; i < n/2; i++ {
			a.Lock()
			b.Unlock()
		}
	}()
	for i := 0; i < n/2; i++ {
		a.Unlock()
		b.Lock()
	}
}

func spawn() {
	var wg sync.WaitGroup
	wg.Add(n)
	for i := 0; i < n; i++ {
		go wg.Done()
	}
	wg.Wait()
}

func main() {
	runtime.GOMAXPROCS(1)
	begin()
	switch os.Args[1] {
	case "yield1":
		yield(1)
	case "yield2":
		yield(2)
	case "pingpong":
		pingpong()
	case "semaphores":
		semaphores()
	case "spawn":
		spawn()
	}
	end()
}
"""


def calls(exe, kind):
    """How often schedule is called between begin and end."""
    said = session(["break main.begin", f"run {kind}", "break runtime.schedule",
                    "ignore 2 1000000", "break main.end", "continue", "info breakpoints", "kill"],
                   exe, env={"GODEBUG": "asyncpreemptoff=1"})
    if not re.search(r"^Thread .* hit Breakpoint 3, .*main\.end", said, re.M):
        fail(f"{kind}: gdb did not come to main.end:\n{said[-2000:]}")
    table = said[said.rindex("Num "):]
    at = re.search(r"^2 .*schedule(.*?)^3 ", table, re.M | re.S)
    hits = re.search(r"already hit (\d+) time", at.group(1))
    return int(hits.group(1)) if hits else 0


def main():
    needs_gdb()
    with tempfile.TemporaryDirectory() as tmp:
        source = os.path.join(tmp, "shortway.go")
        with open(source, "w") as f:
            f.write(PROGRAM)
        exe = build([source])
        kinds = ("yield1", "yield2", "pingpong", "semaphores", "spawn")
        counted = {kind: calls(exe, kind) for kind in kinds}
    print(counted)
    for kind, n in counted.items():
        if n > SWITCHES / 10:
            fail(f"{kind}: {n} of {SWITCHES} switches went by way of schedule")


main()
