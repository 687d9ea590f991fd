"""`gort build` takes those files of a folder that the go command takes: by their names, and by
their build constraints, new and old. What is malformed for one is so for the other."""

import json
import os
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import expect, fail, gort, skip, toolchain  # noqa: E402

# How the file b.go begins, or NAME: how that file does.
FILES = (
    "// +build ignore\n\npackage main",
    "// +build ignore\npackage main",
    "\n// text\n//\t+build ignore\n// text\n\n// text\npackage main",
    "//+build ignore\n\n/* x */ package main",
    "/* x */\n// +build ignore\n\npackage main",
    "// +build linux\n\n// +build ignore\npackage main",
    "// +build ignore\r\n\r\npackage main",
    "// +build linux,!amd64 windows\n\npackage main",
    "// +build linux,!arm64 windows\n\npackage main",
    "// +build linux windows\n// +build !amd64\n\npackage main",
    "// +build !a-b\n\npackage main",
    "// +build !!linux\n\npackage main",
    "// +build linux,\n\npackage main",
    "// +build !\n\npackage main",
    "// +build\n\npackage main",
    "// +buildx ignore\n\npackage main",
    "//go:build ignore\npackage main",
    "//go:build linux\n// +build ignore\n\npackage main",
    "/* x\n//go:build ignore\n*/\n\npackage main",
    "/* x */\n//go:build ignore\n\npackage main",
    "/* x */ //go:build ignore\n\npackage main",
    "  //go:build\tignore\n\n/* x */ package main",
    "\ufeff//go:build ignore\n\npackage main",
    "//go:buildlinux\n\npackage main",
    "//go:build ((((linux))))\n\npackage main",
    "//go:build !(!linux) && !ä\n\npackage main",
    "//go:build linux && amd64 || windows\n\npackage main",
    "//go:build windows || linux && !amd64\n\npackage main",
    "//go:build windows && (arm64 || linux) || go1.19\n\npackage main",
    "//go:build gc || cgo || android\n\npackage main",
    "package main\n//go:build ignore",
    "package documentation",
    "/* x */ package /**/ documentation // x",
    "a_windows.foo.go: package main",
    "a_windows_foo.go: package main",
    "a_test.foo.go: package main",
    "a_windows_test.foo.go: package main",
    "a_linux_windows.go: package main",
    "a_linux_arm64.go: package main",
    "a_linux.go: package main",
    "windows.go: package main",
    "_a.go: package main",
    ".a.go: package main",
    "a_.go: package main",
    "a_unix.go: package main",
    "//go:build linux\n//go:build ignore\n\npackage main",
    "//go:build !!linux\n\npackage main",
    "//go:build linux // x\n\npackage main",
    "//go:build $\n\npackage main",
    "//go:build linux,amd64\n\npackage main",
    "//go:build darwin || (linux && !)\n\npackage main",
    "//go:build (linux\n\npackage main",
    "//go:build linux)\n\npackage main",
    "//go:build linux amd64\n\npackage main",
    "//go:build\n\npackage main",
    "//go:build " + "(" * 9999 + "linux" + ")" * 9999 + "\n\npackage main",
    "//go:build " + "!" * 9999 + "linux\n\npackage main",
)
MAIN = "package main\n\nfunc main() {}\n"

if shutil.which("go-12") is None:
    skip("no go-12")
with tempfile.TemporaryDirectory(prefix="gort-test-") as tmp:
    def write(name, text):
        path = os.path.join(tmp, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as f:
            f.write(text)

    def link(name, to):
        os.symlink(to, os.path.join(tmp, name))

    write("go.mod", "module many\n\ngo 1.18\n")
    for i, text in enumerate(FILES):
        name, is_named, rest = text.partition(".go: ")
        write(f"{i}/main.go", MAIN)
        write(f"{i}/{name + '.go' if is_named else 'b.go'}", (rest if is_named else text) + "\n")
    # A folder, a link to one, an editor's lock, and a link that leads nowhere.
    write("odd/main.go", MAIN)
    write("odd/sub.go/text", "")
    link("odd/link.go", "sub.go")
    link("odd/.#main.go", "me@host.1")
    write("broken/main.go", MAIN)
    link("broken/b.go", "nowhere")

    env = dict(os.environ, CGO_ENABLED="0", GOPROXY="off", GOFLAGS="",
               GOCACHE=os.path.join(tmp, "cache"))
    listed = subprocess.run(["go-12", "list", "-e", "-json", "./..."], cwd=tmp, env=env,
                            capture_output=True, text=True, check=True).stdout
    listed = "[" + listed.replace("\n}\n{", "\n},\n{") + "]"
    theirs = {p["Dir"]: None if "Error" in p else p["GoFiles"] for p in json.loads(listed)}
    for folder in (*map(str, range(len(FILES))), "odd", "broken"):
        path = os.path.join(tmp, folder)
        try:
            files = [os.path.basename(f) for f in toolchain.expand([path])]
        except (toolchain.Error, OSError):
            files = None
        if files != theirs[path]:
            what = FILES[int(folder)] if folder.isdigit() else folder
            fail(f"{what[:200]!r}: the files are {files}; of the go command {theirs[path]}")
    expect(gort("run", "odd", cwd=tmp), 0, "")
    expect(gort("run", "broken", cwd=tmp), 2, "", "broken/b.go")
