"""Each entry of the stack ABI, called from assembly by the offsets of testdata/abi0.txt, which
are Go's: the results, what lies after them, rsp and rbp. Arguments and expected results are
written here by hand. Those that end the program are called one a run."""

import os
import re
import shutil
import struct
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import ROOT, build, fail, run, text, toolchain  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
AREA, PATTERN = 30, 0xa5a5a5a5a5a5a5a5  # words of the callers' argument area, and what fills it
REGISTERS = "rax rcx rdx rbx rsi rdi r8 r9 r10 r11 r12 r13 r14 r15".split()


def f64(*values):
    return [struct.unpack("<Q", struct.pack("<d", v))[0] for v in values]


# Variables: name -> words. A string in words is a symbol, or text that follows a colon.
DATA = {
    "v7": [7], "v9": [9], "v0": [0], "out": [0, 0], "flag": [0], "order": [0] * 4, "hundred": [100],
    "cases": ["@c", "out", 1, 0, 0] + [0, 0, 3, 0, 0],
    "abc": [":abc", 3], "abc2": [":abc", 3], "abd": [":abd", 3], "empty": [0, 0], "pi": [":ä€x", 6],
    "list": [":ab", 2, ":cd", 2, ":ef", 2], "ints": [1, 2, 3], "ints2": [0, 0, 0], "big": [0] * 40,
    "runes": [0xe4 | 0x20ac << 32, 0x78], "three": [3], "k5": [5], "zero": [0] * 16, "it": [0] * 12,
    "one": f64(1), "minus0": f64(-0.0), "nan": [0x7ff8000000000001],
    "z1": f64(1, 2), "z2": f64(1, 2), "f32s": [0x40000000_3f800000], "f32s2": [0x40000000_3f800000],
    "eface": ["tInt", "v7"], "eface2": ["tInt", "v7b"], "eface3": ["tInt", "v9"], "v7b": [7],
    "iface": ["itabT", "v7"], "iface2": ["itabT", "v7b"], "closure16": [0, 16],
    "words": [0x1111, 0x2222, 0x3333, 0x4444], "words2": [0x1111, 0x2222, 0x3333, 0x4444],
    "duff": [1] * 8, "efunc": ["tFunc", "v7"],
}
VARIABLES = "c c2 m ms m32 p s x".split()  # results that later cases use: @c

