"""Reads execution traces: gort's, and real Go's in the formats 1.5 to 1.19 (Go 1.5 to 1.21)."""

import heapq
import re

import toolchain

VERSIONS = (5, 7, 8, 9, 10, 11, 19)
BATCH, FREQUENCY, STACK, TIMERS, STRING, USERLOG, SAMPLE = 1, 2, 3, 35, 37, 48, 49
TABLES = {FREQUENCY, STACK, TIMERS, STRING, SAMPLE}  # no events, or read by Trace.scan
# Of each type: its name as of Go 1.19, the format in which it came, its arguments without the time,
# whether a stack follows them.
TYPES = {
    4: ("Gomaxprocs", 5, ("procs",), True), 5: ("ProcStart", 5, ("thread",), False),
    6: ("ProcStop", 5, (), False), 7: ("GCStart", 5, ("seq",), True), 8: ("GCDone", 5, (), False),
    9: ("GCSTWStart", 5, ("kindid",), False), 10: ("GCSTWDone", 5, (), False),
    11: ("GCSweepStart", 5, (), True), 12: ("GCSweepDone", 5, ("swept", "reclaimed"), False),
    13: ("GoCreate", 5, ("g", "stack"), True), 14: ("GoStart", 5, ("g", "seq"), False),
    15: ("GoEnd", 5, (), False), 16: ("GoStop", 5, (), True), 17: ("GoSched", 5, (), True),
    18: ("GoPreempt", 5, (), True), 19: ("GoSleep", 5, (), True), 20: ("GoBlock", 5, (), True),
    21: ("GoUnblock", 5, ("g", "seq"), True), 22: ("GoBlockSend", 5, (), True),
    23: ("GoBlockRecv", 5, (), True), 24: ("GoBlockSelect", 5, (), True),
    25: ("GoBlockSync", 5, (), True), 26: ("GoBlockCond", 5, (), True),
    27: ("GoBlockNet", 5, (), True), 28: ("GoSysCall", 5, (), True),
    29: ("GoSysExit", 5, ("g", "seq", "ts"), False), 30: ("GoSysBlock", 5, (), False),
    31: ("GoWaiting", 5, ("g",), False), 32: ("GoInSyscall", 5, ("g",), False),
    33: ("HeapAlloc", 5, ("mem",), False), 34: ("HeapGoal", 5, ("mem",), False),
    36: ("FutileWakeup", 5, (), False), 38: ("GoStartLocal", 7, ("g",), False),
    39: ("GoUnblockLocal", 7, ("g",), True), 40: ("GoSysExitLocal", 7, ("g", "ts"), False),
    41: ("GoStartLabel", 8, ("g", "seq", "labelid"), False), 42: ("GoBlockGC", 8, (), True),
    43: ("GCMarkAssistStart", 9, (), True), 44: ("GCMarkAssistDone", 9, (), False),
    45: ("UserTaskCreate", 11, ("taskid", "pid", "typeid"), True),
    46: ("UserTaskEnd", 11, ("taskid",), True),
    47: ("UserRegion", 11, ("taskid", "mode", "typeid"), True),
    48: ("UserLog", 11, ("id", "keyid"), True), 49: ("CPUSample", 19, ("ts", "p", "g"), True),
}
# What a goroutine's event is ordered by: the status before and after it, and whether it counts.
DEAD, RUNNABLE, RUNNING, WAITING = range(4)
BLOCKS = {"GoBlock", "GoBlockSend", "GoBlockRecv", "GoBlockSelect", "GoBlockSync", "GoBlockCond",
          "GoBlockNet", "GoBlockGC", "GoSleep", "GoSysBlock"}
ORDER = {"GoCreate": (DEAD, RUNNABLE, 1), "GoWaiting": (RUNNABLE, WAITING, 1),
         "GoInSyscall": (RUNNABLE, WAITING, 1), "GoStart": (RUNNABLE, RUNNING, 1),
         "GoStartLabel": (RUNNABLE, RUNNING, 1), "GoUnblock": (WAITING, RUNNABLE, 1),
         "GoSysExit": (WAITING, RUNNABLE, 1), "GoSched": (RUNNING, RUNNABLE, 0),
         "GoPreempt": (RUNNING, RUNNABLE, 0), "GCStart": (DEAD, DEAD, 1),
         **dict.fromkeys(BLOCKS, (RUNNING, WAITING, 0))}
STARTS = {"GoStart", "GoStartLabel"}
STOPS = BLOCKS | {"GoEnd", "GoStop", "GoSched", "GoPreempt"}
# Their goroutine is the first argument, not the one that runs on the P.
OWN = {"GoSysExit", "GoWaiting", "GoInSyscall"}
NOBODY = {"GCStart", "GCDone", "GCSTWStart", "GCSTWDone"}
# A run of events without length byte, up to the next table entry or event with one: format 1.7 on.
VALUE = rb"[\x80-\xff]*[\x00-\x7f]"
SHORT = re.compile(rb"(?:[\x04-\x22\x24\x26-\x3f]%b|[\x44-\x7f](?:%b){2}|[\x84-\xbf](?:%b){3})+"
                   .replace(b"%b", VALUE))


