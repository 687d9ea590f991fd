"""
usage: gort side [--goroot DIR] [--width N] NAME…
       gort side [--goroot DIR] --html OUT.html NAME…

Shows our code beside Go's in two columns, the Go code from your own source tree. NAME is a function or type (execute, gQueue.push), one of a
certain file (chan.go#send), or a whole file (proc.go). The `// go:` lines above our functions say what stands beside what.

    --goroot DIR   the Go tree; else $GOROOT, what `go env GOROOT` says, or the one Debian installs
    --width N      columns of the terminal; else its own
    --html OUT     write a page instead
"""

import glob
import html
import os
import re
import shutil
import subprocess
import sys

import toolchain

REF = re.compile(r"//\s*go:\s*([A-Za-z0-9_]+\.(?:go|s))#(\S+)(.*)")
SOURCES = ("runtime/**/*.[chS]", "gc_stubs/*.[ch]", "asm_amd64/*.S", "rt0/*.S")


def goroot(given):
    candidates = [given] if given else [os.environ.get("GOROOT")]
    if not given:
        if shutil.which("go"):
            candidates.append(subprocess.run(["go", "env", "GOROOT"], capture_output=True, text=True).stdout.strip())
        candidates += ["/usr/local/go"] + sorted(glob.glob("/usr/share/go-1.*"), reverse=True)
    for dir in candidates:
        if dir and os.path.isdir(os.path.join(dir, "src", "runtime")):
            return dir
    raise toolchain.Error(f"side: {given}: no src/runtime in it" if given else
                          "side: no Go source tree found; name one with --goroot, or install the package golang-1.19-src")


def block_end(lines, start):
    """The last line of the function or type that begins at start: the first line from there that closes it at the left margin."""
    opens = lines[start].rstrip()
    if opens.endswith("}") or (not opens.endswith(("{", "(", ","))
                               and not (start + 1 < len(lines) and lines[start + 1].startswith("{"))):
        return start
    for i in range(start + 1, len(lines)):
        if lines[i].startswith(("}", ")")):
            return i
    return len(lines) - 1


def ours():
    """All of our code that names a Go twin: (go file, name) -> [(path, first line, lines)]."""
    found = {}
    for pattern in SOURCES:
        for path in sorted(glob.glob(os.path.join(toolchain.ROOT, pattern), recursive=True)):
            with open(path) as f:
                lines = f.read().split("\n")
            marks = [i for i, line in enumerate(lines) if line.startswith("//") and REF.match(line)]
            for i in marks:
                m = REF.match(lines[i])
                first = i
                while first > 0 and lines[first - 1].startswith("//"):
                    first -= 1
                code = i
                while code + 1 < len(lines) and lines[code].startswith("//"):
                    code += 1
                if path.endswith(".S"):
                    last = code
                    while last + 1 < len(lines) and not lines[last].startswith(("END(", "\t.size")):
                        last += 1
                else:
                    last = block_end(lines, code)
                found.setdefault((m[1], m[2]), []).append((os.path.relpath(path, toolchain.ROOT), first + 1, lines[first:last + 1]))
    return found


def theirs(root, file, name):
    """Go's code of that name: (first line, lines), or None."""
    path = os.path.join(root, "src", "runtime", file)
    if not os.path.exists(path):
        path = os.path.join(root, "src", "runtime", "internal", "atomic", file)
        if not os.path.exists(path):
            return None
    with open(path, errors="replace") as f:
        lines = f.read().split("\n")
    if file.endswith(".s"):
        start = re.compile(r"TEXT\s+(runtime)?·" + re.escape(name) + r"(<>)?\(SB\)")
    elif "." in name:
        receiver, method = name.split(".", 1)
        start = re.compile(r"func \(\w*\s*\*?" + re.escape(receiver) + r"\) " + re.escape(method) + r"\(")
    else:
        start = re.compile(r"(func " + re.escape(name) + r"\(|(type|var|const)\s+" + re.escape(name) + r"\b|\t" + re.escape(name) + r"\s+(=|struct|\w))")
    for i, line in enumerate(lines):
        if not start.match(line):
            continue
        first = i
        while first > 0 and lines[first - 1].startswith("//"):
            first -= 1
        if file.endswith(".s"):
            last = i
            while last + 1 < len(lines) and not lines[last + 1].startswith("TEXT"):
                last += 1
            while not lines[last].strip() or lines[last].startswith("//"):
                last -= 1
        else:
            last = block_end(lines, i)
        return first + 1, lines[first:last + 1]
    return None


