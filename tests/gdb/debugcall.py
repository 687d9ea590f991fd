"""A debugger, here gdb, calls functions of a program by runtime.debugCallV1: in gccgo's code and in
C code, at each instruction of a piece of code, prologues and leaves included, also functions of the
stack ABI. Results are right, panics and refusals are told in Go's words, and afterwards every
register is as it was, and the program does what it does undisturbed."""

import os
import tempfile

from session import ROOT, needs_gdb, session
from harness import build, fail, run, text

INJECT = os.path.join(ROOT, "tests", "gdb", "inject.py")
STEPS = 60  # instructions, in each of which there is a call
EVERYWHERE = f"""
for _ in range({STEPS}):
    if gdb.selected_frame().name().startswith(PACKAGE):
        calls(PACKAGE + "add", (40, 2), 42)
    gdb.execute("stepi", to_string=True)
"""
GO = """
PACKAGE = "main."
calls("main.wait", (21,), 42)
calls("main.deep", (500,), 500)
calls("main.recovers", (41,), 42)

# A result in a register of its own, one through the frame, and a frame of the greatest size.
call = Call()
put_double = "set $xmm0.v2_double[0] = 5"
call.go(FRAME)
gdb.execute(put_double)
call.enter("main.half")
call.go(RETURNED)
expect(float(gdb.parse_and_eval("$xmm0.v2_double[0]")), 2.5)
call.end()
call = Call(65536)
call.go(FRAME)
frame = value("$rsp")
store(frame + 100, int.from_bytes(b"string..", "little"))
store(frame + 65528, 77)
call.enter("main.three", frame, 6, frame + 100, 6)
call.go(RETURNED)
expect((value("$rsp"), word(frame), string(frame + 8), word(frame + 24), word(frame + 65528)),
       (frame, 7, "tring", 6, 77))
call.end()

# Panics: the value that panic got, and an error of the runtime.
call = Call()
call.go(FRAME)
call.enter("main.fail", 1234)
call.go(PANICKED)
expect(word(word(value("$rsp") + 8)), 1234)
call.end()
call = Call()
call.go(FRAME)
call.enter("main.index", 4)
call.go(PANICKED)
expect(word(value("$rsp")) != 0, True)
call.end()

# A call within a call.
outer = Call(32)
outer.go(FRAME)
inner = Call(64)
expect(inner.call("main.add", 1, 2), 3)
inner.end()
outer.enter("main.add", 3, 4)
outer.go(RETURNED)
expect(value("$rcx"), 7)
outer.end()

refuses("call frame too large", size=65537)
refuses("call from unknown function", pc=0x10)
refuses("call from within the Go runtime", pc=symbol("runtime.gopark"))
""" + EVERYWHERE
C = """
PACKAGE = ""
call = Call()
call.go(FRAME)
call.enter("fail")
call.go(PANICKED)
call.end()
calls("defers", (41,), 42)

call = Call(24)
call.go(FRAME)
store(value("$rsp"), 40)
store(value("$rsp") + 8, 2)
call.enter("sum")
call.go(RETURNED)
expect(word(value("$rsp") + 16), 42)
call.end()

# What forbids preemption forbids a call; and so does a stack that ends near.
g = f"((struct g *){word(value('$fs_base') - 8)})"
low = value(g + "->stack.lo")
for what, there, then in (("m->locks", 1, 0), ("stack.lo", value("$rsp") - 500, low)):
    gdb.execute(f"set var {g}->{what} = {there}")
    refuses("call not at safe point")
    gdb.execute(f"set var {g}->{what} = {then}")
""" + EVERYWHERE.replace(".startswith(PACKAGE)", " in ('mix', 'spin')")


def calls(name, at, script, then, *more):
    """Runs a program to a function, and there the script. then: a place after that, and why it is
    none for a call. more: what the program prints besides what it prints without a debugger."""
    with tempfile.TemporaryDirectory() as tmp:
        path = os.path.join(tmp, "script.py")
        with open(path, "w") as f:
            f.write(script + "print('the script has ended')\n")
        exe = build([os.path.join(ROOT, "testdata", *name)])
        alone = run([exe], merge=True)
        place, why = then
        said = session([f"source {INJECT}", "handle SIGTRAP stop nopass",
                        "tbreak runtime.schedule", "run",
                        "python refuses('executing on Go runtime stack')",
                        f"tbreak {at}", "continue", f"source {path}", f"tbreak {place}", "continue",
                        f"python refuses({why!r})", "tbreak runtime.exit", "continue",
                        "print $rdi", "kill"], exe)
    for line in ("the script has ended", *more, text(alone.stdout), "$1 = 7\n"):
        if line not in said or "Error" in said:
            fail(f"{name}: no {line!r}, or an error, in what gdb says:\n{said[-9000:]}")


needs_gdb()
calls(("go", "debugcall.go"), "main.spin", GO,
      ("runtime.printlock", "call from within the Go runtime"))
calls(("c", "debugcall.c"), "spin", C, ("strlen", "call not at safe point"), "deferred call")