class Event:
    """One event. seq: the number that its goroutine must have, None if the order on its P says
    enough; in format 1.5 that of the event."""
    __slots__ = ("time", "name", "p", "g", "args", "stack", "seq", "text")


class Trace:
    """A file. stacks: id → [(function, file, line)]; batches: P → [(start, end, time, number)] in
    the file; frequency: units of time per second."""

    def __init__(self, path):
        self.path = path
        try:
            with open(path, "rb") as f:
                self.data = f.read()
        except OSError as e:
            raise toolchain.Error(f"{path}: {e.strerror}") from None
        head = re.match(rb"go 1\.(\d+) trace\0+", self.data[:16])
        if not self.data:
            raise toolchain.Error(f"{path}: the file is empty")
        if not head or len(self.data) < 16:
            raise toolchain.Error(f"{path}: not an execution trace of Go's")
        self.version = int(head[1])
        if self.version not in VERSIONS:
            raise toolchain.Error(f"{path}: a trace of format 1.{self.version}; known are "
                                  f"{', '.join(f'1.{v}' for v in VERSIONS)}")
        self.old = self.version < 7  # a sequence number before each time; stacks without names
        self.strings, self.stacks, self.batches, self.samples = {0: ""}, {}, {}, []
        self.frequency = 0
        try:
            self.scan()
        except IndexError:
            raise self.cut_off() from None
        if not self.batches:
            raise toolchain.Error(f"{path}: the trace has no events")
        if not self.frequency:
            raise toolchain.Error(f"{path}: incomplete: the program ended before its trace did")

    def cut_off(self):
        return toolchain.Error(f"{self.path}: ends within an event: the file is cut off")

    def number(self, at):
        """(the number at that place, the place after it)."""
        value = shift = 0
        try:
            while shift < 64:
                byte = self.data[at]
                at += 1
                value |= (byte & 127) << shift
                if byte < 128:
                    return value, at
                shift += 7
        except IndexError:
            raise self.cut_off() from None
        raise toolchain.Error(f"{self.path}: a number of more than 64 bits before {at:#x}")

    def numbers(self, at, n):
        found = []
        for _ in range(n):
            value, at = self.number(at)
            found.append(value)
        return found, at

    def record(self, at):
        """(type, its numbers, the place after it); of a string, the place of its text."""
        head = self.data[at]
        kind, n = head & 63, (head >> 6) + 1 + self.old
        if kind == STRING:
            found, at = self.numbers(at + 1, 2)
        elif head < 0xc0:
            found, at = self.numbers(at + 1, n)
        else:
            size, at = self.number(at + 1)
            found, end = [], at + size
            while at < end:
                value, at = self.number(at)
                found.append(value)
            if at != end:
                raise toolchain.Error(f"{self.path}: an event with a wrong length before {at:#x}")
        return kind, found, at

    def string(self, at, size):
        if at + size > len(self.data):
            raise self.cut_off()
        return self.data[at:at + size].decode(errors="replace"), at + size

    def scan(self):
        """Finds the batches, and reads the tables and the samples of a CPU profile."""
        at, size, stacks, batch = 16, len(self.data), {}, None
        while at < size:
            if not self.old and (run := SHORT.match(self.data, at)):
                at = run.end()
            else:
                kind, found, at = self.record(at)
                if kind == STRING:
                    self.strings[found[0]], at = self.string(at, found[1])
                elif kind == STACK:
                    stacks[found[0]] = found[2:]
                elif kind == FREQUENCY:
                    self.frequency = found[0]
                elif kind == BATCH:
                    batch = [at, at, found[-1], found[1]]
                    self.batches.setdefault(signed(found[0]), []).append(batch)
                elif kind == USERLOG:
                    length, at = self.number(at)
                    _, at = self.string(at, length)
                elif kind == SAMPLE:
                    if len(found) != 5:
                        raise toolchain.Error(f"{self.path}: a sample with {len(found)} numbers, "
                                              f"not 5, before {at:#x}")
                    self.samples.append(found)
            if batch:
                batch[1] = at
        for ident, words in stacks.items():
            if self.old:
                self.stacks[ident] = [(hex(pc), "", 0) for pc in words]
            else:
                frames = zip(words[1::4], words[2::4], words[3::4])
                self.stacks[ident] = [(self.strings.get(fn, "?"), self.strings.get(file, "?"), line)
                                      for fn, file, line in frames]

    def arguments(self, kind):
        """The names of the arguments that a type has in this format."""
        name, _, args, _ = TYPES[kind]
        if self.old and name in ("GCStart", "GoStart", "GoUnblock") or \
                self.version < 10 and name == "GCSTWStart":
            return args[:-1]
        return () if self.version < 9 and name == "GCSweepDone" else args

    def stream(self, p):
        """The events of one P, in their order."""
        running = 0
        known = {kind: (name.removesuffix("Local"), name.endswith("Local"), self.arguments(kind),
                        stack)
                 for kind, (name, since, _, stack) in TYPES.items() if since <= self.version}
        for at, end, time, seq in self.batches[p]:
            while at < end:
                kind, found, at = self.record(at)
                if kind == STRING:
                    at += found[1]
                if kind in TABLES:
                    continue
                if kind not in known:
                    raise toolchain.Error(f"{self.path}: an unknown event, of type {kind}, before "
                                          f"{at:#x}")
                e = Event()
                e.name, local, args, stack = known[kind]
                want = 1 + self.old + len(args) + stack
                if len(found) != want:
                    raise toolchain.Error(f"{self.path}: {e.name} with {len(found)} numbers, not "
                                          f"{want}, before {at:#x}")
                time += signed(found[self.old])
                seq += found[0]
                e.time, e.p, e.text = time, p, ""
                e.args = dict(zip(args, found[1 + self.old:]))
                e.stack = found[-1] if stack else 0
                e.seq = None if local else e.args.get("seq")
                if self.old and e.seq is None:
                    e.seq = seq
                if e.name in STARTS:
                    running = e.args["g"]
                e.g = 0 if e.name in NOBODY else e.args["g"] if e.name in OWN else running
                if e.name in STOPS:
                    running = 0
                if kind == USERLOG:
                    length, at = self.number(at)
                    text, at = self.string(at, length)
                    e.text = f"{self.strings.get(e.args['keyid'], '?')}={text}"
                elif "typeid" in e.args or "labelid" in e.args:
                    e.text = self.strings.get(found[3], "?")
                yield e

    def profile(self):
        """The samples of a CPU profile, by their own times."""
        for found in sorted(self.samples, key=lambda found: found[1]):
            e = Event()
            e.name, e.text, e.seq, e.args = "CPUSample", "", None, {}
            _, e.time, e.p, e.g, e.stack = found
            e.p = signed(e.p)
            yield e

    def events(self):
        """All events, in an order in which the statuses of each goroutine follow one another; that
        of the times alone could be wrong."""
        streams = [self.stream(p) for p in self.batches] + [self.profile()]
        if self.old:
            found = [e for stream in streams for e in stream]
            for e in found:
                e.time = when(e)
            yield from sorted(found, key=lambda e: e.seq)
            return
        heads, early, states = [], [], {}
        for i, stream in enumerate(streams):
            if e := next(stream, None):
                heads.append((e.time, i, e))
        heapq.heapify(heads)
        while heads:
            time, i, e = heapq.heappop(heads)
            if not step(states, e):
                early.append((time, i, e))
                continue
            yield e
            if e := next(streams[i], None):
                early.append((e.time, i, e))
            for head in early:
                heapq.heappush(heads, head)
            early.clear()
        if early:
            raise toolchain.Error(f"{self.path}: no order of the events is consistent")

    def timed(self, begin, limit):
        """([(ns since the first event, event)], whether there are more of them): all, or those up
        to the first `limit` after the time `begin`. An exit of a system call stands at the time
        when the call ended, not when its goroutine ran on."""
        found, last, more = [], None, False
        for e in self.events():
            last = first = e.time if last is None else last
            if limit == 0:
                more = True
                break
            last = e.time = max(last, e.time)
            limit -= self.ns(e.time - first) >= begin
            found.append(e)
        if not found:
            raise toolchain.Error(f"{self.path}: the trace has no events")
        for e in found:
            e.time = when(e)
        found.sort(key=lambda e: e.time)
        return [(self.ns(e.time - found[0].time), e) for e in found], more

    def ns(self, units):
        return int(float(units) * (1e9 / self.frequency))


def step(states, e):
    """Whether e can be the next event, if the goroutines are in these states; it then is."""
    if e.name not in ORDER:
        return True
    before, after, counts = ORDER[e.name]
    who = "collector" if e.name == "GCStart" else e.args.get("g", e.g)
    seq, status = states.get(who, (0, DEAD))
    need = {"GoCreate": 0, "GoWaiting": 1, "GoInSyscall": 1}.get(e.name, e.seq)
    if status != before or need not in (None, seq):
        return False
    states[who] = (seq + counts, after)
    return True


def when(e):
    """The time of an event; an exit of a system call is written later than it happens."""
    return e.name == "GoSysExit" and e.args["ts"] or e.time


def signed(number):
    return number - (1 << 64) if number >> 63 else number
