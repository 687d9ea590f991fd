"""debug.WriteHeapDump writes Go 1.14's format: each object of a known graph is in the dump once,
with its contents and the pointers to the next one; so are the goroutines with their frames, what
they wait for and what they have deferred, finalizers, threads, variables and the statistics."""

import os
import struct
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import build, fail, needs_collector, run, text  # noqa: E402

SOURCE = """package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
)

type node struct {
	magic, n uint64
	next     *node
	bytes    []byte
}

type named interface{ name() string }

func (n *node) name() string { return "node" }

var head *node
var face named

func waiter(c chan int) {
	defer func() { recover() }()
	<-c
}

func main() {
	for i := uint64(0); i < 1000; i++ {
		head = &node{0x6d61676963210000 + i, i, head, make([]byte, 100)}
		copy(head.bytes, fmt.Sprint("bytes of ", i, ";"))
	}
	face = head
	with := new([3]*node)
	runtime.SetFinalizer(with, func(*[3]*node) {})
	c := make(chan int)
	for i := 0; i < 3; i++ {
		go waiter(c)
	}
	var e interface{} = head
	name := e.(named).name() // makes a table of methods
	runtime.Gosched()
	f, err := os.Create(os.Args[1])
	if err != nil {
		panic(err)
	}
	debug.WriteHeapDump(f.Fd())
	f.Close()
	fmt.Printf("%p %p %s %d", head, with, name, runtime.NumGoroutine())
	runtime.KeepAlive(with)
	close(c)
}
"""


class Dump:
    """Reads a dump: the records of each tag, as tuples."""

    def __init__(self, path):
        with open(path, "rb") as f:
            self.data = f.read()
        if self.data[:16] != b"go1.7 heap dump\n":
            fail("no heap dump:", self.data[:16])
        self.at, self.records = 16, {}
        layout = {1: "nsF", 2: "sn", 3: "nnsn", 4: "nnnnnnnnsnnnn", 5: "nnnsnnnsF", 6: "nnnnssn",
                  7: "nnnnn", 8: "nn", 9: "nnn", 10: "n" * (24 + 256 + 1), 11: "nnnnn", 12: "nsF",
                  13: "nsF", 14: "nnnnnnn", 15: "nnnnnn", 16: "nnPnn", 17: "nn"}
        while tag := self.number():
            record = tuple(map(self.field, layout[tag]))
            self.records.setdefault(tag, []).append(record)
        if self.at != len(self.data):
            fail("the dump goes on after its end")

    def number(self):
        v = shift = 0
        while True:
            b = self.data[self.at]
            self.at += 1
            v |= (b & 127) << shift
            shift += 7
            if b < 128:
                return v

    def field(self, kind):
        if kind == "n":
            return self.number()
        if kind == "s":
            n = self.number()
            self.at += n
            return self.data[self.at - n:self.at]
        if kind == "P":  # functions, files and lines
            return [tuple(map(self.field, "ssn")) for _ in range(self.number())]
        offsets = []
        while kind := self.number():
            if kind != 1:
                fail("a field of the kind", kind)
            offsets.append(self.number())
        return offsets


needs_collector()
with tempfile.TemporaryDirectory(prefix="gort-test-") as tmp:
    source, path = os.path.join(tmp, "dump.go"), os.path.join(tmp, "heap")
    with open(source, "w") as f:
        f.write(SOURCE)
    done = run([build([source]), path], env={"GOMAXPROCS": "2"})
    if done.returncode != 0 or done.stderr:
        fail(done.returncode, text(done.stderr))
    head, finalized, name, goroutines = text(done.stdout).split()
    dump = Dump(path)

records = dump.records
objects = {}
for address, contents, fields in records[1]:
    if address in objects:
        fail(f"two objects at {address:#x}")
    objects[address] = contents, fields
at = int(head, 16)
for i in reversed(range(1000)):
    contents, fields = objects[at]
    magic, n, following, data, length = struct.unpack("<5Q", contents[:40])
    if (magic, n, length) != (0x6d61676963210000 + i, i, 100):
        fail(f"object {i} at {at:#x}: {contents}")
    if fields != ([16, 24] if following else [24]):
        fail(f"object {i} at {at:#x}: pointers at {fields}")
    if not objects[data][0].startswith(b"bytes of %d;\0" % i) or objects[data][1]:
        fail(f"bytes of {i} at {data:#x}: {objects[data]}")
    at = following

(params,) = records[6]
if params[:2] != (0, 8) or params[4] != b"amd64" or \
        not all(params[2] <= address < params[3] for address in objects):
    fail("params:", params)
(_, data, _), (start, bss, fields) = records[12][0], records[13][0]
pointers = [struct.unpack_from("<Q", bss, o)[0] for o in fields]
if int(head, 16) not in pointers or any(p % 8 for p in fields):
    fail("the variable head is not among the roots")
if [r[0] for r in records[7]].count(int(finalized, 16)) != 1:
    fail("finalizers:", records[7])
user = [g for g in records[4] if not g[5]]
frames = [r[7] for r in records[5]]
if len(user) != int(goroutines) or frames.count(b"main.waiter") != 3 or b"main.main" not in frames:
    fail("goroutines:", user, frames)
reasons = sorted(g[8] for g in user)
if reasons != [b"chan receive"] * 3 + [b"dumping heap"]:
    fail("reasons:", reasons)
threads = {r[0] for r in records[9]}
if len([d for d in records[14] if d[1] in {g[0] for g in user}]) < 3 or len(threads) < 2:
    fail("defers, threads:", records.get(14), threads)
if not any(b"main.node" in r[2] for r in records[3]) or not records[8]:
    fail("types, tables of methods:", records[3], records[8])
stats = records[10][0]
live = sum(len(contents) for contents, _ in objects.values())
if not 0.9 * stats[0] < live < 1.1 * stats[0] + 65536 or stats[11] > 1.1 * len(objects) + 100:
    fail(f"{live} bytes in {len(objects)} objects; statistics: {stats[:24]}")
