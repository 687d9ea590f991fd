"""What of a program's output must be as with real Go: all that it prints, and of a report the head,
and the program's functions, with their lines, in the traceback of the first goroutine."""

import re

HEAD = re.compile(r"^goroutine \d+ (\[[^\]]*\]:)\n(.*?)(^\n.*|\Z)", re.M | re.S)
FRAME = re.compile(r"^((?:created by )?main\..*?)(?:\([^()]*\))?\n\t.*/(\w+\.go:\d+)", re.M)
# Of a function that defers, some backends make two: the inner one has its body.
BODY = re.compile(r"^(main\..*)\.body\n(\t.*\n)\1\n\t.*\n", re.M)


def report(m):
    frames = "".join(f"{name}\n\t{line}\n" for name, line in FRAME.findall(m[2]))
    return f"goroutine N {m[1]}\n" + BODY.sub(r"\1\n\2", frames)


def normal(err):
    err = HEAD.sub(report, re.sub(r"^exit status \d+\n", "", err, flags=re.M))
    return re.sub(r"0x[0-9a-f]+", "0x?", err)
