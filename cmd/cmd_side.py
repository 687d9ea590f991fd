"""
usage: gort side [--goroot DIR] [--width N] NAME…
       gort side [--goroot DIR] --html OUT.html NAME…

Shows our code beside Go's in two columns. The Go code comes from your own source tree, which may
be of a later release than 1.14: what was renamed or moved since is found, and the head of the
column says so. Calls of one name, equal strings and equal labels stand on one line.

NAME is a function or type (execute, gQueue.push, pushCall), one of a certain file (chan.go#send),
or a whole file, by Go's name or ours (proc.go, proc.c). The `// go:` lines above our functions
say what stands beside what.

    --goroot DIR   the Go tree; else $GOROOT, what `go env GOROOT` says, or the one Debian installs
    --width N      columns of the terminal; else its own
    --html OUT     write a page instead
"""

import collections
import functools
import glob
import html
import itertools
import os
import re
import shutil
import subprocess
import sys
import textwrap

import toolchain

REF = re.compile(r"//\s*go:\s*([A-Za-z0-9_]+\.(?:go|s))#(\S+)")
SOURCES = ("runtime/**/*.[chS]", "gc_stubs/*.[ch]", "asm_amd64/*.S", "rt0/*.S")
GO_ROOMS = ("runtime", "runtime/internal/*")
# What became of functions of 1.14 in later releases under a name of its own: they were renamed, or
# merged into another.
LATER = {
    "afterfork": "syscall_runtime_AfterFork",
    "beforefork": "syscall_runtime_BeforeFork",
    "gcSetTriggerRatio": "gcControllerState.commit",
    "gomcache": "getMCache",
    "largeAlloc": "mcache.allocLarge",
    "mSysStatDec": "sysMemStat.add",
    "mSysStatInc": "sysMemStat.add",
    "msigsave": "sigsave",
    "mspan.sweep": "sweepLocked.sweep",
    "pageAlloc.compareSearchAddrTo": "offAddr.lessThan",
    "pipe": "pipe2",
    "scavengeSleep": "scavengerState.sleep",
    "selectnbrecv2": "selectnbrecv",
    "semroot": "semTable.rootFor",
    "wakeScavenger": "scavengerState.wake",
}

# One of our pieces of code: where it is, its text, and the name that it defines in C or assembly.
Piece = collections.namedtuple("Piece", "path line lines name")


def goroot(given):
    candidates = [given] if given else [os.environ.get("GOROOT")]
    if not given:
        if shutil.which("go"):
            said = subprocess.run(["go", "env", "GOROOT"], capture_output=True, text=True)
            candidates.append(said.stdout.strip())
        candidates += ["/usr/local/go"] + sorted(glob.glob("/usr/share/go-1.*"), reverse=True)
    for dir in candidates:
        if dir and os.path.isdir(os.path.join(dir, "src", "runtime")):
            return dir
    if given:
        raise toolchain.Error(f"side: {given}: no src/runtime in it")
    raise toolchain.Error("side: no Go source tree found; name one with --goroot, or install "
                          "the package golang-1.19-src")


def block_end(lines, start):
    """The last line of the function or type that begins at start: the first line that closes it
    at its own indent."""
    opens = lines[start].split("//")[0].rstrip()
    indent = opens[:len(opens) - len(opens.lstrip())]
    brace_follows = start + 1 < len(lines) and lines[start + 1].startswith("{")
    if opens.endswith("}") or not (opens.endswith(("{", "(", ",")) or brace_follows):
        return start
    for i in range(start + 1, len(lines)):
        if lines[i].startswith((indent + "}", indent + ")")):
            return i
    return len(lines) - 1


def comment_start(lines, i):
    """The first line of the comment that ends above line i."""
    while i > 0 and lines[i - 1].lstrip().startswith("//"):
        i -= 1
    return i


def ours():
    """All of our code that names a Go twin: (Go file, name) -> [Piece]."""
    found = {}
    for pattern in SOURCES:
        pattern = os.path.join(toolchain.ROOT, pattern)
        for path in sorted(glob.glob(pattern, recursive=True)):
            with open(path) as f:
                lines = f.read().split("\n")
            for i, line in enumerate(lines):
                if ref := REF.match(line):
                    piece = our_piece(path, lines, i)
                    found.setdefault((ref[1], ref[2]), []).append(piece)
    return found


