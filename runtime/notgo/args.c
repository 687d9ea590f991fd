// Prints the arguments of a frame in a traceback, as Go 1.14 does: their memory, word by word, in
// hexadecimal. Go's functions have their arguments and results in memory. Ours have arguments where
// the compiler put them: in registers, in the frame, or no longer anywhere. See D61, D195, D196.
//
// cmd/functab has read the debug information and put into the table of functions a record for each
// piece of code. So this needs no file, and works in a stripped program.
//
// The numbers of a record have seven bits a byte. It is: how long the code is; twice the number of
// parameters, plus 1 if more may follow (C's ...); the parameters; the calls.
//   - A parameter is its size * 32 + its alignment, and its locations up to a length of 0. A
//     location is the length of the code for which it holds, and pieces until they have the
//     parameter's size.
//   - A piece is a byte that says what it is; how far the location's code begins behind that of the
//     one before, unless it begins at its end; the piece's size, if it is not the parameter's; a
//     constant, or the operations of DWARF that give the piece (cfi.c).
//   - A call is how far its return address lies behind the one before, 0 at the end, and what it
//     passes in registers, up to a 0: pieces, whose byte also says which register, see argRegs.
//
// An argument that has left its register may still be told: the caller's record says from what it
// computed the argument, and that may be in a register which the called functions have saved. This
// is DWARF's entry_value. It is right only if the caller has called this very function, not one
// that has jumped to this one: so we look at the call. Where it calls what a register holds, we
// trust it; code that gort compiles does not jump from one function to another.
#include "runtime.h"
#include "argpiece.h"
#include "cfi.h"
#include <string.h>

enum {
	// The registers that a call keeps: rbx, rbp, rsp, r12 to r15, rip.
	savedRegs = 1 << regRBX | 1 << regRBP | 1 << regRSP | 15 << 12 | 1 << regRIP,

	maxWords = 10,  // that are printed
	maxCallers = 3, // that are asked for an argument
};

// A part of an argument.
typedef struct argpiece {
	byte kind;
	uint64 gap, size, constant;
	const byte *ops;
} argpiece;

// go: none — reads what follows the byte of a piece of a parameter of size bytes
static argpiece readpiece(byte kind, const byte **p, uint64 size)
{
	argpiece a = {.kind = kind & ~(pieceSized | pieceGap), .size = size};
	if ((kind & pieceGap) != 0)
		a.gap = uleb(p);
	if ((kind & pieceSized) != 0)
		a.size = uleb(p);
	a.ops = *p;
	if (a.kind == pieceConstant) {
		a.constant = uleb(p);
	} else if (a.kind > pieceUnknown) {
		uint64 n = uleb(p);
		*p += n;
	}
	return a;
}

// go: none — what a register was at the entry or is now, or what a piece's operations give, in u's
// frame
static bool piecevalue(const unwinder *u, const argpiece *a, uintptr *v)
{
	if (a->kind < pieceEntry) {
		*v = u->r[a->kind];
		return (u->known >> a->kind & 1) != 0;
	}
	if (a->kind < pieceUnknown)
		return entryvalue(u, a->kind - pieceEntry, v);
	if (a->kind == pieceConstant) {
		*v = a->constant;
		return true;
	}
	unwinder caller = *u;
	uintptr cfa;
	bool bottom;
	return a->kind != pieceUnknown && unwinder_step(&caller, &cfa, &bottom) &&
	       unwinder_eval(u, a->ops, false, cfa, v);
}

// go: none — the function that the call before pc calls, if the instruction says so; 0: any
static uintptr called(uintptr pc)
{
	const byte *p = (const byte *)pc;
	int32 rel;
	memcpy(&rel, p - 4, sizeof rel);
	uintptr to = pc + (uintptr)(int64)rel;
	if (p[-5] == 0xe8) // call
		return to;
	bool image = (uintptr)&ehdr_start <= to && to < firstmoduledata.end;
	return p[-6] == 0xff && p[-5] == 0x15 && image ? *(uintptr *)to : 0; // call *rel(%rip)
}

