"""Shared by the test scripts: builds through the driver's own code, runs with a time limit, exit
status 0 / 1 / 77 (skipped)."""

import difflib
import os
import signal
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "cmd"))
os.environ.setdefault("HOME", tempfile.gettempdir())  # real Go keeps its cache there

import toolchain  # noqa: E402

# So that a test which is ended from outside ends its program too.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))

GOTEST = "/usr/share/go-1.19/test"  # Go's test programs
GOBIN = "/usr/lib/go-1.19/bin"  # real Go


def fail(*words):
    print(*words)
    sys.exit(1)


def skip(why):
    print("skipped:", why)
    sys.exit(77)


def hosted():
    """Whether programs are built for libc to start them (gort test --hosted)."""
    return bool(os.environ.get("GORT_HOSTED"))


def needs_collector():
    """Skips the test with --gc=stubs."""
    if toolchain.gc_stubs():
        skip("needs a collector")


def build(files, cflags=(), stack=0, libs=()):
    """Builds into a directory that exists as long as the test runs; returns the program's path."""
    holder = tempfile.TemporaryDirectory(prefix="gort-test-")
    build.holders.append(holder)
    out = os.path.join(holder.name, os.path.splitext(os.path.basename(files[0]))[0])
    try:
        toolchain.build(files, out, cflags, stack=stack, libs=libs)
    except toolchain.Error as e:
        fail("build:", e)
    return out


build.holders = []


def buildtext(name, source):
    """As build, of one file that is given by its name and its text."""
    with tempfile.TemporaryDirectory(prefix="gort-test-") as folder:
        path = os.path.join(folder, name)
        with open(path, "w", encoding="utf-8") as f:
            f.write(source)
        return build([path])


def run(argv, timeout=60, env=None, cwd=None, merge=False):
    """Runs a program. If it hangs, it is killed with all that it started, and the test fails with
    what the program had printed. GORT_STORM=RATE in the environment: the program runs under a storm
    of so many signals a second (tests/storm/storm.c)."""
    full = dict(os.environ, **(env or {}))
    if full.get("GORT_STORM"):
        argv = [os.path.join(toolchain.BUILD, "tests", "storm"), full["GORT_STORM"], *argv]
    program = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT if merge else subprocess.PIPE,
                               env=full, cwd=cwd, process_group=0)
    try:
        out, err = program.communicate(timeout=timeout)
    except BaseException as e:
        os.killpg(program.pid, signal.SIGKILL)
        out, err = program.communicate()
        if not isinstance(e, subprocess.TimeoutExpired):
            raise
        said = text((out or b"")[-2000:] + (err or b"")[-2000:])
        fail(f"{argv[0]}: still running after {timeout} s; its output so far:\n{said}")
    return subprocess.CompletedProcess(argv, program.returncode, out, err)


def realgo(source, tmp):
    """Builds a program with real Go into the directory tmp and returns its path, or None if real Go
    is not installed."""
    if not os.path.exists(os.path.join(GOBIN, "go")):
        return None
    exe = os.path.join(tmp, os.path.splitext(os.path.basename(source))[0])
    done = run([os.path.join(GOBIN, "go"), "build", "-o", exe, source], timeout=280, cwd=tmp,
               env={"CGO_ENABLED": "0", "GO111MODULE": "off", "GOFLAGS": "",
                    "GOTOOLCHAIN": "local"})
    if done.returncode != 0:
        fail("real Go does not build it:", text(done.stderr))
    return exe


def differs(what, ours, theirs, where):
    """Fails if what the program printed here is not what it printed with real Go."""
    if ours != theirs:
        diff = difflib.unified_diff(text(theirs).splitlines(), text(ours).splitlines(), "real Go",
                                    f"gort, {where}", lineterm="", n=1)
        fail(f"{what} differs:\n" + "\n".join(diff)[:6000])


def besidereal(path, args, envs):
    """The program at path does with us, in each of the environments, what it does with real Go in
    the same run: stdout, stderr and exit status. If real Go is not installed, the exit status must
    be 0."""
    program = build([path])
    with tempfile.TemporaryDirectory(prefix="gort-test-") as tmp:
        exe = realgo(path, tmp)
        real = run([exe, *args], timeout=280, cwd=tmp) if exe else None
        for env in envs:
            where = " ".join(f"{k}={v}" for k, v in env.items())
            done = run([program, *args], timeout=280, cwd=tmp, env=env)
            if done.returncode != (real.returncode if real else 0):
                fail(f"exit status {done.returncode} with {where}:\n"
                     f"{text(done.stdout)[-3000:]}{text(done.stderr)[-3000:]}")
            if real:
                differs("stdout", done.stdout, real.stdout, where)
                differs("stderr", done.stderr, real.stderr, where)


def text(b):
    return b.decode(errors="replace")


def gort(*args, cwd=None, **env):
    """Runs the launcher, with these variables in its environment as well."""
    return subprocess.run([os.path.join(ROOT, "gort"), *args], capture_output=True, text=True,
                          cwd=cwd, env=dict(os.environ, **env), timeout=120)


def expect(done, status, stdout=None, stderr=None):
    """Fails unless the launcher ended with this status and printed this on stdout. stderr: a text
    that must be in the single line on stderr."""
    if done.returncode != status:
        fail(f"{done.args}: exit status {done.returncode}, not {status}\n"
             f"{done.stdout}{done.stderr}")
    if stdout is not None and done.stdout != stdout:
        fail(f"{done.args}: stdout is {done.stdout!r}, not {stdout!r}")
    one = done.stderr.count("\n") == 1 and done.stderr.startswith("gort: ")
    if stderr is not None and not (one and stderr in done.stderr):
        fail(f"{done.args}: stderr is {done.stderr!r}, not one line with {stderr!r}")
