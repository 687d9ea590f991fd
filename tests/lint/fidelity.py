"""What C shares with Go 1.14 beyond functions:

- the fields of g, m, p and schedt, and of every other struct whose `// go:` line has no tag, in
  Go's order; fields that Go does not have stand after a comment `Not in Go`;
- the constants: those of runtime2.go, proc.go and signal_unix.go are there, and each that is there
  has Go's value;
- the texts of the wait reasons;
- the names that doc/READING.md mentions are in the sources.

goref.absent lists what is missing, with a reason. The test checks two tables that come of this:
doc/COVERAGE.md by file, and the tags in the second half of doc/DIFFERENCES.md.
Usage: fidelity.py [--write], to renew both."""

import collections
import os
import re
import subprocess
import sys
import tempfile
import textwrap

import goref
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "cmd"))
import toolchain  # noqa: E402

ROOT = goref.ROOT
TABLE = os.path.join(ROOT, "doc", "COVERAGE.md")
DIFFERENCES = os.path.join(ROOT, "doc", "DIFFERENCES.md")
BYFILE = "## By file\n"
MUST = ("g", "m", "p", "schedt")
WAITREASONS = (
    "", "GC assist marking", "IO wait", "chan receive (nil chan)", "chan send (nil chan)",
    "dumping heap", "garbage collection", "garbage collection scan", "panicwait", "select",
    "select (no cases)", "GC assist wait", "GC sweep wait", "GC scavenge wait", "chan receive",
    "chan send", "finalizer wait", "force gc (idle)", "semacquire", "sleep", "sync.Cond.Wait",
    "timer goroutine (idle)", "trace reader (blocked)", "wait for GC cycle", "GC worker (idle)",
    "preempted")
HEAD = """# What is there of Go's runtime

By file of Go 1.14's `src/runtime` (linux/amd64), of the names of `testdata/inventory.tsv`.
*Functions* counts those that a `// go:` line names, and how many of them are tagged: adapted (as
Go's, but for the reason that stands there), partial, stub, moved (in another place than Go's),
unused (nothing in the tree runs it). *Types* counts likewise; *constants* those that C code sees
with Go's value. Files of which nothing is there are left out. `tests/lint/fidelity.py --write`
makes these tables, and the test of that name checks them.

"""

UNUSED = """
## Code that nothing runs

It is here for the reader, and is tagged `[unused]`.

| function | why nothing runs it |
|---|---|
"""

errors = []


def rows():
    with open(os.path.join(ROOT, "testdata", "inventory.tsv")) as f:
        next(f)
        for row in f:
            file, _, kind, name, detail = (row.rstrip("\n").split("\t") + [""] * 5)[:5]
            yield file, kind, goref.plain(name), detail


def c_structs():
    """struct name -> (fields, fields after `Not in Go`), in C's order."""
    found = {}
    for path in goref.sources():
        if not path.endswith((".c", ".h")):
            continue
        with open(path) as f:
            text = f.read()
        for m in re.finditer(r"^(?:typedef )?struct (\w+) \{\n(.*?)^\}", text, re.S | re.M):
            struct, text_of = m.groups()
            # A field that fills a hole says so on its own line.
            single = re.compile(r"^[^\n/]*;[ \t]*// Not in Go\b.*\n", re.M)
            holes = "".join(single.findall(text_of))
            parted = re.sub(r"//.*?Not in Go\b", "\f//", single.sub("", text_of))
            body, _, extra = parted.partition("\f")
            found.setdefault(struct, (fields(body), fields(extra) + fields(holes)))
    return found


def fields(body):
    """The names that the declarations of a struct's body declare."""
    body = re.sub(r"//.*", "", body)
    while True:  # a nested struct is a type like any other
        flat = re.sub(r"(struct|union)( \w+)? \{[^{}]*\}", "nested", body)
        if flat == body:
            break
        body = flat
    names = []
    for declaration in body.split(";"):
        declaration = re.sub(r"SLICE\([^)]*\)", "slice", declaration)
        declaration = re.sub(r"\[[^]]*\]", "", declaration).strip()
        function = re.match(r".*\(\*(\w+)\)\(", declaration, re.S)
        if function:
            names.append(function.group(1))
        elif declaration:
            names += [re.split(r"[\s*]+", d.strip())[-1] for d in declaration.split(",")]
    return names


