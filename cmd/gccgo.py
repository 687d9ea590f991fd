"""gccgo-12 for the go command, which runs it by way of cmd/gort-gccgo: compiles packages with our
flags and makes their objects ready for our runtime, links programs with gort in place of libgo, and
leaves all else to gccgo-12."""

import os
import re
import subprocess
import sys

sys.dont_write_bytecode = True
import toolchain  # noqa: E402
from toolchain import Error  # noqa: E402


def value(args, flag):
    """The argument that follows the flag."""
    return args[args.index(flag) + 1] if flag in args[:-1] else None


# In the Go code of cmd/cgo: a call of C, with errno or without; and an exported function.
CGO_CALL = re.compile(r"^\tdefer syscall\.CgocallDone\(\)\n(\tsyscall\.Cgocall\(\)\n"
                      r"(?:\tsyscall\.SetErrno\(0\)\n)?\tr := .*"
                      r"(?:\n\te := syscall\.GetErrno\(\))?)$", re.M)
CGO_BACK = re.compile(r"^\tsyscall\.CgocallBack\(\)\n\tdefer syscall\.CgocallBackDone\(\)\n", re.M)


def without_defer(path, out):
    """A copy of _cgo_gotypes.go, the Go code of cmd/cgo, which defers nothing: a call of C is over
    when it returns, and what ends it otherwise, a panic or Goexit in a call back, does so in the
    runtime (unwindm). The stub in front of an exported function does all for it. Lines stay."""
    with open(path) as f:
        text = f.read()
    text = CGO_CALL.sub(r"\n\1; syscall.CgocallDone()", text)
    text = CGO_BACK.sub("\n\n", text)
    if "defer syscall." in text:
        raise Error(f"{path}: calls of C in a form that gort does not know")
    with open(out, "w") as f:
        f.write(f"//line {path}:1\n{text}")
    return out


def compile_go(args, out):
    """Compiles the .go files of one package."""
    files = [a for a in args if a.endswith(".go")]
    calls = [f for f in files if os.path.basename(f) == "_cgo_gotypes.go"]
    if calls and not toolchain.hosted():
        raise Error("cgo is not supported without GORT_HOSTED=1: set CGO_ENABLED=0")
    args = [without_defer(a, out + ".gotypes.go") if a in calls else a for a in args]
    assembly = out + ".s"
    args = ["-S" if a == "-c" else assembly if a == out else a for a in args if not linking(a)]
    flags = toolchain.GOFLAGS
    if "-fPIC" in args:
        flags = toolchain.position_independent(flags)
    done = subprocess.run([toolchain.GCCGO, *flags, *args], stderr=subprocess.PIPE)
    if done.returncode == 0:
        sys.stderr.buffer.write(done.stderr)
        toolchain.assemble(out, toolchain.hosted())
        toolchain.redefine(out)
        return 0
    for path in files:  # gccgo's own messages do not tell what is wrong with a generic function
        with open(path, errors="replace") as f:
            line = toolchain.generic(f.read())
        if line:
            print(f"{path}:{line}: {toolchain.GENERIC}", file=sys.stderr)
            return 1
    sys.stderr.buffer.write(done.stderr)
    sys.stderr.flush()
    for path in toolchain.cgo_files(os.path.dirname(files[0]), files):  # what it defines is missing
        print(f"{path}: {toolchain.NOCGO}", file=sys.stderr)
    return done.returncode


def compile_assembly(args, out):
    """Assembles a package's .s file, which is written for gccgo: its calls are System V, and its
    names are gccgo's."""
    status = subprocess.run([toolchain.GCCGO, *args]).returncode
    if status == 0:
        toolchain.redefine(out)
    return status


def linking(arg):
    """Whether an argument of -gccgoflags is meant for the link alone."""
    return arg.startswith("-X=") or arg in ("-s", "-w")


def mangled(path):
    """A package path as it stands in gccgo's symbols."""
    def code(m):
        c = m.group()
        known = {"_": "__", ".": "_0", "/": "_1", "*": "_2", ",": "_3", "{": "_4", "}": "_5",
                 "[": "_6", "]": "_7", "(": "_8", ")": "_9", '"': "_a", " ": "_b", ";": "_c"}
        n = ord(c)
        return known.get(c) or (f"_x{n:02x}" if n < 256 else
                                f"_u{n:04x}" if n < 65536 else f"_U{n:08x}")
    return re.sub(r"[^A-Za-z0-9]", code, path)


# Before package main and its imports are initialised, copies each value over its variable.
SETTER = """
	.text
	.globl	__wrap___go_init_main
	.type	__wrap___go_init_main, @function
__wrap___go_init_main:
	.cfi_startproc
{code}	jmp	__real___go_init_main
	.cfi_endproc
	.size	__wrap___go_init_main, . - __wrap___go_init_main
	.section .rodata
{data}	.section .note.GNU-stack,"",@progbits
	.section .note.GNU-split-stack,"",@progbits
"""


