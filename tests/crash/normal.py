"""Removes what may differ between a crash report of real Go and one of ours. Functions, files and
lines of the program stay; so do arguments if asked for (arguments.py compares them)."""

import re

# A frame's function, its arguments, and the line of its file with the offset in the function, which
# an inlined call does not have.
ARGS = re.compile(r"^([a-z]\S*?)\(((?:\{?0x|\.\.\.)[^()]*|)\)(?=(\n\t.*:\d+)?( \+0x)?)", re.M)
FRAME = re.compile(r"(?<=\d)(?: \+0x[0-9a-f]+)?"
                   r"(?: fp=0x[0-9a-f]+ sp=0x[0-9a-f]+ pc=0x[0-9a-f]+)?$", re.M)
ADDRESS = re.compile(r"0x[0-9a-f]+")
# The runtime and the standard library have other lines (and C files); which of their files it is
# stays.
LIBRARY = re.compile(r"^\t(?:\.\./\.\./\.\./src/libgo/go/|/\S*/src/|\.\./(?:\.\./)?|)"
                     r"((?:[a-z0-9_]+/)+)([a-z0-9_]+)\.(?:go|c|h|s|S):\d+", re.M)
# Where the program's own files lie.
PROGRAM = re.compile(r"^\t(?:/\S*/|command-line-arguments/)([^/\s]+\.(?:go|c):)", re.M)
# Which M finds that all are asleep, and how it came there, is chance: the M that stopped last,
# after a search for work or a hand-off, or sysmon's.
TODEADLOCK = re.compile(r"(runtime\.checkdead\((?:\.\.\.)?\)\n\t.*\n)(?:runtime\..*\n\t.*\n)+")


def words(m):
    """A frame with its arguments, in decimal, which the rest leaves alone."""
    values = (w if w == "..." else str(int(w, 16)) for w in m[2].split(", ") if w)
    return f"{m[1]}({', '.join(values) if m[4] else 'inlined'})"


def normal(text, arguments=False):
    text = ARGS.sub(words if arguments else r"\1(...)", text)
    text = FRAME.sub("", text)
    text = LIBRARY.sub(lambda m: "\t" + re.sub("asm_amd64|gc_stubs", "runtime", m[1]) + m[2], text)
    text = PROGRAM.sub(r"\t\1", text)
    text = TODEADLOCK.sub(r"\1", text)
    text = ADDRESS.sub("0x?", text)
    # The ids of all goroutines but main's depend on the P that makes them: they are numbered anew
    # in order of appearance.
    ids = {"0": "0", "1": "1"}

    def renumbered(m):
        return m[1] + ids.setdefault(m[2], f"#{len(ids)}") + m[3]

    return re.sub(r"^(goroutine )(\d+)( )", renumbered, text, flags=re.M)
