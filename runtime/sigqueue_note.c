// Notes that may be woken in a signal handler need care on some systems. With futexes any note may,
// so these are never called.
#include "runtime.h"

// go: sigqueue_note.go#sigNoteSetup [unused] futexes need none
void sigNoteSetup(note *unused) { throw("sigNoteSetup"); }

// go: sigqueue_note.go#sigNoteSleep [unused] futexes need none
void sigNoteSleep(note *unused) { throw("sigNoteSleep"); }

// go: sigqueue_note.go#sigNoteWakeup [unused] futexes need none
void sigNoteWakeup(note *unused) { throw("sigNoteWakeup"); }