// go: none — see runtime.h
bool entryvalue(const unwinder *u, intgo reg, uintptr *v)
{
	unwinder caller = *u;
	uintptr cfa;
	bool bottom;
	if (u->depth == maxCallers || !unwinder_step(&caller, &cfa, &bottom) || caller.exact)
		return false;
	caller.depth++;
	caller.known &= savedRegs;
	uintptr pc = caller.r[regRIP];
	funcInfo f = findfunc(pc - 1);
	const byte *p = findargs(f);
	if (p == nil || pc - f.entry > uleb(&p))
		return false;
	uintptr to = called(pc);
	if (to != 0 && to != findfunc(u->exact ? u->r[regRIP] : u->r[regRIP] - 1).entry)
		return false;

	for (uint64 n = uleb(&p) >> 1; n > 0; n--) {
		uint64 size = uleb(&p) >> 5;
		while (uleb(&p) != 0)
			for (uint64 done = 0; done < size;)
				done += readpiece(*p++, &p, size).size;
	}
	uint64 step;
	for (uintptr at = f.entry; (step = uleb(&p)) != 0;) {
		at += step;
		for (byte r; (r = *p++) != 0;) {
			argpiece a = readpiece((r - 1) % pieceKinds, &p, sizeof *v);
			if (at == pc && argRegs[(r - 1) / pieceKinds] == reg)
				return piecevalue(&caller, &a, v);
		}
	}
	return false;
}

// go: none — reads n bytes of the stacks
static bool readbytes(const unwinder *u, uintptr addr, byte *to, uint64 n)
{
	for (uint64 i = 0; i < n; i++) {
		uintptr word, off = (addr + i) % sizeof(uintptr);
		if (!unwinder_read(u, addr + i - off, &word))
			return false;
		to[i] = ((byte *)&word)[off];
	}
	return true;
}

// The memory of the arguments, as far as it is printed.
typedef struct argwords {
	uintptr w[maxWords];
	uint32 unknown; // bit i: w[i]
} argwords;

// go: none — stores a piece of an argument at an offset
static void storepiece(const unwinder *u, argwords *w, uint64 off, const argpiece *a)
{
	if (off >= sizeof w->w)
		return;
	uint64 room = sizeof w->w - off, n = a->size < room ? a->size : room;
	byte *to = (byte *)w->w + off;
	uintptr v;
	bool ok = piecevalue(u, a, &v);
	if (ok && a->kind == pieceAddress)
		ok = readbytes(u, v, to, n);
	else if (ok)
		memcpy(to, &v, n);
	for (uint64 i = off / 8; !ok && i <= (off + n - 1) / 8; i++)
		w->unknown |= (uint32)1 << i;
}

// go: none — stores the argument of which the record is at *p, behind off bytes of arguments; at is
//     where the frame is in the code. Returns the bytes up to its end
static uint64 storearg(const unwinder *u, argwords *w, const byte **p, uint64 off, uint64 at)
{
	uint64 head = uleb(p), size = head >> 5, end = 0, n;
	off = alignUp(off, head & 31);
	bool found = size == 0;
	while ((n = uleb(p)) != 0) {
		bool here = false;
		for (uint64 done = 0; done < size;) {
			argpiece a = readpiece(*(*p)++, p, size);
			if (done == 0) {
				uint64 begin = end + a.gap;
				end = begin + n;
				here = begin <= at && at < end;
				found = found || here;
			}
			if (here)
				storepiece(u, w, off + done, &a);
			done += a.size;
		}
	}
	if (!found)
		storepiece(u, w, off, &(argpiece){.kind = pieceUnknown, .size = size});
	return off + size;
}

// go: none — see runtime.h
void printargs(unwinder *u, funcInfo f)
{
	if (!u->exact)
		u->known &= savedRegs;
	uintptr pc = u->exact ? u->r[regRIP] : u->r[regRIP] - 1;
	const byte *p = findargs(f);
	if (p == nil || pc - f.entry >= uleb(&p)) {
		bool none = f.funcID == funcID_goexit || f.funcID == funcID_morestack ||
		            f.funcID == funcID_mstart || f.funcID == funcID_rt0_go ||
		            f.funcID == funcID_systemstack_switch || f.funcID == funcID_asyncPreempt;
		print(none ? "" : "...");
		return;
	}
	argwords a = {0};
	uint64 size = 0, head = uleb(&p);
	// The last parameter of such a function is gccgo's: whether recover may return a panic.
	for (uint64 n = (head >> 1) - (f.funcID == funcID_recoverBody); n > 0; n--)
		size = storearg(u, &a, &p, size, pc - f.entry);
	uint64 words = (size + 7) / 8, shown = words < maxWords ? words : maxWords;
	bool more = words > shown || (head & 1) != 0;
	if (shown > 0 && a.unknown == ((uint32)1 << shown) - 1) {
		print("...");
		return;
	}
	for (uint64 i = 0; i < shown; i++) {
		print(i > 0 ? ", " : "");
		if ((a.unknown >> i & 1) != 0)
			print("...");
		else
			print(hex(a.w[i]));
	}
	if (more)
		print(shown > 0 ? ", ..." : "...");
}
