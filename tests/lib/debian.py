"""Shared by the tests of Go libraries that Debian ships: the go command of each toolchain."""

import os
import subprocess

from harness import GOBIN, ROOT

SOURCES = "/usr/share/gocode"
# Toolchain → the go command, what it needs in the environment, and flags for a program that runs
# anywhere.
CHAINS = {
    "gort": ("go-12", {"GCCGO": os.path.join(ROOT, "cmd", "gort-gccgo")}, []),
    "libgo": ("go-12", {"GCCGO": "/usr/bin/gccgo-12"}, ["-gccgoflags=-static-libgo"]),
    "real Go": (os.path.join(GOBIN, "go"), {}, []),
}


def listed(folder):
    """Import path → Debian package, from list.txt in that folder."""
    with open(os.path.join(folder, "list.txt")) as f:
        return {path: package for package, path in map(str.split, f)}


def there(path):
    """Whether the library is installed."""
    return os.path.isdir(os.path.join(SOURCES, "src", path))


def go(chain, tmp, command, *args):
    """Runs the go command in tmp, where src has packages that come before Debian's."""
    exe, env, flags = CHAINS[chain]
    full = dict(os.environ, GOPATH=f"{tmp}:{SOURCES}", GO111MODULE="off", CGO_ENABLED="0",
                GOFLAGS="", **env)
    full.pop("GOROOT", None)
    return subprocess.run([exe, command, *(flags if command == "build" else []), *args], cwd=tmp,
                          env=full, capture_output=True, text=True, errors="replace")
