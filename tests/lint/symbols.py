"""The archive defines no global name that a user's program could clash with: only runtime.*,
gort_*, _rt0_*, __morestack*, and the names that gccgo-compiled code and libgcc ask for by their own
contract (symbols.allowed). Usage: symbols.py LIBGORT.A"""

import os
import re
import subprocess
import sys

OURS = re.compile(r"^(runtime\.|gccgo\.|abi0\.|gort_|_rt0_|__morestack|__x86\.get_pc_thunk)")
here = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(here, "symbols.allowed")) as f:
    lines = [line.split("#")[0].strip() for line in f]
allowed = [re.compile(line + r"\Z") for line in lines if line]
out = subprocess.run(["nm", "-g", "--defined-only", sys.argv[1]],
                     capture_output=True, text=True, check=True).stdout
# A weak object gives way to a definition of the program: a type descriptor of package runtime.
symbols = [words for words in map(str.split, out.splitlines()) if len(words) == 3]
names = {name for _, kind, name in symbols if kind != "V"}
bad = sorted(n for n in names if not OURS.match(n) and not any(p.match(n) for p in allowed))
for n in bad:
    print("exported:", n)
if len(names) < 500:
    print(f"only {len(names)} names: not the whole archive")
    sys.exit(1)
sys.exit(1 if bad else 0)
