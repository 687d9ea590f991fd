"""How a program is compiled and linked with the runtime: what `gort env` prints and what
`gort build` does."""

import collections
import contextlib
import errno
import os
import re
import shlex
import sys

import elf
import stackchecks

# Each build of a program waits for Python to start: tempfile, shutil and subprocess, which would
# take half of that time, are not imported here.

ROOT = os.environ.get("GORT_ROOT") or os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BUILD = os.environ.get("GORT_BUILD") or os.path.join(ROOT, "build")

GCCGO = "gccgo-12"
REDEFINE = os.path.join(BUILD, "runtime", "doors", "gccgo", "redefine.syms")
LIBGO = os.path.join(BUILD, "runtime", "doors", "gccgo", "libgo.a")
ABI0 = os.path.join(BUILD, "runtime", "doors", "abi0", "abi0.syms")
ABI0PRE = os.path.join(BUILD, "abi0text.o")  # between them lie the objects of the stack ABI
ABI0POST = os.path.join(BUILD, "abi0etext.o")
FUNCTAB = os.path.join(BUILD, "functab")

# For code that may be preempted at any instruction and whose stack grows: prologues with the guard
# check, frame pointers for the tracebacks, no canary (a goroutine migrates between threads), and
# all of it in .text, which the markers delimit.
COMMON = ["-g", "-O2", "-fno-pic", "-fno-plt", "-fcf-protection=none", "-fno-stack-protector",
          "-fno-stack-clash-protection", "-fno-reorder-functions", "-fno-omit-frame-pointer",
          "-maccumulate-outgoing-args", "-fasynchronous-unwind-tables"]
CFLAGS = COMMON + ["-fsplit-stack", "-fno-strict-aliasing", "-fno-optimize-sibling-calls",
                   "-I" + os.path.join(ROOT, "runtime", "doors", "include")]
# A traceback of Go code shows every function that has not returned, at the line of its call: no
# call may become a jump, and no two calls may become one. In C no call becomes a jump either:
# recover tells a deferred function from one that it calls.
GOFLAGS = COMMON + ["-fno-optimize-sibling-calls", "-fno-crossjumping", "-fno-tree-tail-merge",
                    "-fno-ipa-icf", "-I" + os.path.join(BUILD, "runtime", "doors", "gccgo")]
ASFLAGS = ["-g"]
MUSL = "/usr/lib/x86_64-linux-musl/libc.a"
# For the runtime itself, and for tests that use its headers.
HEADERS = ["-I" + os.path.join(ROOT, room)
           for room in ("runtime", "runtime/internal/atomic", "runtime/notgo",
                        "runtime/doors/include", "gc_stubs")]
if os.environ.get("GORT_STUDY"):
    HEADERS.append("-DSTUDY")
if os.environ.get("GORT_HOSTED"):
    HEADERS.append("-DGORT_HOSTED")

SOURCES = (".go", ".c", ".S", ".s", ".ll", ".o", ".a", ".so")


class Error(Exception):
    """A mistake of the user: one line, exit status 2."""


def take_link_options(args):
    """The arguments without those that say what programs are linked with. --gc=NAME: gort's own
    collector, stubs that free nothing (gc_stubs/), or an archive with another collector; --study:
    the runtime for gdb; --hosted: the one beside libc (doc/HOSTED.md). The launcher has built them.
    The environment variables GORT_GC, GORT_STUDY and GORT_HOSTED tell the tests."""
    rest = []
    for a in args:
        if a == "--":  # the rest is the program's
            return rest + args[args.index("--"):]
        if a == "--study":
            os.environ["GORT_STUDY"] = "1"
        elif a in ("--hosted", "--shared", "--archive"):
            os.environ["GORT_HOSTED"] = "1"
            rest += [a] if a != "--hosted" else []
        elif not a.startswith("--gc="):
            rest.append(a)
        elif a[5:] in ("gort", "stubs"):
            os.environ["GORT_GC"] = a[5:]
        elif a.endswith(".a") and os.path.isfile(a[5:]):
            os.environ["GORT_GC"] = os.path.abspath(a[5:])
        else:
            raise Error(f"--gc is gort, stubs or an archive, FILE.a, not {a[5:]!r}")
    if os.environ.get("GORT_STUDY") and os.environ.get("GORT_HOSTED"):
        raise Error("--study or --hosted, not both")
    return rest


def gc_stubs():
    """Whether programs are linked with the collector that does nothing."""
    return os.environ.get("GORT_GC") == "stubs"


def hosted(files=(), libs=()):
    """Whether libc starts the program: by --hosted or -static, or since it names a shared library,
    a file or one by -l of which no folder of -L has the archive."""
    folders = [lib[2:] for lib in libs if lib.startswith("-L")]

    def archive(lib):
        return any(os.path.exists(os.path.join(f, f"lib{lib[2:]}.a")) for f in folders)

    return (bool(os.environ.get("GORT_HOSTED")) or "-static" in libs or
            any(f.endswith(".so") for f in files) or
            not all(map(archive, (lib for lib in libs if lib.startswith("-l")))))


def be_hosted():
    """Makes this program hosted, since it has cgo; the launcher did not know."""
    if os.environ.get("GORT_STUDY"):
        raise Error("--study or cgo, not both")
    if not hosted():
        os.environ["GORT_HOSTED"] = "1"
        run([os.path.join(ROOT, "gort"), "env", "--hosted"], "building the runtime beside libc")


def position_independent(flags):
    """A compiler's flags, for a library."""
    return ["-fPIC" if f == "-fno-pic" else f for f in flags if f != "-fno-plt"]


