"""Go's names for local functions of the study build. Writes a list for objcopy --redefine-syms:
the functions with a `// go:` line that have C names in the archives. A function that other files
call has Go's name already, by GOSYM in its declaration. Usage: study.py OUT ARCHIVE…"""

import re
import subprocess
import sys

import cmd_side


def main(out, *archives):
    said = subprocess.run(["nm", *archives], capture_output=True, text=True, check=True).stdout
    local = set(re.findall(r"^\w+ t (\w+)$", said, re.M))
    other = set(re.findall(r"^[\w ]{16} [^t] (\w+)$", said, re.M))
    lines = []
    for (_, name), pieces in cmd_side.ours().items():
        lines += [f"{piece.name} runtime.{name}" for piece in pieces if piece.name in local - other]
    with open(out, "w") as f:
        f.write("\n".join(sorted(set(lines))) + "\n")


main(*sys.argv[1:])
