"""Reads schedtrace output: that of gort and of Go from 1.5 to 1.26, brief or detailed, one run or
several in a file.

Keys are taken as they come, so that old lines (helpgc=0, no timerslen) and new lines
(needspinning=, gcwaiting=false, m=nil, [ 0 0 ] schedticks=[ 1 2 ]) read alike: booleans are 0 and
1, nil is -1. A line that is none of these is kept as a bad line, with its number.
"""

import re

NUMBER = r"\d{1,18}"  # with which we can reckon
VALUE = rf"(?:-?{NUMBER}|true|false|nil)"
CELLS = rf"\[ ?((?:{NUMBER}(?: {NUMBER})*)?) ?\]"
HEAD = re.compile(rf"SCHED ({NUMBER})ms:((?: [a-z]+={VALUE})+)(?: {CELLS})?"
                  rf"(?: schedticks={CELLS})?\s*")
DETAIL = re.compile(rf"\s+([PMG])({NUMBER}): (\S.*)")
PAIR = re.compile(r"\b(\w+)=(.*?)(?= \w+=|$)")
STATUS = re.compile(rf"({NUMBER})\((.*)\)")
NEEDED = {
    "SCHED": {"gomaxprocs", "idleprocs", "threads", "idlethreads", "runqueue"},
    "P": {"status", "schedtick", "syscalltick", "m", "runqsize", "gfreecnt"},
    "M": {"p", "curg", "mallocing", "throwing", "locks", "dying", "spinning", "blocked", "lockedg"},
    "G": {"status", "m", "lockedm"},
}
WORDS = {"true": 1, "false": 0, "nil": -1}
STATUSES = {0: "idle", 1: "runnable", 2: "running", 3: "in a system call", 4: "waiting", 6: "dead",
            8: "copying its stack", 9: "preempted"}
COMPARED = ("gomaxprocs", "idleprocs", "threads", "spinningthreads", "needspinning", "idlethreads",
            "runqueue")


class Sample:
    """One SCHED line with the lines after it that belong to it. lrq: the cells of a brief line;
    None for a detailed line, whose P lines have the lengths."""

    def __init__(self, ms, head, lrq):
        self.ms, self.head, self.lrq = ms, head, lrq
        self.P, self.M, self.G = {}, {}, {}

    @property
    def detailed(self):
        return self.lrq is None

    def queues(self):
        return [p["runqsize"] for p in self.P.values()] if self.detailed else self.lrq

    def running(self):
        """What each P runs: P -> the id of its G, 0 for none (detailed samples)."""
        curg = {m["p"]: m["curg"] for m in self.M.values() if m["p"] >= 0}
        return {p: max(curg.get(p, 0), 0) for p in self.P}

    def fields(self):
        """The quantities that are compared."""
        h, local = self.head, sum(self.queues())
        out = {k: h[k] for k in COMPARED if k in h}
        out["local queues"] = local
        out["threads in use"] = h["threads"] - h["idlethreads"]
        out["queued + busy Ps"] = h["runqueue"] + local + h["gomaxprocs"] - h["idleprocs"]
        if not self.detailed:
            return out
        more = ("gcwaiting", "nmidlelocked", "stopwait", "sysmonwait")
        out.update((k, h[k]) for k in more if k in h)
        out["timers"] = sum(p.get("timerslen", 0) for p in self.P.values())
        out["Ms blocked"] = sum(m["blocked"] for m in self.M.values())
        out["Ms locked to a G"] = sum(m["lockedg"] >= 0 for m in self.M.values())
        out["Gs locked to an M"] = sum(g["lockedm"] >= 0 for g in self.G.values())
        for g in self.G.values():
            word = STATUSES.get(g["status"] & 0xfff, str(g["status"]))
            key = f"Gs {word}" + (f" ({g['reason']})" if word == "waiting" else "")
            out[key] = out.get(key, 0) + 1
        return out


class Trace:
    """What was read: runs (lists of samples), and the lines that are not schedtrace's, as (source,
    number, text)."""

    def __init__(self):
        self.runs, self.bad = [], []

    def read(self, text, source):
        """Adds the runs of a text. A line of 0 ms begins another run."""
        run = None
        for number, line in enumerate(text.split("\n"), 1):
            line = line.rstrip("\r")
            if not (bare := line.rstrip()):
                continue
            try:
                if (m := HEAD.fullmatch(line)):
                    sample = _head(m)
                    if run is None or sample.ms == 0:
                        run = []
                        self.runs.append(run)
                    run.append(sample)
                elif (m := DETAIL.fullmatch(bare)) and run is not None and run[-1].detailed:
                    table = getattr(run[-1], m[1])
                    if int(m[2]) in table:
                        raise ValueError("twice the same")
                    table[int(m[2])] = _detail(m[1], m[3])
                else:
                    raise ValueError("no schedtrace line")
            except ValueError:
                self.bad.append((source, number, line))


