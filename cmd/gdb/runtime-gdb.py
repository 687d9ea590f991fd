"""gdb's view of goroutines, on a live program or a core file. Programs name this file in their
section .debug_gdb_scripts; gdb loads it when the file is in a directory that
`add-auto-load-safe-path` allows, and otherwise by `source FILE`.

    info goroutines      every goroutine: its status, what it waits for, the M it is on, and the
                         innermost function that is not the runtime's
    goroutine N CMD      CMD (bt, info locals, …) with goroutine N's innermost frame selected; `bt`
                         shows its stack through all segments
    goroutine all CMD    the same for each goroutine
    info ms, info ps     the threads and the processors
    sched                the scheduler in one line, as GODEBUG=schedtrace prints it, and its queues
    walk                 the next stop of a tour (`gort walk`)
    $runtime("NAME")     a variable of the runtime, in expressions

The frames of a goroutine that does not run begin at the context in g.sched. Nothing is written to
the program: while a command runs, an unwinder makes that context the caller of the selected
thread's innermost frame, and that frame is left out of the output.
"""

import re
import struct

import gdb
import gdb.unwinder

GSTATUS = {0: "idle", 1: "runnable", 2: "running", 3: "syscall", 4: "waiting", 6: "dead",
           8: "copystack", 9: "preempted"}
PSTATUS = {0: "idle", 1: "running", 2: "syscall", 3: "gcstop", 4: "dead"}
SCAN = 0x1000
MAXFRAMES = 100  # so many are searched for a goroutine's place
OURS = re.compile(r"/(runtime|runtime/notgo|runtime/doors/\w+|runtime/internal/\w+|asm_amd64)/"
                  r"[^/]*$")


def runtime(name):
    symbol = gdb.lookup_global_symbol("runtime." + name) or gdb.lookup_static_symbol(name)
    if symbol is None:
        raise gdb.GdbError(f"runtime.{name} is not known: "
                           "is this a program of gort's, with debug information?")
    return symbol.value()


def address(name):
    """The address of a label; 0 if the label was not linked in."""
    try:
        said = gdb.execute(f"with language c -- output/d (unsigned long)&'{name}'", to_string=True)
        # A warning about the language may follow the number.
        return int(re.match("[0-9]+", said).group())
    except gdb.error:
        return 0


def elements(s):
    """The elements of a Go slice."""
    return [s["array"][i] for i in range(int(s["len"]))]


def allgs():
    return [gp.dereference() for gp in elements(runtime("allgs"))]


def allms():
    mp = runtime("allm")
    while int(mp):
        yield mp.dereference()
        mp = mp["alllink"]


def status(gp):
    return int(gp["atomicstatus"]) & ~SCAN


def pointed(value, kind):
    """What a guintptr, muintptr, puintptr or pointer refers to, or None."""
    if int(value) == 0:
        return None
    return gdb.Value(int(value)).cast(runtime(kind).type.pointer()).dereference()


def g_of(value):
    return pointed(value, "g0")


def m_of(value):
    return pointed(value, "m0")


def goid(gp):
    return "-" if gp is None else str(int(gp["goid"]))


def mid(mp):
    return "-" if mp is None else str(int(mp["id"]))


def waitreason(gp):
    if status(gp) not in (4, 9):
        return ""
    strings = runtime("waitReasonStrings")
    return strings[int(gp["waitreason"])].string()


def function(pc):
    """The name of the function at pc."""
    symbol = gdb.decode_line(f"*{pc}")[1]
    block = gdb.block_for_pc(pc)
    while block is not None and block.function is None:
        block = block.superblock
    if block is not None and block.function.print_name:
        return block.function.print_name
    return str(symbol[0].symtab) if symbol else hex(pc)


def thread_of(mp):
    """The gdb thread of an M, or None."""
    if mp is None:
        return None
    for t in gdb.selected_inferior().threads():
        if t.ptid[1] == int(mp["procid"]) or t.ptid[2] == int(mp["procid"]):
            return t
    return None


