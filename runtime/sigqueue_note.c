// Notes that may be woken in a signal handler need care on some systems. With futexes any note may, so these are never called.
#include "runtime.h"

// go: sigqueue_note.go#sigNoteSetup
void sigNoteSetup(note *unused) { throw("sigNoteSetup"); }

// go: sigqueue_note.go#sigNoteSleep
void sigNoteSleep(note *unused) { throw("sigNoteSleep"); }

// go: sigqueue_note.go#sigNoteWakeup
void sigNoteWakeup(note *unused) { throw("sigNoteWakeup"); }