# One thread: with more the link takes more processor time, and few programs are so large that it
# takes less time. 64 KB: what code without stack checks has (doc/ABI.md). The output is written in
# one piece, which takes a tenth less time than page by page. What nothing refers to is left out;
# sections stay that are found by their names (__start_NAME), and the one to which notes of probes
# refer.
LLD = ["-fuse-ld=lld", "-Wl,--threads=1",
       f"-Wl,--split-stack-adjust-size={stackchecks.UNCHECKEDROOM}", "-Wl,--error-limit=0",
       "-Wl,--no-mmap-output-file", "-Wl,--gc-sections", "-Wl,-z,nostart-stop-gc",
       "-Wl,-u,_.stapsdt.base"]
# longjmp_amd64.S; libraries that a program loads at run time find our longjmp in it.
WRAPJUMP = "-Wl,--wrap=siglongjmp"
JUMP = [WRAPJUMP, "-Wl,-u,longjmp"]
BASE = "-Wl,--image-base=0x400000"  # where real Go's programs begin


def link_parts(beside_libc=False, library=""):
    """The link line: what stands before and after the user's objects. The two markers delimit the
    preemptible text. library: "shared" or "archive", for one that libc loads."""
    def built(*names):
        return os.path.join(BUILD, *names)

    # The program's Go code stands before the second marker. libffi is named again after the marker,
    # because reflect's door needs it.
    libffi = built("runtime", "doors", "gccgo", "libffi.a")
    kind = "hosted" if beside_libc else "study" if os.environ.get("GORT_STUDY") else "."
    runtime = os.path.normpath(built(kind))
    gc = os.environ.get("GORT_GC", "gort")
    gc = {"gort": [], "stubs": [os.path.join(runtime, "gc_stubs.a")]}.get(gc, [gc])
    gort = [*gc, os.path.join(runtime, "libgort.a")]
    before = [*LLD, "-fno-use-linker-plugin", "-no-pie", "-Wl,--eh-frame-hdr",
              "-Wl,-z,noexecstack", "-Wl,--build-id=none"]
    if beside_libc:
        # -z now: the dynamic linker would bind a function on the stack of the goroutine that calls
        # it. -E: libraries that the program loads at run time call in. The rest comes by gcc.
        before += ["-Wl,-z,now"]
        if library:
            before[before.index("-no-pie")] = "-shared" if library == "shared" else "-r"
            before += [WRAPJUMP, built("text.o"), built("lib.o")]
        else:
            before += [BASE, "-Wl,--wrap=main", *JUMP, "-Wl,-E", built("cxa.o"), built("text.o")]
        after = [LIBGO, libffi, built("etext.o"), "-Wl,--start-group", *gort, libffi,
                 built("hosted", "libbacktrace.a"), "-Wl,--end-group",
                 "-Wl,--push-state,--as-needed", "-lm", "-Wl,--pop-state"]
        return before, after
    before += [BASE, "-nostdlib", "-nostartfiles", "-static", "-Wl,-e,_rt0_amd64_linux",
               built("text.o")]
    libs = ("libbacktrace.a", "libgcc_eh.a", "libgcc.a")
    after = [LIBGO, libffi, built("etext.o"), "-Wl,--start-group", *gort, libffi,
             *map(built, libs), MUSL, "-Wl,--end-group"]
    return before, after


# All code is gccgo's, which stores pointers with write barriers: the collector need not stop the
# world to mark.
BARRIERS = "-Wl,--defsym=gort_barriers=1"


def unique():
    """A name that no file has."""
    return f"gort-{os.getpid()}-{os.urandom(8).hex()}"


@contextlib.contextmanager
def scratch():
    """A directory for files, which goes in the end."""
    path = os.path.join(os.environ.get("TMPDIR") or "/tmp", unique())
    if "%" in path:
        raise Error(f"{path}: gcc writes to no folder with a % in its name; set TMPDIR")
    try:  # a signal may end us as soon as the directory is there
        os.mkdir(path, 0o700)
        yield path
    finally:
        try:
            for name in os.listdir(path):
                os.unlink(os.path.join(path, name))
            os.rmdir(path)
        except OSError:  # a program made a folder beside itself, or a killed tool goes on writing
            import shutil
            shutil.rmtree(path, ignore_errors=True)


def special(path):
    """What is at the path, if it is no file that may be replaced: our standard output, a pipe or a
    device."""
    import stat
    try:
        found = os.stat(path)
    except OSError:
        return ""
    kind = stat.S_IFMT(found.st_mode)
    if kind == stat.S_IFDIR:
        raise Error(f"{path}: is a folder")
    if kind not in (stat.S_IFREG, stat.S_IFIFO):
        return "device"
    with contextlib.suppress(OSError):
        if os.path.samestat(found, os.fstat(1)):
            return "output"
    return "pipe" if kind == stat.S_IFIFO else ""


def opened(path, kind, mode):
    """What special has found, to be written to. Standard output goes on where it is in a file."""
    return open(os.dup(1) if kind == "output" else path, mode)


@contextlib.contextmanager
def replacing(path):
    """A name for a new file, which then takes the place of the file at the path, or of the one that
    a link there leads to: at no time is there half a file. On failure the old one stays."""
    to = os.path.realpath(path)
    new = os.path.join(os.path.dirname(to), "." + unique())
    try:
        yield new
        os.rename(new, to)
    except OSError as e:
        raise OSError(e.errno, e.strerror, path) from None
    finally:
        with contextlib.suppress(OSError):
            os.unlink(new)


