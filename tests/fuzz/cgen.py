"""Random concurrent C programs on gort.h, and what they print. Usage, to look at one: cgen.py SEED

A program is a tree: units, which run at the same time, each a list of operations on its state (a
number h, and objects that it keeps). Some operations have lists of their own, which become
functions that run elsewhere: on another goroutine, at the end of a deep recursion, as a deferred
call, after a timer. Each operation knows its C code and what it does to h; nothing that depends on
the schedule may come into h."""

import copy
import random
import re
import sys

M = (1 << 64) - 1

PRELUDE = r"""
#include <gort.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

typedef struct cell {
	struct cell *next;
	uint64_t v;
	uint64_t pad[];
} cell;

typedef struct state {
	uint64_t h;
	cell *keep;
	gort_chan done;
} state;

static volatile int stop;
static gort_mutex mu;
static uint64_t sharedsum;

static void bad(const char *what)
{
	gort_print("BAD ");
	gort_print(what);
	gort_print("\n");
}

static uint64_t mix(uint64_t h, uint64_t v)
{
	h = (h ^ (v + 0x9e3779b97f4a7c15)) * 1099511628211;
	return h ^ h >> 29;
}

static uint64_t hash(uint64_t h, const char *s)
{
	while (*s)
		h = mix(h, (unsigned char)*s++);
	return h;
}

// n objects of so many words, each with what is in it derived from h.
static cell *build(uint64_t h, int n, int words)
{
	cell *l = NULL;
	for (int i = 0; i < n; i++) {
		cell *c = gort_new(sizeof *c + (size_t)words * 8);
		c->next = l;
		c->v = mix(h, (uint64_t)i);
		for (int j = 0; j < words; j++)
			c->pad[j] = c->v + (uint64_t)j;
		l = c;
	}
	return l;
}

static uint64_t sum(uint64_t h, cell *l, int n, int words)
{
	for (; l && n > 0; l = l->next, n--) {
		for (int j = 0; j < words; j++)
			if (l->pad[j] != l->v + (uint64_t)j) {
				bad("an object has changed");
				break;
			}
		h = mix(h, l->v);
	}
	if (n > 0)
		bad("a list has become shorter");
	return h;
}

static void nap(uint64_t ns)
{
	struct timespec ts = {0, (long)ns};
	nanosleep(&ts, NULL);
}

static void finish(void *arg)
{
	state *s = arg;
	gort_chansend(s->done, &s->h);
}

static void rescue(void *arg)
{
	state *s = arg;
	const char *text = gort_recover();
	s->h = hash(s->h, text ? text : "none");
}

#define DEEP(words)                                                                            \
	__attribute__((noinline)) static void deep##words(int n, void (*f)(void *), state *s)      \
	{                                                                                          \
		volatile uint64_t pad[words];                                                          \
		uint64_t k = s->h;                                                                     \
		pad[k % words] = k;                                                                    \
		if (n == 0) {                                                                          \
			f(s);                                                                              \
		} else {                                                                               \
			s->h = mix(s->h, (uint64_t)n);                                                     \
			deep##words(n - 1, f, s);                                                          \
		}                                                                                      \
		s->h = mix(s->h, pad[k % words]);                                                      \
	}
DEEP(1) DEEP(6) DEEP(25) DEEP(100) DEEP(250) DEEP(1000)

static void sysnap(void *arg) { nap(((state *)arg)->h % 300000); }

static void sysnone(void *arg) {}

static void syspipe(void *arg)
{
	state *s = arg;
	int fd[2];
	uint64_t v = s->h, w = 0;
	if (pipe(fd) != 0 || write(fd[1], &v, 8) != 8 || read(fd[0], &w, 8) != 8 || v != w)
		bad("pipe");
	close(fd[0]);
	close(fd[1]);
}

static void syspoison(void *arg)
{
	volatile char big[3000];
	memset((char *)big, 0x55, sizeof big);
}

// On the thread's own stack, which has room.
static void onsystemstack(void *arg)
{
	state *s = arg;
	volatile uint64_t a[2000];
	for (uint64_t i = 0; i < 2000; i++)
		a[i] = mix(s->h, i);
	s->h = a[s->h % 2000];
}

// What a goroutine takes over while it is in a system call: it stays reachable here until the
// goroutine is back.
typedef struct {
	cell *volatile p;
	uint64_t h;
	gort_chan done;
} box;

static void taker(void *arg)
{
	box *b = arg;
	gort_entersyscall();
	while (b->p == NULL)
		nap(20000);
	cell *c = b->p;
	gort_exitsyscall();
	b->p = NULL;
	gort_Gosched();
	uint64_t v = sum(b->h, c, 3, 20);
	gort_chansend(b->done, &v);
}

typedef struct {
	gort_chan c;
	uint64_t h;
	int n;
} source;

static void sender(void *arg)
{
	source *p = arg;
	for (int i = 0; i < p->n; i++) {
		cell *c = build(p->h + (uint64_t)i, 1, 5);
		gort_chansend(p->c, &c);
	}
	gort_closechan(p->c);
}

static void adder(void *arg)
{
	source *p = arg;
	for (int i = 0; i < p->n; i++) {
		gort_lock(&mu);
		sharedsum += mix(p->h, (uint64_t)i);
		gort_unlock(&mu);
	}
	gort_chansend(p->c, NULL);
}

static void member(void *arg)
{
	gort_waitgroup *wg = arg;
	gort_Gosched();
	gort_wgdone(wg);
}

typedef struct {
	gort_fd *f;
	uint64_t h;
	int n;
} stream;

static void writer(void *arg)
{
	stream *w = arg;
	for (int i = 0; i < w->n; i++) {
		uint64_t v = mix(w->h, (uint64_t)i);
		if (gort_write(w->f, &v, 8) != 8)
			bad("write");
	}
	gort_fdclose(w->f);
}

static void count(void *arg) { gort_trysend(arg, NULL); }

static void never(void *arg) { bad("a timer of one hour went off"); }

static void nothing(void *arg) {}

static void dozer(void *arg)
{
	static volatile uint64_t n;
	gort_Sleep((int64_t)(mix(1, n++) % 2000000));
	gort_chansend(arg, NULL);
}

static void lockedend(void *arg)
{
	gort_LockOSThread();
	gort_chansend(arg, NULL);
}
"""