def words(addr, n):
    """n words of the program's memory."""
    memory = gdb.selected_inferior().read_memory(addr, 8 * n)
    return struct.unpack(f"<{n}Q", bytes(memory))


def context(gp):
    """The registers that gp's innermost frame begins with; rip is a return address. They are those
    in g.sched, without the runtime's own frames of the switch. If gp was in a system call and waits
    for a P, they are those at its call."""
    if int(gp["syscallsp"]) != 0:
        names = ("rbx", "rbp", "r12", "r13", "r14", "r15")
        saved = {name: int(gp["syscallregs"][i]) for i, name in enumerate(names)}
        return dict(saved, rip=int(gp["syscallpc"]), rsp=int(gp["syscallsp"]))
    pc, sp, bp = (int(gp["sched"][f]) for f in ("pc", "sp", "bp"))
    if pc == address("runtime.mcall.resume"):
        names = ("r15", "r14", "r13", "r12", "rbx", "rbp", "rip")
        return dict(zip(names, words(sp, len(names))), rsp=sp + 8 * len(names))
    if pc == address("runtime.morestack.resume"):
        f = gdb.Value(sp).cast(gdb.lookup_type("morestackframe").pointer())
        saved = {name: int(f[name]) for name in ("r15", "r14", "r13", "r12", "rbx", "rbp")}
        return dict(saved, rip=int(f["retf"]), rsp=int(f["retp"].address))
    # gp has not begun: the instruction is the first of its function.
    if pc in (address("runtime.gostartc"), address("runtime.gostartgort")):
        return {"rip": int(gp["startpc"]) + 1, "rsp": sp, "rbp": bp}
    begun = gdb.block_for_pc(pc)
    return {"rip": pc + 1 if begun is not None and begun.start == pc else pc, "rsp": sp, "rbp": bp}


class Unwinder(gdb.unwinder.Unwinder):
    """While target is set, the caller of the selected thread's innermost frame is the goroutine's
    innermost frame."""

    def __init__(self):
        super().__init__("gort goroutines")
        self.target = None

    def __call__(self, pending):
        if self.target is None:
            return None
        here, there = self.target
        if (int(pending.read_register("rip")), int(pending.read_register("rsp"))) != here:
            return None
        # Below the goroutine's frames: gdb wants callers at higher addresses.
        info = pending.create_unwind_info(FrameID(there["rsp"] - 8, there["rip"]))
        for name, value in there.items():
            info.add_saved_register(name, gdb.Value(value).cast(pending.read_register(name).type))
        return info


class FrameID:
    def __init__(self, sp, pc):
        self.sp = gdb.Value(sp)
        self.pc = gdb.Value(pc)


unwinder = Unwinder()
gdb.unwinder.register_unwinder(None, unwinder, replace=True)


class At:
    """with At(gp): the selected frame is gp's innermost. `hidden` frames before it belong to the
    thread."""

    def __init__(self, gp):
        self.gp = gp

    def __enter__(self):
        self.thread = gdb.selected_thread()
        self.frame = gdb.selected_frame()
        self.past = gdb.parameter("backtrace past-main")
        gdb.execute("set backtrace past-main on")
        self.hidden = 0
        own = None
        if status(self.gp) in (2, 3):
            own = thread_of(m_of(self.gp["m"]))
        if own is not None:
            own.switch()
            gdb.newest_frame().select()
        else:
            newest = gdb.newest_frame()
            here = (int(newest.read_register("rip")), int(newest.read_register("rsp")))
            unwinder.target = (here, context(self.gp))
            gdb.invalidate_cached_frames()
            self.hidden = 1
            try:
                frame = gdb.newest_frame().older()
                if frame is None:
                    raise gdb.GdbError(f"goroutine {goid(self.gp)}: its stack cannot be read")
                frame.select()
            except BaseException:
                self.__exit__()
                raise
        return self

    def __exit__(self, *unused):
        unwinder.target = None
        gdb.invalidate_cached_frames()
        gdb.execute("set backtrace past-main " + ("on" if self.past else "off"))
        if self.thread is not None:
            self.thread.switch()
        if self.frame.is_valid():
            self.frame.select()


