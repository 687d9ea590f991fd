"""Builds and runs a test of the assembly alone. Usage: asm.py BUILDDIR NAME: `switch` is linked as
a program of the runtime is, with those members of the archive that it does not replace; `memmove`
is a program of the host's libc."""

import os
import subprocess
import sys
import tempfile

build, name = sys.argv[1:]
here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(here, "..", "..", "cmd"))
import toolchain  # noqa: E402

flags = ["-std=gnu11", "-O2", "-g", "-fno-pic", "-no-pie", "-fno-stack-protector",
         "-fcf-protection=none", "-fno-strict-aliasing", "-mno-avx"]
archive = os.path.join(build, "libgort.a")
with tempfile.TemporaryDirectory() as tmp:
    def compile(source, *extra):
        obj = os.path.join(tmp, source + ".o")
        path = os.path.join(here, source)
        subprocess.run(["gcc", *flags, *extra, "-c", path, "-o", obj], check=True)
        return obj

    exe = os.path.join(tmp, name)
    if name == "memmove":
        objs = [compile("memmove.c", "-fno-builtin")]
        subprocess.run(["gcc", "-no-pie", *objs, archive, "-o", exe], check=True)
    else:
        objs = [compile("switch.c", *toolchain.HEADERS, "-fno-builtin", "-fno-omit-frame-pointer",
                        "-mno-red-zone"),
                compile("switch_user.c", "-fsplit-stack")]
        subprocess.run(["gcc", "-nostdlib", "-static", "-no-pie", "-Wl,-e,_rt0_amd64_linux",
                        "-Wl,-z,noexecstack", *objs, archive, "-lgcc", "-o", exe], check=True)
    done = subprocess.run([exe, "x"], stdout=subprocess.PIPE, timeout=60)
    sys.stdout.buffer.write(done.stdout)
    sys.exit(1 if done.returncode else 0)
