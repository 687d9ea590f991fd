"""Prepares gccgo's standard library for linking on top of our runtime: takes out libgo's own
runtime, renames the symbols that clash, and leads calls of C functions through gccgo.ccall.

Usage: libgo.py SLIM PREINIT.C LIBGO.A LIBC.A REDEFINE.SYMS GOX OUT.A FFI.A OUT.SYMS

OUT.A also has the stubs gccgo.c.X. FFI.A has libffi, which libgo.a contains. OUT.SYMS are all
renamings, for objcopy on programs' objects. GOX is the folder of gccgo's export data; the files
that must change are written beside OUT.A, under the same names. SLIM is the tool cmd/slim.c,
PREINIT.C the source of another.

Each program is linked with this library, so this takes out what makes the link slow: debug
information that a traceback does not need (D171), sections and symbols of single constants, and
half of the archive's index; and what makes the start slow (D213). What makes programs large it cuts
apart (split.py), so that the linker leaves out functions that are not used."""

import functools
import multiprocessing
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile

import split

# Members that our archive, libgcc_eh or libbacktrace replace.
RUNTIME = """aeshash errno go-assert go-caller go-callers go-cgo go-context go-fieldtrack go-matherr
    go-memclr go-memequal go-memmove go-nanotime go-nosys go-now go-setenv go-signal
    go-unsafe-pointer go-unsetenv go-unwind env_posix panic print proc runtime runtime_c signame
    stack yield backtrace lt19-dwarf lt20-elf fileline mmap mmapio posix lt21-print simple lt22-sort
    state""".split()

# Members that are changed, and objcopy's options for it.
CHANGES = {
    # Package sync/atomic: two functions of Value give way to ours (sync.c).
    "lt11-atomic.o": ["--globalize-symbol=sync_1atomic.firstStoreInProgress",
                      "--weaken-symbol=sync_1atomic.Value.Swap",
                      "--weaken-symbol=sync_1atomic.Value.CompareAndSwap"],
    # reflect's calls by way of libffi, which get room on the stack (ffi_amd64.S).
    "go-reflect-call.o": ["--redefine-sym=ffi_call_go=gccgo.ffi_call_go"],
    "ffi64.o": ["--redefine-sym=ffi_go_closure_unix64=gccgo.ffi_go_closure_unix64",
                "--redefine-sym=ffi_go_closure_unix64_sse=gccgo.ffi_go_closure_unix64_sse"],
}

# Packages that nearly every program has, and whose initialisers make large tables.
MADE = {"unicode.o": "unicode..import"}

UNNAMED = "go..C*"

# Package syscall: recvmsgRaw lets the kernel write the sender's address, up to 108 bytes, not to
# *rsa but to where the argument rsa itself lies and what lies above it: the caller's frame, or the
# top of a stack segment. In msg.Name = &rsa; msg.Namelen = 108 the lea becomes a mov.
SYSCALL = "lt12-syscall.o"
RECVMSG = re.compile(rb"\x48\x8d(\x84\x24\x98\0\0\0.{0,24}?"
                     rb"\x48\x89\x44\x24\x20\xc7\x44\x24\x28\x6c\0\0\0)", re.S)

# Their gccgo.c.X is written by hand, in ccall_amd64.S.
OWN = {"__errno_location", "syscall", "read", "write", "pread64", "pwrite64", "sendto", "recvfrom",
       "sendmsg", "recvmsg", "accept4"}

# Pure leaf functions of ours or of a few bytes of stack, called directly.
DIRECT = {"memcpy", "memmove", "memset", "memcmp", "strlen", "abort"}


def nm(*args):
    result = subprocess.run(["nm", "--quiet", *args], capture_output=True, text=True, check=True)
    return result.stdout.splitlines()


def declared(data):
    """A package's export data without the bodies of package runtime's functions. It repeats, with
    their bodies, the functions of other packages that its own inlined functions call. A program
    that imports our package runtime too would find two declarations of one function: it would get
    libgo's body if that is read first, and an error otherwise."""
    packages = re.findall(rb"^(?:indirect)?import \S+ (\S+)", data, re.M)
    if b"runtime" not in packages:
        return data
    number = packages.index(b"runtime") + 1
    function = rb"^(func (?:/\*asm \S+ \*/ )?<p%d>.*) <inl:(\d+)>\n" % number
    while head := re.search(function, data, re.M):
        data = data[:head.start()] + head[1] + b"\n" + data[head.end() + int(head[2]):]
    return data


# libgo has packages of golang.org/x under their public paths, at which a program may have copies of
# its own. The library's get the paths that real Go gives them, in symbols and in export data.
def vendored(symbol):
    return symbol.replace("golang_0org_1x_1", "vendor_1golang_0org_1x_1")