def innermost(gp):
    """The function and line of the innermost frame that is not the runtime's."""
    with At(gp):
        frame = gdb.selected_frame()
        for _ in range(MAXFRAMES):
            if frame is None:
                break
            name = frame.name() or ""
            where = frame.find_sal()
            known = frame.type() != gdb.SIGTRAMP_FRAME and where.symtab is not None
            if known and not owned(name, where.symtab.fullname()):
                return f"{name} {where.symtab.filename}:{where.line}"
            frame = frame.older()
    return function(int(gp["startpc"]))


def owned(name, path):
    """Whether a function belongs to the runtime."""
    if name.startswith(("runtime.", "gccgo.", "__", "gort_")):
        return True
    return OURS.search(path) is not None


def show(rows, heads):
    rows = [heads] + rows
    widths = [max(len(r[i]) for r in rows) for i in range(len(heads))]
    for r in rows:
        print("  ".join(c.ljust(w) for c, w in zip(r, widths)).rstrip())


class Goroutines(gdb.Command):
    """info goroutines: all goroutines; the one of the selected thread is marked."""

    def __init__(self):
        super().__init__("info goroutines", gdb.COMMAND_STATUS)

    def invoke(self, arg, from_tty):
        current = None
        thread = gdb.selected_thread()
        if thread is not None:
            for mp in allms():
                if thread_of(mp) is not None and thread_of(mp).num == thread.num:
                    current = int(mp["curg"])
        rows = []
        for gp in allgs():
            if status(gp) in (0, 6):
                continue
            state = GSTATUS.get(status(gp), str(status(gp)))
            reason = waitreason(gp)
            if reason:
                state += f" ({reason})"
            mark = "*" if int(gp.address) == current else ""
            rows.append([mark, goid(gp), state, mid(m_of(gp["m"])), mid(m_of(gp["lockedm"])),
                         innermost(gp)])
        show(rows, ["", "ID", "STATUS", "M", "LOCKEDM", "FUNCTION"])


class Goroutine(gdb.Command):
    """goroutine N|all CMD: runs CMD with the innermost frame of goroutine N, or of each goroutine,
    selected."""

    def __init__(self):
        super().__init__("goroutine", gdb.COMMAND_STACK)

    def invoke(self, arg, from_tty):
        which, _, command = arg.partition(" ")
        command = command.strip()
        if not re.fullmatch(r"[0-9]+|all", which) or not command:
            raise gdb.GdbError("usage: goroutine N|all CMD")
        alive = [gp for gp in allgs() if status(gp) not in (0, 6)]
        chosen = alive if which == "all" else [gp for gp in alive if goid(gp) == which]
        if not chosen:
            raise gdb.GdbError(f"no goroutine {which}")
        for gp in chosen:
            if which == "all":
                reason = waitreason(gp)
                print(f"\ngoroutine {goid(gp)} [{reason or GSTATUS.get(status(gp), status(gp))}]:")
            with At(gp) as at:
                print(self.run(command, at.hidden), end="")

    @staticmethod
    def run(command, hidden):
        if not hidden or not re.match(r"(bt|backtrace|where)\b", command):
            return gdb.execute(command, to_string=True)
        # A number of frames to show includes the hidden one.
        command = re.sub(r"(?<= )[0-9]+\b", lambda n: str(int(n.group()) + hidden), command)
        text = gdb.execute(command, to_string=True)
        frames = re.split(r"^(?=#[0-9])", text, flags=re.M)[1 + hidden:]

        def renumbered(n):
            return f"#{int(n.group(1)) - hidden}".ljust(4)

        return "".join(re.sub(r"^#([0-9]+) *", renumbered, f) for f in frames)