def check_structs(seen, absent):
    go = collections.defaultdict(list)
    for file, kind, name, _ in rows():
        if kind == "field":
            struct, _, field = name.partition(".")
            go[file, struct].append(field)
    ours = c_structs()
    for (file, struct), wanted in go.items():
        must = file == "runtime2.go" and struct in MUST
        if not must and seen.get((file, struct), "absent") is not None:
            continue
        if struct not in ours:
            if must:
                errors.append(f"struct {struct} is not there")
            continue
        here, extra = ours[struct]
        wanted = [f for f in wanted if (file, f"{struct}.{f}") not in absent]
        if here != wanted:
            odd = [f"{f} is not there" for f in wanted if f not in here]
            odd += [f"{f} is not Go's" for f in here if f not in wanted]
            odd = odd or ["its fields are not in the order of Go: " + " ".join(here)]
            errors.append(f"{file}: struct {struct}: {', '.join(odd)}")
        for f in extra:
            if f in wanted:
                errors.append(f"{file}: struct {struct}: {f} is Go's but stands after `Not in Go`")


def c_value(detail):
    """A constant's value as C has it, or None."""
    value = detail.removeprefix("= ")
    if value in ("true", "false"):
        return str(int(value == "true"))
    if re.fullmatch(r"-?\d+", value):
        return value + ("ull" if int(value) >= 1 << 63 else "ll")
    if re.fullmatch(r"\d+/\d+", value):
        return value.replace("/", ".0/")
    return None


def constants(include, wanted):
    """(name, value) pairs -> the names that C does not know, and those that have another value,
    after the C file `include`."""
    lines = [f'#include "{include}"']
    lines += [f'_Static_assert(({name}) == ({value}), "");' for name, value in wanted]
    with tempfile.TemporaryDirectory() as tmp:
        path = os.path.join(tmp, "constants.c")
        with open(path, "w") as f:
            f.write("\n".join(lines) + "\n")
        argv = ["gcc", "-std=gnu11", "-fsyntax-only", "-fmax-errors=0", *toolchain.HEADERS,
                f"-I{ROOT}/asm_amd64", path]
        done = subprocess.run(argv, capture_output=True, text=True,
                              env=dict(os.environ, LC_ALL="C"))
    unknown, other = set(), set()
    for n, message in re.findall(rf"^{re.escape(path)}:(\d+):\d+: error: (.*)", done.stderr, re.M):
        name = wanted[int(n) - 2][0]
        if "static assertion failed" in message:
            other.add(name)
        else:
            unknown.add(name)  # undeclared, or a variable or a macro of something else
    return unknown, other


def check_constants(absent):
    """file -> [constants that are there, constants in all]"""
    go = collections.defaultdict(dict)
    for file, kind, name, detail in rows():
        if kind == "const" and c_value(detail) is not None and name != "_":
            go[file][name] = c_value(detail)
    everything = sorted({pair for file in go for pair in go[file].items()})
    unknown, other = constants("runtime.h", everything)
    counts = {}
    for file, named in go.items():
        missing, wrong = {n for n in named if n in unknown}, {n for n in named if n in other}
        twin = os.path.join(ROOT, "runtime", file[:-3] + ".c")
        if missing and os.path.exists(twin):
            pairs = [(n, named[n]) for n in sorted(missing)]
            missing, more = constants(twin, pairs)
            wrong |= more
        for name in sorted(n for n in wrong if (file, n) not in absent):
            errors.append(f"{file}: {name} is not {named[name].rstrip('ul')}")
        for name in sorted(missing):
            if file in goref.WHOLE and (file, name) not in absent:
                errors.append(f"{file}: the constant {name} is neither there nor listed in "
                              "goref.absent")
        for name in named:
            if (file, name) in absent and name not in missing | wrong:
                errors.append(f"goref.absent: {file}#{name} is there, and equal")
        counts[file] = (len(named) - len(missing) - len(wrong), len(named))
    return counts


def check_waitreasons():
    with open(os.path.join(ROOT, "runtime", "runtime2.c")) as f:
        ours = re.findall(r'\[(waitReason\w+)\] = "([^"]*)",', f.read())
    names = [name for file, kind, name, _ in rows()
             if (file, kind) == ("runtime2.go", "const") and name.startswith("waitReason")]
    if ours != list(zip(names, WAITREASONS)):
        errors.append("runtime2.go: the texts of the wait reasons are not Go's")


