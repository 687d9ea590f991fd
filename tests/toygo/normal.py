"""What of a program's output must be as with real Go: all that it prints, and of a report the
beginning, up to the head of the first goroutine's traceback."""

import re


def normal(err):
    err = re.sub(r"^goroutine \d+ (\[[^\]]*\]:)\n.*", r"goroutine N \1\n", err,
                 flags=re.M | re.S)
    err = re.sub(r"^exit status \d+\n", "", err, flags=re.M)
    return re.sub(r"0x[0-9a-f]+", "0x?", err)