class Ms(gdb.Command):
    """info ms: all Ms."""

    def __init__(self):
        super().__init__("info ms", gdb.COMMAND_STATUS)

    def invoke(self, arg, from_tty):
        rows = []
        for mp in sorted(allms(), key=lambda mp: int(mp["id"])):
            thread = thread_of(mp)
            pp = pointed_p(mp["p"])
            flags = [f for f in ("spinning", "blocked", "incgo") if int(mp[f])]
            counts = ("locks", "mallocing", "throwing", "dying")
            flags += [f"{f}={int(mp[f])}" for f in counts if int(mp[f])]
            rows.append([mid(mp), str(int(mp["procid"])),
                         "-" if thread is None else str(thread.num),
                         "-" if pp is None else str(int(pp["id"])),
                         goid(g_of(mp["curg"])), goid(g_of(mp["lockedg"])), " ".join(flags)])
        show(rows, ["M", "LWP", "THREAD", "P", "CURG", "LOCKEDG", "FLAGS"])


def pointed_p(value):
    if int(value) == 0:
        return None
    return gdb.Value(int(value)).cast(runtime("allp")["array"].type.target()).dereference()


def runqsize(pp):
    return (int(pp["runqtail"]) - int(pp["runqhead"])) & 0xffffffff


class Ps(gdb.Command):
    """info ps: all Ps."""

    def __init__(self):
        super().__init__("info ps", gdb.COMMAND_STATUS)

    def invoke(self, arg, from_tty):
        rows = []
        for ptr in elements(runtime("allp")):
            pp = ptr.dereference()
            state = int(pp["status"])
            rows.append([str(int(pp["id"])), PSTATUS.get(state, str(state)), mid(m_of(pp["m"])),
                         str(runqsize(pp)), goid(g_of(pp["runnext"])),
                         str(int(pp["timers"]["len"])), str(int(pp["gFree"]["n"])),
                         str(int(pp["schedtick"])), str(int(pp["syscalltick"]))])
        show(rows, ["P", "STATUS", "M", "RUNQ", "RUNNEXT", "TIMERS", "GFREE", "SCHEDTICK",
                    "SYSCALLTICK"])


class Sched(gdb.Command):
    """sched: the state of the scheduler."""

    def __init__(self):
        super().__init__("sched", gdb.COMMAND_STATUS)

    def invoke(self, arg, from_tty):
        s = runtime("sched")
        ps = [p.dereference() for p in elements(runtime("allp"))]
        numbers = {
            "gomaxprocs": int(runtime("gomaxprocs")), "idleprocs": int(s["npidle"]),
            "threads": int(s["mnext"]) - int(s["nmfreed"]), "spinningthreads": int(s["nmspinning"]),
            "idlethreads": int(s["nmidle"]), "runqueue": int(s["runqsize"]),
        }
        for name in ("gcwaiting", "nmidlelocked", "stopwait", "sysmonwait"):
            numbers[name] = int(s[name])
        print(" ".join(f"{name}={n}" for name, n in numbers.items()),
              f"[{' '.join(str(runqsize(p)) for p in ps)}]")
        self.queue("global", self.chain(s["runq"]["head"]))
        for pp in ps:
            head, size = int(pp["runqhead"]), min(runqsize(pp), 256)
            ring = [g_of(pp["runq"][(head + i) % 256]) for i in range(size)]
            first = g_of(pp["runnext"])
            self.queue(f"P{int(pp['id'])}", ([first] if first is not None else []) + ring)
        mp, idle = m_of(s["midle"]), []
        while mp is not None:
            idle.append(mid(mp))
            mp = m_of(mp["schedlink"])
        print("idle Ms:", " ".join(idle) or "none")

    @staticmethod
    def chain(head):
        gp = g_of(head)
        while gp is not None:
            yield gp
            gp = g_of(gp["schedlink"])

    @staticmethod
    def queue(name, gs):
        print(f"{name} queue:", " ".join(goid(gp) for gp in gs) or "empty")


class Stop:
    """A stop of a tour: where, under which condition, and the lines below it."""

    def __init__(self, head):
        self.where, _, self.condition = head.partition(" if ")
        self.lines = []


