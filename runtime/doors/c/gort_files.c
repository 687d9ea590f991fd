// split-stack: yes
// Files that the environment asks for, of the whole program: GORT_CPUPROFILE=FILE, a CPU profile
// (D143), and GORT_TRACE=FILE, an execution trace (D153). They cover the time from before the
// package initialisers to the end of main, a call of os.Exit, a panic that nothing recovers, a
// fatal error of a goroutine or a deadlock.
#include "runtime.h"
#include "gort.h"

enum {
	_O_WRONLY = 1,
	_O_CREAT = 64,
	_O_TRUNC = 512,
	profileRate = 100,
};

// go: none — begins the profile
static int startprofile(int fd) { return gort_cpuprofile_start(fd, profileRate); }

// What can be asked for. sema lets one goroutine end them; fd is -1 if there is none, or no more.
// The trace is the first to begin and the last to end, so that it shows all of the profile.
static uint32 sema = 1;
static struct {
	String env, what;
	int (*start)(int fd);
	int (*stop)(void);
	int32 fd;
} files[] = {
	{STR("GORT_TRACE="), STR("trace"), gort_trace_start, gort_trace_stop, -1},
	{STR("GORT_CPUPROFILE="), STR("profile"), startprofile, gort_cpuprofile_stop, -1},
};

static bool begun;
static g *ending; // the goroutine that ends them
static g *ender;  // that waits for a deadlock. Protected by sched.lock from its park on

static void endatdeadlock(void *unused) GOSYM(endatdeadlock);

// go: none — a goroutine that ends the files at a deadlock
static void endatdeadlock(void *unused)
{
	ender = getg();
	gopark(nil, nil, waitReasonZero, traceEvGoBlock, 1);
	filesend(true);
}

// go: none — see runtime.h
g *filesender(void)
{
	g *gp = ender;
	ender = nil;
	return gp;
}

// go: none — takes a variable out of the environment, for the program's children must not write to
//     the same file; returns its value
static String takeenv(String name)
{
	for (intgo i = 0; i < envs.len; i++) {
		String s = envs.array[i];
		if (!hasPrefix(s, name))
			continue;
		memmove(&envs.array[i], &envs.array[i + 1], (uintptr)(envs.len - i - 1) * sizeof s);
		envs.len--;
		return (String){s.str + name.len, s.len - name.len};
	}
	return STR("");
}

// go: none — see runtime.h
void filesbegin(void)
{
	for (intgo i = 0; i < nelem(files); i++) {
		String name = takeenv(files[i].env);
		if (name.len == 0)
			continue;
		byte *path = mallocgc((uintptr)name.len + 1, &nopointers, true); // with a NUL at the end
		memmove(path, name.str, (uintptr)name.len);
		int32 fd = open(path, _O_WRONLY | _O_CREAT | _O_TRUNC | _O_CLOEXEC, 0644);
		if (fd < 0) {
			print("gort: cannot create the ", files[i].what, " ", name, "\n");
			exit(2);
		}
		if (!begun) {
			begun = true;
			newprocc(endatdeadlock, nil, getpc());
			// It waits before the trace begins.
			while (ender == nil || readgstatus(ender) != _Gwaiting)
				Gosched();
		}
		files[i].fd = fd;
		files[i].start(fd);
	}
}

// go: none — see runtime.h
void filesend(bool last)
{
	if (!begun || ending == getg()) // an error while it ends them
		return;
	semacquire(&sema);
	ending = getg();
	for (intgo i = nelem(files) - 1; i >= 0; i--) {
		if (files[i].fd < 0)
			continue;
		int err = files[i].stop();
		if (err != 0)
			print("gort: cannot write the ", files[i].what, ": errno ", -err, "\n");
		closefd(files[i].fd);
		files[i].fd = -1;
	}
	if (!last)
		semrelease(&sema);
}

// go: none — see runtime.h
int32 writeall(int32 fd, const byte *p, intgo n)
{
	while (n > 0) {
		entersyscall();
		int32 done = write1((uintptr)fd, p, n < 1 << 30 ? (int32)n : 1 << 30);
		exitsyscall();
		if (done < 0)
			return done;
		p += done;
		n -= done;
	}
	return 0;
}
