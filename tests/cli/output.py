"""What gort writes to stays what it was, if it is no file: a folder, a link, a pipe, a device. If
writing fails, the old file is there and no half of the new one, and nobody's file beside it is
touched. A signal ends gort with its files removed; a closed pipe or a full disk ends it without a
traceback."""

import contextlib
import os
import resource
import signal
import stat
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import ROOT, expect, fail, gort, run, text, toolchain  # noqa: E402

SOURCE = 'package main\n\nfunc main() { println("hello") }\n'
ELF = b"\x7fELF"


def greets(path):
    """Whether that is the program."""
    return text(run([path]).stderr) == "hello\n"


def launched(*args, cwd, **env):
    """gort, in the background; HUP ends it, also if the tests run under nohup."""
    return subprocess.Popen([os.path.join(ROOT, "gort"), *args], cwd=cwd, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, env=dict(os.environ, **env),
                            preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL))


def programs(tmp):
    folder, link = os.path.join(tmp, "folder"), os.path.join(tmp, "link")
    os.mkdir(folder)
    expect(gort("build", "-o", "folder", "hello.go", cwd=tmp), 0)
    if not greets(os.path.join(folder, "hello")):
        fail("no program in the folder that is OUT")
    os.symlink("folder/linked", link)
    expect(gort("build", "-o", "no/where", "-o", "link", "hello.go", cwd=tmp), 0)
    if not os.path.islink(link) or not greets(os.path.join(folder, "linked")):
        fail("a link that is OUT does not lead to the program")
    os.mkdir(os.path.join(folder, "large"))
    expect(gort("build", "-o", "folder", "large.go", cwd=tmp), 2, "", "folder/large: is a folder")
    expect(gort("build", "-o", "no/where", "hello.go", cwd=tmp), 2, "", "'no/where'")

    # Links, lest a fault replaces the machine's own files.
    os.symlink("/proc/self/fd/1", os.path.join(tmp, "stdout"))
    with open(os.path.join(tmp, "file"), "w+b") as f:
        f.write(b"first\n")
        f.flush()
        done = subprocess.run([os.path.join(ROOT, "gort"), "build", "-o", "stdout", "hello.go"],
                              stdout=f, cwd=tmp)
        f.write(b"last\n")
        f.seek(0)
        written = f.read()
    if done.returncode != 0 or not written.startswith(b"first\n" + ELF) or \
            not written.endswith(b"last\n"):
        fail("OUT is standard output, a file:", written[:20], written[-20:])
    gort_ = launched("build", "-o", "stdout", "hello.go", cwd=tmp)
    if not gort_.communicate()[0].startswith(ELF) or gort_.returncode != 0:
        fail("OUT is standard output, a pipe")
    expect(gort("side", "--html", "stdout", "execute", cwd=tmp), 0)
    if "</html>" not in gort("side", "--html", "stdout", "execute", cwd=tmp).stdout:
        fail("the page is not on standard output, a pipe")
    if not os.path.islink(os.path.join(tmp, "stdout")):
        fail("the link to standard output is gone")

    # As /dev/null and /dev/full.
    for name, number, side in (("null", 3, 0), ("full", 7, 2)):
        device = os.path.join(tmp, name)
        try:
            os.mknod(device, stat.S_IFCHR | 0o666, os.makedev(1, number))
            open(device, "w").close()
        except PermissionError:
            print(f"no device {name}: this user cannot make it")
            continue
        expect(gort("build", "-o", name, "hello.go", cwd=tmp), 0, "")
        expect(gort("build", "--shared", "-o", name, "lib.c", cwd=tmp), 0, "")
        expect(gort("side", "--html", name, "execute", cwd=tmp), side, "")
        if not stat.S_ISCHR(os.stat(device).st_mode) or os.path.exists(device + ".h"):
            fail(f"{name} is no device any more, or has got a header")

    # The linker would read two options in a name with a comma.
    os.mkdir(os.path.join(tmp, "a,b"))
    expect(gort("build", "--shared", "-o", "folder", "lib.c", cwd=tmp,
                TMPDIR=os.path.join(tmp, "a,b")), 0, "")
    if not {"lib.so", "lib.h"} <= set(os.listdir(folder)):
        fail(f"no library: {os.listdir(folder)}")