# (entry, {argument: words}, {result: words}, {more}). Words may name a variable's address ("v7") or
# contents ("@c"), or a text (":abc"). A result: words; "any"; ("keep", variable); ("mem", words);
# ("str", text); ("same", label): as the other results of that label. More: "mem": [(variable,
# words)] afterwards, "regs": registers before, "after": registers, "rdx": the closure.
CASES = [
    ("newobject", {"typ": ["tInt"]}, {"ret": ("mem", [0])}),
    ("makeslice", {"typ": ["tInt"], "len": [2], "cap": [3]}, {"ret": ("mem", [0, 0, 0])}),
    ("makeslice64", {"typ": ["tInt"], "len": [1], "cap": [2]}, {"ret": ("mem", [0, 0])}),
    ("growslice", {"typ": ["tInt"], "old": ["ints", 3, 3], "cap": [4]},
     {"ret": ("slice", [1, 2, 3], 6)}),
    ("makechan", {"typ": ["tChan"], "size": [4]}, {"ret": ("keep", "c")}),
    ("makechan64", {"typ": ["tChan"], "size": [1]}, {"ret": ("keep", "c2")}),
    ("chansend1", {"c": ["@c"], "elem": ["v7"]}, {}),
    ("chansend1", {"c": ["@c"], "elem": ["v9"]}, {}),
    ("chanrecv1", {"c": ["@c"], "elem": ["out"]}, {}, {"mem": [("out", [7])]}),
    ("chanrecv2", {"c": ["@c"], "elem": ["out"]}, {"ok": [1]}, {"mem": [("out", [9])]}),
    ("selectnbsend", {"c": ["@c2"], "elem": ["v7"]}, {"sent": [1]}),
    ("selectnbsend", {"c": ["@c2"], "elem": ["v7"]}, {"sent": [0]}),
    ("selectnbrecv", {"elem": ["out"], "c": ["@c2"]}, {"got": [1]}, {"mem": [("out", [7])]}),
    ("selectnbrecv", {"elem": ["out"], "c": ["@c2"]}, {"got": [0]}),
    ("selectnbrecv2", {"elem": ["out"], "received": ["flag"], "c": ["@c2"]}, {"got": [0]}),
    ("selectgo", {"cases": ["cases"], "order": ["order"], "ncases": [2]},
     {"index": [1], "recvOK": [0]}),
    ("closechan", {"c": ["@c2"]}, {}),
    ("selectnbrecv2", {"elem": ["out"], "received": ["flag"], "c": ["@c2"]}, {"got": [1]},
     {"mem": [("flag", [0]), ("out", [0])]}),
    ("chanrecv2", {"c": ["@c2"], "elem": ["out"]}, {"ok": [0]}),
    ("printlock", {}, {}),
    ("printbool", {"v": [1]}, {}), ("printsp", {}, {}), ("printint", {"v": [-5 & 2**64 - 1]}, {}),
    ("printsp", {}, {}), ("printuint", {"v": [2**64 - 1]}, {}), ("printsp", {}, {}),
    ("printhex", {"v": [255]}, {}), ("printsp", {}, {}), ("printfloat", {"v": f64(1.5)}, {}),
    ("printcomplex", {"v": f64(1, -2)}, {}), ("printstring", {"v": [":abc", 3]}, {}),
    ("printpointer", {"v": [0x1234]}, {}), ("printslice", {"v": [16, 2, 3]}, {}),
    ("printeface", {"v": [1, 2]}, {}), ("printiface", {"v": [3, 4]}, {}), ("printnl", {}, {}),
    ("printunlock", {}, {}),
    ("concatstring2", {"buf": [0], "a": [":ab", 2], "b": [":c", 1]}, {"ret": ("str", "abc")}),
    ("concatstring3", {"buf": [0], "a": [":ab", 2], "b": [":c", 1], "c": [":d", 1]},
     {"ret": ("str", "abcd")}),
    ("concatstring4", {"buf": [0], "a": [":ab", 2], "b": [":c", 1], "c": [":d", 1], "d": [":e", 1]},
     {"ret": ("str", "abcde")}),
    ("concatstring5", {"buf": ["big"], "a": [":ab", 2], "b": [":c", 1], "c": [":d", 1],
                       "d": [":e", 1], "e": [":f", 1]}, {"ret": ("str", "abcdef")}),
    ("concatstrings", {"buf": [0], "list": ["list", 3, 3]}, {"ret": ("str", "abcdef")}),
    ("cmpstring", {"a": [":abc", 3], "b": [":abd", 3]}, {"ret": [2**64 - 1]}),
    ("cmpstring", {"a": [":abd", 3], "b": [":ab", 2]}, {"ret": [1]}),
    ("cmpstring", {"a": [":abd", 3], "b": [":abd", 3]}, {"ret": [0]}),
    ("intstring", {"buf": [0], "v": [0x20ac]}, {"ret": ("str", "€")}),
    ("slicebytetostring", {"buf": [0], "b": [":xyz", 3, 3]}, {"ret": ("str", "xyz")}),
    ("slicebytetostringtmp", {"b": [":xyz", 2, 3]}, {"ret": ("str", "xy")}),
    ("slicerunetostring", {"buf": [0], "r": ["runes", 3, 3]}, {"ret": ("str", "ä€x")}),
    ("stringtoslicebyte", {"buf": [0], "s": [":abcdefgh", 8]},
     {"ret": ("slice", [int.from_bytes(b"abcdefgh", "little")], None, 8)}),
    ("stringtoslicerune", {"buf": [0], "s": [":ä€x", 6]},
     {"ret": ("slice", [0xe4 | 0x20ac << 32], None, 3)}),
    ("slicecopy", {"to": ["ints2", 2, 3], "from": ["ints", 3, 3], "width": [8]}, {"n": [2]},
     {"mem": [("ints2", [1, 2, 0])]}),
    ("slicestringcopy", {"to": ["big", 8, 8], "from": [":abcdefghi", 9]}, {"n": [8]},
     {"mem": [("big", [int.from_bytes(b"abcdefgh", "little")])]}),
    ("decoderune", {"s": [":ä€x", 6], "k": [2]}, {"rune": [0x20ac], "next": [5]}),
    ("countrunes", {"s": [":ä€x", 6]}, {"n": [3]}),
    ("convT16", {"v": [0x1234]}, {"ret": ("bytes", 2, 0x1234)}),
    ("convT32", {"v": [0x12345678]}, {"ret": ("bytes", 4, 0x12345678)}),
    ("convT64", {"v": [1 << 40]}, {"ret": ("mem", [1 << 40])}),
    ("convT64", {"v": [0]}, {"ret": ("mem", [0])}),
    ("convTstring", {"v": ["ints", 5]}, {"ret": ("mem", ["ints", 5])}),
    ("convTslice", {"v": ["ints", 2, 3]}, {"ret": ("mem", ["ints", 2, 3])}),
    ("convT2E", {"typ": ["tString"], "elem": ["abc"]}, {"ret": ("iface", "tString", [":abc", 3])}),
    ("convT2Enoptr", {"typ": ["tInt"], "elem": ["v7"]}, {"ret": ("iface", "tInt", [7])}),
    ("convT2I", {"tab": ["itabT"], "elem": ["v7"]}, {"ret": ("iface", "itabT", [7])}),
    ("convT2Inoptr", {"tab": ["itabT"], "elem": ["v9"]}, {"ret": ("iface", "itabT", [9])}),
    ("convI2I", {"typ": ["tI"], "v": ["itabT", "v7"]}, {"ret": ("tab", "tT", "main.T.M", "v7")}),
    ("convI2I", {"typ": ["tI"], "v": [0, 0]}, {"ret": [0, 0]}),
    ("assertE2I", {"typ": ["tI"], "v": ["tT", "v7"]}, {"ret": ("tab", "tT", "main.T.M", "v7")}),
    ("assertE2I2", {"typ": ["tI"], "v": ["tT", "v7"]},
     {"ret": ("tab", "tT", "main.T.M", "v7"), "ok": [1]}),
    ("assertE2I2", {"typ": ["tI"], "v": ["tInt", "v7"]}, {"ret": [0, 0], "ok": [0]}),
    ("assertI2I", {"typ": ["tI"], "v": ["itabT", "v7"]}, {"ret": ("tab", "tT", "main.T.M", "v7")}),
    ("assertI2I2", {"typ": ["tJ"], "v": ["itabT", "v7"]}, {"ret": [0, 0], "ok": [0]}),
    ("ifaceeq", {"tab": ["itabT"], "x": ["v7"], "y": ["v7b"]}, {"ret": [1]}),
    ("efaceeq", {"typ": ["tInt"], "x": ["v7"], "y": ["v9"]}, {"ret": [0]}),
    ("efaceeq", {"typ": ["tString"], "x": ["abc"], "y": ["abc2"]}, {"ret": [1]}),
    ("fastrand", {}, {"ret": "any"}),
    ("makemap_small", {}, {"ret": ("keep", "ms")}),
    ("makemap", {"typ": ["tMap64"], "hint": [100], "buf": [0]}, {"ret": ("keep", "m")}),
    ("makemap64", {"typ": ["tMap32"], "hint": [1], "buf": [0]}, {"ret": ("keep", "m32")}),
    ("mapassign", {"typ": ["tMap64"], "m": ["@m"], "key": ["k5"]}, {"ret": ("set", 55)}),
    ("mapaccess1", {"typ": ["tMap64"], "m": ["@m"], "key": ["k5"]}, {"ret": ("mem", [55])}),
    ("mapaccess1", {"typ": ["tMap64"], "m": ["@m"], "key": ["v9"]}, {"ret": ("mem", [0])}),
    ("mapaccess2", {"typ": ["tMap64"], "m": ["@m"], "key": ["k5"]},
     {"ret": ("mem", [55]), "ok": [1]}),
    ("mapaccess2", {"typ": ["tMap64"], "m": [0], "key": ["k5"]}, {"ret": ("mem", [0]), "ok": [0]}),
    ("mapaccess1_fat", {"typ": ["tMap64"], "m": ["@m"], "key": ["v9"], "zero": ["zero"]},
     {"ret": ["zero"]}),
    ("mapaccess2_fat", {"typ": ["tMap64"], "m": ["@m"], "key": ["v9"], "zero": ["zero"]},
     {"ret": ["zero"], "ok": [0]}),
    ("mapassign_fast64", {"typ": ["tMap64"], "m": ["@m"], "key": [6]}, {"ret": ("set", 66)}),
    ("mapassign_fast64ptr", {"typ": ["tMap64"], "m": ["@m"], "key": ["v7"]}, {"ret": ("set", 77)}),
    ("mapaccess1_fast64", {"typ": ["tMap64"], "m": ["@m"], "key": [6]}, {"ret": ("mem", [66])}),
    ("mapaccess2_fast64", {"typ": ["tMap64"], "m": ["@m"], "key": ["v7"]},
     {"ret": ("mem", [77]), "ok": [1]}),
    ("mapdelete_fast64", {"typ": ["tMap64"], "m": ["@m"], "key": [6]}, {}),
    ("mapaccess2_fast64", {"typ": ["tMap64"], "m": ["@m"], "key": [6]},
     {"ret": ("mem", [0]), "ok": [0]}),
    ("mapassign_fast32", {"typ": ["tMap32"], "m": ["@m32"], "key": [6]}, {"ret": ("set", 66)}),
    ("mapassign_fast32ptr", {"typ": ["tMap32"], "m": ["@m32"], "key": [8]}, {"ret": ("set", 88)}),
    ("mapaccess1_fast32", {"typ": ["tMap32"], "m": ["@m32"], "key": [8]}, {"ret": ("mem", [88])}),
    ("mapaccess2_fast32", {"typ": ["tMap32"], "m": ["@m32"], "key": [6]},
     {"ret": ("mem", [66]), "ok": [1]}),
    ("mapdelete_fast32", {"typ": ["tMap32"], "m": ["@m32"], "key": [6]}, {}),
    ("mapaccess2_fast32", {"typ": ["tMap32"], "m": ["@m32"], "key": [6]},
     {"ret": ("mem", [0]), "ok": [0]}),
    ("mapassign_faststr", {"typ": ["tMapStr"], "m": ["@ms"], "key": [":abc", 3]},
     {"ret": ("set", 33)}),
    ("mapaccess1_faststr", {"typ": ["tMapStr"], "m": ["@ms"], "key": [":abc", 3]},
     {"ret": ("mem", [33])}),
    ("mapaccess2_faststr", {"typ": ["tMapStr"], "m": ["@ms"], "key": [":abc", 3]},
     {"ret": ("mem", [33]), "ok": [1]}),
    ("mapdelete_faststr", {"typ": ["tMapStr"], "m": ["@ms"], "key": [":abc", 3]}, {}),
    ("mapaccess2_faststr", {"typ": ["tMapStr"], "m": ["@ms"], "key": [":abc", 3]},
     {"ret": ("mem", [0]), "ok": [0]}),
    ("mapdelete", {"typ": ["tMap64"], "m": ["@m"], "key": ["k5"]}, {}),
    ("mapiterinit", {"typ": ["tMap64"], "m": ["@m"], "it": ["it"]}, {},
     {"deref": ("it", 0, ["v7"])}),
    ("mapiternext", {"it": ["it"]}, {}, {"mem": [("it", [0])]}),
    ("mapclear", {"typ": ["tMap64"], "m": ["@m"]}, {}),
    ("mapaccess2_fast64", {"typ": ["tMap64"], "m": ["@m"], "key": ["v7"]},
     {"ret": ("mem", [0]), "ok": [0]}),
    ("typedmemmove", {"typ": ["tString"], "dst": ["out"], "src": ["abc"]}, {},
     {"mem": [("out", [":abc", 3])]}),
    ("typedmemclr", {"typ": ["tString"], "dst": ["out"]}, {}, {"mem": [("out", [0, 0])]}),
    ("typedslicecopy", {"typ": ["tPtr"], "dst": ["out", 2, 2], "src": ["ints", 3, 3]}, {"n": [2]},
     {"mem": [("out", [1, 2])]}),
    ("memmove", {"to": ["out"], "from": ["ints"], "n": [16]}, {}, {"mem": [("out", [1, 2])]}),
    ("memclrNoHeapPointers", {"ptr": ["out"], "n": [8]}, {}, {"mem": [("out", [0, 2])]}),
    ("memclrHasPointers", {"ptr": ["out"], "n": [16]}, {}, {"mem": [("out", [0, 0])]}),
    ("memequal", {"x": ["abc"], "y": ["abc2"], "n": [16]}, {"ret": [1]}),
    ("memequal", {"x": ["v7"], "y": ["v9"], "n": [8]}, {"ret": [0]}),
    ("memequal_varlen", {"x": ["words"], "y": ["words2"]}, {"ret": [1]}, {"rdx": "closure16"}),
    ("memequal_varlen", {"x": ["words"], "y": ["ints"]}, {"ret": [0]}, {"rdx": "closure16"}),
    ("memequal0", {"x": ["v7"], "y": ["v9"]}, {"ret": [1]}),
    ("memequal8", {"x": ["v7"], "y": ["v7b"]}, {"ret": [1]}),
    ("memequal8", {"x": ["v7"], "y": ["v9"]}, {"ret": [0]}),
    ("memequal16", {"x": ["v7"], "y": ["v7b"]}, {"ret": [1]}),
    ("memequal16", {"x": ["v7"], "y": ["v9"]}, {"ret": [0]}),
    ("memequal32", {"x": ["v7"], "y": ["v7b"]}, {"ret": [1]}),
    ("memequal32", {"x": ["v7"], "y": ["v9"]}, {"ret": [0]}),
    ("memequal64", {"x": ["v7"], "y": ["v7b"]}, {"ret": [1]}),
    ("memequal64", {"x": ["v7"], "y": ["v9"]}, {"ret": [0]}),
    ("memequal128", {"x": ["words"], "y": ["words2"]}, {"ret": [1]}),
    ("memequal128", {"x": ["words"], "y": ["ints"]}, {"ret": [0]}),
    ("f32equal", {"p": ["f32s"], "q": ["f32s2"]}, {"ret": [1]}),
    ("f64equal", {"p": ["nan"], "q": ["nan"]}, {"ret": [0]}),
    ("f64equal", {"p": ["v0"], "q": ["minus0"]}, {"ret": [1]}),
    ("c64equal", {"p": ["f32s"], "q": ["f32s2"]}, {"ret": [1]}),
    ("c128equal", {"p": ["z1"], "q": ["z2"]}, {"ret": [1]}),
    ("strequal", {"p": ["abc"], "q": ["abd"]}, {"ret": [0]}),
    ("strequal", {"p": ["abc"], "q": ["abc2"]}, {"ret": [1]}),
    ("interequal", {"p": ["iface"], "q": ["iface2"]}, {"ret": [1]}),
    ("nilinterequal", {"p": ["eface"], "q": ["eface2"]}, {"ret": [1]}),
    ("nilinterequal", {"p": ["eface"], "q": ["eface3"]}, {"ret": [0]}),
    ("memhash", {"p": ["words"], "h": [5], "n": [16]}, {"ret": ("same", "h16")}),
    ("memhash128", {"p": ["words2"], "h": [5]}, {"ret": ("same", "h16")}),
    ("memhash_varlen", {"p": ["words2"], "h": [5]}, {"ret": ("same", "h16")}, {"rdx": "closure16"}),
    ("memhash", {"p": ["words"], "h": [5], "n": [1]}, {"ret": ("same", "h1")}),
    ("memhash8", {"p": ["words2"], "h": [5]}, {"ret": ("same", "h1")}),
    ("memhash", {"p": ["words"], "h": [5], "n": [2]}, {"ret": ("same", "h2")}),
    ("memhash16", {"p": ["words2"], "h": [5]}, {"ret": ("same", "h2")}),
    ("memhash32", {"p": ["words2"], "h": [5]}, {"ret": ("same", "h4")}),
    ("memhash32", {"p": ["words"], "h": [5]}, {"ret": ("same", "h4")}),
    ("memhash64", {"p": ["words2"], "h": [5]}, {"ret": ("same", "h8")}),
    ("memhash64", {"p": ["words"], "h": [5]}, {"ret": ("same", "h8")}),
    ("memhash0", {"p": ["words"], "h": [5]}, {"ret": [5]}),
    ("f32hash", {"p": ["f32s"], "h": [5]}, {"ret": ("same", "f4")}),
    ("f32hash", {"p": ["f32s2"], "h": [5]}, {"ret": ("same", "f4")}),
    ("f64hash", {"p": ["v0"], "h": [5]}, {"ret": ("same", "f8")}),
    ("f64hash", {"p": ["minus0"], "h": [5]}, {"ret": ("same", "f8")}),
    ("c64hash", {"p": ["f32s"], "h": [5]}, {"ret": ("same", "f8c")}),
    ("c64hash", {"p": ["f32s2"], "h": [5]}, {"ret": ("same", "f8c")}),
    ("c128hash", {"p": ["z1"], "h": [5]}, {"ret": ("same", "c16")}),
    ("c128hash", {"p": ["z2"], "h": [5]}, {"ret": ("same", "c16")}),
    ("strhash", {"p": ["abc"], "h": [5]}, {"ret": ("same", "s")}),
    ("strhash", {"p": ["abc2"], "h": [5]}, {"ret": ("same", "s")}),
    ("interhash", {"p": ["iface"], "h": [5]}, {"ret": ("same", "i")}),
    ("interhash", {"p": ["iface2"], "h": [5]}, {"ret": ("same", "i")}),
    ("nilinterhash", {"p": ["eface"], "h": [5]}, {"ret": ("same", "e")}),
    ("nilinterhash", {"p": ["eface2"], "h": [5]}, {"ret": ("same", "e")}),
    ("complex128div", {"num": f64(11, 2), "den": f64(3, 4)}, {"ret": f64(1.64, -1.52)}),
    ("gorecover", {"argp": ["v7"]}, {"v": [0, 0]}),
    ("gcWriteBarrier", {}, {},
     {"regs": {r: i * 1000 for i, r in enumerate(REGISTERS)} | {"rdi": "out"},
                                "keeps": True, "mem": [("out", [0])]}),
    ("duffzero", {}, {}, {"regs": {"rdi": "duff"}, "offset": 16 * 19 - 12, "xmm0": True,
                          "after": ("rdi", "duff", 64), "mem": [("duff", [1] * 4 + [0] * 4)]}),
    ("duffcopy", {}, {}, {"regs": {"rsi": "words2", "rdi": "out"}, "offset": 63 * 14,
                          "mem": [("out", [0x1111, 0x2222])], "after": ("rdi", "out", 16)}),
]
PANIC = "panic: runtime error: "
# (entry, arguments, what stderr begins with, more): one run each.
FATAL = [
    ("makeslice", {"typ": ["tInt"], "len": [2**64 - 1], "cap": [3]},
     PANIC + "makeslice: len out of range"),
    ("makeslice", {"typ": ["tInt"], "len": [4], "cap": [3]}, PANIC + "makeslice: cap out of range"),
    ("makechan", {"typ": ["tChan"], "size": [2**64 - 1]}, "panic: makechan: size out of range"),
    ("closechan", {"c": [0]}, "panic: close of nil channel"),
    ("mapassign", {"typ": ["tMap64"], "m": [0], "key": ["v7"]},
     "panic: assignment to entry in nil map"),
    ("gopanic", {"v": ["tString", "abc"]}, "panic: abc"),
    ("gopanic", {"v": ["tInt", "v7"]}, "panic: 7"),
    ("panicdivide", {}, PANIC + "integer divide by zero"),
    ("panicshift", {}, PANIC + "negative shift amount"),
    ("panicmakeslicelen", {}, PANIC + "makeslice: len out of range"),
    ("panicwrap", {}, "panic: value method main.T.M called using nil *T pointer", "main.(*T).M"),
    ("throwinit", {}, "fatal error: recursive call during initialization - linker skew"),
    ("block", {}, "fatal error: all goroutines are asleep - deadlock!"),
    ("goexit1", {}, "fatal error: no goroutines (main called runtime.Goexit) - deadlock!"),
    ("panicdottypeE", {"have": ["tInt"], "want": ["tString"], "iface": ["tI"]},
     "panic: interface conversion: main.I is int, not string"),
    ("panicdottypeI", {"have": ["itabT"], "want": ["tString"], "iface": ["tI"]},
     "panic: interface conversion: main.I is main.T, not string"),
    ("panicnildottype", {"want": ["tString"]},
     "panic: interface conversion: interface is nil, not string"),
    ("assertE2I", {"typ": ["tI"], "v": [0, 0]},
     "panic: interface conversion: interface is nil, not main.I"),
    ("assertI2I", {"typ": ["tJ"], "v": ["itabT", "v7"]},
     "panic: interface conversion: main.T is not main.J: missing method N"),
    ("efaceeq", {"typ": ["tFunc"], "x": ["v7"], "y": ["v7"]},
     PANIC + "comparing uncomparable type func() int"),
    ("nilinterhash", {"p": ["efunc"], "h": [5]}, PANIC + "hash of unhashable type func() int"),
]
BOUNDS = {"panicIndex": "index out of range [7] with length 3",
          "panicSliceAlen": "slice bounds out of range [:7] with length 3",
          "panicSliceAcap": "slice bounds out of range [:7] with capacity 3",
          "panicSliceB": "slice bounds out of range [7:3]",
          "panicSlice3Alen": "slice bounds out of range [::7] with length 3",
          "panicSlice3Acap": "slice bounds out of range [::7] with capacity 3",
          "panicSlice3B": "slice bounds out of range [:7:3]",
          "panicSlice3C": "slice bounds out of range [7:3:]"}
