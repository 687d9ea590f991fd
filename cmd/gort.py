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
# What these take of --gc=NAME, --study and the like is known before they begin. go, which takes
# them too, knows its own arguments from those of the go command.
LINK = ("run", "build", "test", "env")


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


def end(number, _):
    sys.exit(128 + number)


def status(argv):
    """The exit status. A signal that ends us, or a mistake of the system, such as a full disk, lets
    us remove our files first. The tests end by the signals that meson gets."""
    import os
    import signal
    if argv[:1] != ["test"]:
        for s in (signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(s) is signal.SIG_DFL:
                signal.signal(s, end)
    try:
        result = main(argv)
        if sys.stdout:
            sys.stdout.flush()
        return result
    except KeyboardInterrupt:
        result = 130
    except BrokenPipeError:
        result = 141
    except OSError as e:
        print(f"gort: {e}", file=sys.stderr)
        result = 2
    # What is left to be written would fail once more.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return result


if __name__ == "__main__":
    sys.exit(status(sys.argv[1:]))
