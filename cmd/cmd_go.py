"""
usage: gort go [--gc=stubs] [--study|--hosted] COMMAND …

Runs the go command with gort as its compiler and runtime: gort go build, run, test, vet, list, mod
and so on, with modules, vendor folders and GOPATH as always (gort go help COMMAND). Programs and
tests are compiled by gccgo-12 and linked with gort.

The go command is that of Debian's gccgo-12, of Go 1.18. Another one works too, with
GCCGO=…/cmd/gort-gccgo CGO_ENABLED=0 in the environment and -compiler gccgo; then go vet needs the
folder build/gotools/bin on PATH.

-ldflags knows -X PACKAGE.NAME=VALUE, -s and -w. With another go command, which does not hand
-ldflags to gccgo, write -gccgoflags=-X=PACKAGE.NAME=VALUE.
-cover takes the cover tool of golang-1.19-go.
-race, -msan, -asan, fuzzing, and build modes other than exe are not supported.

--hosted, or CGO_ENABLED=1 in the environment: files with import "C" are compiled too, and libc
starts the programs (doc/HOSTED.md). With another go command set GORT_HOSTED=1 as well.

--gc=stubs links a collector that does nothing: no memory is freed (gc_stubs/).
--study links a runtime for gdb (gort build --help).
"""

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys

import toolchain
from toolchain import Error

GO = "go-12"
# Where gccgo-12 has its tools (cgo, vet, test2json, buildid), and real Go the others.
TOOLS = ("/usr/lib/gcc/x86_64-linux-gnu/12", "/usr/lib/go-1.19/pkg/tool/linux_amd64")
NAMES = ("buildid", "cgo", "vet", "test2json", "cover", "pprof", "trace", "nm", "addr2line")
# Flags whose value may be the next argument.
TAKES = set("""-o -p -tags -ldflags -gcflags -gccgoflags -asmflags -mod -modfile -overlay -pkgdir
    -toolexec -compiler -installsuffix -buildmode -exec -vettool -f -run -bench -count -timeout
    -cpu -parallel -benchtime -coverprofile -covermode -coverpkg -list -shuffle -vet -outputdir
    -cpuprofile -memprofile -memprofilerate -blockprofile -blockprofilerate -mutexprofile
    -mutexprofilefraction -trace -fuzz -fuzztime -fuzzminimizetime""".split())
BUILDS = ("build", "install", "run", "test", "vet", "list", "get")


def tools():
    """The folder with the go command's tools, and in it bin, with `go` and `gccgo`."""
    folder = os.path.join(toolchain.BUILD, "gotools")
    links = {os.path.join("bin", "gccgo"): os.path.join(toolchain.ROOT, "cmd", "gort-gccgo"),
             os.path.join("bin", "go"): shutil.which(GO)}
    for name in NAMES:
        links[name] = next((path for tool in TOOLS
                            if os.path.exists(path := os.path.join(tool, name))), None)
    os.makedirs(os.path.join(folder, "bin"), exist_ok=True)
    for name, target in links.items():
        link = os.path.join(folder, name)
        if target and not (os.path.islink(link) and os.readlink(link) == target):
            new = f"{link}.{os.getpid()}"
            os.symlink(target, new)
            os.replace(new, link)
    return folder


def environment():
    """The environment of the go command."""
    for name, ours in ("GOOS", "linux"), ("GOARCH", "amd64"):  # (D222)
        if os.environ.get(name, ours) not in ("", ours):
            raise Error(f"{name}={os.environ[name]} is not supported: gort is for linux/amd64")
    folder = tools()
    env = dict(os.environ, GORT_BUILD=toolchain.BUILD, GOOS="linux", GOARCH="amd64",
               CGO_ENABLED="1" if toolchain.hosted() else "0", GCCGOTOOLDIR=folder,
               GCCGO=os.path.join(toolchain.ROOT, "cmd", "gort-gccgo"),
               PATH=os.path.join(folder, "bin") + os.pathsep + os.environ.get("PATH", os.defpath))
    env.pop("GOROOT", None)  # this go command has its own
    return env


