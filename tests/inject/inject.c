// Runs a program and makes its system calls fail by rules. Usage:
//   inject [OPTION]... REPORT [RULE...] -- PROGRAM [ARG...]
//   RULE = NUMBER:ERRNO:FIRST:LAST[:ARGUMENT:MASK:VALUE | :ARGUMENT:PATH]
// The calls of this number from the FIRST to the LAST, counted over all threads, fail with ERRNO.
// Where a condition is given, only those calls count that have VALUE in the bits MASK of an
// argument, or a path that begins with PATH.
//   -m      counting begins with the program's first getppid
//   -c      the calls of the program's children count, instead of its own
//   -a TAG  the auxiliary vector loses its entries with this tag
//   -l R:N  limit R of the program (setrlimit) is N
//   -x FD   this descriptor is closed
//   -u UID  the program runs as this user
// REPORT gets a line for each rule: the calls that count, and how many failed. The exit status is
// the program's; if a signal ends it, the launcher dies of the same signal.
//
// The kernel hands the calls to this process by seccomp's user notification; all others run at full
// speed. This needs no privileges. Exit status 77: the kernel does not allow it.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MAXRULES = 16, MAXTAGS = 8, NONE = 77 };

typedef struct rule {
	int nr, error;
	long first, last;
	int arg; // -1: any
	uint64_t mask, value;
	const char *path; // or NULL
	long calls, failed;
} rule;

static rule rules[MAXRULES];
static int nrules;
static uint64_t tags[MAXTAGS];
static int ntags;
static struct {
	int what;
	uint64_t value;
} limits[MAXTAGS];
static int nlimits;
static int closed[MAXTAGS];
static int nclosed;
static long user = -1;
static bool marked = true, children;

static struct {
	char **argv;
	int listener, error;
	const char *what;
} child;

static void die(const char *what, int error)
{
	fprintf(stderr, "inject: %s: %s\n", what, strerror(error));
	exit(NONE);
}

// Fills in a rule, which one of our own scripts wrote.
static void parse(char *s, rule *r)
{
	int used = 0;
	r->arg = -1;
	int n = sscanf(s, "%d:%d:%ld:%ld%n", &r->nr, &r->error, &r->first, &r->last, &used);
	if (nrules == MAXRULES || n != 4)
		die(s, EINVAL);
	s += used;
	if (*s == 0)
		return;
	if (sscanf(s, ":%d:%lx:%lx", &r->arg, &r->mask, &r->value) != 3)
		r->path = strchr(s, '/');
}

static int started(void *unused)
{
	(void)unused;
	struct sock_filter code[MAXRULES + 8], *c = code;
	unsigned short load = BPF_LD | BPF_W | BPF_ABS, equal = BPF_JMP | BPF_JEQ | BPF_K;
	unsigned short answer = BPF_RET | BPF_K;
	*c++ = (struct sock_filter)BPF_STMT(load, offsetof(struct seccomp_data, nr));
	for (int i = 0; i <= nrules; i++) {
		unsigned nr = i < nrules ? (unsigned)rules[i].nr : SYS_getppid;
		unsigned char skip = (unsigned char)(nrules - i + 1);
		*c++ = (struct sock_filter)BPF_JUMP(equal, nr, skip, 0);
	}
	*c++ = (struct sock_filter)BPF_STMT(answer, SECCOMP_RET_ALLOW);
	*c++ = (struct sock_filter)BPF_STMT(answer, SECCOMP_RET_USER_NOTIF);
	struct sock_fprog prog = {(unsigned short)(c - code), code};

	child.what = "options";
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (int i = 0; i < nclosed; i++)
		fcntl(closed[i], F_SETFD, FD_CLOEXEC); // the table is the launcher's too
	if (user >= 0 && (syscall(SYS_setgid, user) != 0 || syscall(SYS_setuid, user) != 0))
		goto failed;
	if (ntags > 0)
		ptrace(PTRACE_TRACEME, 0, 0, 0);
	child.what = "seccomp";
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0) {
		// A signal should not restart a call that we have counted; kernels before 5.19 do not
		// know the flag.
		unsigned listener = SECCOMP_FILTER_FLAG_NEW_LISTENER;
		unsigned flags[] = {listener | SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV, listener};
		for (int i = 0; i < 2 && child.listener < 0; i++)
			child.listener = (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags[i], &prog);
		if (child.listener >= 0) {
			for (int i = 0; i < nlimits; i++)
				setrlimit(limits[i].what, &(struct rlimit){limits[i].value, limits[i].value});
			child.what = child.argv[0];
			execv(child.argv[0], child.argv);
		}
	}
failed:
	child.error = errno;
	_exit(NONE);
}

// Takes the tags out of the auxiliary vector of the program, which has stopped at its first
// instruction.
static void auxv(pid_t pid)
{
	int status;
	struct {
		uint64_t regs[27];
	} user;
	struct iovec v = {&user, sizeof user};
	if (waitpid(pid, &status, 0) != pid || !WIFSTOPPED(status) ||
	    ptrace(PTRACE_GETREGSET, pid, 1, &v) != 0)
		die("ptrace", errno);
	uint64_t p = user.regs[19]; // rsp: argc, argv, 0, environment, 0, pairs
	p += 8 * ((uint64_t)ptrace(PTRACE_PEEKDATA, pid, p, 0) + 2);
	while (ptrace(PTRACE_PEEKDATA, pid, p, 0) != 0)
		p += 8;
	p += 8;
	for (uint64_t tag; (tag = (uint64_t)ptrace(PTRACE_PEEKDATA, pid, p, 0)) != 0; p += 16)
		for (int i = 0; i < ntags; i++)
			if (tag == tags[i])
				ptrace(PTRACE_POKEDATA, pid, p, 1); // AT_IGNORE
	if (ptrace(PTRACE_DETACH, pid, 0, 0) != 0)
		die("ptrace", errno);
}

