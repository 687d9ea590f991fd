"""The code between the front end and the backends: functions that work on slots.

A slot is a word of the function's frame. Slots 0, 1, … are the parameters, then come the results,
then the closure's address (`ctx`), then the rest. Everything lives in slots: the collector searches
stacks for anything that looks like a pointer, so no backend has to say what a slot holds.

    ("const", d, n)      d = n                    ("addr", d, symbol)  d = the symbol's address
    ("copy", d, a)       d = a                    ("frame", d, a)      d = the address of slot a
    ("load", d, a, off)  d = the word at a + off  ("store", a, off, b) the word at a + off = b
    (op, d, a, b)        d = a op b; op is + - * / % & | ^ &^ << >> == != < <= > >= u>= u>
    ("label", l)  ("jump", l)  ("if", a, l, m)    to l if a is not 0, else to m
    ("rt", name, args, results)                   calls the runtime's function (RUNTIME, below)
    ("call", a, args, results)                    calls the func value in a, a funcval's address
    ("go", a, args)  ("defer", a, args)           the func value in a with these arguments, later
    ("recover", d)                                slots d and d + 1 = recover()
    ("line", n)          what follows stands in line n
    ("stop",)            is not reached
"""

# The runtime's functions: name, arguments and results. A letter stands for a value: p a pointer, i
# an int, b a bool, s a string, e an interface, l a slice. In the stack ABI they follow each other
# on the stack. A System V function returns the first result and stores the others by trailing
# pointers. concatstrings takes a slice in the stack ABI, and two of its words in System V, where
# the third does no harm.
RUNTIME = {name: (args.strip("_"), results.strip("_")) for name, args, results in (
    entry.split() for entry in """
    newobject p p, makeslice pii p, growslice pli l, makechan pi p, makemap pip p, memmove ppi _,
    chansend1 pp _, chanrecv2 pp b, closechan p _, selectgo ppi ib, block _ _,
    mapaccess1_fat pppp p, mapassign ppp p, mapdelete ppp _, mapiterinit ppp _, mapiternext p _,
    gopanic e _, panicdivide _ _, panicshift _ _, panicdottypeE ppp _,
    goPanicIndex ii _, goPanicSliceAlen ii _, goPanicSliceAcap ii _, goPanicSliceB ii _,
    printlock _ _, printunlock _ _, printbool b _, printint i _, printstring s _, printnl _ _,
    printsp _ _,
    concatstrings ppii s, cmpstring ss i, convI2I pe e, assertE2I pe e, assertE2I2 pe eb,
    strequal pp b, interequal pp b, nilinterequal pp b, nilinterhash pi i""".split(","))}
PANICS = ("block", "gopanic", "goPanic", "panic")  # with these begin the names that do not return


def width(letters):
    """How many words values have."""
    return sum({"s": 2, "e": 2, "l": 3}.get(c, 1) for c in letters)


def system_v(name, args, results):
    """A call of the runtime's function by the System V ABI: what it is passed, ("word", slot),
    ("slice", its first slot), ("address", the slot for a result); and the slots of the results that
    it returns."""
    (params, back), passed, at = RUNTIME[name], [], 0
    if back == "l":
        passed.append(("address", results[0]))
    for c in params:
        passed += [("slice", args[at])] if c == "l" else \
            [("word", a) for a in args[at:at + width(c)]]
        at += width(c)
    first = width(back[:1])
    passed += [("address", d) for d in results[first:]]
    return passed, [] if back == "l" else results[:first]


class Function:
    """The body runs first; in a function that has defer statements the deferred calls come next;
    then tail, which ends with the results in their slots."""

    def __init__(self, name, line):
        self.name, self.line, self.slots, self.body, self.tail = name, line, 0, [], []

    def has(self, op):
        """Whether the instruction is in the body."""
        return any(i[0] == op for i in self.body)