def move(path, to):
    """Moves a program to where the user wants it, on another file system too. A pipe gets its
    bytes, a device nothing."""
    kind = special(to)
    if kind in ("output", "pipe"):
        with open(path, "rb") as f, opened(to, kind, "wb") as g:
            g.write(f.read())
    if kind:
        return
    try:
        os.rename(path, os.path.realpath(to))
    except OSError as e:
        if e.errno != errno.EXDEV:
            raise OSError(e.errno, e.strerror, to) from None
        import shutil
        with replacing(to) as new:
            shutil.copy(path, new)


def write_whole(path, text):
    """Writes a file so that it is there completely or not at all. What is no file is written to."""
    if kind := special(path):
        with opened(path, kind, "w") as f:
            f.write(text)
        return
    with replacing(path) as new, open(new, "w") as f:
        f.write(text)


def spawn(argv):
    """Runs a tool: its exit status, not 0 if a signal ended it, what it wrote to standard output,
    and to standard error. It is ended if an exception, such as a signal's, ends the wait."""
    import signal
    files = [os.memfd_create(name) for name in ("stdout", "stderr")]
    try:
        actions = [(os.POSIX_SPAWN_DUP2, f, i + 1) for i, f in enumerate(files)]
        if files[1] == 1:  # our standard input and output were closed: not to be overwritten
            actions.reverse()
        pid = os.posix_spawnp(argv[0], argv, os.environ, file_actions=actions,
                              setsigdef=[signal.SIGPIPE, signal.SIGXFSZ])
        try:
            status = os.waitpid(pid, 0)[1]
        except BaseException:  # perhaps when the wait was over
            with contextlib.suppress(ChildProcessError):
                if os.waitpid(pid, os.WNOHANG)[0] == 0:
                    os.kill(pid, signal.SIGKILL)
                    os.waitpid(pid, 0)
            raise
        out, err = (os.pread(f, os.fstat(f).st_size, 0).decode(errors="replace") for f in files)
        return status, out, err
    finally:
        for f in files:
            os.close(f)


def run(argv, what):
    """Runs a tool; if it fails, its output goes to stderr."""
    status, out, err = spawn(argv)
    if status != 0:
        sys.stderr.write(out + err)
        raise Error(f"{what} failed")


# The note says that an object's functions ask for the stack that they take; without it lld
# rewrites the prologues of their callers, so that these ask for more (doc/ABI.md).
CHECKED = ".note.GNU-split-stack"
NOTE = [f"--remove-section={CHECKED}", f"--add-section={CHECKED}=/dev/null"]


def redefine(obj):
    """Renames the gccgo symbols that clash with a Go 1.14 function of another signature, and the C
    functions that must run on g0."""
    run(["objcopy", "--redefine-syms=" + REDEFINE, obj], "objcopy")


def warn(text):
    print(f"gort: warning: {text}", file=sys.stderr)


def check_checks(o, path, stack):
    """An object without checks in which goroutines may begin needs stacks of a fixed size."""
    if o.has(CHECKED) or "__morestack" in o.undefined:
        return
    if not stack and "gort_stacksize" not in o.defined and (
            {"main", "main.main"} & o.defined or
            any(n.startswith(("gort_", "runtime.", "__go_")) for n in o.undefined)):
        warn(f"{path}: has no stack checks: goroutines that run it need --stack=SIZE (doc/ABI.md)")
    large = {o.function(section, m.start()) for section, code in o.code()
             for m in FRAME.finditer(code)
             if GUARD < abs(int.from_bytes(m[1] or m[2], "little", signed=True)) < 1 << 30}
    if large:
        warn(f"{path}: frames of more than 64 KB, which step over a stack's guard "
             f"(-fstack-clash-protection): {some(large)}")


def check_alloca(o, path):
    """Of an object that we have not compiled."""
    if stackchecks.ALLOCATE in o.undefined:
        warn(f"{path}: alloca, or an array of variable length, takes the stack of what its "
             "function calls without stack checks: give gort build the .c or .ll file")


# What lies below a stack of a fixed size, and is the room for a call of code without checks.
GUARD = 64 << 10
# sub $N,%rsp and lea -N(%rsp),%rsp, with four bytes for N: the frame is made in one step.
FRAME = re.compile(rb"\x48\x81\xec(....)|\x48\x8d\xa4\x24(....)", re.S)

# What an object says of its calls of the runtime: that they have Go 1.14's stack ABI (the driver's
# --abi0 says it, too), or that they are System V, as do those with the check of -fsplit-stack.
ABI0NOTE = ".note.gort.abi0"
SYSVNOTES = {".note.gort.sysv", CHECKED}


def output(argv):
    """What a tool that looks at an object prints."""
    return spawn(argv)[1]


def parse(data, path):
    try:
        return elf.Object(data)
    except ValueError:
        raise Error(f"{path}: not an ELF file for x86-64") from None


def read(obj, path):
    return parse(elf.read(obj), path)


def abi0names():
    """The names of the runtime that have an entry in the stack ABI."""
    with open(ABI0) as f:
        return {line.split()[0] for line in f}


def check_alignment(obj, path):
    """The collector sees a pointer only at a multiple of 8. The compiler's output is beside obj."""
    import alignment
    with open(obj + ".s") as f:
        pointer = alignment.packed(obj, f.read())
    if pointer:
        raise Error(f"{path}: the collector would not see the pointer {pointer}, "
                    "which is not a multiple of 8")


G, G_HOSTED = "%fs:-8", "%fs:0x68"  # the word of g


def check_tls(o, path):
    """The thread block has no room for a program's variables."""
    names = {s.name for s in o.symbols if s.type == elf.TLS and s.section != 0}
    names.discard("runtime.tlsg")
    if names:
        raise Error(f"{path}: thread-local variables are not supported: {some(names)}")


