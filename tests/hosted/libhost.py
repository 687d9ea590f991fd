"""A Python program that loads a library of goroutines and calls it from its threads, which a
goroutine calls back. Usage: libhost.py LIBRARY"""

import ctypes
import sys
import threading
import time

lib = ctypes.CDLL(sys.argv[1])
callback = ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.c_int64)
lib.total.restype = ctypes.c_int64
lib.total.argtypes = (ctypes.c_int64, callback)
sums = []


@callback
def negated(n):
    return -n


def call():
    sums.append(lib.total(1000, negated))
    sums.append(lib.total(1000, callback()))


threads = [threading.Thread(target=call) for _ in range(4)]
for t in threads:
    t.start()
for t in threads:
    t.join()
while lib.gort_NumGoroutine() > 1:
    time.sleep(0.001)
print(sum(sums), len(sums))
