"""A test that gets better the longer it runs: a few seconds here, GORT_SOAK seconds if that is set
(GORT_SOAK=600 ./gort test soak).
Usage: soak.py NAME PROCS…"""

import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import build, fail, run, text, toolchain  # noqa: E402

name = sys.argv[1]
seconds = int(os.environ.get("GORT_SOAK") or 4)
program = build([os.path.join(os.path.dirname(os.path.abspath(__file__)), name + ".c")],
                cflags=toolchain.HEADERS)


def check(args, procs):
    done = run([program, *args], timeout=180 + 10 * seconds, merge=True, env={"GOMAXPROCS": procs})
    print(text(done.stdout)[-3000:], end="", flush=True)
    if done.returncode == 77:
        sys.exit(77)
    if done.returncode != 0:
        fail(f"{' '.join(args)}: exit status {done.returncode} with GOMAXPROCS={procs}")


for procs in sys.argv[2:]:
    if name == "netpoll_Connections":
        echoes = str(seconds * 5000)
        check(["10000", echoes], procs)
        # Two processes, because each end of a connection is an open file.
        with subprocess.Popen([program, "listen", "10000"], stderr=subprocess.PIPE,
                              env=dict(os.environ, GOMAXPROCS=procs)) as listener:
            port = text(listener.stderr.readline()).strip()
            try:
                if port.isdigit():
                    check(["10000", echoes, port], procs)
                else:
                    print(port)
                status = listener.wait(60 if port.isdigit() else 1)
            finally:
                listener.kill()
        if status == 77:
            sys.exit(77)
        if status != 0:
            fail(f"the listener: exit status {status} with GOMAXPROCS={procs}")
    else:
        check([str(seconds)], procs)
