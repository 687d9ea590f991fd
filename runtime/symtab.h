// Types of symtab.go.
#pragma once

#include "stack.h"
#include <elf.h>

// go: symtab.go#funcID
typedef uint8 funcID;
enum {
	funcID_normal,
	funcID_runtime_main,
	funcID_goexit,
	funcID_jmpdefer,
	funcID_mcall,
	funcID_morestack,
	funcID_mstart,
	funcID_rt0_go,
	funcID_asmcgocall,
	funcID_sigpanic,
	funcID_runfinq,
	funcID_gcBgMarkWorker,
	funcID_systemstack_switch,
	funcID_systemstack,
	funcID_cgocallback_gofunc,
	funcID_gogo,
	funcID_externalthreadhandler,
	funcID_debugCallV1,
	funcID_gopanic,
	funcID_panicwrap,
	funcID_handleAsyncEvent,
	funcID_asyncPreempt,
	funcID_wrapper,
	// Not in Go: gccgo's body of a function that calls recover; its caller, of the same name, is a
	// wrapper.
	funcID_recoverBody,
	// Not in Go: a frame that Go does not have; lists of callers leave it out.
	funcID_plumbing,
	// Not in Go: what gccgo makes of a go or defer statement's call. Such a frame is plumbing, but
	// the calls inlined in it are not.
	funcID_thunk,
};

// The variables of one package that may hold pointers.
struct gcroots {
	struct gcroots *next;
	intgo           count;
	struct {
		void   *addr;
		uintptr size;
		uintptr ptrdata;
		uint8  *gcdata;
	} roots[];
};

// go: symtab.go#moduledata [adapted] what there is to say of a C image
struct moduledata {
	// Code that may be preempted asynchronously, between the link's two markers; the runtime and
	// libc lie after it.
	uintptr text, etext;
	uintptr minpc, maxpc; // all code
	uintptr noptrdata, enoptrdata; // constants with addresses in them, and the linker's tables
	uintptr data, edata; // roots for a collector
	uintptr bss, ebss;
	// Not in Go: where in data and bss the variables of C code begin, the runtime's; those before
	// are the program's.
	uintptr cdata, cbss;
	uintptr noptrbss, enoptrbss; // in bss, or beside it; see the macro
	uintptr end;
	// Lists of type descriptors that compiled code registered; those of gccgo's library are empty.
	intgo   ntypelists;
	struct typelist **typelists;
	// Root lists that compiled code registered.
	struct gcroots *gcroots;
	moduledata *next;
};

// go: symtab.go#Func [adapted] an entry of the table of functions, or begins a funcinl
typedef struct Func {
	uint32 entry; // 0: a funcinl
	// Where in the table: a byte, the funcID, then the name as Go prints it, and NUL. 0: no
	// function.
	uint32 name;
} Func;

// go: symtab.go#funcInfo [adapted] as findfunc finds it; it fits into two registers
typedef struct funcInfo {
	uintptr entry : 56; // 0: unknown
	uintptr funcID : 8;
	Func   *fn;
} funcInfo;

// go: symtab.go#funcInfo.valid
static inline bool funcInfo_valid(funcInfo f) { return f.entry != 0; }

// A method with a pointer receiver, in the order of hashes.
typedef struct ptrmethod {
	uint16 ntype, npkg; // lengths of the names of type and package
	uint32 hash;        // of PKG.TYPE.METHOD
} ptrmethod;

// The functions of an executable, by address; the last entry is the end of the code. The methods
// with pointer receivers follow, then addresses of types, then names. If cmd/functab has made the
// table, there follow for each function the offset of its record of arguments, 0 for none, and the
// records (notgo/args.c).
typedef struct functab {
	uint32 magic;
	uint32 size; // bytes
	uint32 nfuncs;
	uint32 nmethods;
	uint32 args; // where the offsets of records are, 0: nowhere
	uint32 ntypes;
	Func   funcs[];
} functab;

enum { functabMagic = 0x62617466 }; // "ftab"

// go: symtab.go#Frame [adapted] gccgo's layout
typedef struct Frame {
	uintptr PC;
	Func   *Func;
	String  Function;
	String  File;
	intgo   Line;
	uintptr Entry;
} Frame;

// go: symtab.go#Frames [adapted] gccgo's layout: the callers, and how many of them are done
typedef struct Frames {
	SLICE(uintptr) callers;
	intgo next;
	intgo depth; // how many calls of the next entry are done, if that has frameCalls
} Frames;

// One line of the chain of inlined calls at a pc. function is as DWARF has it (see demangle); all
// may be nil.
typedef struct pcline {
	const char *function;
	const char *file;
	int32       line;
} pcline;

enum {
	maxInline = 16, // the longest chain of inlined calls that is told apart

	// In a list of pcs each inlined call has its own entry, as in Go; but here all those of one
	// chain have the same pc. How far out a call is in its chain (0: the innermost) is in the bits
	// from here on, which no address has. See D60.
	inlineShift = 48,
};
static const uintptr pcMask = ((uintptr)1 << inlineShift) - 1;

// Set in an entry that stands for all calls of a frame: which they are is still to be found. See
// D141.
static const uintptr frameCalls = (uintptr)1 << 63;

// What findcall tells of the call at a pc.
typedef struct funccall {
	funcInfo f;     // the function that the pc is in
	uintptr  pc;    // without the bits from inlineShift on
	pcline   line;
	intgo    depth; // how far out the call is in the chain of those inlined
	bool     own;   // it is that of f, not an inlined one
} funccall;

// A list of type descriptors, made by the compiler.
struct typelist {
	intgo  count;
	_type *types[];
};

hidden extern moduledata firstmoduledata GOSYM(firstmoduledata);
#ifdef GORT_HOSTED
hidden extern const char *imagefile GOSYM(imagefile);
#endif
hidden extern const Elf64_Ehdr ehdr_start GOLABEL("__ehdr_start");
// Where the loader has put the image: what is to be added to an address in its headers and tables.
// 0, unless it is a shared library or a position-independent program.
static inline uintptr imagebase(void)
{
	return ehdr_start.e_type == ET_DYN ? (uintptr)&ehdr_start : 0;
}
