// golang/go#24484, #37006, #14835, #15476: when the system gives no more threads, the runtime
// reports that, and what to do about it. No storm: exec gives SIGPROF its default action back until
// the new program has its handlers.
// exit: 2
// storm: 0
// stderr: runtime: failed to create new OS thread \(have \d+ already; errno=11\)
// stderr: runtime: may need to increase max user processes \(ulimit -u\)
// stderr: fatal error: newosproc
#include "regress.h"

long syscall(long number, ...); // musl's

int main(int argc, char **argv)
{
	// Again as an ordinary user, to whom the limit applies: all threads of the new program run so.
	if (argc == 1) {
		gort_LockOSThread();
		uint64 limits[2] = {0, 0};
		syscall(117, 65534, 65534, 65534); // setresuid; fails if we are one already
		if (syscall(160, 6, limits) != 0) // RLIMIT_NPROC
			return 77;
		char *args[] = {"24484", "limited", nil}, *env[] = {nil};
		syscall(59, "/proc/self/exe", args, env);
		return 77;
	}
	gort_Sleep(SECOND); // sysmon alone is one too many
	return 0;
}
