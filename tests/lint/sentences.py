"""Draws sentences from comments (C, assembly, Python) and documents, to be judged by a reader who
does not know the code: each should be clear at the first reading. This is no test. Prints the seed,
and the place of each sentence.
Usage: sentences.py [--seed N] [--count 30]"""

import argparse
import ast
import os
import random
import re
import subprocess

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def paragraphs(path, text):
    """(first line, text) of each paragraph of prose."""
    if path.endswith(".py"):
        for node in ast.walk(ast.parse(text)):
            documented = isinstance(node, (ast.Module, ast.FunctionDef, ast.ClassDef))
            if documented and ast.get_docstring(node):
                yield node.body[0].lineno, ast.get_docstring(node)
    sign = r"#" if path.endswith(".py") else r"//"
    prose, first, fenced, reference = [], 0, False, False
    for n, line in enumerate(text.split("\n") + [""], 1):
        if path.endswith(".md"):
            fenced ^= line.startswith("```")
            other = fenced or re.match(r"```|#|\||    |<", line)
            piece = "" if other else re.sub(r"^(?:- |\d+\. )", "\f", line)
            if line.startswith("| ") and not path.endswith(("COVERAGE.md", "INJECTION.md")):
                for cell in line.strip("|\n ").split(" | "):
                    yield n, cell
        else:
            comment = re.match(rf"\s*{sign} (.*)", line)
            piece = comment.group(1) if comment else ""
            if piece.startswith("go: "):
                piece, reference = "\f" + re.sub(r"go: (none — |\S+( \[\w+\] )?)", "", piece), True
            elif reference and piece.startswith("    "):
                piece = piece.strip()  # goes on
            elif reference:
                piece, reference = "\f" + piece, False
            if re.match(r"\t|\s{2,}", piece) or re.search(r"[─│►═]", piece):
                piece = ""
            if piece.startswith("mo:"):
                piece = "\f" + piece
        if prose and (not piece or piece.startswith("\f")):
            yield first, " ".join(prose)
            prose = []
        if piece.strip("\f "):
            first = first if prose else n
            prose.append(piece.strip("\f "))


def sentences():
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    for path in tracked.stdout.split("\n"):
        if not path.endswith((".c", ".h", ".S", ".py", ".md")) or path.startswith("testdata/"):
            continue
        with open(os.path.join(ROOT, path)) as f:
            for line, prose in paragraphs(path, f.read()):
                for sentence in re.split(r"(?<=[.!?]) +(?=[A-Z`_(])", " ".join(prose.split())):
                    if len(re.findall(r"[A-Za-z]{2,}", sentence)) >= 6:
                        yield f"{path}:{line}", sentence


def main():
    options = argparse.ArgumentParser(usage=__doc__.rpartition("Usage: ")[2])
    options.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    options.add_argument("--count", type=int, default=30)
    args = options.parse_args()
    found = list(sentences())
    print(f"seed {args.seed}, {args.count} of {len(found)} sentences")
    for n, (place, sentence) in enumerate(random.Random(args.seed).sample(found, args.count), 1):
        print(f"\n{n}. {place}\n{sentence}")


main()
