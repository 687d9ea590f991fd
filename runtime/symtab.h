// Types of symtab.go.
#pragma once

#include "stack.h"

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
};

// go: symtab.go#moduledata [adapted] what there is to say of a C image
struct moduledata {
	// Code that may be preempted asynchronously, between the link's two markers; the runtime and libc lie behind it.
	uintptr text, etext;
	uintptr minpc, maxpc; // all code
	uintptr data, edata;  // roots for a collector
	uintptr bss, ebss;
	uintptr end;
	// Lists of type descriptors that compiled code registered.
	intgo   ntypelists;
	struct typelist **typelists;
	// Root lists that compiled code registered.
	struct gcroots *gcroots;
	moduledata *next;
};

// go: symtab.go#funcInfo [adapted] a symbol of the ELF file
typedef struct funcInfo {
	uintptr entry; // 0: unknown
	String  name;  // as Go prints it
} funcInfo;

// A list of type descriptors, made by the compiler.
struct typelist {
	intgo  count;
	_type *types[];
};

hidden extern moduledata firstmoduledata GOSYM(firstmoduledata);