def whole(tmp):
    """No half of a file."""
    page, beside = os.path.join(tmp, "page"), os.path.join(tmp, "page.tmp")
    for path in page, beside:
        with open(path, "w") as f:
            f.write("old")
    toolchain.write_whole(page, "new")
    with contextlib.suppress(UnicodeEncodeError):
        toolchain.write_whole(page, "half" * 100000 + "\udcff")
        fail("it was written")
    for path, want in (page, "new"), (beside, "old"):
        with open(path) as f:
            if f.read() != want:
                fail(f"{path} is not {want!r}")

    with tempfile.TemporaryDirectory(dir="/dev/shm") as elsewhere:
        if os.stat(elsewhere).st_dev == os.stat(tmp).st_dev:
            print("/dev/shm is no other file system")
            return
        program = os.path.join(elsewhere, "program")
        with open(program, "wb") as f:
            f.write(ELF * 100000)
        os.chmod(program, 0o750)
        before = sorted(os.listdir(tmp))
        old = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100000, old[1]))
        with contextlib.suppress(OSError):
            toolchain.move(program, page)
            fail("it was moved")
        resource.setrlimit(resource.RLIMIT_FSIZE, old)
        with open(page) as f:
            if f.read() != "new" or sorted(os.listdir(tmp)) != before:
                fail("a program that was not moved has left something behind:", os.listdir(tmp))
        toolchain.move(program, page)
        if os.path.getsize(page) != 400000 or os.stat(page).st_mode & 0o777 != 0o750:
            fail("a program that was moved to another file system is not what it was")


def signals(tmp):
    """TERM and HUP end a build; a program that runs gets them."""
    scratch = os.path.join(tmp, "scratch")
    os.mkdir(scratch)
    for s in signal.SIGTERM, signal.SIGHUP:
        building = launched("build", "-o", "out", "large.go", cwd=tmp, TMPDIR=scratch)
        while not os.listdir(scratch) and building.poll() is None:
            time.sleep(0.01)
        building.send_signal(s)
        building.communicate()
        if building.returncode != 128 + s or os.listdir(scratch):
            fail(f"{s.name}: exit status {building.returncode}, left: {os.listdir(scratch)}")
    running = launched("run", "waits.go", cwd=tmp, TMPDIR=scratch)
    running.stderr.readline()
    running.terminate()
    said = running.communicate(timeout=60)[1]
    if (running.returncode, said) != (7, b"terminated\n") or os.listdir(scratch):
        fail(f"run: exit status {running.returncode}, {said!r}, left: {os.listdir(scratch)}")
    # A program may make a folder beside itself.
    expect(gort("run", "mkdir.go", cwd=tmp, TMPDIR=scratch), 0)
    if os.listdir(scratch):
        fail(f"a program's folder was left: {os.listdir(scratch)}")


def streams(tmp):
    with open(os.path.join(tmp, "trace"), "w") as f:
        for ms in range(9):
            f.write(f"SCHED {ms}ms: gomaxprocs=1 idleprocs=0 threads=2 spinningthreads=0 "
                    "idlethreads=0 runqueue=0 [0]\n")
    for args in (["help"], ["env"], ["build", "--help"], ["side", "execute"],
                 ["schedcmp", "--left", "trace", "--right", "trace"]):
        command = [os.path.join(ROOT, "gort"), *args]
        reader, writer = os.pipe()
        os.close(reader)
        done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, cwd=tmp)
        os.close(writer)
        if (done.returncode, done.stderr) != (141, b""):
            fail(f"{args}: a closed pipe: exit status {done.returncode}, {done.stderr}")
        with open("/dev/full", "w") as full:
            done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, cwd=tmp)
        expect(done, 2, None, "No space left on device")


with tempfile.TemporaryDirectory(prefix="gort-test-") as tmp:
    for name, source in {
        "hello.go": SOURCE,
        "lib.c": '#include "gort.h"\nint one(void) { return 1; }\n',
        "large.go": 'package main\n\nimport "net/http"\n\nfunc main() {\n' + "".join(
            f"\tfunc(n int) {{ http.Get(string(rune(n + {i}))) }}({i})\n" for i in range(2000)) +
            "}\n",
        "waits.go": 'package main\n\nimport (\n\t"os"\n\t"os/signal"\n\t"syscall"\n)\n\n'
                    "func main() {\n\tc := make(chan os.Signal, 1)\n"
                    '\tsignal.Notify(c, syscall.SIGTERM)\n\tprintln("waits")\n'
                    "\tprintln((<-c).String())\n\tos.Exit(7)\n}\n",
        "mkdir.go": 'package main\n\nimport "os"\n\nfunc main() {\n'
                    '\tif os.MkdirAll(os.Args[0]+".d/x", 0755) != nil {\n\t\tos.Exit(1)\n\t}\n}\n',
    }.items():
        with open(os.path.join(tmp, name), "w") as f:
            f.write(source)
    os.mkdir(os.path.join(tmp, "sub"))
    programs(tmp)
    whole(os.path.join(tmp, "sub"))
    signals(tmp)
    streams(tmp)