def our_piece(path, lines, mark):
    """The function or type below the `// go:` line at mark, with the whole comment above it."""
    first = comment_start(lines, mark)
    code = mark
    while code + 1 < len(lines) and lines[code].startswith("//"):
        code += 1
    if path.endswith(".S"):
        last = code
        while last + 1 < len(lines) and not lines[last].startswith(("END(", "\t.size")):
            last += 1
    else:
        last = block_end(lines, code)
    name = re.search(r"TEXT\((\w+)|\bstruct (\w+)|(\w+)\(", lines[code])
    return Piece(os.path.relpath(path, toolchain.ROOT), first + 1, lines[first:last + 1],
                 name and (name[1] or name[2] or name[3]))


def declarations(lines, assembly):
    """The names that a Go file declares: name -> line, methods as Type.method."""
    found = {}
    group = False
    for i, line in enumerate(lines):
        if assembly:
            # TEXT runtime·mcall<ABIInternal>(SB), TEXT ·Cas(SB)
            m = re.match(r"TEXT\s+(?:[^\s(]*·)?(\w+)(?:<\w*>)*\(SB\)", line)
        elif m := re.match(r"func \((?:\w+ )?\s*\*?(\w+)(?:\[[^]]*\])?\) (\w+)", line):
            found.setdefault(f"{m[1]}.{m[2]}", i)
            continue
        elif re.match(r"(type|var|const) \(", line):
            group = True
            continue
        elif group:
            group = not line.startswith(")")
            m = re.match(r"\t(\w+)", line)
        else:
            m = re.match(r"(?:func|type|var|const) (\w+)", line)
        if m:
            found.setdefault(m[1], i)
    return found


class GoTree:
    """What the Go tree declares."""

    def __init__(self, root):
        self.src = os.path.join(root, "src")

    @functools.cache
    def file(self, path):
        """The lines of a file, and its declarations."""
        with open(path, errors="replace") as f:
            lines = f.read().split("\n")
        return lines, declarations(lines, path.endswith(".s"))

    @functools.cached_property
    def paths(self):
        """The runtime's files for this system, the package runtime first."""
        found = (glob.glob(os.path.join(self.src, room, "*.[gs]*")) for room in GO_ROOMS)
        found = (sorted(paths) for paths in found)
        return [p for p in itertools.chain.from_iterable(found)
                if p.endswith((".go", ".s")) and toolchain.wanted(p)]

    def find(self, file, name):
        """(path, line, name as it is spelt there), or None: in Go 1.14's file or in another one,
        in either under this name or with other capitals, or under a later name."""
        same = [p for p in self.paths if os.path.basename(p) == file]
        for paths in (same, self.paths):
            for fold in (str, str.lower):
                for path in paths:
                    for there, line in self.file(path)[1].items():
                        if fold(there) == fold(name):
                            return path, line, there
        return self.find(file, LATER[name]) if name in LATER else None

    def column(self, file, name):
        """Go's code: (head of the column, lines)."""
        found = self.find(file, name)
        if not found:
            return file, [f"(this Go has no {name})"]
        path, at, there = found
        lines, _ = self.file(path)
        first = comment_start(lines, at)
        if path.endswith(".s"):
            last = at
            while last + 1 < len(lines) and not lines[last + 1].startswith("TEXT"):
                last += 1
            while not lines[last].strip() or lines[last].startswith("//"):
                last -= 1
        else:
            last = block_end(lines, at)
        head = f"{os.path.basename(path)}:{first + 1}"
        if there != name:
            head += f" ({there}, renamed or merged since 1.14)"
        if os.path.basename(path) != file:
            head += f" (in {file} in 1.14)"
        return head, lines[first:last + 1]


def select(found, names):
    """The keys that the arguments ask for; those of a file in our order."""
    keys = []
    for name in names:
        hits = matches(found, name)
        if not hits:
            raise toolchain.Error(f"side: {name}: none of our functions, types or files has this "
                                  "Go name")
        keys += hits
    return keys


def matches(found, name):
    if re.fullmatch(r"\w+\.(go|s)", name):
        return [k for k in found if k[0] == name]
    if re.fullmatch(r"\w+\.[chS]", name):
        return [k for k in found if any(os.path.basename(p.path) == name for p in found[k])]
    if "#" in name:
        return [k for k in found if k == tuple(name.split("#", 1))]
    whole = [k for k in found if k[1] == name] or \
            [k for k in found if k[1].lower() == name.lower()]
    if whole:
        return whole
    last = [k for k in found if k[1].split(".")[-1] == name]
    if len(last) > 1:
        candidates = ", ".join(f"{file}#{whole}" for file, whole in last)
        raise toolchain.Error(f"side: {name}: which of {candidates}?")
    return last


# What is no call though a parenthesis follows: keywords, and declarations of functions.
NO_CALL = {"if", "for", "switch", "while", "return", "sizeof", "func", "defer", "go", "case"}
STRING = re.compile(r'"((?:\\.|[^"\\])*)"')


