"""A report shows the arguments of Go's and of C's functions: each word that it shows is right, in
the layout of Go 1.14, and the words below that must be known are; also in a program without symbols
and debug information, and in one with compressed debug information. A function that was reached by
a jump does not get the arguments of the one that jumped. Frames whose arguments only their callers
know ask a few of them, not 100 000: the stack of the report would not be enough."""

import os
import re
import subprocess
import sys
import tempfile

here = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(here, "..", "lib"), here]
from harness import ROOT, build, fail, run, text, toolchain  # noqa: E402

FRAME = re.compile(r"^(\S+?)\(([^()]*)\)\n\t.* \+0x", re.M)

# What the words are: "address", or a number in hexadecimal; with a question mark, a word that may
# be unknown.
NARROW = "ffffffff1234fe01"  # true, int8(-2), uint16(0x1234), int32(-1)
GO = {
    "main.last": "7",
    "main.none": "",
    "main.narrow": NARROW + " 5",
    "main.words": "address? 5? address? 3? 11? 0? 0? 0",
    "main.structs": "1? 2? 3? 500000004? 70006?",
    "main.many": "1 2 3 4 5 6 7 8 9 a more",
    "main.(*T).pointer": "address 8000000000000009",
    "main.T.value": "address 3ff8000000000000? 77",  # gccgo passes the address of a receiver
    "main.dead": "55 1?",
    "main.results": "1?",
    "main.main": "",
}
C = {
    "crash": "",
    "jumped": "9? 8?",
    "varying": "address more",
    "narrow": NARROW + " 3ff8000000000000?",
    "structs": "1 2 3 500000004 address",
    "dead": "55 66",
    "main": "1? address?",
}


def right(shown, want):
    if shown == "...":
        return want == "more" or want.endswith("?")
    number, want = int(shown, 16), want.rstrip("?")
    return number >= 1 << 22 if want == "address" else number == int(want, 16)


def check(program, table):
    err = text(run([program]).stderr)
    frames = dict(FRAME.findall(err))
    for function, words in table.items():
        if function not in frames:
            fail(f"{program}: no frame of {function}\n{err}")
        shown, want = (w.split(sep) if w else [] for w, sep in
                       ((frames[function], ", "), (words, " ")))
        if shown == ["..."]:
            shown *= len(want)
        if len(shown) != len(want) or not all(map(right, shown, want)):
            fail(f"{program}: {function}({frames[function]}), not {words}\n{err}")


for path, table in ((("testdata", "go", "crash", "args.go"), GO), (("testdata", "c", "args.c"), C)):
    source = os.path.join(ROOT, *path)
    program = build([source])
    toolchain.build([source], program + ".z", compress=True)
    subprocess.run(["strip", "-s", "-o", program + ".s", program], check=True,
                   stderr=subprocess.DEVNULL)
    for p in program, program + ".z", program + ".s":
        check(p, table)

with tempfile.TemporaryDirectory(prefix="gort-test-") as tmp:
    obj = os.path.join(tmp, "args_deep.o")
    subprocess.run(["gcc", "-O2", "-g", "-fno-omit-frame-pointer", "-c", "-o", obj,
                    os.path.join(ROOT, "testdata", "c", "args_deep.c")], check=True)
    done = run([build([obj], stack=1 << 22)])
    frames = FRAME.findall(text(done.stderr))
    known = [words for function, words in frames if function == "deep" and words != "..."]
    if done.returncode != 2 or len(frames) < 90 or len(known) != 1 or \
            not known[0].startswith("0x7, 0x"):
        fail(f"args_deep: exit status {done.returncode}\n{text(done.stderr)}")
