// For tests of what the collector keeps.
#include "runtime.h"

static bool inuse(mspan *s, uintptr p)
{
	return mSpanStateBox_get(&s->state) == mSpanInUse && p >= mspan_base(s) && p < s->limit;
}

// Whether a collection has freed the object; c is the complement of its address. What runs next
// after a collection may run before its sweep.
static bool isfree(uintptr c)
{
	procPin();
	mspan *s = spanOf(~c);
	if (inuse(s, ~c))
		mspan_ensureSwept(s);
	bool is = !inuse(s, ~c) || mspan_isFree(s, mspan_objIndex(s, ~c));
	procUnpin();
	return is;
}