def anchors(line):
    """What must stand beside the same thing on the other side: calls by the last part of the name,
    strings, labels."""
    found = {("string", s) for s in STRING.findall(line) if s}
    code = STRING.sub('""', line).split("//")[0]
    if label := re.match(r"\s*(\w+):;?\s*$", code):
        found.add(("label", label[1].lower()))
    calls = re.findall(r"(\w+)\(|(?i:\bcall|\bjmp)\s+[\w·∕.]*?(\w+)\b(?![·∕.])", code)
    for name in map("".join, calls):
        name = name.rstrip("_").split("_")[-1].lower()
        if name not in NO_CALL | {"sb", "sp", "fp", ""}:
            found.add(("call", name))
    return found


def head_of(lines):
    """The first line of code."""
    return next((i for i, line in enumerate(lines) if not line.startswith("//")), None)


def aligned(left, right):
    """Pairs of line numbers, None for a blank: lines with shared anchors stand side by side, as
    many as the order on both sides allows."""
    a, b = [anchors(line) for line in left], [anchors(line) for line in right]
    i, j = head_of(left), head_of(right)
    if i is not None and j is not None:
        a[i], b[j] = a[i] | {"head"}, b[j] | {"head"}
    # best[i][j]: the anchors that the lines from i and j on can share.
    best = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i in reversed(range(len(a))):
        for j in reversed(range(len(b))):
            shared = len(a[i] & b[j])
            best[i][j] = max(best[i + 1][j], best[i][j + 1], shared and shared + best[i + 1][j + 1])
    met = []
    i = j = 0
    while i < len(a) and j < len(b):
        shared = len(a[i] & b[j])
        if shared and best[i][j] == shared + best[i + 1][j + 1]:
            met.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    rows = []
    i = j = 0
    for to_i, to_j in [*met, (len(a), len(b))]:
        rows += between(left, range(i, to_i), right, range(j, to_j))
        if to_i < len(a):
            rows.append((to_i, to_j))
        i, j = to_i + 1, to_j + 1
    return rows


def between(left, a, right, b):
    """Rows for what has no shared anchors. On the shorter side the ends of what is above stay up
    there, and the rest stands above what comes next, for example a condition above its call."""
    short = min(len(a), len(b))
    lines, part = (left, a) if len(a) == short else (right, b)
    ends = list(itertools.takewhile(lambda k: not lines[k].strip(" \t;)}"), part))
    gap = [None] * (max(len(a), len(b)) - short)
    part = [*ends, *gap, *part[len(ends):]]
    return zip(part, b) if lines is left else zip(a, part)