def vendoreddata(data):
    """A package's export data with these paths. The line `types` has the length of each type."""
    def paths(text):
        return re.sub(rb"(?<![\w/])(?=golang\.org/x/)", b"vendor/",
                      re.sub(rb"\b(?=golang_0org_1x_1)", b"vendor_1", text))

    if (head := re.search(rb"^(types \d+ \d+)(( \d+)*)\n", data, re.M)) is None:
        return paths(data)
    types, at = [], head.end()
    for length in map(int, head[2].split()):
        types.append(paths(data[at:at + length]))
        at += length
    lengths = b"".join(b" %d" % len(t) for t in types)
    return b"".join([paths(data[:head.start()]), head[1], lengths, b"\n", *types,
                     paths(data[at:])])


def exportdata(gox, out):
    """Writes the export data that changes."""
    for folder, _, files in os.walk(gox):
        to = os.path.join(out, os.path.relpath(folder, gox))
        for name in files:
            with open(os.path.join(folder, name), "rb") as f:
                data = re.search(rb"v3;\n.*\nchecksum \w+\n", f.read(), re.S)[0]
            changed = vendoreddata(declared(data))
            if changed != data:
                os.makedirs(to, exist_ok=True)
                with open(os.path.join(to, name), "wb") as f:
                    f.write(changed)
    # Where tools look that ask gccgo for its folders (go vet).
    os.makedirs(os.path.join(out, "go"), exist_ok=True)
    if not os.path.islink(os.path.join(out, "go", "12")):
        os.symlink("..", os.path.join(out, "go", "12"))


def slimmed(lib, slim, tmp):
    """Makes the members of the archive small, and quick to link."""
    run = functools.partial(subprocess.run, cwd=tmp, check=True)
    names = run(["ar", "t", lib], capture_output=True, text=True).stdout.split()
    run(["ar", "x", lib])
    run([slim, *names])
    with multiprocessing.Pool() as pool:
        pool.map(split.split, [os.path.join(tmp, name) for name in names], 1)
    os.remove(lib)
    run(["ar", "qcSD", lib, *names])


def made(path, initialiser, preinit, tmp):
    """Puts what a package's initialiser makes into its object, as data."""
    run = functools.partial(subprocess.run, cwd=tmp, check=True)
    tool, data, out = (os.path.join(tmp, "preinit." + end) for end in ("tool", "data", "out"))
    # The data points to these, which have no other names.
    rodata = initialiser + ".rodata"
    run(["objcopy", "--wildcard", "--globalize-symbol=" + UNNAMED,
         f"--add-symbol={rodata}=.rodata:0,global", path])
    run(["gcc", "-O1", "-no-pie", preinit, path, "-Wl,--unresolved-symbols=ignore-all", "-o", tool])
    assembly = run([tool, path, initialiser], stdout=subprocess.PIPE, text=True).stdout
    run(["as", "-o", data], input=assembly, text=True)
    # Only the initialiser has used many of the sections.
    kept = {fields[2] for fields in map(str.split, nm("-g", "--defined-only", path, data))
            if len(fields) == 3 and fields[1] != "V" and not fields[2].startswith(UNNAMED[:-1])}
    run(["ld", "-r", "--gc-sections", *(f"-u{name}" for name in sorted(kept - {rodata})),
         "-o", out, path, data])
    run(["objcopy", "--wildcard", "--localize-symbol=" + UNNAMED, "--localize-symbol=" + rodata,
         out, path])


def indexed(lib):
    """Renews the index of the archive, without the weak symbols: they are types, which each object
    that refers to them has itself. The linker goes through the whole index at each link."""
    with open(lib, "rb") as f:
        data = f.read()
    head, members, at = b"", [], 8
    while at < len(data):
        end = at + 60 + int(data[at + 48:at + 58])
        end += end % 2
        if data[at:at + 2] == b"//":  # the long names
            head = data[at:end]
        elif data[at:at + 2] != b"/ ":
            members.append(data[at:end])
        at = end
    symbols = []  # for each member
    for line in nm("-g", "--defined-only", lib):
        if line.endswith(":"):
            symbols.append([])
        elif (fields := line.split()) and fields[1] != "V":
            symbols[-1].append(fields[2])
    names = "".join(f"{name}\0" for of in symbols for name in of).encode()
    names += bytes(len(names) % 2)
    count = sum(map(len, symbols))
    size = 4 + 4 * count + len(names)
    places, at = [], 8 + 60 + size + len(head)
    for member, of in zip(members, symbols, strict=True):
        places += [at] * len(of)
        at += len(member)
    with open(lib, "wb") as f:
        f.write(data[:8] + b"%-16s%-12d%-6d%-6d%-8d%-10d`\n" % (b"/", 0, 0, 0, 0, size))
        f.write(struct.pack(f">{count + 1}I", count, *places) + names + head + b"".join(members))


