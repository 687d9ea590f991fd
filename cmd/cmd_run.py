"""
usage: gort run [--cpuprofile OUT] [--trace OUT] [OPTIONS of gort build] FILE|DIR… [-- ARGS]

Builds the program as `gort build` does and runs it with ARGS. The exit status is the program's own
(128+N if signal N ended it), or 2 if the program could not be built.

--gc=stubs links a collector that does nothing: no memory is freed (gc_stubs/).
--study links a runtime for gdb: no function is inlined, and each that Go has is there by its name
(break runtime.doSigPreempt).
--cpuprofile OUT writes a CPU profile to the file OUT, for `go tool pprof OUT`, and --trace OUT an
execution trace, for `go tool trace OUT`. Both cover the program from before its initialisers to the
end of main, a call of os.Exit, a panic, a fatal error of a goroutine or a deadlock. A program that
ends in another way, by a signal or a stack overflow, leaves the profile empty and the trace
incomplete.
"""

import os
import signal
import subprocess
import sys

import toolchain


def execute(argv, env):
    """The exit status of the program, to which the signals go that are meant for us: those of the
    terminal it gets anyway, the others we hand on."""
    handed = {signal.SIGTERM, signal.SIGHUP}
    signal.pthread_sigmask(signal.SIG_BLOCK, handed)  # until the program is there to get them
    for s in (signal.SIGINT, signal.SIGQUIT):
        signal.signal(s, signal.SIG_IGN)

    def default():
        for s in (signal.SIGINT, signal.SIGQUIT):
            signal.signal(s, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, handed)

    with subprocess.Popen(argv, env=env, preexec_fn=default) as program:
        for s in handed:
            if signal.getsignal(s) is not signal.SIG_IGN:
                signal.signal(s, lambda number, _: program.send_signal(number))
        signal.pthread_sigmask(signal.SIG_UNBLOCK, handed)
        status = program.wait()
    return status if status >= 0 else 128 - status


def main(args):
    cut = args.index("--") if "--" in args else len(args)
    args, rest = args[:cut], args[cut + 1:]
    env = dict(os.environ)
    for option, variable in ("--cpuprofile", "GORT_CPUPROFILE"), ("--trace", "GORT_TRACE"):
        if option in args:
            at = args.index(option)
            if at + 1 == len(args):
                print(f"gort: run: {option} needs a file to write to", file=sys.stderr)
                return 2
            env[variable] = os.path.abspath(args[at + 1])
            del args[at:at + 2]
    try:
        files, options, unknown = toolchain.build_options(args)
    except toolchain.Error as e:
        print(f"gort: {e}", file=sys.stderr)
        return 2
    if options.pop("library", None):
        unknown = ["--shared or --archive"]
    if unknown:
        print(f"gort: run: unknown option {unknown[0]}; the program's own arguments come after --",
              file=sys.stderr)
        return 2
    try:
        with toolchain.scratch() as tmp:
            exe = os.path.join(tmp, toolchain.program_name(files))
            toolchain.build(files, exe, **options)
            return execute([exe, *rest], env)
    except (toolchain.Error, OSError) as e:
        print(f"gort: {e}", file=sys.stderr)
        return 2
