// Package runtime/internal/atomic: Go's names for the compiler's builtins. No operation is weaker
// than Go's on amd64, except StoreRel.
//
// Every operation is sequentially consistent, except LoadAcq, StoreRel and CasRel. On amd64 real
// Go's Store and StoreRel are both XCHG. So is our Store: a full barrier, on which the wake-up
// protocols rely. Our StoreRel is a plain release store: a caller whose next load must not come
// before it adds atomic_Fence.
#pragma once

#define atomic_Load(p)          __atomic_load_n((p), __ATOMIC_SEQ_CST)
#define atomic_Load64(p)        __atomic_load_n((p), __ATOMIC_SEQ_CST)
#define atomic_Loadp(p)         __atomic_load_n((p), __ATOMIC_SEQ_CST)
#define atomic_Loaduintptr(p)   __atomic_load_n((p), __ATOMIC_SEQ_CST)
#define atomic_Loaduint(p)      __atomic_load_n((p), __ATOMIC_SEQ_CST)
#define atomic_Loadint64(p)     __atomic_load_n((p), __ATOMIC_SEQ_CST)
#define atomic_LoadAcq(p)       __atomic_load_n((p), __ATOMIC_ACQUIRE)

#define atomic_Store(p, v)        __atomic_store_n((p), (v), __ATOMIC_SEQ_CST)
#define atomic_Store8(p, v)       __atomic_store_n((p), (v), __ATOMIC_SEQ_CST)
#define atomic_Store64(p, v)      __atomic_store_n((p), (v), __ATOMIC_SEQ_CST)
#define atomic_Storeuintptr(p, v) __atomic_store_n((p), (v), __ATOMIC_SEQ_CST)
#define atomic_StorepNoWB(p, v)   __atomic_store_n((p), (v), __ATOMIC_SEQ_CST)
#define atomicstorep(p, v)        __atomic_store_n((p), (v), __ATOMIC_SEQ_CST)
#define atomic_StoreRel(p, v)     __atomic_store_n((p), (v), __ATOMIC_RELEASE)

#define atomic_Xadd(p, d)        __atomic_add_fetch((p), (d), __ATOMIC_SEQ_CST)
#define atomic_Xadd64(p, d)      __atomic_add_fetch((p), (d), __ATOMIC_SEQ_CST)
#define atomic_Xaddint64(p, d)   __atomic_add_fetch((p), (d), __ATOMIC_SEQ_CST)
#define atomic_Xadduintptr(p, d) __atomic_add_fetch((p), (d), __ATOMIC_SEQ_CST)
#define atomic_Xchg(p, v)        __atomic_exchange_n((p), (v), __ATOMIC_SEQ_CST)
#define atomic_Xchg64(p, v)      __atomic_exchange_n((p), (v), __ATOMIC_SEQ_CST)
#define atomic_Xchguintptr(p, v) __atomic_exchange_n((p), (v), __ATOMIC_SEQ_CST)
#define atomic_Or(p, v)          ((void)__atomic_or_fetch((p), (v), __ATOMIC_SEQ_CST))
#define atomic_And8(p, v)        ((void)__atomic_and_fetch((p), (v), __ATOMIC_SEQ_CST))
#define atomic_Or8(p, v)         ((void)__atomic_or_fetch((p), (v), __ATOMIC_SEQ_CST))

#define atomic_cas_(p, old, new, order)                                                          \
	({                                                                                           \
		__typeof__(*(p) + 0) old_ = (old);                                                       \
		__atomic_compare_exchange_n((p), &old_, (new), false, (order), __ATOMIC_RELAXED);        \
	})
#define atomic_Cas(p, old, new)        atomic_cas_(p, old, new, __ATOMIC_SEQ_CST)
#define atomic_Cas64(p, old, new)      atomic_cas_(p, old, new, __ATOMIC_SEQ_CST)
#define atomic_Casuintptr(p, old, new) atomic_cas_(p, old, new, __ATOMIC_SEQ_CST)
#define atomic_Casp1(p, old, new)      atomic_cas_(p, old, new, __ATOMIC_SEQ_CST)
#define atomic_CasRel(p, old, new)     atomic_cas_(p, old, new, __ATOMIC_ACQ_REL)

// For variables that Go reads without an atomic operation although another thread may write them:
// the reader gets a whole value, in no particular order.
#define RELAXED(x)        __atomic_load_n(&(x), __ATOMIC_RELAXED)
#define RELAXED_SET(x, v) __atomic_store_n(&(x), (v), __ATOMIC_RELAXED)

#define atomic_Fence()      __atomic_thread_fence(__ATOMIC_SEQ_CST)
#define compiler_barrier()  __asm__ volatile("" ::: "memory")
