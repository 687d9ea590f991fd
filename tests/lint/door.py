"""The System V door is what gort.h and gort_rt.h say of it. Each function of gort_rt.h has the
signature of the runtime's function of that name, and a test in tests/door; each of gort.h has some
test. Each offset and size in the comments is right. What a function may do is what the stack ABI's
table says of its entry. The library has each symbol. The tables in doc/ABI.md are made of the
headers. Usage: door.py LIBGORT.A | door.py --write"""

import glob
import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
INCLUDE = os.path.join(ROOT, "runtime", "doors", "include")
DOCUMENT = os.path.join(ROOT, "doc", "ABI.md")
errors = []


def read(*path):
    with open(os.path.join(ROOT, *path)) as f:
        return f.read()


class Function:
    """A declaration: its C name, assembler name, signature, what it may do, and its contract, which
    is … if the declaration before has it."""
    def __init__(self, line, contract, may):
        m = re.fullmatch(r"(.*?)\s*(?:GORT_(?:SYM|LABEL)\((.*)\))?;", line)
        signature = re.sub(r"__attribute__\(\(\w+\)\) |GORT_NORETURN ", "", m[1])
        signature = " ".join(signature.split())
        self.name = re.search(r"(\w+)\(", signature)[1]
        self.symbol = "runtime." + m[2] if m[2] else self.name
        self.signature = signature.replace("runtime_", "")
        self.contract = contract
        self.may = may + (["never returns"] if re.search("noreturn|NORETURN", line) else [])


def functions(header):
    """The functions of a header. A comment is for all declarations up to the next blank line; it
    ends with what they may do, in brackets."""
    text = re.sub(r"\n\t+(?! *[/}])|\n {8,}(?![/}])", " ", header)  # continued declarations
    found = []
    for block in re.split(r"\n\s*\n", text):
        comment, first = "", True
        for line in block.split("\n"):
            if line.startswith("// "):
                comment, first = (comment if first else "") + line[3:] + " ", True
                continue
            m = re.fullmatch(r"((?:\w|__attribute__).*\(.*\));(?:\s*// (.*))?", line)
            if not m or line.startswith(("typedef", "extern", "struct")) or "#" in line:
                if not line.startswith(("__attribute__", "#")):
                    comment = ""
                continue
            may = re.search(r" *\[([a-z, ]+)\] *$", comment)
            contract = comment[:may.start()] if may else comment
            own = m[2] or ""
            found.append(Function(
                m[1] + ";", (contract.strip() + " " + own).strip() if first else own or "…",
                may[1].split(", ") if may else []))
            first = False
    return found


def structs(header):
    """(type, size or None, [(field, offset, comment)])"""
    found = []
    for m in re.finditer(r"^typedef struct (\w+) \{[^\n]*\n(.*?)^\} \1;(?: *// (\d+) bytes)?",
                         header, re.M | re.S):
        fields = []
        for line in m[2].split("\n"):
            f = re.fullmatch(r"\t([^/]+);\s*// (\d+(?:, \d+)*)(?:: (.*)|)", line.rstrip())
            if not f:
                continue
            pointer = re.search(r"\(\*(\w+)(?:\[\])?\)\(", f[1])
            names = [pointer[1]] if pointer else \
                [re.search(r"(\w+)(?:\[\w*\])?$", d.strip())[1] for d in f[1].split(",")]
            fields += list(zip(names, f[2].split(", "), [f[3] or ""] + [""] * 9))
        found.append((m[1], m[3], fields))
    return found


def check_layouts(header):
    program = '#include <gort_rt.h>\n'
    for name, size, fields in structs(header):
        for field, offset, _ in fields:
            program += f'_Static_assert(offsetof({name}, {field}) == {offset}, "{name}.{field}");\n'
        if size:
            program += f'_Static_assert(sizeof({name}) == {size}, "{name}");\n'
    with tempfile.TemporaryDirectory() as tmp:
        for compiler, path in (("gcc", "x.c"), ("g++", "x.cc")):
            path = os.path.join(tmp, path)
            with open(path, "w") as f:
                f.write(program if compiler == "gcc" else "#include <gort_rt.h>\n")
            try:
                done = subprocess.run([compiler, "-Wall", "-Wextra", "-Werror", "-I", INCLUDE,
                                       "-fsyntax-only", path], capture_output=True, text=True)
            except FileNotFoundError:
                continue  # C++ is no requirement
            if done.returncode != 0:
                errors.append(done.stderr.strip())
    return program.count("_Static_assert")


# Types of the headers and of the runtime, as one.
SAME = {"String": "gort_string", "slice": "gort_slice", "eface": "gort_any", "iface": "gort_iface",
        "itab": "gort_itab", "_type": "gort_type", "hmap": "gort_hmap", "maptype": "gort_maptype",
        "chantype": "gort_chantype", "interfacetype": "gort_interfacetype", "hiter": "gort_hiter",
        "scase": "gort_scase", "intgo": "i64", "int64": "i64", "int64_t": "i64", "intptr_t": "i64",
        "uintgo": "u64", "uint64": "u64", "uint64_t": "u64", "uintptr": "u64", "uintptr_t": "u64",
        "byte": "u8", "uint8_t": "u8", "uint16": "u16", "uint16_t": "u16", "uint32": "u32",
        "uint32_t": "u32", "rune": "i32", "int32_t": "i32", "float64": "double"}


def types(declaration):
    """The result's type and those of the parameters."""
    m = re.fullmatch(r"(.*?)\(?(\w+)\)?\((.*)\)", declaration)
    out = []
    for part in [m[1] + "x", *m[3].split(",")]:
        words = re.findall(r"\w+|\*", part)
        words = [w for w in words if w not in ("const", "hidden", "noreturn", "GORT_NORETURN")]
        if len(words) > 1:
            words.pop()  # the name
        words = [SAME.get(w, w) for w in words]
        out.append(" ".join(words).replace("hchan *", "gort_chan"))
    return out


