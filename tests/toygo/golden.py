"""What is stored beside the toy compiler's programs is what they do with real Go: an eighth of
them, and all with GORT_SOAK=1. Usage: golden.py [--write]"""

import glob
import os
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "lib"), HERE]
from harness import ROOT, fail, realgo, run, skip, text  # noqa: E402
from normal import normal  # noqa: E402

with tempfile.TemporaryDirectory(prefix="gort-test-") as tmp:
    paths = sorted(glob.glob(os.path.join(ROOT, "testdata", "toygo", "*.go")))
    for path in paths if sys.argv[1:] or os.environ.get("GORT_SOAK") else paths[::8]:
        exe = realgo(path, tmp)
        if exe is None:
            skip("real Go is not installed")
        done = run([exe])
        got = f"status {done.returncode}\n{normal(text(done.stderr))}{text(done.stdout)}"
        stored = path[:-3] + ".want"
        if sys.argv[1:] == ["--write"]:
            with open(stored, "w") as f:
                f.write(got)
        else:
            with open(stored) as f:
                if f.read() != got:
                    fail(f"{stored}: not what real Go does:\n{got}")