def mix(h, v):
    h = ((h ^ (v + 0x9e3779b97f4a7c15) & M) * 1099511628211) & M
    return h ^ h >> 29


def hash_(h, text):
    for c in text.encode():
        h = mix(h, c)
    return h


def total(h, seed, n):
    """What build and sum make."""
    for i in reversed(range(n)):
        h = mix(h, mix(seed, i))
    return h


def function(name, body):
    return f"static void {name}(void *arg)\n{{\n{body}}}\n"


class Op:
    """One operation: its name, its numbers, its list (None if it has none)."""

    def __init__(self, name, numbers, kids=None):
        self.name, self.numbers, self.kids = name, numbers, kids

    def emit(self, program):
        """Its statements; the function of its list goes to the program."""
        code = OPS[self.name][1]
        if self.kids is not None:
            body = "".join(op.emit(program) for op in self.kids)
            name = f"f{len(program.functions)}"
            program.functions.append((name, function(name, "\tstate *s = arg;\n" + body)))
            code = code.replace("$f", name)
        for letter, n in zip("abc", self.numbers):
            code = code.replace("$" + letter, str(n))
        return "\t{" + code + "\n\t}\n"

    def run(self, h):
        return OPS[self.name][2](h, self.numbers, lambda v: runall(self.kids, v))


def runall(ops, h):
    for op in ops:
        h = op.run(h)
    return h


def deep(h, n, inner):
    saved = []
    for i in range(n, 0, -1):
        saved.append(h)
        h = mix(h, i)
    saved.append(h)
    h = inner(h)
    for k in reversed(saved):
        h = mix(h, k)
    return h


NIL = "runtime error: invalid memory address or nil pointer dereference"
WORDS = [1, 6, 25, 100, 250, 1000]
K = [3, 7, 11, 13, 1001, 65537]