def select(found, names):
    """The keys that the arguments ask for, a whole file in our order."""
    keys = []
    for name in names:
        if re.fullmatch(r"\w+\.(go|s)", name):
            hits = [k for k in found if k[0] == name]
        elif "#" in name:
            hits = [k for k in found if k == tuple(name.split("#", 1))]
        else:
            hits = [k for k in found if k[1] == name]
        if not hits:
            raise toolchain.Error(f"side: {name}: none of our functions, types or files has this Go name")
        keys += hits
    return keys


def wrapped(line, width):
    line = line.expandtabs(4)
    return [line[i:i + width] for i in range(0, len(line), width)] or [""]


def columns(left, right, width):
    half = (width - 3) // 2
    rows = ([p for line in side for p in wrapped(line, half)] for side in (left, right))
    a, b = rows
    for i in range(max(len(a), len(b))):
        yield f"{a[i] if i < len(a) else '':{half}} │ {b[i] if i < len(b) else ''}".rstrip()


def pairs(root, found, keys):
    for key in keys:
        file, name = key
        go = theirs(root, file, name)
        right = (f"{file}:{go[0]}", go[1]) if go else (file, [f"({name} is not in this Go's {file})"])
        for path, line, lines in found[key]:
            yield f"{file}#{name}", (f"{path}:{line}", lines), right


PAGE = """<!DOCTYPE html>
<html lang="en"><meta charset="utf-8"><title>{title}</title>
<style>
body {{ font: 14px/1.45 system-ui, sans-serif; margin: 0; color: #1c2733; background: #f6f7f9 }}
header {{ padding: 14px 22px; background: #fff; border-bottom: 1px solid #d8dee6; position: sticky; top: 0 }}
nav {{ columns: 14em; padding: 12px 22px; font-size: 13px }}
nav a, a {{ color: #0a58a5; text-decoration: none }}
section {{ margin: 0 22px 22px; background: #fff; border: 1px solid #d8dee6; border-radius: 6px; display: grid; grid-template-columns: 1fr 1fr }}
h2 {{ grid-column: 1 / 3; font-size: 15px; margin: 0; padding: 8px 14px; border-bottom: 1px solid #d8dee6; background: #eef2f6 }}
pre {{ margin: 0; padding: 10px 14px; overflow-x: auto; font: 12px/1.4 ui-monospace, monospace; tab-size: 4 }}
pre + pre {{ border-left: 1px solid #d8dee6 }}
.at {{ color: #6b7886 }} .c {{ color: #5d7d5b }}
</style>
<header><b>{title}</b> — left: gort, right: Go from {root}</header>
<nav>{nav}</nav>
{body}
</html>
"""


def marked(lines):
    """Text for the page, comments set apart."""
    out = []
    for line in lines:
        code, slash, comment = line.partition("//")
        out.append(html.escape(code) + (f'<span class="c">{html.escape(slash + comment)}</span>' if slash else ""))
    return "\n".join(out)


def page(root, title, items):
    nav, body = [], []
    for i, (name, left, right) in enumerate(items):
        nav.append(f'<a href="#n{i}">{html.escape(name.split("#")[1])}</a><br>')
        cells = "".join(f'<pre><span class="at">{html.escape(at)}</span>\n{marked(lines)}</pre>' for at, lines in (left, right))
        body.append(f'<section id="n{i}"><h2>{html.escape(name)}</h2>{cells}</section>')
    return PAGE.format(title=html.escape(title), root=html.escape(root), nav="".join(nav), body="\n".join(body))


def main(args):
    root = out = None
    width = shutil.get_terminal_size((160, 24)).columns
    names = []
    it = iter(args)
    try:
        for a in it:
            if a in ("--goroot", "--width", "--html"):
                value = next(it, None)
                if value is None:
                    raise toolchain.Error(f"side: {a} wants a value")
                if a == "--goroot":
                    root = value
                elif a == "--html":
                    out = value
                elif value.isdigit() and int(value) >= 40:
                    width = int(value)
                else:
                    raise toolchain.Error(f"side: --width: {value} is not a number of at least 40")
            elif a.startswith("-"):
                raise toolchain.Error(f"side: unknown option {a}")
            else:
                names.append(a)
        if not names:
            raise toolchain.Error("side: which function, type or file?")
        root = goroot(root)
        found = ours()
        items = list(pairs(root, found, select(found, names)))
        if out:
            toolchain.write_whole(out, page(root, " ".join(names), items))
            return 0
        for name, left, right in items:
            print(name)
            print("\n".join(columns([left[0], "", *left[1]], [right[0], "", *right[1]], width)))
            print()
    except (toolchain.Error, OSError) as e:
        print(f"gort: {e}", file=sys.stderr)
        return 2
    return 0
