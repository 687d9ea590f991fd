"""Real Go, which builds programs to be compared with gort."""

import os
import re
import shutil
import subprocess
import sys
import tempfile

import toolchain

GO = "/usr/lib/go-1.19/bin/go"


def find(command, given=None):
    """The go command, and its version: the one that is given, that of PATH, or Debian's."""
    go = given or shutil.which("go") or GO
    if not (shutil.which(go) or os.access(go, os.X_OK)):
        if given:
            raise toolchain.Error(f"{command}: {given}: not there")
        raise toolchain.Error(f"{command}: real Go is not installed; "
                              "install the package golang-1.19-go")
    done = subprocess.run([go, "version"], capture_output=True, text=True)
    m = re.search(r"go version (\S+)", done.stdout)
    if not m:
        raise toolchain.Error(f"{command}: {go}: `{go} version` does not answer as Go does")
    return go, m[1]


def build(command, go, files, out):
    """Builds the program of these files."""
    env = dict(os.environ, GO111MODULE="off", GOPROXY="off", GOFLAGS="", CGO_ENABLED="0")
    env.pop("GOROOT", None)  # it may be another release's
    with tempfile.TemporaryDirectory(prefix="gort-") as tmp:
        env.setdefault("GOCACHE", os.path.expanduser("~/.cache/go-build") if "HOME" in os.environ
                       else tmp)
        done = subprocess.run([go, "build", "-o", out, *map(os.path.abspath, files)],
                              capture_output=True, text=True, env=env)
    if done.returncode != 0:
        sys.stderr.write(done.stdout + done.stderr)
        raise toolchain.Error(f"{command}: real Go cannot build {files[0]}")