def check_reading():
    """Each name that doc/READING.md tells the reader to look up is in the sources. Events of traces
    have their names there without traceEv; commands are ours."""
    text = ""
    for path in goref.sources():
        with open(path) as f:
            text += f.read()
    words = set(re.findall(r"\w+", text))
    words.update(re.findall(r"\btraceEv(\w+)", text))
    words.update(f[4:-3] for f in os.listdir(os.path.join(ROOT, "cmd")) if f.startswith("cmd_"))
    with open(os.path.join(ROOT, "doc", "READING.md")) as f:
        for name in sorted(set(re.findall(r"`([A-Za-z_][\w.]*)", f.read()))):
            if name.split(".")[-1] not in words and not os.path.exists(os.path.join(ROOT, name)):
                errors.append(f"doc/READING.md: {name} is not in the sources")


def table(seen, counts):
    names = collections.defaultdict(lambda: collections.defaultdict(set))
    for file, kind, name, _ in rows():
        kind = {"func": "func", "text": "func", "struct": "type", "type": "type"}.get(kind)
        if kind:
            names[file][kind].add(name)
    columns = ("file", "functions", *goref.TAGS, "types", "constants")
    out = [HEAD, f"| {' | '.join(columns)} |\n", "|" + "---|" * len(columns) + "\n"]
    total = [0] * 11
    for file in sorted(names):
        funcs, types = ([n for n in sorted(names[file][k]) if (file, n) in seen]
                        for k in ("func", "type"))
        if not funcs and not types:
            continue
        tags = [sum(seen[file, n] == tag for n in funcs) for tag in goref.TAGS]
        here, every = counts.get(file, (0, 0))
        cells = [len(funcs), len(names[file]["func"]), *tags, len(types), len(names[file]["type"]),
                 here, every]
        total = [a + b for a, b in zip(total, cells)]
        out.append(line(file, cells))
    out.append(line("**all of these**", total))
    out.append(UNUSED)
    for file, name, tag, reason in references():
        if tag == "unused":
            out.append(f"| {file}#{name} | {reason.strip().replace('|', '&#124;')} |\n")
    return "".join(out)


def line(file, c):
    def of(here, every):
        return f"{here} of {every}" if every else ""
    tags = (str(n or "") for n in c[2:7])
    cells = (file, of(c[0], c[1]), *tags, of(c[7], c[8]), of(c[9], c[10]))
    return f"| {' | '.join(cells)} |\n"


def references():
    """The files, names, tags and reasons of the `// go:` lines."""
    for path in goref.sources():
        with open(path) as f:
            lines = goref.folded(f.read().split("\n"))
        yield from (ref.groups() for ref in map(goref.REF.match, lines) if ref and ref[1])


def departures(absent):
    """The second half of doc/DIFFERENCES.md: what the tags of the `// go:` lines say, and what
    goref.absent lists, names of one reason together."""
    found = collections.defaultdict(lambda: collections.defaultdict(list))
    for file, name, tag, reason in references():
        if tag and tag != "unused" and name not in found[file][tag, reason.strip()]:
            found[file][tag, reason.strip()].append(name)
    for (file, name), reason in absent.items():
        found[file]["absent", reason].append(name)
    out = [BYFILE, "\nWhat the `// go:` lines and tests/lint/goref.absent say.\n"
           "`tests/lint/fidelity.py --write` makes this part.\n"]
    for file in sorted(found):
        out.append(f"\n**{file}**\n")
        for (tag, reason), names in found[file].items():
            text = f"- {', '.join(f'`{n}`' for n in names)} ({tag}): {reason}"
            out.append(textwrap.fill(text, 100, subsequent_indent="  ", break_long_words=False,
                                     break_on_hyphens=False) + "\n")
    return "".join(out)


def main():
    lines, _ = goref.inventory()
    seen, absent = goref.references(lines), goref.read_absent()
    check_structs(seen, absent)
    counts = check_constants(absent)
    check_waitreasons()
    check_reading()
    text = table(seen, counts)
    with open(DIFFERENCES) as f:
        first, _, second = f.read().partition(BYFILE)
    by_file = departures(absent)
    if "--write" in sys.argv:
        with open(TABLE, "w") as f:
            f.write(text)
        with open(DIFFERENCES, "w") as f:
            f.write(first + by_file)
        second = by_file.removeprefix(BYFILE)
    if BYFILE + second != by_file:
        errors.append("doc/DIFFERENCES.md is not current: run tests/lint/fidelity.py --write")
    with open(TABLE) as f:
        if f.read() != text:
            errors.append("doc/COVERAGE.md is not current: run tests/lint/fidelity.py --write")
    for e in errors:
        print(e)
    sys.exit(1 if errors else 0)


main()