def ldflags(text):
    """The value of -ldflags as that of -gccgoflags: the go command does not hand the former to
    gccgo."""
    pattern = ""
    if text and not text.startswith("-"):
        pattern, _, text = text.partition("=")
        pattern += "="
    out, words = [], iter(shlex.split(text))
    for word in words:
        word = word[1:] if word.startswith("--") else word
        if word == "-X":
            word += "=" + next(words, "")
        if word not in ("-s", "-w") and not word.startswith("-X="):
            raise Error(f"-ldflags: {word} is not supported; known are -X, -s and -w")
        quote = ""
        if any(c in word for c in " \t\n'\""):
            quote = next((q for q in "'\"" if q not in word), None)
            if quote is None:
                raise Error(f"-ldflags: both kinds of quotes in {word}")
        out.append(quote + word + quote)
    return "-gccgoflags=" + pattern + " ".join(out)


def translated(args):
    """The arguments of build, run, test …, with -ldflags for gccgo. Refuses what cannot work."""
    out, known, it = [], set(), iter(args)
    out.append(next(it))
    for a in it:
        if a in ("-args", "--args", "--") or not a.startswith("-") and args[0] == "run":
            return out + [a, *it]  # the program's own
        name, is_set, val = a.partition("=")
        name = name[1:] if name.startswith("--") else name
        if not is_set and name in TAKES:
            val = next(it, None)
            if val is None:
                return out + [a]  # the go command says what is missing
        known.add(name)
        check(name, val)
        if name == "-ldflags":
            out.append(ldflags(val))
        else:
            out += [a] if is_set or name not in TAKES else [a, val]
    if {"-ldflags", "-gccgoflags"} <= known:
        raise Error("-ldflags and -gccgoflags cannot be combined: "
                    "write -gccgoflags=-X=PACKAGE.NAME=VALUE")
    return out


def check(name, val):
    """Refuses a flag that cannot work with gort (D120)."""
    if name in ("-race", "-msan", "-asan", "-linkshared") and val != "false":
        raise Error(f"{name} is not supported")
    if name == "-fuzz" and val:
        raise Error("fuzzing is not supported; without -fuzz, fuzz tests run on their seeds")
    if name == "-compiler" and val != "gccgo":
        raise Error(f"-compiler {val} is not supported: gort stands under gccgo's code")
    if name == "-buildmode" and val not in ("exe", "default"):
        if val not in ("c-shared", "c-archive"):
            raise Error(f"-buildmode={val} is not supported")
        if not toolchain.hosted():
            raise Error(f"-buildmode={val} needs --hosted")
    if name in ("-cover", "-coverprofile", "-covermode", "-coverpkg") and val != "false" and \
            not os.path.exists(os.path.join(toolchain.BUILD, "gotools", "cover")):
        raise Error(f"{name} needs the cover tool of the package golang-1.19-go")


def build(args, env, folder=None):
    """Runs the go command for one of its commands that prints and runs no program. If it leaves out
    all files of a package, it does not say that cgo is the reason."""
    with subprocess.Popen([GO, *args], env=env, cwd=folder, stderr=subprocess.PIPE, text=True,
                          errors="replace") as go:
        try:
            for line in go.stderr:
                sys.stderr.write(line)
                sys.stderr.flush()
                if m := re.search(r"build constraints exclude all Go files in (\S+)$", line):
                    for path in toolchain.cgo_files(m[1]):
                        print(f"{path}: {toolchain.NOCGO}", file=sys.stderr)
        except BaseException:
            go.send_signal(signal.SIGINT)  # then it removes its files
            raise
    return go.returncode


def main(args):
    try:
        if os.environ.get("CGO_ENABLED") == "1":
            os.environ["GORT_HOSTED"] = "1"
        while args and (args[0] in ("--study", "--hosted") or args[0].startswith("--gc=")):
            toolchain.take_link_options(args[:1])
            args = args[1:]
        env = environment()
        if args and args[0] in BUILDS:
            words = shlex.split(env.get("GOFLAGS", ""))
            flags = translated(["GOFLAGS", *words])[1:]
            if flags != words:
                env["GOFLAGS"] = " ".join(f"'{f}'" if " " in f else f for f in flags)
            args = translated(args)
    except (Error, OSError, ValueError) as e:
        print(f"gort: go: {e}", file=sys.stderr)
        return 2
    sys.stdout.flush()
    try:
        if args and args[0] in ("build", "install"):
            return build(args, env)
        os.execvpe(GO, [GO, *args], env)
    except OSError as e:
        print(f"gort: {GO}: {e.strerror}", file=sys.stderr)
        return 2