# What needs a libc that has started the program.
LIBC = re.compile(r"pthread_(create|join|detach|key_create|[sg]etspecific|atfork)|thrd_create|"
                  r"dl(open|sym)|timer_create|getaddrinfo|gort_ccall")


def check_libc(o, path):
    """Of a program without libc's start-up: musl's functions would fail, or misbehave."""
    names = {n for n in o.undefined if LIBC.fullmatch(n)}
    if names:
        raise Error(f"{path}: {some(names)}: needs libc's start-up: build with --hosted")


RESERVED = ("runtime.", "gort_", "gccgo.", "abi0.", "_rt0_", "__morestack")


def check_names(o, path):
    """A definition would take the place of the runtime's."""
    names = {n for n in o.defined if n.startswith(RESERVED)} - {"gort_stacksize"}
    if names:
        raise Error(f"{path}: defines reserved names: {some(names)}")


# Sections of which only libc's start-up makes use.
NEVER = {".preinit_array": "initialisers", ".init": "initialisers", ".fini": "destructors",
         ".fini_array": "destructors", ".dtors": "destructors"}


def check_sections(o, path, beside_libc):
    """The linker puts code of other sections before the first marker or after the second."""
    code = set()
    for s in o.sections:
        kind = re.match(r"\.\w+|", s.name)[0]
        if kind == ".gnu" and s.name.startswith(".gnu.lto_"):
            raise Error(f"{path}: objects of gcc -flto are not supported")
        if kind in NEVER and not beside_libc:
            warn(f"{path}: {NEVER[kind]} do not run ({s.name})")
        elif s.flags & elf.EXECUTABLE and not re.fullmatch(r"\.text(\.\S+)?", s.name):
            code.add(s.name)
    if code:
        warn(f"{path}: code outside .text is never preempted by signals: {some(code)}")


def check_object(o, path, beside_libc):
    """What no object may have, and what has no effect in one."""
    if not beside_libc:
        check_tls(o, path)
        check_libc(o, path)
    check_names(o, path)
    check_sections(o, path, beside_libc)


def check_members(members, objects, stack, beside_libc):
    """Looks at the objects that the linker has taken from the user's archives, which are the
    runtime's callers by System V."""
    wanted = collections.defaultdict(set)
    for path, name in members:
        if path in objects or "-L" + (os.path.dirname(path) or ".") in objects:
            wanted[path].add(name)
    for path, names in wanted.items():
        for name, data in elf.members(path):
            if name not in names:
                continue
            where = f"{path}({name})"
            o = parse(data, where)
            check_object(o, where, beside_libc)
            if o.has(ABI0NOTE):
                raise Error(f"{where}: an object of the stack ABI is not taken from an archive")
            check_sysv(o, where)
            check_alloca(o, where)
            check_checks(o, where, stack)


def make_abi0(o, obj, path):
    """Gives an object of the stack ABI the runtime's entries in that ABI."""
    runtime = {n for n in o.undefined if n.startswith("runtime.")} - abi0names()
    if runtime:
        out = output(["nm", "-g", "--defined-only", os.path.join(BUILD, "libgort.a")])
        bad = runtime & set(re.findall(r"^\w+ [TW] (\S+)$", out, re.M))
        if bad:
            raise Error(f"{path}: no entry in the stack ABI: {some(bad)}")
    run(["objcopy", "--redefine-syms=" + ABI0, "--remove-section=" + ABI0NOTE, *NOTE, obj],
        "objcopy")


def check_sysv(o, path):
    """An object that calls the runtime says by what ABI: a wrong one would link, and misbehave."""
    if any(o.has(note) for note in SYSVNOTES):
        return
    names = o.undefined & abi0names()
    if names:
        raise Error(f"{path}: say by which ABI it calls {some(names)}: "
                    f"Go's stack ABI (--abi0 {path}, or a section {ABI0NOTE}) "
                    f"or System V (a section .note.gort.sysv)")


def some(names):
    names = sorted(names)
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


# Build constraints that hold for us.
TAGS = {"linux", "amd64", "unix", "gccgo"} | {f"go1.{n}" for n in range(1, 19)}
SYSTEMS = set("""aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd
    plan9 solaris windows zos""".split())
MACHINES = set("""386 amd64 amd64p32 arm armbe arm64 arm64be loong64 mips mipsle mips64 mips64le
    mips64p32 mips64p32le ppc ppc64 ppc64le riscv riscv64 s390 s390x sparc sparc64 wasm""".split())


def named_for_us(name):
    """Whether a file NAME_SYSTEM_MACHINE, NAME_SYSTEM or NAME_MACHINE, up to the first point, is
    for this system."""
    words = name.partition(".")[0].split("_")[1:]
    if words[-1:] == ["test"]:
        words.pop()
    pair = len(words) > 1 and words[-2] in SYSTEMS and words[-1] in MACHINES
    tail = words[-2:] if pair else words[-1:]
    return not any(w in SYSTEMS | MACHINES and w not in TAGS for w in tail)


def holds(expression):
    """Whether the expression of a //go:build line is true for us. ValueError: it is malformed."""
    # For each open parenthesis: whether what precedes the last || is true, whether what follows it
    # is, and whether the next operand is negated.
    frames, due = [[False, True, False]], True  # due: an operand comes next
    for token in re.findall(r"[\w.]+|&&|\|\||\S", expression):
        frame = frames[-1]
        if due == (token in ("&&", "||", ")")) or token == "!" and frame[2]:
            raise ValueError
        if token == "!":
            frame[2] = True
            continue
        if token == "(":
            frames.append([False, True, False])
            continue
        due = token in ("&&", "||")
        if token == "||":
            frame[:2] = [frame[0] or frame[1], True]
        if due:
            continue
        value = token in TAGS
        if token == ")":
            frames.pop()
            value = frame[0] or frame[1]
        elif not re.match(r"[\w.]", token):
            raise ValueError
        if not frames:
            raise ValueError
        frame = frames[-1]
        frame[1:] = [frame[1] and value != frame[2], False]
    if due or len(frames) != 1:
        raise ValueError
    return frames[0][0] or frames[0][1]


