"""The `// go:` lines are true: each names a file and a name of the inventory, names of one Go file
stand in Go's order, every function definition has such a line, and every function of proc.go,
runtime2.go and signal_unix.go is present or listed in goref.absent with a reason. No other file
calls a function that is tagged [unused]. fidelity.py checks constants and fields."""

import collections
import glob
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
WHOLE = ("runtime2.go", "proc.go", "signal_unix.go", "asm_amd64.s")
TAGS = ("adapted", "partial", "stub", "moved", "unused")
REF = re.compile(r"//\s*go:\s*(?:none\b|([A-Za-z0-9_]+\.(?:go|s))#(\S+)(?:\s+\[(\w+)\](.*))?)")
# A definition: a declarator without a semicolon; the body's brace stands at the end of the line or
# at the start of the next one.
DEFINITION = re.compile(
    r"^(?!static inline|typedef|struct|enum|union|#|//|\}|\{|extern|else|return|do\b)"
    r"[A-Za-z_][^;=]*\)\s*(?:GOSYM\([^)]*\)\s*)?(\{)?$")

# A `// go:` line goes on in comment lines that are indented by four columns more.
CONTINUATION = re.compile(r"//     \S")

errors = []


def folded(lines):
    """The lines of a source with each `// go:` line in one piece. An empty comment takes the place
    of each line that went into it."""
    out, at = [], None
    for i, line in enumerate(lines):
        if line.startswith("//") and REF.match(line):
            at = i
        elif at is not None and CONTINUATION.match(line):
            out[at] += " " + line[2:].strip()
            line = "//"
        else:
            at = None
        out.append(line)
    return out


def plain(name):
    """(*gQueue).push and (guintptr).ptr as gQueue.push and guintptr.ptr; an assembly function
    without its package."""
    return re.sub(r"^\(\*?([^)]*)\)", r"\1", re.sub(r"^runtime\.", "", name))


def inventory():
    lines = collections.defaultdict(dict)
    kinds = {}
    with open(os.path.join(ROOT, "testdata", "inventory.tsv")) as f:
        next(f)
        for row in f:
            file, line, kind, name, detail = (row.rstrip("\n").split("\t") + [""] * 5)[:5]
            name = plain(name)
            lines[file].setdefault(name, int(line))
            kinds.setdefault((file, name), kind)
    return lines, kinds


def defines(line, following):
    """Whether the line begins the definition of a function."""
    return DEFINITION.match(line) and (line.rstrip().endswith("{") or following.startswith("{"))


def check(path, lines, seen):
    rel = os.path.relpath(path, ROOT)
    last = {}
    covered = False
    with open(path) as f:
        text = folded(f.read().split("\n"))
    for n, line in enumerate(text, 1):
        m = REF.search(line)
        if m and line.lstrip().startswith("//"):
            covered = True
            file, name, tag, reason = m.groups()
            if file is None:
                if not re.search(r"none\s*(—|-)\s*\S", line):
                    errors.append(f"{rel}:{n}: `none` needs a reason")
                continue
            if file not in lines:
                errors.append(f"{rel}:{n}: {file} is not a file of the inventory")
            elif name not in lines[file]:
                errors.append(f"{rel}:{n}: {file} has no {name}")
            else:
                seen[file, name] = tag
                # C wants a type before its first use by value: of the headers only runtime2.h
                # keeps Go's order.
                ordered = path.endswith((".c", ".S")) or rel == "runtime/runtime2.h"
                if tag != "moved" and ordered:
                    at = lines[file][name]
                    if at < last.get(file, 0):
                        errors.append(f"{rel}:{n}: {name} (line {at} of {file}) stands after "
                                      f"line {last[file]}")
                    last[file] = at
            if tag and tag not in TAGS:
                errors.append(f"{rel}:{n}: unknown tag [{tag}]")
            if tag and not reason.strip():
                errors.append(f"{rel}:{n}: [{tag}] needs a reason")
        elif line.startswith("//"):
            pass
        elif path.endswith(".c") and defines(line, text[n] if n < len(text) else ""):
            if not covered:
                errors.append(f"{rel}:{n}: no `// go:` line above: {line.strip()[:80]}")
            covered = False
        elif line.strip() == "" or line.startswith("}"):
            covered = False