# The U forms: an x that is negative as an int.
UNSIGNED = ["panicIndexU", "panicSliceAlenU", "panicSliceAcapU", "panicSliceBU", "panicSlice3AlenU",
            "panicSlice3AcapU", "panicSlice3BU", "panicSlice3CU"]
# Control flow, in programs.py.
PROGRAMS = ["newproc", "deferproc", "deferprocStack", "deferreturn", "morestack",
            "morestack_noctxt"]


def places():
    """entry -> ({argument: place}, {result: place}); a place is (offset, size) or a register."""
    def parse(column):
        found = {}
        for v in [] if column == "–" else column.split(", "):
            m = re.fullmatch(r"(?:(\w+) )?(?:(\d+)\(rsp\)(?:\[(\d+)\])?|(\w+))", v)
            name, offset, size, register = m.groups()
            found[name] = (int(offset), int(size or 8)) if offset else register
        return found

    table = {}
    with open(os.path.join(ROOT, "testdata", "abi0.txt")) as f:
        for line in f:
            if not line.startswith("#"):
                name, args, results = (c.strip() for c in line.split("|"))
                table[name] = parse(args), parse(results)
    return table


TABLE = places()
texts = {}


def word(w):
    """A word as an operand of the assembler."""
    if isinstance(w, int):
        return str(w)
    if w.startswith(":"):
        return texts.setdefault(w[1:], f"text{len(texts)}")
    return w


