"""Shared by the tests with gdb: a session without a terminal."""

import os
import shutil
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import ROOT, run, skip, text  # noqa: E402


def needs_gdb():
    if not shutil.which("gdb"):
        skip("gdb is not installed")


def session(commands, *program, env=None):
    """What gdb prints of the commands; program: an executable, and what else gdb's command line
    has, a core file. The program has one P, unless env says otherwise."""
    commands = ["set pagination off", "set width 0", "handle SIGURG nostop noprint pass", *commands]
    argv = ["gdb", "-nx", "-batch", "-iex", f"add-auto-load-safe-path {ROOT}/cmd/gdb",
            *(word for command in commands for word in ("-ex", command)), *program]
    said = text(run(argv, timeout=120, merge=True,
                    env={"GOMAXPROCS": "1", "LC_ALL": "C", "GODEBUG": "", "DEBUGINFOD_URLS": "",
                         **(env or {})}).stdout)
    if "ptrace" in said and "not permitted" in said:
        skip("gdb may not trace programs here")
    return said
