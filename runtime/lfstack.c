// A stack of work buffers that takes no lock. Its head is one word: the address of the first node,
// and a count of pushes, so that a CAS fails if the node was taken and put back meanwhile.
#include "mgc.h"

enum {
	addrBits = 48,
	cntBits = 64 - addrBits + 3, // the lowest 3 bits of an address are 0
};

static uint64 lfstackPack(lfnode *node, uintptr cnt) GOSYM(lfstackPack);
static lfnode *lfstackUnpack(uint64 val) GOSYM(lfstackUnpack);

// go: lfstack.go#lfstack.push
void lfstack_push(lfstack *head, lfnode *node)
{
	node->pushcnt++;
	uint64 new = lfstackPack(node, node->pushcnt);
	if (lfstackUnpack(new) != node) {
		print("runtime: lfstack.push invalid packing: node=", node, " cnt=", hex(node->pushcnt),
		      " packed=", hex(new), " -> node=", lfstackUnpack(new), "\n");
		throw("lfstack.push");
	}
	for (;;) {
		// mo: seq_cst load and CAS; the CAS publishes the buffer's contents to the marker that
		//     pops it.
		uint64 old = atomic_Load64(head);
		RELAXED_SET(node->next, old);
		if (atomic_Cas64(head, old, new))
			return;
	}
}

// go: lfstack.go#lfstack.pop
// The top node, or nil. The memory of nodes is freed only when nobody marks: another marker may
// take the node, and we still read its next. Then the CAS fails.
lfnode *lfstack_pop(lfstack *head)
{
	for (;;) {
		// mo: seq_cst load and CAS; pair with those of push.
		uint64 old = atomic_Load64(head);
		if (old == 0)
			return nil;
		lfnode *node = lfstackUnpack(old);
		uint64 next = RELAXED(node->next);
		if (atomic_Cas64(head, old, next))
			return node;
	}
}

// go: lfstack.go#lfstack.empty
// Only a hint, if others push or pop.
// mo: seq_cst load; see gcMarkDone.
bool lfstack_empty(lfstack *head) { return atomic_Load64(head) == 0; }

// go: lfstack.go#lfnodeValidate
// May a node lie at this address?
void lfnodeValidate(lfnode *node)
{
	if (lfstackUnpack(lfstackPack(node, ~(uintptr)0)) != node) {
		printlock();
		println("runtime: bad lfnode address", hex((uintptr)node));
		throw("bad lfnode address");
	}
}

// go: lfstack_64bit.go#lfstackPack
static uint64 lfstackPack(lfnode *node, uintptr cnt)
{
	return (uint64)node << (64 - addrBits) | (cnt & ((1 << cntBits) - 1));
}

// go: lfstack_64bit.go#lfstackUnpack
static lfnode *lfstackUnpack(uint64 val) { return (lfnode *)(uintptr)((int64)val >> cntBits << 3); }