def load(w, register):
    if isinstance(w, str) and w.startswith("@"):
        return f"\tmovq\t{w[1:]}, %{register}\n"
    return f"\tmovabsq\t${word(w)}, %{register}\n"


def call(name, args, more):
    """The call of an entry: rsp is the bottom of the argument area."""
    s = f"\tmovq\t%rsp, %rdi\n\tmovl\t${AREA}, %ecx\n\tmovabsq\t${PATTERN}, %rax\n\trep stosq\n"
    for arg, words in args.items():
        place = TABLE[name][0][arg]
        if isinstance(place, str):
            s += load(words[0], place)
            continue
        offset, size = place
        for i, w in enumerate(words):
            s += load(w, "rax")
            register = {1: "%al", 2: "%ax", 4: "%eax"}.get(size, "%rax")
            s += f"\tmov\t{register}, {offset - 8 + 8 * i}(%rsp)\n"
    for r, w in more.get("regs", {}).items():
        s += load(w, r)
    if "rdx" in more:
        s += load(more["rdx"], "rdx")
    if "xmm0" in more:
        s += "\txorps\t%xmm0, %xmm0\n"
    target = f"runtime.{name}" + (f" + {more['offset']}" if "offset" in more else "")
    return s + f"\tmovl\t$0x5a5a5a5a, %ebp\n\tmovq\t%rsp, savedsp\n\tcall\t{target}\n"