def plus_build(line):
    """Whether a `// +build` line is true for us: an option of it, all of whose terms are."""
    def term(t):
        return t not in ("", "!") and t[:2] != "!!" and (t.lstrip("!") in TAGS) != (t[0] == "!")
    return any(all(map(term, option.split(","))) for option in line.split())


def wanted(path):
    """Whether this .go file of a folder is part of the program: by its name and its constraints, as
    for the go command of Go 1.18; but unix holds, too."""
    name = os.path.basename(path)
    if name.startswith(("_", ".")) or name.endswith("_test.go") or not named_for_us(name):
        return False
    with open(path, errors="replace") as f:
        text = f.read().removeprefix("\ufeff")
    if "documentation" in text and re.match(r"\s*package\s+documentation\b", blank(text, False)):
        return False
    header = re.match(r"(?:\s|//[^\n]*|/\*.*?\*/)*", text, re.S)[0]
    header = re.sub(r"(//[^\n]*)|/\*.*?\*/", lambda m: m[1] or "/**/", header, flags=re.S)
    lines = re.findall(r"^[^\S\n]*//go:build(?:[^\S\n](.*))?$", header, re.M)
    if len(lines) > 1:
        raise Error(f"{path}: more than one //go:build line")
    try:
        if lines:
            return holds(lines[0])
    except ValueError:
        raise Error(f"{path}: malformed //go:build line") from None
    # +build may stand in the first lines, which are comments, up to an empty line.
    first = re.match(r"(?:[^\S\n]*(?://[^\n]*)?\n)*[^\S\n]*\n", text)
    return not first or all(map(plus_build, re.findall(
        r"^[^\S\n]*//[^\S\n]*\+build(?:[^\S\n](.*))?$", first[0], re.M)))


def expand(paths):
    """Files as they are; a directory stands for its .go files that are not tests and are for this
    system."""
    files = []
    for path in paths:
        if os.path.isdir(path):
            names = sorted(f for f in os.listdir(path) if f.endswith(".go"))
            found = [f for name in names
                     if not os.path.isdir(f := os.path.join(path, name)) and wanted(f)]
            if not found:
                raise Error(f"{path}: no .go files")
            files += found
        else:
            files.append(path)
    for path in files:
        if not os.path.exists(path):
            raise Error(f"{path}: no such file")
        if os.path.splitext(path)[1] not in SOURCES:
            raise Error(f"{path}: unknown file type; known are {' '.join(SOURCES)}")
    if not files:
        raise Error("no input files")
    return files


def assemble(out, beside_libc):
    """Completes the stack checks in the compiler's assembly, OUT.s, and makes the object, as the
    compiler would."""
    with open(out + ".s") as f:
        assembly = f.read()
    with open(out + ".s", "w") as f:
        f.write(stackchecks.check(assembly, G_HOSTED if beside_libc else G))
    run(["as", "--gdwarf-5", "-o", out, out + ".s"], "assembling " + out)


def compile_checked(argv, out, what, beside_libc):
    """Compiles a file, or a package of gccgo's, with complete stack checks."""
    run([*argv, "-S", "-o", out + ".s"], what)
    assemble(out, beside_libc)


CLANG = "clang -O2 -g"  # compiles .ll files

# What each function of an LLVM module should have, and what is missing otherwise.
ATTRIBUTES = {
    r"\buwtable\b": "uwtable (tracebacks and recovered panics need call frame information)",
    r'"frame-pointer"="all"': '"frame-pointer"="all" (perf and some tracebacks need it)',
    r'"disable-tail-calls"="true"': '"disable-tail-calls"="true" (a traceback lacks the callers)',
}


def check_ll(path):
    """Looks for functions of LLVM's textual IR without the attributes that matter."""
    with open(path, errors="replace") as f:
        text = re.sub(r"^\s*;.*$", "", f.read(), flags=re.M)
    groups = dict(re.findall(r"^attributes (#\d+) = \{([^}]*)\}", text, re.M))
    functions = {}
    for name, rest in re.findall(r'^define [^@\n]*@("[^"]*"|[\w.$-]+)\((.*)\{\s*$', text, re.M):
        functions[name] = rest + "".join(groups.get(g, "") for g in re.findall(r"#\d+", rest))
    for pattern, what in ATTRIBUTES.items():
        without = [n for n, attributes in functions.items() if not re.search(pattern, attributes)]
        if without:
            warn(f"{path}: without {what}: {some(without)}")
    unchecked = [n for n, attributes in functions.items() if '"split-stack"' not in attributes]
    if unchecked and len(unchecked) < len(functions):
        warn(f"{path}: without \"split-stack\", which other functions have: {some(unchecked)}")