// Whether the thread is one of the program's own.
static bool own(pid_t pid, pid_t tid)
{
	static struct {
		pid_t tid;
		bool own;
	} seen[1024];
	unsigned i = (unsigned)tid % 1024;
	if (seen[i].tid != tid) {
		char name[64];
		snprintf(name, sizeof name, "/proc/%d/task/%d", pid, tid);
		seen[i].own = access(name, F_OK) == 0;
		seen[i].tid = tid;
	}
	return seen[i].own;
}

static bool haspath(pid_t tid, uint64_t at, const char *path)
{
	char there[256];
	size_t n = strlen(path);
	struct iovec to = {there, n}, from = {(void *)at, n};
	ssize_t got = process_vm_readv(tid, &to, 1, &from, 1, 0);
	return got == (ssize_t)n && memcmp(there, path, n) == 0;
}

// Whether the call fulfils the rule's condition.
static bool fits(rule *r, struct seccomp_notif *n)
{
	if (r->nr != n->data.nr)
		return false;
	if (r->arg < 0)
		return true;
	uint64_t arg = n->data.args[r->arg];
	if (r->path != NULL)
		return haspath((pid_t)n->pid, arg, r->path);
	return (arg & r->mask) == r->value;
}

// The rule by which this call fails, or NULL.
static rule *judge(pid_t pid, struct seccomp_notif *n)
{
	if (n->data.nr == SYS_getppid)
		marked = true;
	if (!marked || own(pid, (pid_t)n->pid) == children)
		return NULL;
	rule *verdict = NULL;
	for (rule *r = rules; r < rules + nrules; r++) {
		if (!fits(r, n))
			continue;
		r->calls++;
		if (r->calls >= r->first && r->calls <= r->last)
			verdict = r;
	}
	return verdict;
}

int main(int argc, char **argv)
{
	for (int opt; (opt = getopt(argc, argv, "+mca:l:x:u:")) != -1;) {
		if (ntags == MAXTAGS || nlimits == MAXTAGS || nclosed == MAXTAGS)
			die("options", E2BIG);
		switch (opt) {
		case 'm':
			marked = false;
			break;
		case 'c':
			children = true;
			break;
		case 'a':
			tags[ntags++] = strtoull(optarg, NULL, 10);
			break;
		case 'l':
			if (sscanf(optarg, "%d:%lu", &limits[nlimits].what, &limits[nlimits].value) != 2)
				die(optarg, EINVAL);
			nlimits++;
			break;
		case 'x':
			closed[nclosed++] = atoi(optarg);
			break;
		case 'u':
			user = atol(optarg);
			break;
		default:
			exit(NONE);
		}
	}
	argv += optind;
	const char *name = *argv;
	if (name == NULL)
		die("usage", EINVAL);
	for (argv++; *argv != NULL && strcmp(*argv, "--") != 0; argv++)
		parse(*argv, &rules[nrules]), nrules++;
	if (*argv == NULL || argv[1] == NULL)
		die("usage", EINVAL);
	child.argv = argv + 1;
	child.listener = -1;

	struct rlimit nocore = {0, 0};
	setrlimit(RLIMIT_CORE, &nocore);

	// As by vfork, but with our table of descriptors until the child executes the program: so the
	// listener becomes ours.
	static char stack[64 << 10] __attribute__((aligned(16)));
	int wait = ntags == 0 ? CLONE_VFORK : 0;
	pid_t pid = clone(started, stack + sizeof stack, CLONE_VM | CLONE_FILES | wait | SIGCHLD, NULL);
	if (pid < 0)
		die("clone", errno);
	if (ntags > 0)
		auxv(pid);
	if (child.error != 0)
		die(child.what, child.error);
	int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
	if (pidfd < 0)
		die("pidfd_open", errno);

	struct pollfd fds[] = {{child.listener, POLLIN, 0}, {pidfd, POLLIN, 0}};
	for (;;) {
		if (poll(fds, 2, -1) < 0)
			die("poll", errno);
		if (fds[1].revents != 0)
			break;
		if ((fds[0].revents & POLLIN) == 0)
			continue;
		struct seccomp_notif n;
		memset(&n, 0, sizeof n);
		if (ioctl(child.listener, SECCOMP_IOCTL_NOTIF_RECV, &n) != 0)
			continue; // the thread is gone
		rule *r = judge(pid, &n);
		struct seccomp_notif_resp answer = {.id = n.id};
		if (r != NULL)
			answer.error = -r->error;
		else
			answer.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
		if (ioctl(child.listener, SECCOMP_IOCTL_NOTIF_SEND, &answer) == 0 && r != NULL)
			r->failed++;
	}

	FILE *f = fopen(name, "w");
	if (f == NULL)
		die(name, errno);
	for (rule *r = rules; r < rules + nrules; r++)
		fprintf(f, "%ld %ld\n", r->calls, r->failed);
	fclose(f);
	int status;
	waitpid(pid, &status, 0);
	if (WIFSIGNALED(status)) {
		signal(WTERMSIG(status), SIG_DFL);
		raise(WTERMSIG(status));
	}
	return WEXITSTATUS(status);
}
