"""The driver, which the launcher calls: one module for each command."""

import sys

import toolchain

COMMANDS = {
    "run": "build and run: gort run FILE|DIR… [-- ARGS]",
    "build": "build a program: gort build -o OUT FILE|DIR…",
    "go": "the go command on gort: gort go build|run|test|vet|list …",
    "test": "run the tests: gort test [SUITE…]",
    "schedcmp": "compare the schedtrace of gort and of real Go: gort schedcmp PROG.go",
    "timeline": "draw what ran when, as a page: gort timeline PROG.go|TRACE…",
    "walk": "go along a chain of functions in gdb: gort walk [NAME]",
    "side": "show our code beside Go's: gort side NAME…",
    "bench": "measure beside real Go and libgo: gort bench [--scaling] [CASE…]",
    "env": "print the flags a compiler backend needs: gort env [NAME]",
}
LINK = ("run", "build", "test", "env")  # these take --gc=NAME and --study


def usage(out):
    print("usage: gort COMMAND …\n", file=out)
    for name, line in COMMANDS.items():
        print(f"    {name:10} {line}", file=out)
    print("\n`gort COMMAND --help` says more.", file=out)


def main(argv):
    if not argv or argv[0] in ("help", "-h", "--help"):
        usage(sys.stdout)
        return 0
    name, args = argv[0], argv[1:]
    if name not in COMMANDS:
        print(f"gort: unknown command {name!r}; `gort help` lists them", file=sys.stderr)
        return 2
    module = __import__(f"cmd_{name}")
    # gort's own arguments; those after go's command are the go command's.
    own = args[:1] if name == "go" else args[: args.index("--") if "--" in args else None]
    if any(a in ("-h", "--help") for a in own):
        print(module.__doc__.strip())
        return 0
    if name in LINK:
        try:
            args = toolchain.take_link_options(args)
        except toolchain.Error as e:
            print(f"gort: {name}: {e}", file=sys.stderr)
            return 2
    return module.main(args)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(141)
