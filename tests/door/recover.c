// recover.go, as a compiler would make it of calls of gort.h and gort_rt.h. A function with defer
// statements has a body that gort_call calls; the body recovers for the function.
#include "types.h"

typedef struct func {
	void (*fn)(void *);
	const char *what;
} func;

static void printtext(const char *s)
{
	runtime_printstring(runtime_gostringnocopy((const uint8_t *)s));
}

static void say(const char *what, gort_any v)
{
	runtime_printlock();
	printtext(what);
	runtime_printsp();
	runtime_printbool(v.type != NULL);
	runtime_printnl();
	runtime_printunlock();
}

static void panictext(const char *s)
{
	runtime_gopanic((gort_any){&gort_string_type,
	                           runtime_convTstring(runtime_gostringnocopy((const uint8_t *)s))});
}

static noinline void helper(void *unused) { say("helper", gort_recoverv()); }

// The compiler would inline it if it did not recover.
static inline void inlined(void) { say("inlined", gort_recoverv()); }

static void direct(void *unused)
{
	say("direct", gort_recoverv());
	say("again", gort_recoverv());
}

static void withHelper(void *unused)
{
	helper(NULL);
	inlined();
	say("after helpers", gort_recoverv());
}

static void withHelperAtEnd(void *unused) { helper(NULL); }

static void nested_func1(void *frame)
{
	gort_defer(helper, NULL);
	say("nested body", gort_recovervat(frame));
}

static void nested(void *unused)
{
	gort_call(nested_func1, NULL); // NULL: no function's frame, the literal is not deferred
	say("nested", gort_recoverv());
}

static void ownDefers_func1(void *unused) { say("deferred by deferred", gort_recoverv()); }

static void sayargument(void *v) { say("argument", *(gort_any *)v); }

static void ownDefers_body(void *frame)
{
	gort_any *argument = gort_new(sizeof *argument);
	*argument = gort_recovervat(frame);
	gort_defer(sayargument, argument);
	gort_defer(ownDefers_func1, NULL);
	say("own defers", gort_recovervat(frame));
}

static void ownDefers(void *unused) { gort_call(ownDefers_body, __builtin_dwarf_cfa()); }

struct args {
	intptr_t a, b;
	gort_string s;
};

static noinline void args(intptr_t a, intptr_t b, gort_string s)
{
	runtime_printlock();
	runtime_printint(a);
	runtime_printsp();
	runtime_printint(b);
	runtime_printsp();
	runtime_printstring(s);
	runtime_printnl();
	runtime_printunlock();
	helper(NULL);
	say("args", gort_recoverv());
}

static void args_thunk(void *record)
{
	struct args *r = record;
	args(r->a, r->b, r->s);
}

struct number {
	void (*fn)(intptr_t);
	intptr_t n;
};

static void number_thunk(void *record)
{
	volatile intptr_t a[4000]; // so the thunk, and what it calls, is on another segment
	struct number *r = record;
	a[0] = r->n;
	r->fn(a[0]);
}

static void defernumber(void (*fn)(intptr_t), intptr_t n)
{
	struct number *r = gort_new(sizeof *r);
	*r = (struct number){fn, n};
	gort_deferthunk(number_thunk, r);
}

static void saynumber(const char *what, intptr_t n, gort_any v)
{
	runtime_printlock();
	printtext(what);
	runtime_printsp();
	runtime_printint(n);
	runtime_printsp();
	runtime_printbool(v.type != NULL);
	runtime_printnl();
	runtime_printunlock();
}

static void leaf(intptr_t n) { saynumber("leaf", n, gort_recoverv()); }

static void deferLeaf_body(void *n) { defernumber(leaf, *(intptr_t *)n); }

static void deferLeaf(intptr_t n) { gort_call(deferLeaf_body, &n); }

static void recoverFirst_body(void *frame)
{
	defernumber(leaf, 4);
	saynumber("first", 4, gort_recovervat(frame));
}

static void recoverFirst(intptr_t n)
{
	volatile intptr_t a[40000]; // so the body is on another segment than the thunk
	a[0] = n;
	gort_call(recoverFirst_body, __builtin_dwarf_cfa());
	a[1] = n;
}

static void sameThunk(void *fn)
{
	defernumber(leaf, fn == deferLeaf ? 1 : 3);
	defernumber((void (*)(intptr_t))fn, fn == deferLeaf ? 2 : 4);
	panictext("first");
}

static noinline int large(int depth)
{
	volatile intptr_t a[2000];
	a[depth] = depth;
	if (depth == 0)
		return (int)a[0];
	return large(depth - 1) + (int)a[depth];
}

static void largeFrame(void *unused)
{
	_Alignas(64) volatile intptr_t a[4000]; // the frame's own alignment moves it off the caller's
	a[large(40)] = 1;
	say("large frame", gort_recoverv());
}

static void repanic_func1(void *unused) { say("replaced", gort_recoverv()); }

