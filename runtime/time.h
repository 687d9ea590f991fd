// Types of time.go.
#pragma once

#include "runtime2.h"

// go: time.go#timer
// Package time knows this layout (gccgo's 72 bytes).
struct timer {
	puintptr pp;      // P whose heap holds it
	int64    when;
	int64    period;
	funcval *f;       // f(arg, seq), System V; must not block
	eface    arg;
	uintptr  seq;
	int64    nextwhen; // new when, in the Modified states
	uint32   status;  // atomic
};
_Static_assert(sizeof(timer) == 72, "timer is known to package time");

// The states of a timer; the transitions are drawn in time.c.
enum {
	timerNoStatus,
	timerWaiting,
	timerRunning,
	timerDeleted,
	timerRemoving,
	timerRemoved,
	timerModifying,
	timerModifiedEarlier,
	timerModifiedLater,
	timerMoving,
};

#define maxWhen ((int64)(((uint64)1 << 63) - 1))

// Calls a timer's function on the current stack.
#define calltimer(fv, arg, seq)                                                                    \
	__builtin_call_with_static_chain(((void (*)(eface, uintptr))(fv)->fn)((arg), (seq)), (fv))
