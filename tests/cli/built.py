"""A program that `gort build` has written is not larger than 1.5 times real Go's, and has neither a
symbol of gccgo's own data nor lines of functions that the linker has left out. Still a crash shows
files and lines, in the program and in the library, of calls that are inlined too; and gdb finds the
library's functions."""

import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import expect, fail, gort, realgo, run, text  # noqa: E402

SOURCE = """package main

import (
	"fmt"
	"sort"
	"strings"
)

func shout(r rune) rune {
	if r == '!' {
		panic("no shouting")
	}
	return r
}

func main() {
	words := []string{"b", "a!"}
	sort.Slice(words, func(i, k int) bool {
		return strings.Map(shout, words[i]) < words[k]
	})
	fmt.Println(words)
}
"""

with tempfile.TemporaryDirectory(prefix="gort-test-") as tmp:
    source, exe = os.path.join(tmp, "shout.go"), os.path.join(tmp, "ours")
    with open(source, "w") as f:
        f.write(SOURCE)
    expect(gort("build", "-o", exe, source), 0)
    theirs = realgo(source, tmp)
    size = os.path.getsize(exe)
    if theirs and size > 1.5 * os.path.getsize(theirs):
        fail(f"{size} bytes; real Go {os.path.getsize(theirs)}")
    listed = subprocess.run(["nm", exe], capture_output=True, text=True, check=True).stdout
    if own := re.findall(r"^\w+ [bBdDrRvV] \S*\.\.\S*$", listed, re.M):
        fail("symbols of gccgo's own data:", *own[:5])
    listed = subprocess.run(["readelf", "--debug-dump=decodedline", exe], capture_output=True)
    if own := re.findall(r"^.* 0x[0-9a-f]{1,5} .*$", text(listed.stdout), re.M):
        fail("lines of what is not in the program:", *own[:5])
    err = text(run([exe]).stderr)
    for function, line in ((r"main\.shout", r"shout\.go:11"),
                           (r"strings\.Map", r"strings/strings\.go:\d+"),
                           (r"main\.main\.func1", r"shout\.go:19"),
                           (r"sort\.\w+", r"sort/\w+\.go:\d+"),
                           (r"sort\.Slice", r"sort/slice\.go:\d+"),
                           (r"main\.main", r"shout\.go:18")):
        if not re.search(rf"^{function}\([^()]*\)\n\t\S*{line} ", err, re.M):
            fail(f"no {function} at {line} in:\n{err}")
    if shutil.which("gdb"):
        done = subprocess.run(["gdb", "-nx", "-batch", "-ex", "info line strings.Map", exe],
                              capture_output=True, text=True)
        if not re.search(r'^Line \d+ of "\S*strings/strings.go" starts at', done.stdout, re.M):
            fail("gdb:", done.stdout, done.stderr)