def compile_one(path, out, extra, abi0, stack=0, clang=CLANG, beside_libc=False, library=""):
    """Makes an object of a file that is not Go; whether that is one of the stack ABI."""
    kind = os.path.splitext(path)[1]
    if kind == ".c":
        flags = position_independent(CFLAGS) if library else CFLAGS
        compile_checked(["gcc", *flags, *extra, path], out, f"compiling {path}", beside_libc)
        check_alignment(out, path)
    elif kind in (".S", ".s"):
        run(["gcc", *ASFLAGS, "-c", path, "-o", out], f"assembling {path}")
    elif kind == ".ll":
        import shutil
        argv = shlex.split(clang)
        if not argv or not shutil.which(argv[0]):
            raise Error(f"{path}: .ll files need clang; install it, or name another by --clang")
        check_ll(path)
        run([*argv, "-c", path, "-o", out], f"compiling {path}")
        if stackchecks.ALLOCATE in read(out, path).undefined:
            run([*argv, "-S", path, "-o", out + ".s"], f"compiling {path}")
            with open(out + ".s") as f:
                assembly = stackchecks.check_llvm(f.read())
            with open(out + ".s", "w") as f:
                f.write(assembly)
            # -g would describe the assembly.
            run([*(a for a in argv if not a.startswith("-g")), "-c", out + ".s", "-o", out],
                f"assembling {path}")
    else:
        with open(path, "rb") as f, open(out, "wb") as g:
            g.write(f.read())
    o = read(out, path)
    check_object(o, path, beside_libc)
    written = kind in (".S", ".s", ".o")  # by whatever ABI its author chose
    is_abi0 = written and (abi0 or o.has(ABI0NOTE))
    if is_abi0:
        if beside_libc:  # it finds g at -8(%fs)
            raise Error(f"{path}: code of Go's stack ABI is not supported in a hosted program")
        make_abi0(o, out, path)
    elif written:
        check_sysv(o, path)
        check_alloca(o, path)
    if not is_abi0:
        check_checks(o, path, stack)
        if not o.has(CHECKED) and "__morestack" in o.undefined:  # assemblers write no note
            run(["objcopy", *NOTE, out], "objcopy")
        if o.has(".go_export"):  # gccgo's
            redefine(out)
    return is_abi0


# gccgo-12's export data, one file for each package.
GOX = "/usr/lib/x86_64-linux-gnu/go/12/x86_64-linux-gnu"

# Comments and strings.
GO_TOKEN = re.compile(r"""
    //[^\n]* | /\*.*?\*/ | "(?:\\.|[^"\\\n])*" | `[^`]*` | '(?:\\.|[^'\\\n])+'""", re.S | re.X)
# An import declaration.
GO_IMPORT = re.compile(r"""
    \s*import\s*
    ( \(\s* (?:(?:[\w.]+\s*)?(?:"[^"\n]*"|`[^`\n]*`)\s*(?:;\s*)?)* \)
    | (?:[\w.]+\s*)?(?:"[^"\n]*"|`[^`\n]*`)
    )\s*;?""", re.X)
# The head of a generic function or type, which nothing else can look like.
GO_GENERIC = re.compile(r"""
    ^[ \t]*
    (?: func\s+\w+\s*\[
    | (?:type\s+)?\w+\s*\[\s*\w+(?:\s*,\s*\w+)*\s+[\w~][^\]\n]*\]\s*
      (?:struct|interface|func|map|\[|\*|\w)
    )""", re.M | re.X)


def blank(text, strings):
    """Go source without its comments and, if `strings`, without its strings; lines stay where they
    are."""
    def keep(m):
        if m.group()[0] != "/" and not strings:
            return m.group()
        return " " + "\n" * m.group().count("\n")
    return GO_TOKEN.sub(keep, text)


GENERIC = "type parameters are not supported (gccgo-12 has none)"


def generic(text):
    """The line of the first generic function or type of a Go source, or 0."""
    plain = blank(text, True)
    m = GO_GENERIC.search(plain)
    return plain.count("\n", 0, m.start()) + 1 if m else 0


def imports(code):
    """The import paths of a Go source without comments."""
    package = re.match(r"\s*package\s+\w+\s*;?", code)
    at = package.end() if package else 0
    while decl := GO_IMPORT.match(code, at):
        at = decl.end()
        yield from re.findall(r'["`]([^"`]*)["`]', decl.group(1))


def cgo_files(folder, files=()):
    """The .go files of a folder that cgo would translate, but for the given ones."""
    for name in sorted(os.listdir(folder or ".")):
        path = os.path.join(folder, name)
        if name.endswith(".go") and name not in map(os.path.basename, files) and \
                os.path.isfile(path):
            with open(path, errors="replace") as f:
                if "C" in imports(blank(f.read(), False)):
                    yield path


NOCGO = "import \"C\": the file is left out without CGO_ENABLED=1"


def check_go(paths):
    """Whether these files of one program need the go command: they import C or packages that
    gccgo's standard library does not have, or embed files. A program with cgo is hosted. Refuses,
    in one line, what gccgo-12 cannot compile or we cannot link."""
    gocmd = False
    for path in paths:
        with open(path, errors="replace") as f:
            text = f.read()
        code = blank(text, False)
        package = re.match(r"\s*package\s+(\w+)\s*;?", code)
        if package and package.group(1) != "main":
            raise Error(f"{path}: package {package.group(1)}: a program is one package, main")
        for name in imports(code):
            if name in ("C", "runtime/cgo"):
                be_hosted()
            gocmd |= name == "C" or not standard(path, name)
        gocmd |= re.search(r"^//go:embed ", text, re.M) is not None
        line = generic(text)
        if line:
            raise Error(f"{path}:{line}: {GENERIC}")
    return gocmd


def standard(path, name):
    """Whether a file's import is of the standard library, and not of a module or GOPATH."""
    if name == "unsafe" or os.path.exists(os.path.join(GOX, name + ".gox")):
        return True
    folder = os.path.dirname(os.path.abspath(path))
    gopath = os.environ.get("GOPATH") or os.path.expanduser("~/go")
    if name.startswith("./"):
        places = [os.path.join(folder, name)]
    else:
        places = [os.path.join(p, "src", name) for p in gopath.split(os.pathsep)]
    if not in_module(folder) and not any(map(os.path.isdir, places)):
        raise Error(f"{path}: package {name} is not in gccgo-12's standard library, "
                    "and there is no go.mod")
    return False


