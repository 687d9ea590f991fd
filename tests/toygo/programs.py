"""The toy compiler's programs (testdata/toygo) do with each backend what they do with real Go: the
same output and exit status with one, two and eight Ps, with a collection at each chance, and under
a storm of signals. All programs of a backend are linked into one. Usage: programs.py [NAME…]
GORT_SOAK=1: all programs with each number of Ps in each of these settings, and with both hard ones
at once, three times."""

import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "lib"), os.path.join(HERE, "..", "..", "toygo")]
from harness import ROOT, fail, run, skip, text, toolchain  # noqa: E402
import toygo  # noqa: E402
from normal import normal  # noqa: E402

FOLDER = os.path.join(ROOT, "testdata", "toygo")
PROCS = [{"GOMAXPROCS": n} for n in "128"]
HARD = [{"GOGC": "1"}, {"GORT_STORM": "2000"}, {"GOGC": "1", "GORT_STORM": "2000"}]
# Calls the program whose number is the argument; programs of the stack ABI keep no register.
MAIN = """
#include <gort.h>
#include <stdlib.h>
%s
static void (*const programs[])(void) = {%s};
void call(void (*fn)(void));
__asm__(".text\\n.type call,@function\\ncall: .cfi_startproc\\n"
        "push %%rbp\\n.cfi_adjust_cfa_offset 8\\n.cfi_rel_offset rbp,0\\nmov %%rsp,%%rbp\\n"
        ".cfi_def_cfa_register rbp\\n"
        "push %%rbx\\npush %%r12\\npush %%r13\\npush %%r14\\npush %%r15\\nsub $8,%%rsp\\n"
        "call *%%rdi\\nadd $8,%%rsp\\npop %%r15\\npop %%r14\\npop %%r13\\npop %%r12\\npop %%rbx\\n"
        "pop %%rbp\\n.cfi_def_cfa rsp,8\\nret\\n.cfi_endproc\\n.size call,.-call");
int main(int argc, char **argv)
{
	(void)argc;
	call(programs[atoi(argv[1])]);
	return 0;
}
"""


def mine(code, n):
    """The code with names of its own, to be linked with others."""
    code = re.sub(r'("|\\22)(main|toygo)\.', rf'\1p{n}.\2.', code)
    code = re.sub(r"(?<![.\w])toygo\.(?=run\b)", f"p{n}.toygo.", code)
    code = code.replace(".L", f".Lp{n}.")
    return re.sub(r"^(\s*\.(?:file|loc)) 1 ", rf"\1 {n + 1} ", code, flags=re.M)


def together(names, backend, tmp):
    """One program of all these, which takes the number of the one to run."""
    _, suffix, *_ = toygo.BACKENDS[backend]
    codes = [mine(toygo.compile(os.path.join(FOLDER, name + ".go"), backend), n)
             for n, name in enumerate(names)]
    file = os.path.join(tmp, backend + suffix)
    if suffix == ".s":
        parts = [(file, "".join(codes))]
    else:
        parts = [(f"{file[:-3]}{n}.ll", code) for n, code in enumerate(codes)]
    for path, code in parts:
        with open(path, "w") as f:
            f.write(code)
    if suffix == ".ll":
        subprocess.run(["llvm-link", "-S", "-o", file, *(p for p, _ in parts)], check=True)
    main = os.path.join(tmp, f"main_{backend}.c")
    with open(main, "w") as f:
        f.write(MAIN % ("".join(f'void p{n}(void) __asm__("p{n}.main.main");\n'
                                for n in range(len(names))),
                        ", ".join(f"p{n}" for n in range(len(names)))))
    out = os.path.join(tmp, backend)
    options = {"abi0": {"abi0": [file]}, "asm": {"stack": 8 << 20}}
    toolchain.build([main, file], out, **options.get(backend, {}))
    return out


def alone(err, n):
    """What program n prints, as if it had not been linked with others: its own names, and no call
    before its main function."""
    err = err.replace(f"p{n}.main.", "main.")
    return re.sub(r"^call\(\.\.\.\)\n(.+\n)*", "", err, flags=re.M)


def check(exe, n, name, backend, env):
    with open(os.path.join(FOLDER, name + ".want")) as f:
        want = f.read()
    done = run([exe, str(n)], env=env)
    got = f"status {done.returncode}\n{normal(alone(text(done.stderr), n))}{text(done.stdout)}"
    if got == want:
        return []
    return [f"{name}, backend {backend}, {env}:\n{text(done.stderr)[:3000]}\n"
             f"— status {done.returncode}; real Go:\n{want}"]


def main(names):
    names = names or sorted(os.path.basename(f)[:-3]
                            for f in glob.glob(os.path.join(FOLDER, "*.go")))
    failed, runs = [], 0
    long = bool(os.environ.get("GORT_SOAK"))
    if not (shutil.which("clang") and shutil.which("llvm-link")):
        skip("needs clang and llvm-link")
    with tempfile.TemporaryDirectory(prefix="gort-test-") as tmp:
        for backend in toygo.BACKENDS:
            exe = together(names, backend, tmp)
            for n, name in enumerate(names):
                envs = PROCS
                if long:
                    envs = 3 * [{**procs, **hard} for hard in [{}] + HARD for procs in PROCS]
                elif n % 8 == 0:
                    envs = PROCS + [{**hard, "GOMAXPROCS": "2"} for hard in HARD[:2]]
                runs += len(envs)
                for env in envs:
                    failed += check(exe, n, name, backend, env)
    if failed:
        fail("\n".join(failed[:5]), f"\n{len(failed)} of {runs} runs differ")
    print(f"{len(names)} programs, {runs} runs")


if __name__ == "__main__":
    main(sys.argv[1:])