def set_variables(settings, archives, out):
    """What -X PACKAGE.NAME=VALUE adds to the link. As with real Go's linker, a name that no package
    has is no error. A name that is not exported is a local symbol, which has to become global."""
    code, data, begin = "", "", []
    if not settings:
        return [], {}
    wanted = {}
    for text in settings:
        name, is_set, string = text.partition("=")
        path, dot, variable = name.rpartition(".")
        if not (is_set and dot):
            raise Error(f"-X wants PACKAGE.NAME=VALUE, not {text!r}")
        wanted[mangled(path) + "." + variable] = string
    symbols = {}  # of each archive, those that are wanted
    listing = toolchain.output(["nm", "-AS", *archives])
    for archive, size, symbol in re.findall(r"^(.*?):[^:\n]*:\w+ (\w+) [dDbBrR] (\S+)$", listing,
                                            re.M):
        if symbol in wanted:
            if int(size, 16) != 16:  # the value would lie over the next variable too
                raise Error(f"-X {symbol}: not a variable of type string")
            symbols.setdefault(archive, set()).add(symbol)
    for i, (archive, found) in enumerate(symbols.items()):
        copy = f"{out}.{i}.a"
        begin.append((archive, copy))
        toolchain.run(["objcopy", *(f"--globalize-symbol={f}" for f in found), archive, copy],
                      "objcopy")
        for symbol in sorted(found):
            string = wanted[symbol].encode()
            label = f".Lvalue{len(data)}"
            code += (f'\tmovq\t${label}, "{symbol}"(%rip)\n'
                     f'\tmovq\t${len(string)}, "{symbol}"+8(%rip)\n')
            data += f"{label}:\n" + "".join(f"\t.byte\t{b}\n" for b in string)
    if not code:
        return [], dict(begin)
    setter = out + ".X.o"
    subprocess.run(["as", "-o", setter], input=SETTER.format(code=code, data=data).encode(),
                   check=True)
    return [setter, "-Wl,--wrap=__go_init_main"], dict(begin)


def link(args, out):
    """Links a program. Its packages' archives come from the go command, which asks for libgo as
    well."""
    library = "shared" if "-shared" in args else "archive" if "-Wl,-r" in args else ""
    archives = args[args.index("-Wl,--whole-archive") + 1:args.index("-Wl,--no-whole-archive")]
    # What packages with cgo ask for, and the linker's options of the user.
    flags = args[args.index("-Wl,--no-whole-archive") + 1:args.index("-Wl,-)")]
    options = [a for a in args if a.startswith("-Wl,--build-id")]
    setter, copies = set_variables([a[3:] for a in args if a.startswith("-X=")], archives, out)
    if library:
        packages = ["-Wl,--whole-archive", *archives, "-Wl,--no-whole-archive"]
        defined = toolchain.output(["nm", "-g", "--defined-only", *archives])
        names = re.findall(r"^\w+ [TDBR] ((?!_?_?cgo_)[A-Za-z_]\w*)$", defined, re.M)
        if library == "archive":
            setter.append(toolchain.stack_object(out + ".stack", toolchain.ARCHIVESTACK))
        toolchain.write_library(library, [*setter, *packages, *flags], names, out)
        return 0
    before, after = toolchain.link_parts(toolchain.hosted())
    if options:
        before.remove("-Wl,--build-id=none")
    linked = out + ".linked"
    if not toolchain.hosted():
        before.append(toolchain.BARRIERS)
    toolchain.link(["gcc", *before, *options, *setter, "-Wl,--whole-archive",
                    *(copies.get(a, a) for a in archives), "-Wl,--no-whole-archive", *flags,
                    *after, "-o", linked], True)
    strip = "-s" in args or "-w" in args
    toolchain.add_functab(linked, not strip)
    if strip:
        toolchain.run(["strip", "-s" if "-s" in args else "-g", linked], "strip")
    os.replace(linked, out)
    return 0


def main(args):
    out = value(args, "-o")
    try:
        if out and out != "/dev/null":
            if "-xassembler-with-cpp" in args:
                return compile_assembly(args, out)
            if "-c" in args and any(a.endswith(".go") for a in args):
                return compile_go(args, out)
            if "-Wl,-(" in args:
                return link(args, out)
        return subprocess.run([toolchain.GCCGO, *args]).returncode
    except (Error, OSError) as e:
        print(f"gort: {e}", file=sys.stderr)
        return 2


sys.exit(main(sys.argv[1:]))