def sources():
    paths = []
    for pattern in ("runtime/**/*.[ch]", "gc_stubs/*.[ch]", "asm_amd64/*.S",
                    "runtime/doors/abi0/*.S", "rt0/*.S"):
        paths += sorted(glob.glob(os.path.join(ROOT, pattern), recursive=True))
    return paths


def check_unused():
    """No other file calls a function that is tagged [unused], but by functions with that tag, or
    under a condition (in the line of the call or above) that the reason names. Calls by pointer
    are not seen."""
    unused, calls = {}, []
    for path in sources():
        rel, reason, above = os.path.relpath(path, ROOT), None, ""
        with open(path) as f:
            text = folded(f.read().split("\n"))
        for line in text:
            if line.startswith("//"):
                ref = REF.match(line)
                if ref and ref[3] == "unused":
                    reason = ref[4]
                continue
            name = re.match(r"(?:TEXT\(|[A-Za-z_][^(;=]*?)(\w+)[()]", line)
            if reason and name:
                unused.setdefault(name[1], (rel, reason))
            # A line at the left margin declares or defines.
            if not reason and line[:1].isspace():
                code = line.split("//")[0]
                for called in re.findall(r"(\w+)\(|\b(?:call|jmp)\s+runtime\.(\w+)", code):
                    calls.append(("".join(called), rel, above + code))
                above = code
            if line.startswith(("}", "END(")) or re.match(r"[A-Za-z_].*[;}]$", line):
                reason, above = None, ""
    for name, rel, code in calls:
        home, reason = unused.get(name, (rel, ""))
        conditions = set(re.findall(r"\b[a-z]+[A-Z]\w*", reason)) - {name}
        if home != rel and not conditions & set(re.findall(r"\w+", code)):
            errors.append(f"{home}: {name} is tagged [unused], but {rel} calls it")


def read_absent():
    """What goref.absent lists: (file, name) -> reason."""
    absent = {}
    with open(os.path.join(ROOT, "tests", "lint", "goref.absent")) as f:
        for row in f:
            if row.strip() and not row.startswith("#"):
                ref, _, reason = row.strip().partition(" ")
                file, _, name = ref.partition("#")
                absent[file, name] = reason
    return absent


def references(lines):
    """What the `// go:` lines refer to: (file, name) -> tag."""
    seen = {}
    for path in sources():
        check(path, lines, seen)
    # What a table makes: the entries with arguments in registers.
    with open(os.path.join(ROOT, "runtime", "doors", "abi0", "entries.tab")) as f:
        for name in re.findall(r"^(\w+) \|", f.read(), re.M):
            if name in lines["asm_amd64.s"]:
                seen.setdefault(("asm_amd64.s", name), None)
    return seen


def main():
    lines, kinds = inventory()
    seen = references(lines)
    check_unused()
    absent = read_absent()
    for (file, name), reason in absent.items():
        ref = f"{file}#{name}"
        if (file, name) in seen:
            errors.append(f"goref.absent: {ref} is present")
        elif name != "*" and name not in lines.get(file, {}):
            errors.append(f"goref.absent: {ref} is not in the inventory")
        elif not reason:
            errors.append(f"goref.absent: {ref} needs a reason")
    for file in WHOLE:
        if (file, "*") in absent:
            continue
        for name in lines[file]:
            known = (file, name) in seen or (file, name) in absent
            if kinds[file, name] in ("func", "struct", "type", "text") and not known:
                errors.append(f"{file}#{name} is neither present nor listed in goref.absent")
    for e in errors:
        print(e)
    if errors:
        print(len(errors), "errors")
    sys.exit(1 if errors else 0)


if __name__ == "__main__":
    main()
