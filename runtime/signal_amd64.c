// Editing an interrupted context so that, when the handler returns, a call appears to have been
// made there.
#include "runtime.h"

// Compiled code may use this many bytes below rsp without moving it.
enum { redZone = 128 };

// go: signal_amd64.go#dumpregs
void dumpregs(sigctxt *c)
{
	print("rax    ", hex(sigctxt_rax(c)), "\n");
	print("rbx    ", hex(sigctxt_rbx(c)), "\n");
	print("rcx    ", hex(sigctxt_rcx(c)), "\n");
	print("rdx    ", hex(sigctxt_rdx(c)), "\n");
	print("rdi    ", hex(sigctxt_rdi(c)), "\n");
	print("rsi    ", hex(sigctxt_rsi(c)), "\n");
	print("rbp    ", hex(sigctxt_rbp(c)), "\n");
	print("rsp    ", hex(sigctxt_rsp(c)), "\n");
	print("r8     ", hex(sigctxt_r8(c)), "\n");
	print("r9     ", hex(sigctxt_r9(c)), "\n");
	print("r10    ", hex(sigctxt_r10(c)), "\n");
	print("r11    ", hex(sigctxt_r11(c)), "\n");
	print("r12    ", hex(sigctxt_r12(c)), "\n");
	print("r13    ", hex(sigctxt_r13(c)), "\n");
	print("r14    ", hex(sigctxt_r14(c)), "\n");
	print("r15    ", hex(sigctxt_r15(c)), "\n");
	print("rip    ", hex(sigctxt_rip(c)), "\n");
	print("rflags ", hex(sigctxt_rflags(c)), "\n");
	print("cs     ", hex(sigctxt_cs(c)), "\n");
	print("fs     ", hex(sigctxt_fs(c)), "\n");
	print("gs     ", hex(sigctxt_gs(c)), "\n");
}

// go: signal_amd64.go#sigctxt.sigpc
uintptr sigctxt_sigpc(sigctxt *c) { return sigctxt_rip(c); }

// go: signal_amd64.go#sigctxt.sigsp
uintptr sigctxt_sigsp(sigctxt *c) { return sigctxt_rsp(c); }

// go: signal_amd64.go#sigctxt.siglr
uintptr sigctxt_siglr(sigctxt *c) { return 0; }

// go: signal_amd64.go#sigctxt.fault
uintptr sigctxt_fault(sigctxt *c) { return sigctxt_sigaddr(c); }

// go: signal_amd64.go#sigctxt.preparePanic [adapted] two entries, which differ in what unwinders
//     are told
// Makes it look as if the instruction that faulted had called sigpanic.
void sigctxt_preparePanic(sigctxt *c, uint32 sig, g *gp)
{
	uintptr pc = sigctxt_rip(c), sp = sigctxt_rsp(c);

	// A caller's return address, if this was a call of a bad address. A fault here would kill the
	// process without a word.
	uintptr lr = 0;
	if (sp >= gp->stack.lo && sp < gp->stack.hi - sizeof lr)
		lr = *(uintptr *)sp;

	if (shouldPushSigpanic(gp, pc, lr))
		sigctxt_pushCall(c, (uintptr)sigpanic_pushed);
	else
		sigctxt_set_rip(c, (uintptr)sigpanic_call); // in place of the bad address
}

// go: signal_amd64.go#sigctxt.pushCall [adapted] steps over the red zone; the return steps back
// See D16.
void sigctxt_pushCall(sigctxt *c, uintptr targetPC)
{
	uintptr sp = sigctxt_rsp(c) - redZone - sizeof(uintptr);
	*(uintptr *)sp = sigctxt_rip(c);
	sigctxt_set_rsp(c, sp);
	sigctxt_set_rip(c, targetPC);
}