def record(data):
    """Appends words that are in memory to the output."""
    return "".join(f"\tmovq\t{d}, %rax\n\tmovq\t%rax, (%rbx)\n\taddq\t$8, %rbx\n" for d in data)


def deref(pointer, words):
    s = f"\tmovq\t{pointer}, %rsi\n"
    return s + "".join(f"\tmovq\t{8 * i}(%rsi), %rax\n\tmovq\t%rax, (%rbx)\n\taddq\t$8, %rbx\n"
                       for i in range(words))


def program():
    s = """	.section .note.gort.abi0,"",@progbits
	.section .note.GNU-stack,"",@progbits
	.include "types.inc"
	.text
	.globl	main.main
	.type	main.main, @function
main.main:
	.cfi_startproc
1:	movq	%fs:-8, %rcx
	leaq	-1024(%rsp), %rax
	cmpq	16(%rcx), %rax
	jbe	2f
	subq	$264, %rsp
	.cfi_def_cfa_offset 272
	movl	$-1, %eax
	call	which
	movq	fatal(,%rax,8), %rax
	jmp	*%rax
2:	call	runtime.morestack_noctxt
	jmp	main.main
normal:
"""
    for case in CASES:
        name, args, results, more = (*case, {})[:4]
        s += call(name, args, more)
        for i, r in enumerate(REGISTERS):
            s += f"\tmovq\t%{r}, saved + {8 * i}\n"
        s += "\tpushfq\n\tpopq\t%rax\n\tmovq\t%rax, flags\n\tmovq\tout_at, %rbx\n"
        s += "\tmovq\t%rsp, %rax\n\tsubq\tsavedsp, %rax\n\tmovq\t%rax, (%rbx)\n\taddq\t$8, %rbx\n"
        s += "\tmovq\t%rbp, (%rbx)\n\taddq\t$8, %rbx\n"
        s += record(["flags"] + [f"saved + {8 * i}" for i in range(len(REGISTERS))])
        s += record([f"{8 * i}(%rsp)" for i in range(AREA)])
        for r, want in results.items():
            at = TABLE[name][1][r][0] - 8
            if want[0] == "keep":
                s += f"\tmovq\t{at}(%rsp), %rax\n\tmovq\t%rax, {want[1]}\n"
            elif want[0] == "set":
                s += f"\tmovq\t{at}(%rsp), %rax\n\tmovq\t${want[1]}, (%rax)\n"
            elif want[0] in ("mem", "slice", "iface", "str", "bytes", "tab"):
                data = want[2 if want[0] == "iface" else 1]
                n = {"str": 2, "bytes": 1, "tab": 2}.get(want[0]) or len(data)
                s += deref(f"{at + (8 if want[0] == 'iface' else 0)}(%rsp)", n)
        for variable, words in more.get("mem", []):
            s += record(f"{variable} + {8 * i}" for i in range(len(words)))
        if "deref" in more:
            s += deref(more["deref"][0], 1)
        s += "\tmovq\t%rbx, out_at\n"
    s += """	movl	$1, %eax
	movl	$1, %edi
	movq	$output, %rsi
	movq	out_at, %rdx
	subq	%rsi, %rdx
	syscall
	addq	$264, %rsp
	ret
"""
    for i, case in enumerate(fatal_cases()):
        s += f"fatal{i}:\n"
        if len(case) > 3:
            s += f"\tcall\t\"{case[3]}\"\n"
        else:
            s += call(case[0], case[1], {}) + "\tud2\n"
    s += """	.cfi_endproc
	.size	main.main, . - main.main
	.type	"main.(*T).M", @function
"main.(*T).M":
	.cfi_startproc
	call	runtime.panicwrap
	ud2
	.cfi_endproc
	.size	"main.(*T).M", . - "main.(*T).M"
	.data
	.balign	8
	.quad	normal
fatal:
"""
    s += "".join(f"\t.quad\tfatal{i}\n" for i in range(len(fatal_cases())))
    for name, words in DATA.items():
        s += f"{name}:\t.quad\t" + ", ".join(
            "0" if isinstance(w, str) and w[0] == "@" else word(w) for w in words) + "\n"
    s += "out_at:\t.quad\toutput\n\t.bss\n\t.balign\t8\nsavedsp:\t.quad 0\nflags:\t.quad 0\n"
    s += f"saved:\t.zero {8 * len(REGISTERS)}\noutput:\t.zero 1 << 20\n"
    s += "".join(f"{v}:\t.quad 0\n" for v in VARIABLES) + "\t.section .rodata\n"
    return s + "".join(f"{label}:\t.asciz \"{t}\"\n\t.zero 16\n" for t, label in texts.items())


