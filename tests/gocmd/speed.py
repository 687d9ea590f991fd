"""How long building takes, and how large programs are, beside gccgo with its own library and real
Go: speed.py [ROUNDS]. Processor seconds, the median of rounds in which the toolchains take turns
(doc/SPEED.md). No test.

hello: a program of one file with fmt; project: 50 packages of 100 lines, of which main imports all.
first: with an empty cache; again: nothing has changed; changed: one package has."""

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import GOBIN, ROOT  # noqa: E402

HELLO = 'package main\n\nimport "fmt"\n\nfunc main() { fmt.Println("hello") }\n'
FUNCTION = """
// Sum{n} adds what the words of a text are worth.
func Sum{n}(text string, worth map[string]int) (total int, err error) {{
	for i, word := range strings.Fields(text) {{
		value, ok := worth[strings.ToLower(word)]
		switch {{
		case !ok:
			return 0, fmt.Errorf("%d: unknown word %q", i, word)
		case value < 0:
			defer func() {{ total -= value }}()
		default:
			total += value
		}}
	}}
	sort.Slice(list, func(i, k int) bool {{ return list[i] < list[k] }})
	list = append(list, total)
	return total, nil
}}
"""
CHAINS = {
    "gort": ("go-12", {"GCCGO": os.path.join(ROOT, "cmd", "gort-gccgo")}, ()),
    "libgo": ("go-12", {"GCCGO": "/usr/bin/gccgo-12"}, ()),
    "static libgo": ("go-12", {"GCCGO": "/usr/bin/gccgo-12"}, ("-gccgoflags=-static-libgo",)),
    "real Go": (os.path.join(GOBIN, "go"), {}, ()),
}


def seconds(argv, where, env):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(argv, cwd=where, env=env, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as f:
        f.write(text)


def package(n, change):
    return f"package p{n}\n\nimport (\n\t\"fmt\"\n\t\"sort\"\n\t\"strings\"\n)\n\n" \
        f"var list = []int{{{change}}}\n" + "".join(FUNCTION.format(n=i) for i in range(5))


def project(top):
    write(os.path.join(top, "go.mod"), "module speed\n\ngo 1.18\n")
    for n in range(50):
        write(os.path.join(top, f"p{n}", "p.go"), package(n, 0))
    imports = "".join(f'\t"speed/p{n}"\n' for n in range(50))
    calls = "".join(f'\tp{n}.Sum1("a b", nil)\n' for n in range(50))
    write(os.path.join(top, "main.go"),
          f"package main\n\nimport (\n{imports})\n\nfunc main() {{\n{calls}}}\n")


def main(rounds):
    found, sizes = {}, {}
    with tempfile.TemporaryDirectory(prefix="gort-test-") as tmp:
        write(os.path.join(tmp, "hello", "hello.go"), HELLO)
        write(os.path.join(tmp, "hello", "go.mod"), "module hello\n\ngo 1.18\n")
        project(os.path.join(tmp, "project"))
        # The standard library of real Go is in its cache.
        for chain, (go, env, flags) in CHAINS.items():
            full = dict(os.environ, CGO_ENABLED="0", GOCACHE=os.path.join(tmp, "cache"), **env)
            subprocess.run([go, "build", *flags, "-o", os.devnull, "."], env=full, check=True,
                           cwd=os.path.join(tmp, "hello"))
        for round_ in range(rounds):
            change = 0
            for chain, (go, env, flags) in CHAINS.items():
                cache = os.path.join(tmp, "cache-now")
                shutil.rmtree(cache, ignore_errors=True)
                shutil.copytree(os.path.join(tmp, "cache"), cache)
                full = dict(os.environ, CGO_ENABLED="0", GOCACHE=cache, **env)
                for what in ("hello", "project"):
                    where = os.path.join(tmp, what)
                    exe = os.path.join(tmp, f"{what}.{chain.replace(' ', '-')}")
                    build = [go, "build", *flags, "-o", exe, "."]
                    change += 1
                    # Something that no cache has seen.
                    with open(os.path.join(where, "hello.go" if what == "hello" else "main.go"),
                              "a") as f:
                        f.write(f"\n// {round_} {change}\n")
                    if what == "project":
                        for n in range(50):
                            write(os.path.join(where, f"p{n}", "p.go"),
                                  package(n, f"{round_}, {change}"))
                    steps = {"first": seconds(build, where, full)}
                    steps["again"] = seconds(build, where, full)
                    if what == "project":
                        write(os.path.join(where, "p7", "p.go"),
                              package(7, f"{round_}, {change}, 1"))
                        steps["changed"] = seconds(build, where, full)
                    for step, s in steps.items():
                        found.setdefault((what, step), {}).setdefault(chain, []).append(s)
                    sizes.setdefault(what, {})[chain] = os.path.getsize(exe)
            source = os.path.join(tmp, "hello", "hello.go")
            out = os.path.join(tmp, "direct")
            for chain, argv in {
                    "gort": [os.path.join(ROOT, "gort"), "build", "-o", out, source],
                    "libgo": ["gccgo-12", "-g", "-O2", "-o", out, source],
                    "static libgo": ["gccgo-12", "-g", "-O2", "-static-libgo", "-o", out,
                                     source]}.items():
                found.setdefault(("hello", "no go command"), {}).setdefault(chain, []).append(
                    seconds(argv, tmp, dict(os.environ)))
    print("| |" + "|".join(CHAINS) + "|\n|---|" + "---|" * len(CHAINS))
    for (what, step), times in found.items():
        print(f"| {what}, {step} | " + " | ".join(
            f"{statistics.median(times[c]):.2f}" if c in times else "" for c in CHAINS) + " |")
    for what, size in sizes.items():
        print(f"| {what}, MB | " + " | ".join(f"{size[c] / 1e6:.2f}" for c in CHAINS) + " |")


main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
