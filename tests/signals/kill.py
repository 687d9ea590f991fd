"""Signals from outside do what they do with real Go 1.14, whether the program sleeps or computes
(but SIGSEGV, SIGBUS and SIGFPE end the program as in later releases: doc/DIFFERENCES.md); which
signals the kernel is told to hand to us; what is inherited blocked or ignored. golang/go#14063,
#19196, #6997, #12498, #35356, #65138."""

import os
import re
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import build, fail, text  # noqa: E402

program = build([os.path.join(os.path.dirname(os.path.abspath(__file__)), "target.c")])
S = signal.Signals
DIE = [S.SIGHUP, S.SIGINT, S.SIGTERM, S.SIGKILL]
DUMP = {S.SIGQUIT: "SIGQUIT: quit", S.SIGABRT: "SIGABRT: abort",
        S.SIGILL: "SIGILL: illegal instruction", S.SIGTRAP: "SIGTRAP: trace trap",
        S.SIGSYS: "SIGSYS: bad system call", 16: "SIGSTKFLT: stack fault",
        S.SIGSEGV: "SIGSEGV: segmentation violation", S.SIGBUS: "SIGBUS: bus error",
        S.SIGFPE: "SIGFPE: floating-point exception"}
SURVIVE = [S.SIGUSR1, S.SIGUSR2, S.SIGPIPE, S.SIGALRM, S.SIGURG, S.SIGCHLD, S.SIGWINCH, S.SIGIO,
           S.SIGPWR, S.SIGXCPU, S.SIGXFSZ, S.SIGPROF, S.SIGVTALRM, S.SIGCONT, *range(34, 65)]
HANDLED = {*DIE, *DUMP, *SURVIVE} - {S.SIGKILL, S.SIGCONT}


def start(way, setup=None, procs="2", traceback=""):
    def before():
        os.setpgid(0, 0)  # a group with its parent in the session: the kernel does not stop orphans
        for sig in (S.SIGHUP, S.SIGINT, S.SIGQUIT):
            # nohup and the shell ignore them in what runs in the background.
            signal.signal(sig, signal.SIG_DFL)
        if setup:
            setup()
    p = subprocess.Popen([program, way], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                         stderr=subprocess.PIPE, preexec_fn=before,
                         env=dict(os.environ, GOMAXPROCS=procs, GOTRACEBACK=traceback))
    if p.stdout.readline() != b"ready\n":
        p.kill()
        fail("not ready:", text(p.stderr.read()))
    return p


def end(p, what, seconds=60):
    try:
        _, err = p.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        p.kill()
        fail(f"{what}: alive after {seconds} s")
    return p.returncode, text(err)


def status(p, field):
    with open(f"/proc/{p.pid}/status") as f:
        return re.search(rf"^{field}:\s*(\S+)", f.read(), re.M).group(1)


def signals(mask):
    return {n for n in range(1, 65) if int(mask, 16) >> (n - 1) & 1}


def check(ok, *words):
    if not ok:
        fail(*words)


def wait(condition, what):
    """Waits for a state that the program comes to; a thread that creates another has all signals
    blocked for a moment."""
    limit = time.monotonic() + 20
    while not condition():
        check(time.monotonic() < limit, what)
        time.sleep(0.001)


for way in "sleep", "compute":
    for sig in DIE:
        p = start(way)
        p.send_signal(sig)
        check(end(p, sig) == (-sig, ""), sig, way, p.returncode)
    for sig, name in DUMP.items():
        p = start(way)
        p.send_signal(sig)
        code, err = end(p, sig)
        form = (rf"{name}\nPC=0x[0-9a-f]+ m=\d+ sigcode=0\n\ngoroutine \d+ \[.*\]:\n(.*\n)+?\n"
                r"(.*\n)*rax    0x[0-9a-f]+\n(.*\n)*gs     0x[0-9a-f]+\n\Z")
        check(code == 2 and re.match(form, err), sig, way, code, err)
    p = start(way)
    for sig in SURVIVE:
        for _ in range(3):
            p.send_signal(sig)
            time.sleep(0.0005)
    time.sleep(0.05)
    check(p.poll() is None, "one of the survivable signals:", p.returncode)

    # The program stops, and goes on.
    for sig in S.SIGTSTP, S.SIGSTOP:
        p.send_signal(sig)
        wait(lambda: status(p, "State") == "T", f"{sig}, {way}: does not stop")
        p.send_signal(S.SIGCONT)
        wait(lambda: status(p, "State") != "T", f"{sig}, {way}: does not go on")

    # The default action of 32 and 33 is libc's affair.
    caught, ignored = (signals(status(p, field)) for field in ("SigCgt", "SigIgn"))
    check(caught == HANDLED, "handled:", sorted(caught ^ HANDLED))
    wait(lambda: signals(status(p, "SigBlk")) == set(), "signals stay blocked")
    check(ignored - {S.SIGXFSZ} == set(), "ignored:", ignored)
    p.send_signal(S.SIGTERM)
    check(end(p, "SIGTERM")[0] == -S.SIGTERM, "SIGTERM after all that", way, p.returncode)

# nohup: an inherited SIG_IGN is honoured for these two.
for sig in S.SIGHUP, S.SIGINT:
    p = start("sleep", lambda: signal.signal(sig, signal.SIG_IGN))
    p.send_signal(sig)
    time.sleep(0.1)
    ignored = sig in signals(status(p, "SigIgn"))
    check(p.poll() is None and ignored, sig, "was ignored when we started")
    p.send_signal(S.SIGTERM)
    check(end(p, "SIGTERM")[0] == -S.SIGTERM, "SIGTERM", p.returncode)
p = start("sleep", lambda: signal.signal(signal.SIGTERM, signal.SIG_IGN))
p.send_signal(S.SIGTERM)
check(end(p, "SIGTERM")[0] == -S.SIGTERM, "an ignored SIGTERM", p.returncode)

# Blocked when we started: signals that kill or dump get through, the others stay blocked.
p = start("sleep", lambda: signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals()))
through = {*DIE, *DUMP, S.SIGPROF, S.SIGCHLD}
wait(lambda: signals(status(p, "SigBlk")).isdisjoint(through),
     "blocked at the start: signals that must get through")
check(S.SIGUSR1 in signals(status(p, "SigBlk")), "blocked at the start: SIGUSR1 is not")
p.send_signal(S.SIGUSR1)
p.send_signal(S.SIGQUIT)
code, err = end(p, "SIGQUIT")
check(code == 2 and err.startswith("SIGQUIT: quit\n"), "SIGQUIT blocked at the start:", code, err)

# GOTRACEBACK=crash: each thread shows what it was doing, then SIGABRT.
for way in "sleep", "compute":
    p = start(way, procs="3", traceback="crash")
    time.sleep(0.2)
    p.send_signal(S.SIGQUIT)
    code, err = end(p, "SIGQUIT")
    check(code == -S.SIGABRT and err.startswith("SIGQUIT: quit\n"), "GOTRACEBACK=crash:", code, err)
    shown = err.count("\n-----\n")
    check(way == "sleep" or shown >= 2, "threads that showed themselves:", shown, err)
