"""The resident set is what the program uses: a heap of which one object of each 512 KB stays leaves
little behind after FreeOSMemory, and one of which a page of each 2 MB is touched has no other."""

import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import buildtext, fail, run  # noqa: E402

SOURCE = """package main

import (
	"fmt"
	"os"
	"runtime/debug"
	"strings"
)

func resident() {
	b, _ := os.ReadFile("/proc/self/status")
	for _, line := range strings.Split(string(b), "\\n") {
		if strings.HasPrefix(line, "VmRSS") {
			fmt.Println(strings.Fields(line)[1])
		}
	}
}

func main() {
	// Each a span of its own, of which the first page is touched.
	var touched [100][]byte
	for i := range touched {
		touched[i] = make([]byte, 1<<20)
		touched[i][0] = 1
	}
	resident()
	all := make([]*[512]byte, 100000)
	for i := range all {
		all[i] = new([512]byte)
		all[i][0] = 1
	}
	for i := range all {
		if i%1000 != 0 {
			all[i] = nil
		}
	}
	resident()
	debug.FreeOSMemory()
	resident()
	if all[0] == nil || touched[0][0] == 0 {
		panic("gone")
	}
}
"""

done = run([buildtext("resident.go", SOURCE)])
if done.returncode != 0:
    fail(f"exit status {done.returncode}: {done.stderr}")
touched, full, left = (int(kb) / 1024 for kb in re.findall(rb"\d+", done.stdout))
print(f"touched {touched:.1f} MB, full {full:.1f} MB, left {left:.1f} MB")
if touched > 10:
    fail("memory that nobody touched is resident")
if full < 50:
    fail("the objects are not resident: the test shows nothing")
if left > touched + 8:
    fail("free memory stays resident")