def in_module(folder):
    """Whether a folder or one above it has a go.mod."""
    folder = os.path.abspath(folder)
    while not os.path.exists(os.path.join(folder, "go.mod")):
        if folder == os.path.dirname(folder):
            return False
        folder = os.path.dirname(folder)
    return True


def program_name(paths):
    """What the program of these files or folders is called."""
    name = os.path.basename(os.path.abspath(paths[0])) if paths else ""
    return os.path.splitext(name)[0] or "a"


def build_by_go(paths, out, library=""):
    """Builds a program or a library by the go command: a package's folder, or its files."""
    import cmd_go
    if len(paths) == 1 and os.path.isdir(paths[0]):
        folder, what = paths[0], ["."]
    else:
        folder, what = os.path.dirname(paths[0]) or ".", [os.path.abspath(p) for p in paths]
    env = cmd_go.environment()
    if not in_module(folder):
        env["GO111MODULE"] = "off"
    mode = ["-buildmode=c-" + library] if library else []

    def build_to(path):
        if cmd_go.build(["build", *mode, "-o", path, *what], env, folder) != 0:
            raise Error(f"building {' '.join(paths)} failed")

    # The go command does not link anew what is up to date. But it replaces a link, and it removes
    # the old file before it copies the new one to another file system.
    beside = os.path.dirname(os.path.abspath(out))
    if not os.path.isdir(beside) or not special(out) and not os.path.islink(out) and \
            os.stat(beside).st_dev == os.stat(os.environ.get("TMPDIR") or "/tmp").st_dev:
        build_to(os.path.abspath(out))
        return
    with scratch() as tmp:
        linked = os.path.join(tmp, os.path.basename(out))
        build_to(linked)
        header = os.path.splitext(linked)[0] + ".h"
        if os.path.exists(header) and not special(out):
            with open(header) as f:
                write_whole(os.path.splitext(out)[0] + ".h", f.read())
        move(linked, out)


def stack_size(text):
    """The number of bytes that --stack=TEXT means."""
    m = re.fullmatch(r"(\d+)([KMkm]?)", text)
    n = int(m.group(1)) << {"": 0, "k": 10, "m": 20}[m.group(2).lower()] if m else 0
    if not 16 << 10 <= n <= 512 << 20 or n & (n - 1):
        raise Error(f"--stack is a power of 2 from 16K to 512M, not {text!r}")
    return n


# What goroutines of an archive begin on: the host's linker need not be lld, which would make room
# for calls of code without stack checks.
ARCHIVESTACK = 256 << 10
HEADER = os.path.join(ROOT, "runtime", "doors", "include", "gort.h")


def stack_object(name, size):
    """Makes NAME.o, which says how large the stacks are on which goroutines begin."""
    with open(name + ".s", "w") as f:
        f.write("\t.globl gort_stacksize\n\t.section .rodata\n\t.balign 8\n"
                f"gort_stacksize: .quad {size}\n"
                "\t.section .note.GNU-stack,\"\",@progbits\n")
    run(["as", name + ".s", "-o", name + ".o"], "as")
    return name + ".o"


def write_library(kind, objects, names, out, go=True):
    """Links the objects as a library, OUT, from which a host can call these functions of theirs,
    and those of gort.h that C code may call on any thread. Of an archive it makes the one member,
    of which the host's linker sees only these names. What link returns."""
    with open(os.path.join(ROOT, "runtime", "doors", "c", "callin.h")) as f:
        names = sorted({*names, "gort_call", *re.findall(r"redefine_extname (gort_\w+)", f.read())})
    before, after = link_parts(True, kind)
    listed, linked = out + ".names", out + ".linked"
    if kind == "shared":
        with open(listed, "w") as f:
            f.write("{ global: " + " ".join(f"{n};" for n in names) + " local: *; };\n")
        # The runtime's threads stay: so must its code.
        members = link(["gcc", *before, "-Wl,-z,nodelete", "-Xlinker",
                        "--version-script=" + listed, *objects, *after, "-o", linked], go)
        add_functab(linked, True)
        move(linked, out)
        return members
    before = [f for f in before if f not in LLD and not f.startswith(("-Wl,-z", "-Wl,--eh"))]
    after = [f for f in after if f != "-lm"]
    members = link(["gcc", "-nostdlib", *before, *objects, *after, "-o", linked], go)
    with open(listed, "w") as f:
        f.writelines(n + "\n" for n in names)
    run(["objcopy", "--keep-global-symbols=" + listed, linked], "objcopy")
    move(linked, out)
    return members


def build_options(args):
    """The files, and the options of build, that the arguments of `gort build` and `gort run` name;
    and what is left of them."""
    files, rest, options = [], [], {"abi0": [], "libs": []}
    it = iter(args)

    def value(option):
        found = next(it, "")
        if not found:
            raise Error(f"{option} needs a value")
        return found

    def file(name):  # the tools would read the file @NAME as more of their command line
        files.append("./" + name if name.startswith("@") else name)
        return files[-1]

    for a in it:
        if a == "--abi0":
            options["abi0"].append(file(value(a)))
            if not files[-1].endswith((".s", ".S", ".o")):
                raise Error("--abi0 wants a .s, .S or .o file")
        elif a.startswith("--stack="):
            options["stack"] = stack_size(a[8:])
        elif a in ("--shared", "--archive"):
            options["library"] = a[2:]
        elif a.startswith("--clang="):
            options["clang"] = a[8:]
        elif a in ("-l", "-L"):
            options["libs"].append(a + value(a))
        elif a.startswith(("-l", "-L")) or a == "-static":
            options["libs"].append(a)
        elif a == "-o":
            rest += [a, value(a)]
        elif a.startswith("-"):
            rest.append(a)
        else:
            file(a)
    return files, options, rest