def check_signatures(declared):
    headers = ("runtime", "runtime.h"), ("runtime", "print.h"), ("gc_stubs", "gc.h")
    text = re.sub(r"\n[\t ]+", " ", "".join(read(*header) for header in headers))
    ours = {}
    for line in text.split("\n"):
        m = re.match(r"((?:noreturn )?hidden .*\)) GO(?:SYM\(|LABEL\(\"runtime\.)([\w.]+)\"?\);",
                     line)
        if m:
            ours[m[2]] = m[1]
    for f, line in declared:
        name = f.symbol.partition("runtime.")[2]
        if name and name not in ours:
            errors.append(f"{name}: no prototype in runtime.h")
        elif name and types(line) != types(ours[name]):
            errors.append(f"{name}: gort_rt.h has {types(line)}, runtime.h {types(ours[name])}")
        elif name and ("noreturn" in ours[name]) != ("never returns" in f.may) and name != "block":
            errors.append(f"{name}: noreturn in one of the headers only")


def check_may(found):
    letters = {"a": "allocate", "b": "block", "p": "panic", "n": "never returns"}
    table = {}
    for line in read("runtime", "doors", "abi0", "entries.tab").split("\n"):
        m = re.match(r"(\w+) \|.*\| runtime\.([\w.]+)\(.*\|\s*(\w*)$", line)
        if m:
            table["runtime." + m[2]] = {letters[c] for c in m[3]}
    for f in found:
        if f.symbol in table and table[f.symbol] != set(f.may):
            errors.append(f"{f.symbol}: may {', '.join(f.may) or 'nothing'}; "
                          f"entries.tab: {', '.join(sorted(table[f.symbol])) or 'nothing'}")


def check_tests(small, large):
    """The functions of gort.h may be called in any test, or in a program that tests run."""
    door, others = "", ""
    for path in glob.glob(os.path.join(ROOT, "tests", "*", "*.c")) + \
            glob.glob(os.path.join(ROOT, "testdata", "c", "*.c")):
        if path.startswith(os.path.join(ROOT, "tests", "door", "")):
            door += read(path)
        else:
            others += read(path)
    for f in small + large:
        name = f.name.removesuffix("at") if "recover" in f.name else f.name  # by the macros
        if not re.search(rf"\b{name}\(", door if f in large else door + others):
            errors.append(f"no test calls {f.name}")


def check_symbols(found, header, archive):
    out = subprocess.run(["nm", "-g", "--defined-only", archive], capture_output=True, text=True)
    defined = {line.split()[-1] for line in out.stdout.splitlines() if line}
    data = re.findall(r"^extern .*GORT_(SYM|LABEL)\(\"?(.*?)\"?\);", header, re.M)
    for name in [f.symbol for f in found if not f.contract.startswith("Hosted programs only")] + [
            "runtime." + n if how == "SYM" else n for how, n in data]:
        if name not in defined:
            errors.append(f"the library has no {name}")


def cell(text):
    return text.replace("|", "\\|")


def function_table(found):
    rows = ["| symbol | signature | may | contract |", "|---|---|---|---|"]
    for f in found:
        rows.append(f"| `{f.symbol}` | `{cell(f.signature)}` | {', '.join(f.may)} "
                    f"| {cell(f.contract)} |")
    return "\n".join(rows)


def layout_table(header):
    rows = ["| type | field | offset | |", "|---|---|---|---|"]
    for name, size, fields in structs(header):
        for i, (field, offset, comment) in enumerate(fields):
            title = f"`{name}`" + (f", {size} bytes" if size else "") if i == 0 else ""
            rows.append(f"| {title} | `{field}` | {offset} | {cell(comment)} |")
    return "\n".join(rows)


def replaced(document, name, table):
    mark = re.compile(rf"(<!-- {name}: made by tests/lint/door.py --write -->\n\n)"
                      r".*?(\n\n<!-- end)",
                      re.S)
    if not mark.search(document):
        errors.append(f"doc/ABI.md has no place for {name}")
    return mark.sub(lambda m: m[1] + table + m[2], document)


c, rt = read(INCLUDE, "gort.h"), read(INCLUDE, "gort_rt.h")
small, large = functions(c), functions(rt)
names = [f.symbol for f in small + large]
for name in sorted({n for n in names if names.count(n) > 1}):
    errors.append(f"{name} is declared twice")
document = read(DOCUMENT)
new = replaced(document, "gort.h", function_table(small))
new = replaced(new, "gort_rt.h", function_table(large))
new = replaced(new, "layouts", layout_table(rt))
if sys.argv[1] == "--write":
    with open(DOCUMENT, "w") as f:
        f.write(new)
elif new != document:
    errors.append("doc/ABI.md is not what the headers say: run tests/lint/door.py --write")
else:
    asserts = check_layouts(rt)
    text = re.sub(r"\n[\t ]+", " ", rt)
    lines = {re.search(r"(\w+)\(", line)[1]: line for line in text.split("\n")
             if "GORT_SYM(" in line and not line.startswith(("extern", "#"))}
    check_signatures([(f, lines[f.name].rpartition(" GORT_SYM")[0]) for f in large
                      if f.name in lines])
    check_may(large)
    check_tests(small, large)
    check_symbols(small + large, rt, sys.argv[1])
    if len(lines) < 100 or asserts < 100:
        errors.append("the headers are not understood")
print("\n".join(errors) or f"{len(small)} and {len(large)} functions")
sys.exit(1 if errors else 0)