static void repanic_body(void *frame)
{
	gort_defer(repanic_func1, NULL);
	panictext("second");
}

static void repanic(void *unused) { gort_call(repanic_body, __builtin_dwarf_cfa()); }

static void repanicUncaught(void *unused) { panictext("second"); }

static void exits_body(void *frame)
{
	gort_defer(direct, NULL);
	gort_Goexit();
}

static void exits(void *unused) { gort_call(exits_body, __builtin_dwarf_cfa()); }

static void goesOn_func1(void *unused)
{
	volatile intptr_t a[24]; // where func3 has called
	for (int i = 0; i < 24; i++)
		a[i] = 0x4141414141414141;
	say("while it goes on", gort_recoverv());
}

static void goesOn_func2(void *unused) { say("goes on", gort_recoverv()); }

static void goesOn_func3_func1(void *unused) { panictext("third"); }

static void goesOn_func3(void *unused) { gort_call(goesOn_func3_func1, NULL); }

static void goesOn(void *unused)
{
	gort_defer(goesOn_func1, NULL);
	gort_defer(goesOn_func2, NULL);
	gort_defer(goesOn_func3, NULL);
	gort_Goexit();
}

static void run_func1(void *f)
{
	gort_any v = gort_recoverv();
	runtime_printlock();
	printtext(((func *)f)->what);
	printtext(" ends ");
	runtime_printbool(v.type != NULL);
	runtime_printnl();
	runtime_printunlock();
}

static void run_body(void *arg)
{
	func *f = arg;
	printtext(f->what);
	runtime_printnl();
	gort_defer(run_func1, f);
	gort_defer(f->fn, NULL);
	panictext("first");
}

static void run(const char *what, void (*fn)(void *))
{
	func *f = gort_new(sizeof *f);
	*f = (func){fn, what};
	gort_call(run_body, f);
}

static void noPanic(void *unused) { gort_defer(direct, NULL); }

static void order_func1(void *i)
{
	gort_any v = gort_recoverv();
	runtime_printlock();
	printtext("deferred ");
	runtime_printint((intptr_t)i);
	runtime_printsp();
	runtime_printbool(v.type != NULL);
	runtime_printnl();
	runtime_printunlock();
}

static void order(void *unused)
{
	for (intptr_t i = 0; i < 3; i++)
		gort_defer(order_func1, (void *)i);
	panictext("first");
}

static gort_chan done;

static void closedone(void *unused) { gort_closechan(done); }

static void onGoroutine_func1(void *f)
{
	gort_defer(closedone, NULL);
	gort_call(((func *)f)->fn, NULL);
}

static void onGoroutine(void (*fn)(void *))
{
	func *f = gort_new(sizeof *f);
	f->fn = fn;
	done = gort_makechan(1, 0);
	gort_go(onGoroutine_func1, f);
	gort_chanrecv(done, NULL);
}

static void panicNil_func1(void *unused)
{
	gort_any v = gort_recoverv();
	printtext("nil ");
	runtime_printbool(v.type == NULL);
	runtime_printnl();
}

static void panicNil(void *unused)
{
	gort_defer(panicNil_func1, NULL);
	runtime_gopanic((gort_any){NULL, NULL});
}

static void nothing(void *unused) {}

static void runArgs(void *unused)
{
	struct args *r = gort_new(sizeof *r);
	*r = (struct args){1, 2, STR("three")};
	gort_deferthunk(args_thunk, r);
	panictext("first");
}

static void runExits(void *unused) { run("exits", exits); }

static intptr_t recovered;

static void loop_func2(void *i)
{
	gort_any v = gort_recoverv();
	if (v.type == &gort_int_type && *(intptr_t *)v.data == *(intptr_t *)i && v.data != i)
		recovered++;
}

static void loop_func1(void *i)
{
	gort_defer(loop_func2, i);
	runtime_gopanic((gort_any){&gort_int_type, runtime_convT64(*(uint64_t *)i)});
}

int main(void)
{
	say("main", gort_recoverv());
	run("direct", direct);
	run("helper", helper);
	run("withHelper", withHelper);
	run("withHelperAtEnd", withHelperAtEnd);
	run("nested", nested);
	run("ownDefers", ownDefers);
	run("args", nothing);
	gort_call(runArgs, NULL);
	gort_call(sameThunk, deferLeaf);
	gort_call(sameThunk, recoverFirst);
	run("largeFrame", largeFrame);
	run("repanic", repanic);
	run("repanicUncaught", repanicUncaught);
	gort_call(noPanic, NULL);
	gort_call(order, NULL);
	onGoroutine(order);
	onGoroutine(exits);
	onGoroutine(runExits);
	onGoroutine(goesOn);
	gort_call(panicNil, NULL);
	for (intptr_t i = 0; i < 10000; i++)
		gort_call(loop_func1, &i);
	printtext("recovered ");
	runtime_printint(recovered);
	runtime_printnl();
	return 0;
}
