"""The code between the front end and the backends: functions that work on slots.

A slot is a word of the function's frame. Slots 0, 1, … are the parameters, then come the results,
then the closure's address (`ctx`), then the rest. Everything lives in slots: the collector searches
stacks for anything that looks like a pointer, so no backend has to say what a slot holds.

    ("const", d, n)      d = n                    ("addr", d, symbol)  d = the symbol's address
    ("copy", d, a)       d = a                    ("frame", d, a)      d = the address of slot a
    ("load", d, a, off)  d = the word at a + off  ("loadb", …)         … the byte there
    ("store", a, off, b) the word at a + off = b  ("storeb", …)
    ("bin", d, op, a, b) d = a op b; op is + - * / % & | ^ &^ << >> == != < <= > >= u< u>
    ("label", l)  ("jump", l)  ("if", a, l, m)    to l if a is not 0, else to m
    ("rt", name, args, results)                   calls the runtime's function (RUNTIME, below)
    ("c", name, args, results)                    calls a C function of gort.h: words, one result
    ("call", symbol, args, results)               calls a function of the program
    ("closure", a, args, results)                 … the func value in a, a funcval's address
    ("code", a, args, results)                    … the code at the address in a
    ("go", a, args)  ("defer", a, args)           the func value in a with these arguments, later
    ("recover", d)                                slots d and d + 1 = recover()
    ("line", n)          what follows stands in line n
    ("stop",)            is not reached
"""

# The runtime's functions: name, arguments and results. 1 is a word, 2 and 3 a string, an interface
# or a slice as one value; b is a bool, r a rune. In the stack ABI they follow each other on the
# stack. A System V function returns the first result and stores the others by trailing pointers.
# concatstrings and slicebytetostring take a slice in the stack ABI, and two of its words in System
# V, where the third does no harm.
RUNTIME = {name: (args.strip("_"), results.strip("_")) for name, args, results in (
    entry.split() for entry in """
    newobject 1 1, makeslice 111 1, growslice 131 3, makechan 11 1, makemap 111 1, memmove 111 _,
    chansend1 11 _, chanrecv2 11 b, closechan 1 _, selectgo 111 1b, block _ _,
    mapaccess1_fat 1111 1, mapassign 111 1, mapdelete 111 _, mapiterinit 111 _, mapiternext 1 _,
    gopanic 2 _, panicdivide _ _, panicshift _ _, panicdottypeE 111 _, panicnildottype 1 _,
    goPanicIndex 11 _, goPanicSliceAlen 11 _, goPanicSliceAcap 11 _, goPanicSliceB 11 _,
    printlock _ _, printunlock _ _, printbool 1 _, printint 1 _, printstring 2 _,
    printpointer 1 _, printslice 3 _, printeface 2 _, printiface 2 _, printnl _ _, printsp _ _,
    concatstrings 1111 2, cmpstring 22 1, intstring 11 2, slicebytetostring 1111 2,
    stringtoslicebyte 12 3, decoderune 21 r1, convI2I 12 2, assertE2I 12 2, assertE2I2 12 2b,
    efaceeq 111 b, memequal8 11 b, memequal64 11 b, strhash 11 1, memhash8 11 1, memhash64 11 1,
    interhash 11 1, nilinterhash 11 1""".split(","))}


class Function:
    """params and results count words. The body runs first; in a function that has defer statements
    the deferred calls come next; then tail, which ends with the results in their slots."""

    def __init__(self, name, params, results, line):
        self.name, self.params, self.results, self.line = name, params, results, line
        self.ctx = params + results
        self.slots = self.ctx + 1
        self.body, self.tail, self.defers = [], [], False