def build(paths, out, cflags=(), abi0=(), stack=0, libs=(), clang=CLANG, compress=False,
          library=""):
    """Builds one program of the given files, of which those in abi0 have Go's stack ABI. cflags:
    for gcc and gccgo, after our own. stack: the size that goroutines begin on, because there is
    code without stack checks; 0: the usual one. libs: the linker's -l and -L, and gcc's -static.
    clang: the command for .ll. compress: for a program that stays. library: a "shared" library or
    an "archive" in place of a program, and its header beside it. Nothing is left behind on
    failure."""
    special(out)  # a folder is an error
    files = expand(paths)
    if os.path.exists(out) and any(os.path.samefile(f, out) for f in files):
        raise Error(f"{out}: is a file of the program")
    go = [f for f in files if f.endswith(".go")]
    gocmd = check_go(go)
    if go == files and (gocmd or any(os.path.isdir(p) and in_module(p) for p in paths)):
        if stack or libs or clang != CLANG:
            raise Error("the go command builds this program, without --stack, -static, -l, -L and "
                        "--clang")
        return build_by_go(paths, out, library)
    if library and go:
        raise Error(f"{go[0]}: a library of Go files exports functions (import \"C\", //export), "
                    "and no other files stand beside them")
    if library and "-static" in libs:
        raise Error("a library is not static")
    if gocmd:
        raise Error("the go command builds packages and embedded files: only .go files beside them")
    beside_libc = hosted(files, libs)
    with scratch() as tmp:
        objects, stackabi = [], []
        if go:
            obj = os.path.join(tmp, "go.o")
            compile_checked([GCCGO, *GOFLAGS, *cflags, *go], obj, "compiling " + " ".join(go),
                            beside_libc)
            redefine(obj)
            objects.append(obj)
        for i, path in enumerate(f for f in files if not f.endswith((".go", ".a", ".so"))):
            obj = os.path.join(tmp, f"{i}.o")
            is_abi0 = compile_one(path, obj, cflags, path in abi0, stack, clang, beside_libc,
                                  library)
            (stackabi if is_abi0 else objects).append(obj)
        objects += [f for f in files if f.endswith((".a", ".so"))]
        objects += libs
        if library == "archive" and not stack:
            stack = ARCHIVESTACK
        if stackabi:
            objects += [ABI0PRE, *stackabi, ABI0POST]
        if stack:
            objects.insert(0, stack_object(os.path.join(tmp, "stack"), stack))
        linked = os.path.join(tmp, "out")
        if library:
            names = {n for o in objects if o.endswith(".o") for n in read(o, o).defined}
            members = write_library(library, objects, names - {"gort_stacksize"}, linked)
            check_members(members, objects, stack, beside_libc)
            if library == "archive":
                member = os.path.join(tmp, "library.o")
                os.rename(linked, member)
                run(["ar", "rcsD", linked, member], "ar")
            if not special(out):
                with open(HEADER) as f:
                    write_whole(os.path.splitext(out)[0] + ".h", f.read())
            move(linked, out)
            return
        before, after = link_parts(beside_libc)
        if go and len(objects) == 1 and not beside_libc:
            before.append(BARRIERS)
        members = link(["gcc", *before, *objects, *after, "-o", linked], go)
        check_members(members, objects, stack, beside_libc)
        add_functab(linked, compress)
        move(linked, out)


def add_functab(linked, compress):
    """Puts the table of functions into a linked program. compress: makes it a fifth smaller, for
    programs that stay."""
    run([FUNCTAB, *["-z"] * compress, linked], "functab")


def direct(argv):
    """The linker's command line for this one of gcc's, which takes a tenth more time; but gcc's
    itself if gcc adds libraries or the files by which libc starts programs."""
    gcc = {"-fuse-ld=lld", "-fno-use-linker-plugin", "-no-pie", "-nostdlib", "-nostartfiles"}
    if "-nostartfiles" not in argv:
        return argv
    out = ["ld.lld"]
    for a in argv[1:]:
        if a.startswith("-Wl,"):
            out += a.split(",")[1:]
        elif a.startswith("-") and a not in gcc and a not in ("-static", "-o"):
            return argv
        elif a not in gcc:
            out.append(a)
    return out


def link(argv, go):
    """Links; the members of archives that it has taken, as (archive, member)."""
    status, out, err = spawn(direct([*argv, "-Wl,-t,-t"]))
    if status == 0:  # lld lists ARCHIVE(MEMBER), GNU ld (ARCHIVE)MEMBER
        return re.findall(r"^\(?([^()\n]+)[()]([^()\n]+)\)?$", out, re.M)
    absent = re.search(r"unable to find library (-l\S+)", err)
    if absent:
        raise Error(f"{absent.group(1)}: no such library (-L DIR says where to look)")
    missing = sorted(set(re.findall(r"undefined symbol: (.+)", err)))
    if {"main", "main.main"} & set(missing):
        main = "package main, func main" if go else "int main(int argc, char **argv)"
        raise Error(f"the program has no main function ({main})")
    if missing:
        more = f" and {len(missing) - 8} more" if len(missing) > 8 else ""
        raise Error("undefined: " + ", ".join(missing[:8]) + more)
    twice = re.search(r"duplicate symbol: (.+)", err)
    if twice:
        raise Error(f"{twice.group(1)} is defined more than once")
    sys.stderr.write(err)
    raise Error("linking failed")
