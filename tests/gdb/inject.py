"""Runs in gdb: a debugger that calls functions by runtime.debugCallV1 (runtime/debugcall.c)."""

import gdb

gdb.execute("set language c")  # of expressions
GENERAL = ("rax rbx rcx rdx rsi rdi rbp rsp r8 r9 r10 r11 r12 r13 r14 r15 rip eflags mxcsr"
           .split())
REGISTERS = GENERAL + [f"xmm{i}.v2_int64[{half}]" for i in range(16) for half in (0, 1)]
ARGUMENTS = "rdi", "rsi", "rdx", "rcx", "r8", "r9"
REDZONE = 128
REFUSED, FRAME, RETURNED, PANICKED, OVER = 8, 0, 1, 2, 16


def value(expression):
    gdb.newest_frame().select()  # a store to rsp may have made another the selected one
    return int(gdb.parse_and_eval(expression).format_string(format="x"), 16)


def registers():
    return {name: value("$" + name) for name in REGISTERS}


def put(name, to):
    gdb.newest_frame().select()
    gdb.execute(f"set ${name} = {to}")


def symbol(name):
    return value(f"&'{name}'")


def word(address):
    return int.from_bytes(gdb.selected_inferior().read_memory(address, 8), "little")


def store(address, to):
    gdb.selected_inferior().write_memory(address, to.to_bytes(8, "little"))


def string(address):
    """The Go string at an address."""
    n = word(address + 8)
    return bytes(gdb.selected_inferior().read_memory(word(address), n)).decode()


def push(to):
    put("rsp", value("$rsp") - 8)
    store(value("$rsp"), to)


class Call:
    """The calls that a debugger makes at one place. pc: what it says is the place."""

    def __init__(self, size=0, pc=None):
        self.saved = registers()
        put("rsp", self.saved["rsp"] - REDZONE)
        push(pc or self.saved["rip"])
        store(value("$rsp") - 16, size)
        put("rip", symbol("runtime.debugCallV1"))

    @staticmethod
    def go(*codes):
        """Lets the program go on, which must answer by one of these codes."""
        said = gdb.execute("continue", to_string=True)
        rip = value("$rip")
        if bytes(gdb.selected_inferior().read_memory(rip - 1, 1)) != b"\xcc":
            raise gdb.GdbError(f"no answer: {said}")
        code = value("$rax")
        if code not in codes:
            why = string(value("$rsp")) if code == REFUSED else ""
            raise gdb.GdbError(f"code {code} {why}, not {codes}")
        return code

    def enter(self, function, *args):
        """At code 0: makes the function the next to run."""
        for register, arg in zip(ARGUMENTS, args):
            put(register, arg)
        push(value("$rip"))
        put("rip", symbol(function))

    def call(self, function, *args):
        """What the function returns in a register."""
        self.go(FRAME)
        self.enter(function, *args)
        self.go(RETURNED)
        return value("$rcx")

    def refused(self):
        self.go(REFUSED)
        return string(value("$rsp"))

    def end(self):
        """Everything is as it was."""
        self.go(OVER)
        for name, to in self.saved.items():
            if name not in ("rip", "rsp"):
                put(name, to)
        store(value("$rsp") + 128, self.saved["rip"])
        at = gdb.Breakpoint(f"*{self.saved['rip']:#x}", temporary=True, internal=True)
        at.silent = True
        gdb.execute("continue", to_string=True)
        changed = {name: (to, now) for name, to in self.saved.items()
                   if (now := value("$" + name)) != to}
        if changed:
            raise gdb.GdbError(f"changed: {changed}")


def expect(got, want):
    if got != want:
        raise gdb.GdbError(f"{got!r}, not {want!r}")


def calls(function, args, want):
    """A call at this place gives this result."""
    call = Call()
    expect(call.call(function, *args), want)
    call.end()


def refuses(why, **how):
    call = Call(**how)
    expect(call.refused(), why)
    call.end()
