// split-stack: yes
// Channels and select in the form that gccgo-compiled code calls.
#include "runtime.h"

// go: none — select: the sends come first, then the receives; if block is false there is a default
//     clause, which is case -1
// We copy the cases, because those of select.c have more fields. No goroutine reads either array
// after another one has woken this one.
selected gccgo_selectgo(selectcase *cases, uint16 *order, intgo nsends, intgo nrecvs, bool block)
{
	scase small[8];
	uint16 smallorder[2 * nelem(small)];
	scase *sc = small;
	intgo n = nsends + nrecvs, total = n + !block;
	if (total > nelem(small)) {
		sc = mallocgc((uintptr)total * (sizeof *sc + 2 * sizeof *order), &anypointers, true);
		order = (uint16 *)(sc + total);
	} else {
		order = smallorder; // the caller's array has no room for the default clause
	}
	for (intgo i = 0; i < n; i++) {
		sc[i].c = cases[i].c;
		sc[i].elem = cases[i].elem;
		sc[i].kind = i < nsends ? caseSend : caseRecv;
	}
	if (!block)
		sc[n].c = nil, sc[n].kind = caseDefault;
	selected r;
	r.index = selectgo(sc, order, total, &r.recvok);
	if (r.index == n)
		r.index = -1;
	return r;
}

// go: none — a select of one receive and a default clause
boolbool gccgo_selectnbrecv(void *elem, hchan *c)
{
	boolbool r = {false, false};
	if (c != nil && !norecv(c))
		r.selected = selectnbrecv2(elem, &r.received, c);
	return r;
}

// go: none — reflect.Value.Recv, TryRecv
boolbool gccgo_reflect_chanrecv(hchan *c, bool nb, void *elem)
{
	boolbool r;
	r.selected = reflect_chanrecv(c, nb, elem, &r.received);
	return r;
}

// go: none — reflect.Select
selected gccgo_reflect_rselect(slice cases)
{
	selected r;
	r.index = reflect_rselect(cases, &r.recvok);
	return r;
}