def wrapped(line, width):
    """The line at that width: cut between words, what follows hangs by four columns more."""
    line = line.expandtabs(4).rstrip()
    if len(line) <= width:
        return [line]
    indent = len(line) - len(line.lstrip())
    hang = " " * min(indent + 4, width // 2)
    return textwrap.wrap(line, width, subsequent_indent=hang, break_on_hyphens=False)


def columns(left, right, width):
    half = (width - 3) // 2
    for i, j in [(None, None), *aligned(left[1], right[1])]:
        a = wrapped(left[1][i], half) if i is not None else []
        b = wrapped(right[1][j], half) if j is not None else []
        if i is j is None:
            a, b = wrapped(left[0], half) + [""], wrapped(right[0], half) + [""]
        for x, y in itertools.zip_longest(a, b, fillvalue=""):
            yield f"{x:{half}} │ {y}".rstrip()


def pairs(tree, found, keys):
    """What stands side by side: (name, (head, lines), (head, lines)). tree: None for none."""
    for key in keys:
        right = tree.column(*key) if tree else ("no Go source tree", [])
        for piece in found[key]:
            yield "#".join(key), (f"{piece.path}:{piece.line}", piece.lines), right


STYLE = """
body { font: 14px/1.45 system-ui, sans-serif; margin: 0; color: #1c2733; background: #f6f7f9 }
header { padding: 14px 22px; background: #fff; border-bottom: 1px solid #d8dee6 }
nav { columns: 14em; padding: 12px 22px; font-size: 13px }
a { color: #0a58a5; text-decoration: none }
a:hover { background: #dcebfa }
section { margin: 0 22px 22px; background: #fff; border: 1px solid #d8dee6; border-radius: 6px }
h2 { font-size: 15px; margin: 0; padding: 8px 14px; border-bottom: 1px solid #d8dee6;
  background: #eef2f6; border-radius: 6px 6px 0 0 }
.side { scroll-margin-top: 60px }
.side table { table-layout: fixed; width: 100%; border-collapse: collapse; margin: 8px 0 }
.side td, .side th { width: 50%; height: 17px; vertical-align: top; text-align: left;
  white-space: pre-wrap; overflow-wrap: anywhere; font: 12px/1.4 ui-monospace, monospace;
  padding: 0 14px; padding-left: calc((var(--indent, 0) + 4) * 1ch + 14px); text-indent: -4ch }
.side td a { color: inherit; text-decoration: underline dotted #0a58a5 }
.side td + td, .side th + th { border-left: 1px solid #d8dee6 }
.side th { color: #6b7886; padding-bottom: 6px }
.c { color: #4d7a4b } .s { color: #9a4a12 } .k { color: #7b2f9e } .n { color: #0b6b74 }
.l { color: #b02a37 }
"""
PAGE = """<!DOCTYPE html>
<html lang="en"><meta charset="utf-8"><title>{title}</title>
<style>{style}
header {{ position: sticky; top: 0 }}
</style>
<header><b>{title}</b> — left: gort, right: Go from {root}</header>
<nav>{nav}</nav>
{body}
</html>
"""

KEYWORDS = """break bool byte case chan char const continue default defer do else enum extern false
    fallthrough float64 for func go goto hidden if import int int32 int64 interface len map nil
    package range return select sizeof static string struct switch true type typedef uint8 uint32
    uint64 uintptr union unsafe var void while""".split()
TOKEN = re.compile(r"(?P<c>//.*|/\*.*?\*/)"
                   r"|(?P<s>\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])+'|`[^`]*`)"
                   r"|(?P<l>^\s*(?!default\b)\w+:(?=;?$))"
                   rf"|(?P<k>\b(?:{'|'.join(KEYWORDS)})\b)"
                   r"|(?P<n>\b\d\w*\b)"
                   r"|(?P<call>[A-Za-z_]\w*(?=\())|\w+|.")


def coloured(line, links):
    """One line for the page; calls of what the page shows are links."""
    out = []
    for m in TOKEN.finditer(line):
        text, kind = html.escape(m.group()), m.lastgroup
        if kind == "call":
            to = links.get(m.group())
            text = f'<a href="#{html.escape(to)}">{text}</a>' if to else text
        elif kind:
            text = f'<span class="{kind}">{text}</span>'
        out.append(text)
    return "".join(out)


def cell(lines, i, links):
    if i is None:
        return "<td></td>"
    line = lines[i].expandtabs(4).rstrip()
    code = line.lstrip()
    return f'<td style="--indent:{len(line) - len(code)}">{coloured(code, links)}</td>'


def targets(found, keys):
    """Names of calls -> the entry that they lead to, for our column and for Go's. A method of Go
    is known by its last part, if that is no other entry's."""
    left, right, twice = {}, {}, set()
    for key in keys:
        to = "#".join(key)
        for piece in found[key]:
            left[piece.name] = to
        last = key[1].split(".")[-1]
        if last in right and right[last] != to:
            twice.add(last)
        right[last] = to
        right.setdefault(last.lower(), to)
    return left, {name: to for name, to in right.items() if name not in twice}


def sections(items, links):
    """The entries as parts of a page, and links to them."""
    nav, body, known = [], [], set()
    for name, left, right in items:
        anchor = ""
        if name not in known:
            known.add(name)
            anchor = f' id="{html.escape(name)}"'
            short = html.escape(name.split("#")[1])
            nav.append(f'<a href="#{html.escape(name)}">{short}</a><br>')
        rows = [f"<tr><th>{html.escape(left[0])}</th><th>{html.escape(right[0])}</th></tr>"]
        for i, j in aligned(left[1], right[1]):
            rows.append(f"<tr>{cell(left[1], i, links[0])}{cell(right[1], j, links[1])}</tr>")
        table = "\n".join(rows)
        body.append(f'<section class="side"{anchor}><h2>{html.escape(name)}</h2>\n'
                    f"<table>{table}</table></section>")
    return "".join(nav), "\n".join(body)


def page(root, title, items, links):
    nav, body = sections(items, links)
    return PAGE.format(title=html.escape(title), root=html.escape(root), style=STYLE, nav=nav,
                       body=body)


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
        keys = select(found, names)
        items = pairs(GoTree(root), found, keys)
        if out:
            text = page(root, " ".join(names), items, targets(found, keys))
            toolchain.write_whole(out, text)
            return 0
        for name, left, right in items:
            print(name)
            print("\n".join(columns(left, right, width)))
            print()
    except toolchain.Error as e:
        print(f"gort: {e}", file=sys.stderr)
        return 2
    return 0
