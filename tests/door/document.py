"""The code of doc/ABI.md does what the document says. A block ```LANGUAGE NAME is a file, NAME.ll,
NAME.s or NAME.c; its first comment says what the program prints, and the exit status if that is
not 0. `common` stands before the programs of its chapter. Blocks of shell run, in order, in the
folder with these files. Each kind of program that the chapters promise is there."""

import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import ROOT, build, fail, run, skip, text  # noqa: E402

SUFFIX = {"llvm": ".ll", "asm": ".s", "c": ".c"}
KINDS = {"hello", "chan", "select", "panic", "data", "interface", "index", "deep", "spin", "many"}


def blocks(document):
    """(language, name, code) of each fenced block; its indent is taken off."""
    fence = re.compile(r"^( *)```(\S[^\n]*)\n(.*?)^ *```$", re.M | re.S)
    for indent, head, code in fence.findall(document):
        language, _, name = head.partition(" ")
        yield language, name, re.sub(rf"^{indent}", "", code, flags=re.M)


def promise(code):
    """What a program prints, and its exit status, by its first comment."""
    comment = []
    for line in code.split("\n"):
        m = re.match(r"(?:#|;|//)(?: (.*)|)$", line)
        if not m:
            break
        comment.append(m[1] or "")
    words, _, printed = "\n".join(comment).partition("Prints:")
    status = re.search(r"Exit status (\d+)", words)
    return printed.strip(), int(status[1]) if status else 0


if not shutil.which("clang"):
    skip("clang is not installed")
with open(os.path.join(ROOT, "doc", "ABI.md")) as f:
    found = list(blocks(f.read()))
os.environ["PATH"] = ROOT + ":" + os.environ["PATH"]
with tempfile.TemporaryDirectory(prefix="gort-test-") as tmp:
    os.chdir(tmp)
    common, kinds = {}, {language: set() for language in SUFFIX}
    for language, name, code in found:
        if language in SUFFIX:
            with open(name + SUFFIX[language], "w") as f:
                f.write(code)
    for language, name, code in found:
        if language == "sh":
            done = subprocess.run(["sh", "-e"], input=code, capture_output=True, text=True)
            if done.returncode != 0 or "warning" in done.stderr:
                fail(f"{code}\nexit status {done.returncode}\n{done.stdout}{done.stderr}")
        elif language not in SUFFIX or not name:
            fail(f"a block of {language} {name}, which is not tested:\n{code}")
        elif name == "common":
            common[language] = code
        else:
            kinds[language].add(name)
            with open("prog" + SUFFIX[language], "w") as f:
                f.write(common.get(language, "") + code)
            program = build(["prog" + SUFFIX[language]])
            want, status = promise(code)
            for procs in "1", "2", "8":
                done = run([program], env={"GOMAXPROCS": procs})
                got = text(done.stderr).rstrip("\n")
                if not want or done.returncode != status or \
                        not (got == want or status and got.startswith(want + "\n")):
                    fail(f"{language} {name}, {procs} Ps: exit status {done.returncode}\n{got}\n"
                         f"— the document says {want!r}, {status}")
    for language in "llvm", "asm":
        if not KINDS <= kinds[language]:
            fail(f"no {language} program of {KINDS - kinds[language]}")
