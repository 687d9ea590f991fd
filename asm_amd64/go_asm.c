// The offsets that the assembly uses, from the C structs: the compiler's assembly output of this
// file is turned into go_asm.h (meson.build).
#include "runtime.h"
#include "doors/gccgo/ffi.h"

#define value(name, v)        __asm__ volatile("\n->" #name " %c0" : : "i"(v))
#define field(type, name)     value(type##_##name, offsetof(type, name))

void go_asm(void)
{
	value(gobuf_sp, offsetof(gobuf, sp));
	field(gobuf, pc);
	field(gobuf, g);
	field(gobuf, ctxt);
	field(gobuf, ret);
	field(gobuf, bp);

	value(g_stack_lo, offsetof(g, stack.lo));
	value(g_stack_hi, offsetof(g, stack.hi));
	field(g, stackguard0);
	field(g, stackguard1);
	field(g, m);
	field(g, _panic);
	field(g, _defer);
	value(g_sched, offsetof(g, sched));
	value(g_sched_sp, offsetof(g, sched.sp));
	value(g_sched_pc, offsetof(g, sched.pc));
	value(g_sched_g, offsetof(g, sched.g));
	value(g_sched_ctxt, offsetof(g, sched.ctxt));
	value(g_sched_bp, offsetof(g, sched.bp));
	field(g, preempt);
	field(g, preemptStop);
	field(g, throwsplit);
	field(g, stackseg);
	field(g, stackkept);
	field(g, stackinuse);
	field(g, syscallregs);
	field(g, callframe);
	field(g, xsave);
	field(g, cerrno);
#ifdef GORT_HOSTED
	field(g, cxaglobals);
#endif

	field(m, g0);
	value(m_morebuf_sp, offsetof(m, morebuf.sp));
	value(m_morebuf_pc, offsetof(m, morebuf.pc));
	value(m_morebuf_g, offsetof(m, morebuf.g));
	field(m, gsignal);
	field(m, curg);
	field(m, p);
	field(m, procid);
	field(m, tls);
	field(m, vdsoSP);
	field(m, vdsoPC);
	field(m, xsave);

	field(segment, prev);
	value(segment_stack_lo, offsetof(segment, stack.lo));
	value(segment_stack_hi, offsetof(segment, stack.hi));
	value(segment_prevstack_lo, offsetof(segment, prevstack.lo));
	value(segment_prevstack_hi, offsetof(segment, prevstack.hi));
	field(segment, args);
	field(segment, argsize);
	field(segment, copy);
	value(segUntoldBit, segUntoldBit);
	field(_defer, siz);

	field(debugCall, completed);
	field(debugCall, size);

	value(segmentPad, segmentPad);
	value(segmentReserve, segmentReserve);

	value(sizeof_morestackframe, offsetof(morestackframe, rbp));
	value(morestackframe_framesize, offsetof(morestackframe, framesize));
	value(morestackframe_argsize, offsetof(morestackframe, argsize));

	field(unwindregs, rbx);
	field(unwindregs, rbp);
	field(unwindregs, r12);
	field(unwindregs, r13);
	field(unwindregs, r14);
	field(unwindregs, r15);
	field(unwindregs, rsp);
	field(unwindregs, rip);

	field(ffi_cif, nargs);
	field(ffi_cif, arg_types);
	field(ffi_cif, bytes);
	field(ffi_go_closure, cif);
	value(ffiFrames, ffiFrames);

	field(stackt, ss_flags);
	value(sizeof_stackt, sizeof(stackt));
	value(SS_ONSTACK, _SS_ONSTACK);

	value(debug_asyncpreemptoff, offsetof(__typeof__(debug), asyncpreemptoff));

#ifdef GORT_HOSTED
	value(fsG, fsG);
	value(m_errnop, offsetof(m, mOS.errnop));
	field(m, incgo);
	field(m, ncgocall);
	field(m, ncgo);
	value(stackCgo, stackCgo);
	field(moduledata, minpc);
	field(moduledata, maxpc);
	value(foreignRoom, foreignRoom);
#endif
	value(fsGuard, fsGuard);
	value(fsCanary, fsCanary);
	value(fsErrno, fsErrno);
	value(fsNext, fsNext);
	value(fsLocale, fsLocale);
	value(muslLocale, muslLocale);
	value(StackGuard, _StackGuard);
	value(uncheckedBytes, uncheckedBytes);
	value(allocaRoom, allocaRoom);
	value(stackPreempt, stackPreempt);
	value(callRoom, callRoom);
}
