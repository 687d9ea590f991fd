// split-stack: yes
// Execution traces of programs without package runtime/trace: gort.h's gort_trace_start, and
// GORT_TRACE (gort_files.c).
#include "runtime.h"
#include "gort.h"

enum {
	eINVAL = 22,
	eBUSY = 16,
};

// Of the trace that gort_trace_start began; its errno is the reader's until gort_trace_stop has
// seen the trace end.
static int32 tracefd, traceerrno;

static void tracewriter(void *unused) GOSYM(tracewriter);

// go: none — the goroutine that reads the trace and writes the file (Go's is in runtime/trace)
// After an error it reads on, for the trace must come to its end.
static void tracewriter(void *unused)
{
	for (;;) {
		slice part = ReadTrace();
		if (part.array == nil)
			return;
		if (traceerrno == 0)
			traceerrno = writeall(tracefd, part.array, part.len);
	}
}

// go: none — runtime/trace.Start
int gort_trace_start(int fd)
{
	if (!traceStart(true))
		return -eBUSY;
	tracefd = fd;
	traceerrno = 0;
	newprocc(tracewriter, nil, getpc());
	return 0;
}

// go: none — runtime/trace.Stop
int gort_trace_stop(void) { return traceStop(true) ? traceerrno : -eINVAL; }