def _value(text):
    if not re.fullmatch(VALUE, text):
        raise ValueError("no number")
    return WORDS[text] if text in WORDS else int(text)


def _pairs(kind, text):
    found = PAIR.findall(text)
    missing = NEEDED[kind] - {k for k, _ in found}
    if missing or " ".join(f"{k}={v}" for k, v in found) != text:
        raise ValueError(f"not a {kind} line")
    return found


def _head(m):
    cells = [None if c is None else [int(x) for x in c.split()] for c in m.groups()[2:]]
    return Sample(int(m[1]), {k: _value(v) for k, v in _pairs("SCHED", m[2].strip())}, cells[0])


def _detail(kind, text):
    out = {}
    for key, value in _pairs(kind, text):
        if kind == "G" and key == "status":
            if not (m := STATUS.fullmatch(value)):
                raise ValueError("no status")
            out["status"], out["reason"] = int(m[1]), m[2]
        else:
            out[key] = value if key == "preemptoff" else _value(value)
    return out


def steady(run, skip, until):
    """The samples to compare: not the first ones (start-up), nor the last (the program may be
    ending), nor those after `until` ms."""
    return [s for s in run[skip:-1] if until is None or s.ms <= until]


def _idle(s, _):
    h = s.head
    queued = h["runqueue"] or any(s.queues())
    return (h["idleprocs"] == h["gomaxprocs"] and not queued and h.get("spinningthreads", 0) == 0
            and h["threads"] - h["idlethreads"] == 2)


def _loops(s, n):
    threads = {1: 3, 2: 4, 4: 5}.get(s.head["gomaxprocs"])
    return (s.fields()["queued + busy Ps"] == n and s.head.get("spinningthreads", 0) == 0
            and (threads is None or abs(s.head["threads"] - threads) <= 1))


def _syscalls(s, k):
    h = s.head
    return h["threads"] - h["idlethreads"] == k + 2 and h["idleprocs"] == h["gomaxprocs"]


# What a program that does one thing must show in every sample once it is steady.
EXPECT = {
    "idle": (_idle, "idleprocs = P, nothing queued, nobody spinning, threads - idlethreads = 2"),
    "loops": (_loops, "runqueue + local queues + busy Ps = {n}, nobody spinning, "
                      "threads 3/4/5 (±1) at 1/2/4 Ps"),
    "syscalls": (_syscalls, "threads - idlethreads = {n} + 2, idleprocs = P"),
}


def invariants(runs, steady_runs, interval=None, expect=None):
    """[(words, how often looked at, first violation or None)]. Each is checked in all samples,
    except `expect`, which is checked in the steady part only."""
    def check(words, cases):
        cases = list(cases)
        return words, len(cases), next((why for ok, why in cases if not ok), None)

    def each(test):
        return ((test(s), f"at {s.ms} ms") for run in runs for s in run)

    def each_steady(test):
        return ((test(s), f"at {s.ms} ms") for run in steady_runs for s in run)

    pairs = [(a, b) for run in runs for a, b in zip(run, run[1:])]
    out = [
        check("the first line says 0ms",
              ((run[0].ms == 0, f"it says {run[0].ms}ms") for run in runs)),
        check("time does not go back",
              ((b.ms >= a.ms, f"{b.ms}ms after {a.ms}ms") for a, b in pairs)),
        check("as many local queues as gomaxprocs",
              each(lambda s: len(s.queues()) == s.head["gomaxprocs"])),
        check("0 <= idleprocs <= gomaxprocs",
              each(lambda s: 0 <= s.head["idleprocs"] <= s.head["gomaxprocs"])),
        check("idlethreads < threads",
              each(lambda s: 0 <= s.head["idlethreads"] < s.head["threads"])),
    ]
    if interval:
        # A single interval is so on a quiet machine only: a line that the system delays shortens
        # the next interval.
        means = [(run[-1].ms - run[0].ms) / (len(run) - 1) for run in runs if len(run) > 1]
        out.append(check(f"a run's intervals are not shorter than {interval - 1} ms on average",
                         ((mean >= interval - 1, f"{mean:.1f} ms") for mean in means)))
    if any(s.detailed for run in runs for s in run):
        out.append(check("no more M lines than threads",
                         each(lambda s: len(s.M) <= s.head["threads"])))
    if expect:
        test, words = EXPECT[expect[0]]
        out.append(check(words.format(n=expect[1]), each_steady(lambda s: test(s, expect[1]))))
    return out