def fatal_cases():
    cases = list(FATAL)
    for name, message in BOUNDS.items():
        cases.append((name, {"x": [7], "y": [3]}, PANIC + message))
    for name in UNSIGNED:
        # 2**64 - 1 is no negative number here.
        message = BOUNDS[name[:-1]].replace("7", str(2**64 - 1))
        cases.append((name, {"x": [2**64 - 1], "y": [3]}, PANIC + message))
    return cases


HELPER = """#include "runtime.h"
intgo which(void);
intgo which(void)
{
	String s = gogetenv(STR("CASE"));
	bool ok;
	return s.len == 0 ? -1 : atoi(s, &ok);
}
"""


def check(exe, out):
    words = list(struct.unpack(f"<{len(out) // 8}Q", out))
    labels = {}
    done = run_tool(["nm", exe])
    symbols = {line.split()[2]: int(line.split()[0], 16) for line in done.splitlines()
               if len(line.split()) == 3}

    def value(w):
        if isinstance(w, int):
            return w
        return symbols[word(w)]

    for case in CASES:
        name, args, results, more = (*case, {})[:4]
        take = words[:3 + len(REGISTERS) + AREA]
        del words[:len(take)]
        sp, bp, flags = take[:3]
        registers = dict(zip(REGISTERS, take[3:]))
        area = take[3 + len(REGISTERS):]
        if sp != 0 or bp != 0x5a5a5a5a or flags & 0x400:
            fail(f"{name}{args}: rsp off by {sp}, rbp {bp:#x}, flags {flags:#x}")
        raw = struct.pack(f"<{AREA}Q", *area)
        end = 0
        for arg, place in {**TABLE[name][0], **TABLE[name][1]}.items():
            if not isinstance(place, str):
                end = max(end, place[0] - 8 + place[1])
        if raw[end:].strip(b"\xa5"):
            fail(f"{name}{args}: something behind the results is overwritten: {raw[end:].hex()}")
        for r, want in results.items():
            offset, size = TABLE[name][1][r]
            got = [int.from_bytes(raw[offset - 8 + i:offset - 8 + min(i + 8, size)], "little")
                   for i in range(0, size, 8)]
            if isinstance(want, list):
                expected, seen = [value(w) for w in want], got
            elif want == "any" or want[0] in ("keep", "set"):
                expected, seen = True, got[0] != 0
            elif want[0] == "same":
                expected, seen = labels.setdefault(want[1], got[0]), got[0]
            elif want[0] == "mem":
                expected, seen = [value(w) for w in want[1]], words[:len(want[1])]
                del words[:len(want[1])]
            elif want[0] == "bytes":
                expected, seen = want[2], words.pop(0) & (1 << 8 * want[1]) - 1
            elif want[0] == "str":
                b = struct.pack("<2Q", *words[:2])[:got[1]]
                del words[:2]
                expected, seen = want[1], text(b)
            elif want[0] == "slice":
                n = want[3] if len(want) > 3 else len(want[1])
                expected = [[value(w) for w in want[1]], n, want[2] or got[2]]
                seen = [words[:len(want[1])], got[1], got[2]]
                del words[:len(want[1])]
            elif want[0] == "iface":
                expected = [value(want[1]), [value(w) for w in want[2]]]
                seen = [got[0], words[:len(want[2])]]
                del words[:len(want[2])]
            elif want[0] == "tab":
                expected = [value(w) for w in want[1:]]
                seen = words[:2] + [got[1]]
                del words[:2]
            if seen != expected:
                fail(f"{name}{args}: {r} is {seen}, not {expected}")
        for variable, want in more.get("mem", []):
            seen, expected = words[:len(want)], [value(w) for w in want]
            del words[:len(want)]
            if seen != expected:
                fail(f"{name}{args}: {variable} is {seen}, not {expected}")
        if "deref" in more and words.pop(0) != value(more["deref"][2][0]):
            fail(f"{name}{args}: the first word of {more['deref'][0]} points elsewhere")
        if "keeps" in more:
            expected = {r: value(w) for r, w in more["regs"].items()}
            if registers != expected:
                fail(f"{name}: registers are {registers}, not {expected}")
        if "after" in more:
            r, base, plus = more["after"]
            if registers[r] != value(base) + plus:
                fail(f"{name}: {r} is {registers[r]:#x}")
    if words:
        fail(f"{len(words)} words too many")