class Tour:
    """A tour of `gort walk`, from a file: its title; the program's environment, NAME=VALUE; stops.
    A line `== LOCATION [if CONDITION]` begins a stop. What follows is its paragraph, and commands
    after `> `, whose output is shown. `! COMMAND` is a command that is not shown; `! alone`: from
    this stop on only its thread runs."""

    TRIES = 5

    def __init__(self, path):
        self.stops, self.at = [], 0
        with open(path) as f:
            self.title = next(f).strip()
            for line in map(str.rstrip, f):
                if line.startswith("== "):
                    self.stops.append(Stop(line[3:]))
                elif self.stops:
                    self.stops[-1].lines.append(line)
                elif line:
                    gdb.execute("set environment " + line.replace("=", " ", 1))
        for setting in ("confirm off", "print address off", "print frame-arguments none",
                        "print inferior-events off", "filename-display basename"):
            gdb.execute("set " + setting)
        gdb.Breakpoint("runtime.exit", internal=True).silent = True
        print(f"{self.title}: {len(self.stops)} stops\n")

    def advance(self):
        """Goes on to the next stop. Threads run as they like: if the program ends before it comes
        there, or the goroutine of a lone thread was asked to stop just before, it begins again."""
        if self.at == len(self.stops):
            raise gdb.GdbError("The tour has ended; `continue` lets the program run on.")
        first = self.at
        for _ in range(self.TRIES):
            if all(self.reach(stop) for stop in self.stops[first:self.at + 1]):
                break
            print("The program went another way; it begins again.\n")
            gdb.execute("set scheduler-locking replay")
            gdb.execute("kill", to_string=True)
            first = 0
        else:
            raise gdb.GdbError(f"The program does not come to {self.stops[self.at].where}.")
        self.at += 1
        self.tell(self.stops[self.at - 1])

    @staticmethod
    def reach(stop):
        """Whether the program, which may have to be started, comes to the stop."""
        begun = gdb.selected_inferior().pid != 0
        there = gdb.Breakpoint(stop.where, temporary=True, internal=True)
        there.silent = True
        there.condition = stop.condition or None
        gdb.execute("continue" if begun else "run", to_string=True)
        if there.is_valid():
            there.delete()
            return False
        for line in stop.lines:
            if line == "! alone":
                gdb.execute("set scheduler-locking on")
                if any(int(mp["curg"]) and int(mp["curg"]["preempt"]) for mp in allms()):
                    return False
            elif line.startswith("! "):
                gdb.execute(line[2:])
        return True

    def tell(self, stop):
        place = gdb.selected_frame().find_sal()
        file = re.sub(r".*/(?=(runtime|asm_amd64)/)", "", place.symtab.filename)
        print(f"── {self.at} of {len(self.stops)}: {stop.where} ({file}:{place.line})")
        for line in stop.lines:
            if line.startswith("> "):
                print(f"(gdb) {line[2:]}")
                print(gdb.execute(line[2:], to_string=True), end="")
            elif not line.startswith("! "):
                print(line)
        if self.at == len(self.stops):
            print("The tour ends here.")


class Walk(gdb.Command):
    """walk: goes on to the next stop of a tour; the Enter key repeats it. walk FILE: begins the
    tour of that file. walk FILE all: goes to all of its stops, and quits."""

    def __init__(self):
        super().__init__("walk", gdb.COMMAND_RUNNING)
        self.tour = None

    def invoke(self, arg, from_tty):
        path, _, rest = arg.partition(" ")
        if path:
            self.tour = Tour(path)
        if self.tour is None:
            raise gdb.GdbError("usage: walk FILE")
        if not rest:
            self.tour.advance()
            return
        try:
            for _ in self.tour.stops:
                self.tour.advance()
        except gdb.error as e:
            print(e)
            gdb.execute("quit 1")
        gdb.execute("quit 0")


class Runtime(gdb.Function):
    """$runtime("NAME"): a variable of the runtime."""

    def __init__(self):
        super().__init__("runtime")

    def invoke(self, name):
        return runtime(name.string())


Runtime()
for command in (Goroutines, Goroutine, Ms, Ps, Sched, Walk):
    command()