def main(slim, preinit, libgo, libc, renames, gox, out, ffi, syms):
    with tempfile.TemporaryDirectory() as tmp:
        lib = os.path.join(tmp, "libgo.a")
        shutil.copyfile(libgo, lib)
        subprocess.run(["ar", "dD", lib, *(m + ".o" for m in RUNTIME)], check=True)
        members = {m: os.path.join(tmp, m) for m in [*CHANGES, *MADE, SYSCALL]}
        subprocess.run(["ar", "x", "--output", tmp, lib, *members], check=True)
        for member, options in CHANGES.items():
            subprocess.run(["objcopy", *options, members[member]], check=True)
        for member, initialiser in MADE.items():
            made(members[member], initialiser, preinit, tmp)
        with open(members[SYSCALL], "r+b") as f:
            code = RECVMSG.sub(lambda m: b"\x48\x8b" + m[1], f.read())
            f.seek(0)
            f.write(code)
        subprocess.run(["ar", "rD", lib, *members.values()], check=True)
        slimmed(lib, slim, tmp)

        symbols = [line.split() for line in nm("-g", "--defined-only", libc)]
        functions = {f[2] for f in symbols if len(f) == 3 and f[1] in "TW"}
        symbols = [line.split() for line in nm("-g", "--defined-only", lib)]
        defined = {f[2] for f in symbols if len(f) == 3}
        undefined = nm("-u", lib)
        asked = {line.split()[-1] for line in undefined if line.strip() and not line.endswith(":")}
        with open(renames) as f:
            text = f.read()
        lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
        renamed = {line.split()[0] for line in lines}
        calls = sorted((asked & functions) - defined - DIRECT - renamed)

        with open(syms + ".tmp", "w") as f:
            f.write(text + "".join(f"{name} gccgo.c.{name}\n" for name in calls))
        os.replace(syms + ".tmp", syms)
        paths = os.path.join(tmp, "paths.syms")
        everything = {line.split()[-1] for line in nm(lib) if line.strip()}
        with open(paths, "w") as f:
            f.writelines(f"{name} {vendored(name)}\n" for name in sorted(everything)
                         if vendored(name) != name)
        # Export data would be carried into every program. The notes: see meson.build.
        notes = (".note.GNU-split-stack", ".note.GNU-no-split-stack")
        subprocess.run(["objcopy", "--redefine-syms=" + syms, "--redefine-syms=" + paths,
                        "--wildcard", "--strip-unneeded-symbol=" + UNNAMED,
                        "--remove-section=.go_export", "--remove-section=.debug_loclists",
                        "--remove-section=.debug_aranges",
                        *("--remove-section=" + note for note in notes),
                        *(f"--add-section={note}=/dev/null" for note in notes), lib],
                       check=True)

        # A stub is a member of its own, so that a program links only the C functions it calls.
        stubs = []
        for name in calls:
            if name in OWN:
                continue
            stub = os.path.join(tmp, f"gccgo.c.{name}.o")
            stubs.append(stub)
            subprocess.run(["as", "-o", stub], check=True, text=True, input=f"""
	.text
	.globl	gccgo.c.{name}
	.type	gccgo.c.{name}, @function
gccgo.c.{name}:
	.cfi_startproc
	movq	{name}@GOTPCREL(%rip), %r11
	jmp	gccgo.ccall
	.cfi_endproc
	.size	gccgo.c.{name}, . - gccgo.c.{name}
	.section .note.GNU-stack,"",@progbits
	.section {notes[0]},"",@progbits
	.section {notes[1]},"",@progbits
""")
        subprocess.run(["ar", "qcSD", lib, *stubs], check=True)
        # libffi, by the names that it defines.
        member, members = "", {}
        for line in nm("-g", "--defined-only", lib):
            if line.endswith(".o:"):
                member = line[:-1]
            elif re.search(r" (gccgo\.)?ffi_\w+$", line):
                members[member] = os.path.join(tmp, member)
        subprocess.run(["ar", "x", "--output", tmp, lib, *members], check=True)
        subprocess.run(["ar", "dS", lib, *members], check=True)
        subprocess.run(["ar", "qcsD", os.path.join(tmp, "ffi.a"), *members.values()], check=True)
        indexed(lib)
        exportdata(gox, os.path.dirname(out))
        shutil.move(os.path.join(tmp, "ffi.a"), ffi)
        shutil.move(lib, out)


main(*sys.argv[1:])
