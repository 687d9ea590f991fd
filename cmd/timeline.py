"""What the page of `gort timeline` shows of a trace: lanes with spans, arrows, the lengths of the
run queues. Moments are indices into the list of events."""

import bisect
import collections
import functools
import os

import toolchain
import tracefile

LIMIT = 200_000  # events of each trace that a page shows
HANDOFF_NS = 1_000_000  # an M that takes the P later than that was not woken for it
RUN, SYSCALL, IDLE, GC, STOPPED = range(5)  # kinds of spans
WAKE, STEAL, HANDOFF, PREEMPT = range(4)  # kinds of arrows
NONE = -1  # no P, no M; the global queue
BLOCKS = tracefile.STOPS - {"GoSysBlock"}
# The one number that tells of an event what its P, M and goroutine do not.
OBJECT = {"GoCreate": "g", "GoUnblock": "g", "ProcStart": "thread", "Gomaxprocs": "procs",
          "HeapAlloc": "mem", "HeapGoal": "mem", "GCSTWStart": "kindid", "UserTaskCreate": "taskid",
          "UserTaskEnd": "taskid", "UserRegion": "mode", "UserLog": "id"}


class G:
    """A goroutine. ready: when it was made runnable, queue: the P in whose queue it is since then;
    run: when it was started; call: its last system call; m: the M on which that call goes on."""

    def __init__(self):
        self.ready = self.queue = self.run = self.call = None
        self.m = NONE


class P:
    """A P. m: its M; since: when it got the M, or its last goroutine stopped; g: the one that runs;
    blocked: a system call has lost the P; lost: when its M let it go after that."""

    def __init__(self):
        self.m, self.g, self.since, self.blocked, self.lost = NONE, 0, None, False, None