# name: choices of its numbers, code, what it does to h. In the code $a $b $c are the numbers, $f is
# the function of its list; the last gets h, the numbers, and what the list does to h.
OPS = {
    "arith": ([K], """
		s->h = s->h * $a + 1;""", lambda h, n, f: (h * n[0] + 1) & M),
    "garbage": ([[1, 5, 20], [2, 9, 60, 500, 3000]], """
		s->h = sum(s->h, build(s->h, $a, $b), $a, $b);""", lambda h, n, f: total(h, h, n[0])),
    "gosched": ([], """
		gort_Gosched();""", lambda h, n, f: h),
    "sleep": ([[1, 1000, 50000, 300000]], """
		gort_Sleep($a);""", lambda h, n, f: h),
    "nap": ([[1, 20000, 300000]], """
		gort_entersyscall();
		nap($a);
		gort_exitsyscall();""", lambda h, n, f: h),
    "spin": ([[100, 10000, 300000]], """
		for (volatile int i = 0; i < $a; i++)
			;""", lambda h, n, f: h),
    "syscalldeep": ([[1, 5, 20, 60], WORDS, ["sysnap", "sysnone", "syspipe", "syspoison"]], """
		gort_entersyscall();
		deep$b($a, $c, s);
		gort_exitsyscall();""", lambda h, n, f: deep(h, n[0], lambda v: v)),
    "syscallheld": ([[1, 20], [4, 40]], """
		cell *c = build(s->h, 3, $b);
		gort_entersyscall();
		nap(s->h % 100000);
		deep25($a, sysnone, s);
		gort_exitsyscall();
		s->h = sum(s->h, c, 3, $b);""", lambda h, n, f: total(deep(h, n[0], lambda v: v), h, 3)),
    "takeover": ([], """
		box *b = gort_new(sizeof *b);
		b->h = s->h;
		b->done = gort_makechan(8, 0);
		gort_go(taker, b);
		gort_Sleep(30000);
		b->p = build(s->h, 3, 20);
		gort_chanrecv(b->done, &s->h);""", lambda h, n, f: total(h, h, 3)),
    "systemstack": ([], """
		gort_systemstack(onsystemstack, s);""", lambda h, n, f: mix(h, h % 2000)),
    "pass": ([[0, 1, 3, 100], [1, 3, 10]], """
		source *p = gort_new(sizeof *p);
		*p = (source){gort_makechan(sizeof(cell *), $a), s->h, $b};
		gort_chan c = p->c;
		gort_go(sender, p);
		cell *got;
		while (gort_chanrecv(c, &got))
			s->h = sum(s->h, got, 1, 5);""",
             lambda h, n, f: passed(h, [n[1]])),
    "select": ([[0, 1, 2], [1, 4, 9]], """
		gort_case cases[3];
		cell *got[3];
		uint64_t all = 0;
		for (int i = 0; i < 3; i++) {
			source *p = gort_new(sizeof *p);
			*p = (source){gort_makechan(sizeof(cell *), $a), mix(s->h, (uint64_t)i), $b};
			cases[i] = (gort_case){.c = p->c, .elem = &got[i]};
			gort_go(sender, p);
		}
		for (int open = 3; open > 0;) {
			int i = gort_select(cases, 3, true);
			if (cases[i].ok)
				all += sum(0, got[i], 1, 5);
			else
				cases[i].c = NULL, open--;
		}
		s->h = mix(s->h, all);""",
               lambda h, n, f: mix(h, selected(h, n[1]))),
    "try": ([[1, 4]], """
		gort_chan c = gort_makechan(8, $a);
		uint64_t v;
		for (int i = 0; i < 6; i++)
			s->h = mix(s->h, gort_trysend(c, &s->h));
		while (gort_tryrecv(c, &v, NULL))
			s->h = mix(s->h, v);""", lambda h, n, f: tried(h, n[0])),
    "wide": ([[24, 200, 2000, 60000]], """
		gort_chan c = gort_makechan($a, 2);
		char *p = gort_new($a), *q = gort_new($a);
		memset(p, (int)(s->h & 127), $a);
		gort_chansend(c, p);
		gort_chanrecv(c, q);
		if (memcmp(p, q, $a) != 0)
			bad("an element has changed");
		s->h = mix(s->h, (uint64_t)q[$a - 1]);""", lambda h, n, f: mix(h, h & 127)),
    "after": ([[0, 10000, 200000]], """
		int64_t when;
		s->h = mix(s->h, gort_chanrecv(gort_After($a), &when));""", lambda h, n, f: mix(h, 1)),
    "timerstop": ([[1, 10, 100]], """
		gort_timer *t[$a];
		for (int i = 0; i < $a; i++)
			t[i] = gort_AfterFunc(3600000000000, 0, never, NULL);
		for (int i = 0; i < $a; i += 2)
			s->h = mix(s->h, gort_timerReset(t[i], 7200000000000));
		for (int i = 0; i < $a; i++)
			s->h = mix(s->h, (uint64_t)gort_timerStop(t[i]) + gort_timerStop(t[i]));""",
                  lambda h, n, f: repeat(h, n[0] + (n[0] + 1) // 2)),
    "ticker": ([[1, 5]], """
		gort_chan c = gort_makechan(0, 1);
		gort_timer *t = gort_AfterFunc(30000, 30000, count, c);
		for (int i = 0; i < $a; i++)
			gort_chanrecv(c, NULL);
		s->h = mix(s->h, gort_timerStop(t));""", lambda h, n, f: mix(h, 1)),
    "mutex": ([[1, 4], [1, 20]], """
		gort_chan c = gort_makechan(0, 0);
		for (int i = 0; i < $a; i++) {
			source *p = gort_new(sizeof *p);
			*p = (source){c, s->h, $b};
			gort_go(adder, p);
		}
		for (int i = 0; i < $a; i++)
			gort_chanrecv(c, NULL);""", lambda h, n, f: h),
    "waitgroup": ([[1, 10, 100]], """
		gort_waitgroup *wg = gort_new(sizeof *wg);
		gort_wgadd(wg, $a);
		for (int i = 0; i < $a; i++)
			gort_go(member, wg);
		gort_wgwait(wg);
		s->h++;""", lambda h, n, f: (h + 1) & M),
    "pipe": ([[1, 10, 1000]], """
		int fd[2], err;
		if (pipe2(fd, O_NONBLOCK | O_CLOEXEC) != 0)
			bad("pipe2");
		stream *w = gort_new(sizeof *w);
		*w = (stream){gort_fdopen(fd[1], &err), s->h, $a};
		gort_fd *r = gort_fdopen(fd[0], &err);
		gort_go(writer, w);
		uint64_t v;
		while (gort_read(r, &v, 8) == 8)
			s->h = mix(s->h, v);
		gort_fdclose(r);""", lambda h, n, f: piped(h, n[0])),
    "deadline": ([[-1, 1000, 100000]], """
		int fd[2], err;
		char c;
		if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fd) != 0)
			bad("socketpair");
		gort_fd *r = gort_fdopen(fd[0], &err);
		gort_setdeadline(r, $a, 'r');
		s->h = mix(s->h, (uint64_t)-gort_read(r, &c, 1));
		gort_fdclose(r);
		close(fd[1]);""", lambda h, n, f: mix(h, 62)),  # ETIME
    "hold": ([[1, 10, 100], [1, 5, 29, 400]], """
		uint64_t h = s->h;
		cell *c = build(h, $a, $b);
		$f(s);
		s->h = sum(s->h, c, $a, $b);""", lambda h, n, f: total(f(h), h, n[0])),
    "keep": ([[1, 10]], """
		cell *old = s->keep;
		s->keep = build(s->h, $a, 3);
		uint64_t h = s->h;
		$f(s);
		s->h = sum(s->h, s->keep, $a, 3);
		s->keep = old;
		s->h = mix(s->h, h);""", lambda h, n, f: mix(total(f(h), h, n[0]), h)),
    "deep": ([[1, 10, 100, 300], WORDS], """
		deep$b($a, $f, s);""", lambda h, n, f: deep(h, n[0], f)),
    "loop": ([[2, 5]], """
		for (int i = 0; i < $a; i++)
			$f(s);""", lambda h, n, f: looped(h, n[0], f)),
    "spawn": ([], """
		state *t = gort_new(sizeof *t);
		t->h = s->h;
		t->done = gort_makechan(8, 0);
		gort_go(GO$f, t);
		gort_chanrecv(t->done, &s->h);""", lambda h, n, f: f(h)),
    "goexit": ([], """
		state *t = gort_new(sizeof *t);
		t->h = s->h;
		t->done = gort_makechan(8, 0);
		gort_go(EXIT$f, t);
		gort_chanrecv(t->done, &s->h);""", lambda h, n, f: f(h)),
    "afterfunc": ([[0, 20000, 100000]], """
		state *t = gort_new(sizeof *t);
		t->h = s->h;
		t->done = gort_makechan(8, 1);
		gort_AfterFunc($a, 0, GO$f, t);
		gort_chanrecv(t->done, &s->h);""", lambda h, n, f: f(h)),
    "panic": ([], """
		gort_call(PANIC$f, s);""", lambda h, n, f: hash_(f(h), "on purpose")),
    "nilpanic": ([], """
		gort_call(NIL$f, s);""", lambda h, n, f: hash_(f(h), NIL)),
    "closepanic": ([], """
		gort_call(CLOSE$f, s);""", lambda h, n, f: hash_(f(h), "close of nil channel")),
    "defer": ([], """
		gort_call(DEFER$f, s);""", lambda h, n, f: f((h + 1) & M)),
    "locked": ([], """
		gort_LockOSThread();
		long tid = syscall(SYS_gettid);
		$f(s);
		if (syscall(SYS_gettid) != tid)
			bad("a locked goroutine has changed threads");
		gort_UnlockOSThread();""", lambda h, n, f: f(h)),
}

# Functions that an operation needs around that of its list.
AROUND = {
    "GO": "\t$f(arg);\n\tfinish(arg);\n",
    "EXIT": "\tgort_defer(finish, arg);\n\t$f(arg);\n\tgort_Goexit();\n",
    "PANIC": '\tgort_defer(rescue, arg);\n\t$f(arg);\n\tgort_panic("on purpose");\n',
    "NIL": "\tgort_defer(rescue, arg);\n\t$f(arg);\n\t*(volatile int *)NULL = 1;\n",
    "CLOSE": "\tgort_defer(rescue, arg);\n\t$f(arg);\n\tgort_closechan(NULL);\n",
    "DEFER": "\tgort_defer($f, arg);\n\t((state *)arg)->h++;\n",
}

# Noise: goroutines that run until the units are done; n counts the turns.
NOISE = {
    "procs": """
		gort_GOMAXPROCS(1 + (int)(mix(n, $a) % 16));""",
    "procs2": """
		gort_GOMAXPROCS(1 + (int)(n % 2));""",
    "garbage": """
		for (uint64_t i = 0; i < 100; i++)
			memset(gort_new(mix(n, i) % 700), 0xff, mix(n, i) % 700);""",
    "spans": """
		static gort_chan c[4000];
		c[n % 4000] = gort_makechan(1, 8000);""",
    "large": """
		memset(gort_new(100000), 0xff, 100000);""",
    "stacks": """
		state s = {n};
		gort_entersyscall();
		deep100(40, sysnap, &s);
		gort_exitsyscall();""",
    "timers": """
		for (uint64_t i = 0; i < 20; i++)
			gort_timerStop(gort_AfterFunc((int64_t)(mix(n, i) % 1000000), 0, nothing, NULL));""",
    "sleepers": """
		gort_chan c = gort_makechan(0, 0);
		for (int i = 0; i < 20; i++)
			gort_go(dozer, c);
		for (int i = 0; i < 20; i++)
			gort_chanrecv(c, NULL);""",
    "threads": """
		gort_chan c = gort_makechan(0, 0);
		gort_go(lockedend, c);
		gort_chanrecv(c, NULL);
		gort_Sleep(1000000);""",
}
PAUSE = [
    "gort_Sleep(50000);",
    "gort_Sleep(1000000);",
    "for (int64_t t = gort_nanotime(); gort_nanotime() - t < 200000;)\n\t\t\t;",
]


def selected(h, n):
    return sum(total(0, (mix(h, i) + j) & M, 1) for i in range(3) for j in range(n)) & M


def passed(h, n):
    seed = h
    for i in range(n[0]):
        h = total(h, (seed + i) & M, 1)
    return h


def tried(h, room):
    sent = []
    for _ in range(6):
        ok = len(sent) < room
        if ok:
            sent.append(h)
        h = mix(h, ok)
    for v in sent:
        h = mix(h, v)
    return h


def repeat(h, n):
    for _ in range(n):
        h = mix(h, 1)
    return h


def piped(h, n):
    seed = h
    for i in range(n):
        h = mix(h, mix(seed, i))
    return h


def looped(h, n, f):
    for _ in range(n):
        h = f(h)
    return h


class Program:
    """units: (first h, rounds, operations); noise: (name, pause, number)."""

    def __init__(self):
        self.units, self.noise, self.functions = [], [], []

    def source(self):
        self.functions = []
        units = ""
        for i, (_, rounds, ops) in enumerate(self.units):
            body = "".join(op.emit(self) for op in ops)
            units += function(f"unit{i}", "\tstate *s = arg;\n"
                              f"\tfor (int round = 0; round < {rounds}; round++) {{\n{body}\t}}\n"
                              "\tgort_chansend(s->done, NULL);\n") + "\n"
        everything = "".join(code for _, code in self.functions) + units
        functions = ""
        for name, code in self.functions:  # inner ones come first
            functions += code + "\n"
            for prefix, body in AROUND.items():
                if re.search(rf"\b{prefix}{name}\b", everything):
                    functions += function(prefix + name, body.replace("$f", name)) + "\n"
        noise = "".join(function(f"noise{i}", "\tfor (uint64_t n = 0; !stop; n++) {"
                                 f"{NOISE[name].replace('$a', str(number))}\n\t\t{pause}\n\t}}\n")
                        + "\n" for i, (name, pause, number) in enumerate(self.noise))
        begin = "".join(f"\tgort_go(noise{i}, NULL);\n" for i in range(len(self.noise)))
        for i, (h, _, _) in enumerate(self.units):
            begin += (f"\ts[{i}].h = {h};\n\ts[{i}].done = gort_makechan(0, 1);\n"
                      f"\tgort_go(unit{i}, &s[{i}]);\n")
        return PRELUDE + "\n" + functions + units + noise + f"""int main(void)
{{
	static state s[{len(self.units)}];
{begin}	for (int i = 0; i < {len(self.units)}; i++) {{
		gort_chanrecv(s[i].done, NULL);
		gort_printint((int64_t)s[i].h);
		gort_print("\\n");
	}}
	stop = 1;
	gort_lock(&mu);
	gort_printint((int64_t)sharedsum);
	gort_print("\\n");
	return 0;
}}
"""

    def expected(self):
        shared.clear()
        lines = []
        for h, rounds, ops in self.units:
            for _ in range(rounds):
                h = runall(ops, h)
            lines.append(h)
        lines.append(sum(shared) & M)
        return "".join(f"{v - (1 << 64) if v >> 63 else v}\n" for v in lines)


shared = []  # what the goroutines of "mutex" add


def added(h, n, f):
    shared.extend(n[0] * mix(h, i) for i in range(n[1]))
    return h


OPS["mutex"] = (*OPS["mutex"][:2], added)


def make(rng, names, depth, left):
    """Operations, at most left[0] of them."""
    ops = []
    for _ in range(rng.randrange(1, 5)):
        if left[0] <= 0:
            break
        left[0] -= 1
        fits = [n for n in names if depth > 0 or "$f" not in OPS[n][1]]
        name = rng.choice(fits)
        choices, code, _ = OPS[name]
        kids = make(rng, names, depth - 1, left) if "$f" in code else None
        ops.append(Op(name, [rng.choice(c) for c in choices], kids))
    return ops


def program(seed, wanted=(), without=()):
    """As gogen.program."""
    rng = random.Random(seed)
    leaves = [n for n in OPS if "$f" not in OPS[n][1]]
    lists = [n for n in OPS if "$f" in OPS[n][1]]
    names = rng.sample(leaves, rng.randrange(6, 14)) + rng.sample(lists, rng.randrange(4, 9))
    own = [n for n in OPS if n in wanted]
    names = own + [n for n in names[::3 if own else 1] if n not in own and n not in without]
    p = Program()
    for _ in range(rng.randrange(4, 16)):
        p.units.append((rng.getrandbits(60), rng.choice([1, 3, 10]), make(rng, names, 4, [20])))
    for name in rng.sample(list(NOISE), rng.randrange(0, 5)):
        if name not in without:
            p.noise.append((name, rng.choice(PAUSE), rng.getrandbits(30)))
    return p


def smaller(program):
    """As Go.smaller: programs with a part left out."""
    def lists(p):
        yield p.units
        yield p.noise
        stack = [ops for _, _, ops in p.units]
        while stack:
            ops = stack.pop()
            yield ops
            stack += [op.kids for op in ops if op.kids is not None]

    changed = True
    while changed:
        changed = False
        at = 0
        while at < len(list(lists(program))):
            step = len(list(lists(program))[at])
            while step:
                i = 0
                while i < len(list(lists(program))[at]):
                    candidate = copy.deepcopy(program)
                    del list(lists(candidate))[at][i:i + step]
                    if candidate.units and (yield candidate):
                        program, changed = candidate, True
                    else:
                        i += step
                step //= 2
            at += 1


if __name__ == "__main__":
    p = program(int(sys.argv[1]))
    print(p.source() if len(sys.argv) == 2 else p.expected(), end="")
