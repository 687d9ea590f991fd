// split-stack: yes
// Package sync/atomic's operations on pointers, which have a write barrier in Go, and the methods
// of its Value that are wrong in gccgo-12's library.
#include "runtime.h"

// If another goroutine overwrites the slot between wbshade and the operation, it has announced the
// pointer that was there, and what it stores is new to the slot.

// go: atomic_pointer.go#sync_atomic_StorePointer
// mo: seq_cst, as all of sync/atomic.
void sync_atomic_StorePointer(void **ptr, void *new)
{
	wbshade(RELAXED(*ptr));
	atomic_StorepNoWB(ptr, new);
}

// go: atomic_pointer.go#sync_atomic_SwapPointer
// mo: seq_cst, as all of sync/atomic.
void *sync_atomic_SwapPointer(void **ptr, void *new)
{
	wbshade(RELAXED(*ptr));
	return __atomic_exchange_n(ptr, new, __ATOMIC_SEQ_CST);
}

// go: atomic_pointer.go#sync_atomic_CompareAndSwapPointer
// mo: seq_cst, as all of sync/atomic.
bool sync_atomic_CompareAndSwapPointer(void **ptr, void *old, void *new)
{
	wbshade(old);
	return atomic_Casp1(ptr, old, new);
}

// go: proc.go#sync_atomic_runtime_procPin [moved] Value's Store in gccgo's library calls it, so
//     that the linker takes the functions below
intgo sync_atomic_runtime_procPin(void) { return procPin(); }

// go: proc.go#sync_atomic_runtime_procUnpin [moved] beside sync_atomic_runtime_procPin
void sync_atomic_runtime_procUnpin(void) { procUnpin(); }

// Value's Swap and CompareAndSwap. While a goroutine stores the first value, the type is a marker.
// In gccgo-12's library these two methods use another marker than Load and Store
// (golang.org/issue/52612). So a Load at that moment takes the marker for a type, and two first
// values may mix. libgo.py makes the library's methods weak, so that these replace them.

// The marker that Load and Store use.
extern uint8 firstStoreInProgress GOLABEL("sync_1atomic.firstStoreInProgress");
extern _type string_type GOLABEL("string..d");

#define MARKER ((_type *)&firstStoreInProgress)

noreturn static void panicvalue(const String *s) { gopanic((eface){&string_type, (void *)s}); }

// go: none — stores the first value; false if another goroutine has begun to
// It pins the goroutine, because others spin until the value is complete.
static bool storefirst(eface *v, eface new)
{
	procPin();
	// mo: seq_cst, as all of sync/atomic: a goroutine that sees the type sees the data stored
	// before.
	bool first = atomic_Casp1((void **)&v->_type, nil, MARKER);
	if (first) {
		atomic_StorepNoWB(&v->data, new.data);
		atomic_StorepNoWB((void **)&v->_type, new._type);
	}
	procUnpin();
	return first;
}

// go: none — sync/atomic's (*Value).Swap
eface Value_Swap(eface *v, eface new)
{
	static const String isnil = STR("sync/atomic: swap of nil value into Value");
	static const String differs = STR("sync/atomic: swap of inconsistently typed value into Value");
	if (new._type == nil)
		panicvalue(&isnil);
	for (;;) {
		// mo: seq_cst, as all of sync/atomic.
		_type *t = atomic_Loadp(&v->_type);
		if (t == nil) {
			if (storefirst(v, new))
				return (eface){nil, nil};
		} else if (t != MARKER) {
			if (t != new._type)
				panicvalue(&differs);
			wbshade(RELAXED(v->data));
			// mo: seq_cst, as all of sync/atomic.
			return (eface){t, __atomic_exchange_n(&v->data, new.data, __ATOMIC_SEQ_CST)};
		}
	}
}

// go: none — sync/atomic's (*Value).CompareAndSwap
bool Value_CompareAndSwap(eface *v, eface old, eface new)
{
	static const String isnil = STR("sync/atomic: compare and swap of nil value into Value");
	static const String differ =
		STR("sync/atomic: compare and swap of inconsistently typed values");
	static const String differs =
		STR("sync/atomic: compare and swap of inconsistently typed value into Value");
	if (new._type == nil)
		panicvalue(&isnil);
	if (old._type != nil && old._type != new._type)
		panicvalue(&differ);
	for (;;) {
		// mo: seq_cst, as all of sync/atomic.
		_type *t = atomic_Loadp(&v->_type);
		if (t == nil) {
			if (old._type != nil)
				return false;
			if (storefirst(v, new))
				return true;
		} else if (t != MARKER) {
			if (t != new._type)
				panicvalue(&differs);
			// mo: seq_cst, as all of sync/atomic.
			void *data = atomic_Loadp(&v->data);
			if (!gccgo_efaceeq((eface){t, data}, old))
				return false;
			wbshade(data);
			return atomic_Casp1(&v->data, data, new.data);
		}
	}
}