class Side:
    """One trace. ns, events: when, what; skip: so many events precede the part that is shown."""

    def __init__(self, trace, begin):
        self.trace, self.begin = trace, begin
        timed, self.cut = trace.timed(begin, LIMIT)
        self.ns, self.events = [ns for ns, _ in timed], [e for _, e in timed]
        self.end = self.ns[-1]
        self.skip = bisect.bisect_left(self.ns, begin)
        if self.skip == len(self.ns):
            raise toolchain.Error(f"{trace.path}: the trace ends before {begin / 1e6:g} ms")
        frames = [frame for stack in trace.stacks.values() for frame in stack]
        ours = any(fn.startswith("runtime.") and file.endswith((".c", ".S"))
                   for fn, file, _ in frames)
        self.name = "gort" if ours else "real Go"
        self.gs, self.ps = collections.defaultdict(G), collections.defaultdict(P)
        self.names, self.ms = {}, []
        self.calls = {}  # M → the goroutine whose system call has cost it its P
        self.spans = collections.defaultdict(list)
        self.queues, self.lengths = collections.defaultdict(list), collections.Counter()
        self.links, self.collection, self.stop = [], None, None

    def cut_at(self, end):
        """Shows nothing after that time."""
        n = bisect.bisect_right(self.ns, end)
        self.cut = self.cut or n < len(self.ns)
        del self.ns[n:], self.events[n:]
        self.end = end

    def follow(self):
        """Goes through the events."""
        for i, e in enumerate(self.events):
            p = self.ps[e.p]
            if e.name == "ProcStart":
                self.acquire(i, p, e)
            self.ms.append(self.gs[e.g].m if e.p == NONE and e.g else p.m)
            if e.name == "GoCreate":
                start = self.trace.stacks.get(e.args["stack"])
                self.names[e.args["g"]] = start[0][0] if start else hex(e.args["stack"])
            if e.name in ("GoCreate", "GoUnblock"):
                self.ready(i, e.args["g"], e.p)
            elif e.name in tracefile.STARTS:
                self.start(i, p, e)
            elif e.name in BLOCKS:
                self.stop_running(i, p, e)
                if e.name in ("GoSched", "GoPreempt"):
                    self.ready(i, e.g, NONE)
            elif e.name == "Gomaxprocs":
                self.resize(i, e.args["procs"])
            elif e.name == "GoSysCall":
                self.gs[e.g].call = i
            elif e.name == "GoSysBlock":
                self.lose(i, p, e)
            elif e.name == "GoSysExit":
                self.exit(i, p, e)
            elif e.name in ("GoWaiting", "GoInSyscall"):
                self.unqueue(i, self.gs[e.g])
            elif e.name == "ProcStop":
                self.release(i, p, e)
            elif e.name in ("GCStart", "GCDone"):
                self.collection = self.toggle(i, self.collection, e.name == "GCStart", GC)
            elif e.name in ("GCSTWStart", "GCSTWDone"):
                self.stop = self.toggle(i, self.stop, e.name == "GCSTWStart", STOPPED)
        self.finish(len(self.events))

    def finish(self, n):
        """Ends what still goes on."""
        for number, p in self.ps.items():
            if p.m != NONE:
                self.rest(n, number, p)
                if p.g:
                    self.ran(n, number, p)
        for m in list(self.calls):
            self.called(n, m)
        self.toggle(n, self.collection, False, GC)
        self.toggle(n, self.stop, False, STOPPED)

    def span(self, lane, start, end, g, kind):
        if start is not None and end > start and end > self.skip:
            self.spans[lane].append((start, end, g, kind))

    def both(self, number, p, start, end, g, kind):
        """On the lanes of the P and of its M. The M of a goroutine that was in a system call when
        the trace began is not known."""
        self.span(("P", number), start, end, g, kind)
        if p.m != NONE:
            self.span(("M", p.m), start, end, g, kind)

    def rest(self, i, number, p):
        """Ends the time in which the P's M looks for a goroutine."""
        if not p.g and p.m != NONE and not p.blocked:
            self.both(number, p, p.since, i, 0, IDLE)

    def ran(self, i, number, p):
        """Ends the run of the P's goroutine, whose last part was the call that has lost the P."""
        g = self.gs[p.g]
        if p.blocked and g.call is not None and g.call > g.run:
            self.both(number, p, g.run, g.call, p.g, RUN)
            self.both(number, p, g.call, i, p.g, SYSCALL)
        else:
            self.both(number, p, g.run, i, p.g, RUN)

    def toggle(self, i, since, on, kind):
        """The moment at which a collection or a stop began, if one goes on now."""
        if since is not None:
            self.span(("GC", 0), since, i, 0, kind)
        return i if on else None

    def change(self, i, queue, by):
        self.lengths[queue] += by
        if self.queues[queue] and self.queues[queue][-1][0] == i:
            self.queues[queue].pop()
        self.queues[queue].append((i, self.lengths[queue]))

    def ready(self, i, number, queue):
        g = self.gs[number]
        self.unqueue(i, g)
        g.ready, g.queue = i, queue
        self.change(i, queue, 1)

    def unqueue(self, i, g):
        if g.queue is not None:
            self.change(i, g.queue, -1)
        g.queue = None

    def resize(self, i, procs):
        """The goroutines in the queues of Ps that go come into the global one."""
        if any(n for q, n in self.lengths.items() if q >= procs):
            for g in self.gs.values():
                if g.queue is not None and g.queue >= procs:
                    self.change(i, g.queue, -1)
                    self.change(i, NONE, 1)
                    g.queue = NONE

    def link(self, start, end, kind):
        if start >= self.skip:
            self.links.append((start, end, kind))

    def start(self, i, p, e):
        self.rest(i, e.p, p)
        g = self.gs[e.g]
        if g.queue not in (None, NONE, e.p):
            self.link(g.ready, i, STEAL)
        elif g.ready is not None:
            why = self.events[g.ready]
            if why.name == "GoPreempt":
                self.link(g.ready, i, PREEMPT)
            elif why.name == "GoUnblock" or why.name == "GoCreate" and why.g:
                self.link(g.ready, i, WAKE)
        self.unqueue(i, g)
        p.g, p.blocked, g.run, g.ready = e.g, False, i, None

    def stop_running(self, i, p, e):
        if p.g:
            self.ran(i, e.p, p)
        p.g, p.since = 0, i

    def lose(self, i, p, e):
        p.blocked = True
        self.gs[e.g].m = p.m
        self.calls[p.m] = e.g
        self.stop_running(i, p, e)
        self.gs[e.g].call = i

    def called(self, i, m):
        """Ends the time in which the M was in a system call without a P."""
        if m in self.calls:
            g = self.calls.pop(m)
            self.span(("M", m), self.gs[g].call, i, g, SYSCALL)
            self.gs[g].m = NONE

    def exit(self, i, p, e):
        """If the goroutine had to wait for a P, it did so in the global queue."""
        m = self.gs[e.g].m
        self.called(i, m)
        if e.args["ts"]:
            self.ready(i, e.g, NONE)
        elif p.blocked:  # it took the P from the system call of another one, without a ProcStart
            p.m, p.since, p.blocked = m, i, False

    def acquire(self, i, p, e):
        self.called(i, e.args["thread"])
        p.m, p.since = e.args["thread"], i
        if p.lost is not None and self.ns[i] - self.ns[p.lost] < HANDOFF_NS:
            self.link(p.lost, i, HANDOFF)
        p.lost, p.blocked = None, False

    def release(self, i, p, e):
        self.rest(i, e.p, p)
        p.lost = i if p.blocked else None
        p.m, p.blocked = NONE, False

    def data(self, functions):
        """All of it for the page. functions: Go's name of a function of the runtime → what
        `gort side` calls it."""
        shown = range(self.skip, len(self.events))
        stacks, frames = {0: 0}, {}

        def frame(fn, file, line):
            if (fn, file, line) not in frames:
                runtime, _, name = fn.partition(".")
                ref = functions.get(name) if runtime == "runtime" else None
                source = source_line(file, line) if fn.startswith("main.") else ""
                frames[fn, file, line] = [len(frames), fn, file, line, ref, source]
            return frames[fn, file, line][0]

        def text(e):
            if e.name == "GCSweepDone" and e.args:
                return f"{e.args['swept']} {e.args['reclaimed']}"
            return e.text

        kinds = {name: k for k, name in enumerate(sorted({self.events[i].name for i in shown}))}
        columns = {name: [] for name in "kpmgos"}
        for i in shown:
            e = self.events[i]
            row = (kinds[e.name], e.p, self.ms[i], e.g, e.args.get(OBJECT.get(e.name), 0),
                   stacks.setdefault(e.stack, len(stacks)))
            for name, value in zip("kpmgos", row):
                columns[name].append(value)
        bodies = [[frame(*f) for f in self.trace.stacks.get(ident, ())] for ident in stacks]
        # Moments as differences from the one before. The first event that is shown is 0, what was
        # before it -1.
        def moments(rows, *which):
            last, flat = 0, []
            for row in rows:
                row = list(row)
                for column in which:
                    at = max(row[column] - self.skip, -1)
                    row[column], last = at - last, at
                flat += row
            return flat

        lanes = [[*lane, moments(spans, 0, 1)] for lane, spans in sorted(self.spans.items())]
        queues = {q: moments(changes, 0) for q, changes in sorted(self.queues.items())}
        times = [self.ns[i] for i in shown]
        return {
            "name": self.name, "file": os.path.basename(self.trace.path),
            "format": f"1.{self.trace.version}", "cut": self.cut, "begin": self.begin,
            "end": self.end, "kinds": list(kinds), **columns,
            "t": [b - a for a, b in zip([self.begin, *times], times)],
            "x": {i - self.skip: text(self.events[i]) for i in shown if text(self.events[i])},
            "names": self.names, "lanes": lanes, "queues": queues,
            "links": moments(self.links, 0, 1),
            "frames": [f[1:] for f in frames.values()], "stacks": bodies,
        }


@functools.cache
def source(path):
    """The lines of the user's program, if it is still there. A trace can name any file: we show
    only Go's."""
    if not path.endswith(".go") or not os.path.isfile(path):
        return []
    try:
        with open(path, errors="replace") as f:
            return f.read().split("\n")
    except OSError:
        return []


def source_line(path, line):
    lines = source(path)
    return lines[line - 1].strip() if 0 < line <= len(lines) else ""
