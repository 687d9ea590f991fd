// split-stack: yes
// Files that the environment asks for, of the whole program: GORT_CPUPROFILE=FILE, a CPU profile
// (D143), and GORT_TRACE=FILE, an execution trace (D153). They cover the time from before the
// package initialisers to the end of main, a call of os.Exit, or a panic that nothing recovers.
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
		byte *path = mallocgc((uintptr)name.len + 1, nil, true); // with a NUL at the end
		memmove(path, name.str, (uintptr)name.len);
		int32 fd = open(path, _O_WRONLY | _O_CREAT | _O_TRUNC | _O_CLOEXEC, 0644);
		if (fd < 0) {
			print("gort: cannot create the ", files[i].what, " ", name, "\n");
			exit(2);
		}
		files[i].fd = fd;
		files[i].start(fd);
	}
}

// go: none — see runtime.h
void filesend(void)
{
	semacquire(&sema);
	for (intgo i = nelem(files) - 1; i >= 0; i--) {
		if (files[i].fd < 0)
			continue;
		int err = files[i].stop();
		if (err != 0)
			print("gort: cannot write the ", files[i].what, ": errno ", -err, "\n");
		closefd(files[i].fd);
		files[i].fd = -1;
	}
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
