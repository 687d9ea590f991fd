// The memory of an x86 machine, for the models whose argument is about fences. A plain store goes
// into its thread's buffer, first in, first out, and gets to memory at any time later. A plain load
// finds the thread's own buffered store, else reads memory. A locked instruction, a fence and a
// system call wait until the thread's buffer is empty; membarrier waits until each other thread's
// buffer has been.
// Before this file: THREADS, LOCATIONS, DEPTH (of a buffer). A thread knows its number as `me`.

byte mem[LOCATIONS];
chan buffer[THREADS] = [DEPTH] of { byte, byte };

// One a thread, from thread 0 on: the processes of a model begin with these.
active [THREADS] proctype Drain()
{
	byte l, v;
end:
	do
	:: atomic { buffer[_pid]?l,v -> mem[l] = v; l = 0; v = 0 }
	od
}

#define STORE(l, v)    buffer[me]!l,v
#define FENCE          empty(buffer[me])
// No location is twice in a buffer, so the one that is found is the newest.
#define LOAD(l, v) \
	atomic { if :: buffer[me]??[eval(l),_] -> buffer[me]?? <eval(l),v> :: else -> v = mem[l] fi }
#define XCHG(l, new, old) atomic { FENCE -> old = mem[l]; mem[l] = new }
#define XADD(l, d, v)  atomic { FENCE -> mem[l] = mem[l] + (d); v = mem[l] }
#define CAS(l, old, new, ok) \
	atomic { FENCE -> if :: mem[l] == (old) -> mem[l] = new; ok = true :: else -> ok = false fi }

inline membarrier(i)
{
	FENCE;
	i = 0;
	do
	:: i < THREADS -> empty(buffer[i]); i++
	:: else -> break
	od;
	i = 0
}
