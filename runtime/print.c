// The predeclared print and println, and what crash reports are printed with: no allocation, any
// stack.
#include "runtime.h"

enum { printBacklogSize = 512 };

// The last bytes printed before a crash, for a debugger; under debuglock.
static byte  printBacklog[printBacklogSize] GOSYM(printBacklog);
static intgo printBacklogIndex GOSYM(printBacklogIndex);

// debuglock keeps the pieces of one print statement together.
static mutex debuglock GOSYM(debuglock);

static void recordForPanic(const byte *b, intgo n) GOSYM(recordForPanic);

// go: print.go#bytes
slice bytes(String s) { return (slice){(void *)s.str, s.len, s.len}; }

// go: print.go#recordForPanic
// Keeps what is printed in a ring, until somebody panics: what comes then is seen on the terminal
// anyway.
static void recordForPanic(const byte *b, intgo n)
{
	printlock();
	// mo: seq_cst load; a late view of panicking only records a few bytes more.
	if (atomic_Load(&panicking) == 0) {
		for (intgo i = 0; i < n; i++) {
			printBacklog[printBacklogIndex] = b[i];
			if (++printBacklogIndex == printBacklogSize)
				printBacklogIndex = 0;
		}
	}
	printunlock();
}

// go: print.go#printlock
// Recursive on an M. The M keeps its goroutine between the first two statements and, because
// debuglock counts as a lock, until printunlock.
void printlock(void)
{
	m *mp = getg()->m;
	mp->locks++;
	mp->printlock++;
	if (mp->printlock == 1)
		lock(&debuglock);
	mp->locks--; // now debuglock holds it up
}

// go: print.go#printunlock
void printunlock(void)
{
	m *mp = getg()->m;
	mp->printlock--;
	if (mp->printlock == 0)
		unlock(&debuglock);
}

// go: print.go#gwrite
// Each piece is one write; or it goes to the goroutine's buffer (runtime.Stack), what does not fit
// being dropped.
static void gwrite(const byte *b, intgo n)
{
	if (n == 0)
		return;
	recordForPanic(b, n);
	g *gp = getg();
	if (gp == nil || gp->writebuf.array == nil || gp->m->dying > 0) {
		writeErr(b, n);
		return;
	}
	intgo room = gp->writebuf.cap - gp->writebuf.len;
	if (n > room)
		n = room;
	memmove(gp->writebuf.array + gp->writebuf.len, b, (uintptr)n);
	gp->writebuf.len += n;
}

// go: print.go#printsp
void printsp(void) { printcstring(" "); }

// go: print.go#printnl
void printnl(void) { printcstring("\n"); }

// go: print.go#printbool
void printbool(bool v)
{
	if (v)
		printcstring("true");
	else
		printcstring("false");
}

// go: print.go#printfloat
// Seven digits and three of exponent: +1.234568e+008. One rounding per operation, or the last digit
// differs from Go's.
void printfloat(float64 v)
{
	if (v != v) {
		printcstring("NaN");
		return;
	}
	if (v + v == v && v > 0) {
		printcstring("+Inf");
		return;
	}
	if (v + v == v && v < 0) {
		printcstring("-Inf");
		return;
	}

	enum { n = 7 }; // digits
	byte  buf[n + 7];
	intgo e = 0;
	buf[0] = '+';
	if (v == 0) {
		if (1 / v < 0)
			buf[0] = '-';
	} else {
		if (v < 0) {
			v = -v;
			buf[0] = '-';
		}
		while (v >= 10) {
			e++;
			v /= 10;
		}
		while (v < 1) {
			e--;
			v *= 10;
		}
		float64 h = 5.0;
		for (intgo i = 0; i < n; i++)
			h /= 10;
		v += h;
		if (v >= 10) {
			e++;
			v /= 10;
		}
	}

	for (intgo i = 0; i < n; i++) {
		intgo s = (intgo)v;
		buf[i + 2] = (byte)(s + '0');
		v -= (float64)s;
		v *= 10;
	}
	buf[1] = buf[2];
	buf[2] = '.';

	buf[n + 2] = 'e';
	buf[n + 3] = '+';
	if (e < 0) {
		e = -e;
		buf[n + 3] = '-';
	}
	buf[n + 4] = (byte)(e / 100 + '0');
	buf[n + 5] = (byte)(e / 10 % 10 + '0');
	buf[n + 6] = (byte)(e % 10 + '0');
	gwrite(buf, sizeof buf);
}

// go: print.go#printcomplex
void printcomplex(double _Complex c) { print("(", __real__ c, __imag__ c, "i)"); }

// go: print.go#printuint
void printuint(uint64 v)
{
	byte  buf[20];
	intgo i = nelem(buf);
	do {
		buf[--i] = (byte)(v % 10 + '0');
		v /= 10;
	} while (v != 0);
	gwrite(buf + i, nelem(buf) - i);
}

// go: print.go#printint
void printint(int64 v)
{
	uint64 u = (uint64)v;
	if (v < 0) {
		printcstring("-");
		u = -u;
	}
	printuint(u);
}

// go: print.go#printhex
void printhex(uint64 v)
{
	byte  buf[18];
	intgo i = nelem(buf);
	do {
		buf[--i] = (byte)"0123456789abcdef"[v % 16];
		v /= 16;
	} while (v != 0);
	buf[--i] = 'x';
	buf[--i] = '0';
	gwrite(buf + i, nelem(buf) - i);
}

// go: print.go#printpointer
void printpointer(const void *p) { printhex((uint64)p); }

// go: print.go#printstring
void printstring(String s) { gwrite(s.str, s.len); }

// go: print.go#printslice
void printslice(slice s)
{
	print("[", s.len, "/", s.cap, "]");
	printpointer(s.array);
}

// go: print.go#printeface
void printeface(eface e) { print("(", (void *)e._type, ",", e.data, ")"); }

// go: print.go#printiface
void printiface(iface i) { print("(", (void *)i.tab, ",", i.data, ")"); }

// go: none — body of a closure of hexdumpWords
static void hexword(uintptr x)
{
	byte buf[2 * sizeof(uintptr)];
	for (intgo i = nelem(buf) - 1; i >= 0; i--, x >>= 4)
		buf[i] = (byte)"0123456789abcdef"[x & 15];
	gwrite(buf, nelem(buf));
}

// go: print.go#hexdumpWords
// Prints the words of [p, end) in hexadecimal, 16 bytes to a line, each after the character that
// mark gives it (0: a blank) and before the function it points into, if any.
void hexdumpWords(uintptr p, uintptr end, byte (*mark)(uintptr, void *), void *arg)
{
	byte markbuf[1];

	for (uintptr i = 0; p + i < end; i += sizeof(uintptr)) {
		if (i % 16 == 0) {
			if (i != 0)
				printnl();
			hexword(p + i);
			printcstring(": ");
		}
		markbuf[0] = ' ';
		if (mark != nil) {
			markbuf[0] = mark(p + i, arg);
			if (markbuf[0] == 0)
				markbuf[0] = ' ';
		}
		gwrite(markbuf, 1);
		uintptr val = *(uintptr *)(p + i);
		hexword(val);
		printsp();

		funcInfo fn = findfunc(val);
		if (funcInfo_valid(fn))
			print("<", funcname(fn), "+", val - fn.entry, "> ");
	}
	printnl();
}

// go: none — printstring of a C literal
void printcstring(const char *s)
{
	intgo n = 0;
	while (s[n] != 0)
		n++;
	gwrite((const byte *)s, n);
}

// go: none — printhex of a piece marked hex()
void printhexvalue(hex v) { printhex(v.v); }