def run_tool(argv):
    return text(run(argv).stdout)


def main():
    with tempfile.TemporaryDirectory(prefix="gort-test-") as tmp:
        for name, content in (("cases.s", program()), ("helper.c", HELPER)):
            with open(os.path.join(tmp, name), "w") as f:
                f.write(content)
        shutil.copy(os.path.join(HERE, "types.inc"), tmp)
        os.chdir(tmp)
        exe = build(["cases.s", "helper.c"], cflags=toolchain.HEADERS)
        for env in [{"GOMAXPROCS": "1"}, {"GOMAXPROCS": "8"}, {"GOGC": "1"}]:
            done = run([exe], env=env)
            if done.returncode != 0:
                fail(f"exit status {done.returncode} with {env}: {text(done.stderr)[:3000]}")
            want = "true -5 18446744073709551615 0xff " \
                "+1.500000e+000(+1.000000e+000-2.000000e+000i)abc" \
                "0x1234[2/3]0x10(0x1,0x2)(0x3,0x4)\n"
            if text(done.stderr) != want:
                fail(f"printed {text(done.stderr)!r}, not {want!r}")
            check(exe, done.stdout)
        for i, case in enumerate(fatal_cases()):
            done = run([exe], env={"CASE": str(i)})
            out = text(done.stderr)
            wrapper = len(case) > 3
            if done.returncode != 2 or not out.startswith(case[2] + "\n") \
                    or "main.main(...)" not in out and case[0] != "goexit1" \
                    or "abi0." in out and case[0] != "throwinit" \
                    or wrapper and "main.(*T).M(...)" not in out:
                fail(f"{case[0]}{case[1]}: exit status {done.returncode}, not {case[2]!r}:\n{out}")
    print(len(CASES), "calls,", len(fatal_cases()), "that end the program")


main()
