"""What is made to fail. A call: name → number, which of these calls (the condition of a rule of
inject.c), errors, places. An error with a + also fails from the first and from the tenth time
on."""

import os
import resource

CALLS = {
    "mmap": (9, "", "ENOMEM+ EACCES EAGAIN EPERM", "start load"),
    "mmap, to reserve": (9, "2:7:0", "ENOMEM+ EPERM", "start"),
    "mmap, of reserved memory": (9, "3:10:10", "ENOMEM+ EACCES EPERM", "start"),
    "munmap": (11, "", "EINVAL+ ENOMEM+", "load"),
    "madvise": (28, "", "EINVAL+ ENOMEM+ EAGAIN EPERM", "start load"),
    "madvise MADV_FREE": (28, "2:ff:8", "EINVAL+ EPERM", "load"),
    "mincore": (27, "", "ENOSYS+ EPERM", "start load"),
    "futex, to wait": (202, "1:7f:0", "EINTR+ EAGAIN+ ETIMEDOUT EINVAL+ EFAULT ENOSYS EPERM",
                       "start load"),
    "futex, to wake": (202, "1:7f:1", "EINVAL EFAULT ENOSYS+ EPERM", "start load"),
    "clone, of a thread": (56, "0:10000:10000", "EAGAIN+ ENOMEM EPERM", "start load"),
    "arch_prctl": (158, "", "EINVAL EPERM", "start load"),
    "sigaltstack": (131, "", "EINVAL ENOMEM EPERM+", "start load"),
    "rt_sigaction": (13, "", "EINVAL+ EFAULT EPERM", "start load"),
    "rt_sigprocmask": (14, "", "EINVAL+ EPERM", "start load"),
    "tgkill": (234, "", "ESRCH+ EAGAIN+ EPERM+ EINVAL", "load"),
    "gettid": (186, "", "ENOSYS+ EPERM", "start load"),
    "nanosleep": (35, "", "EINTR+ EFAULT EINVAL+ ENOSYS+ EPERM", "load"),
    "sched_yield": (24, "", "ENOSYS+ EPERM", "load"),
    "sched_getaffinity": (204, "", "EINVAL EPERM ENOSYS", "start"),
    "membarrier": (324, "", "ENOSYS+ EPERM+", "start load"),
    "openat in /sys": (257, "1:/sys", "ENOENT+ EACCES EMFILE ENOSYS", "start"),
    "read": (0, "", "EINTR EIO EAGAIN", "start"),
    "close": (3, "", "EINTR EIO EBADF", "start"),
    "write to 2": (1, "0:ffffffff:2", "EINTR EAGAIN+ EPIPE+ EIO EBADF+", "start load"),
    "epoll_create1": (291, "", "ENOSYS+ EMFILE ENFILE ENOMEM EPERM", "load"),
    "epoll_create": (213, "", "ENOSYS+", "load"),
    "pipe2, the poller's": (293, "1:800:800", "EMFILE ENFILE ENOSYS EPERM", "load"),
    "epoll_ctl, the poller's": (233, "2:ffffffff:4", "ENOMEM ENOSPC EPERM", "load"),
    "epoll_ctl, to add": (233, "1:ff:1", "ENOMEM ENOSPC EPERM+ EEXIST", "load"),
    "epoll_ctl, to take away": (233, "1:ff:2", "ENOENT EBADF EPERM+", "load"),
    "epoll_pwait": (281, "", "EINTR EBADF EINVAL ENOSYS EPERM", "load"),
    "read of the poller's pipe": (0, "0:ffffffff:4", "EAGAIN EINTR EIO EBADF+", "load"),
    "write to the poller's pipe": (1, "0:ffffffff:5", "EINTR EAGAIN+ EPIPE EBADF EIO EPERM",
                                   "load"),
    "rt_sigaction in a child": (13, "", "EINVAL+ EPERM", "child"),
    "rt_sigprocmask in a child": (14, "", "EINVAL+ EPERM", "child"),
    "open of the program's own file": (2, "", "ENOENT+ EMFILE+ EACCES", "crash"),
    "mmap while it crashes": (9, "", "ENOMEM+ EACCES EAGAIN", "crash"),
    "munmap while it crashes": (11, "", "EINVAL", "crash"),
    "write while it crashes": (1, "", "EAGAIN EINTR EIO+ EPIPE+", "crash"),
    "rt_sigaction while it crashes": (13, "", "EINVAL+", "crash"),
    "rt_sigprocmask while it crashes": (14, "", "EINVAL+", "crash"),
    "tgkill while it crashes": (234, "", "EPERM+ ESRCH", "crash"),
    "futex while it crashes, to wait": (202, "1:7f:0", "EINTR+ EINVAL", "crash"),
    "exit": (60, "", "EPERM+", "load"),
    "exit_group": (231, "", "EPERM+", "start"),
}

MB = 1 << 20
NOBODY = [] if os.getuid() else ["-u", "65534"]
UNSHARE = ["unshare", *(["-r"] if os.getuid() else []), "-p", "-f"]


def no(*paths):
    """Rules: none of these files is there."""
    calls = ((2, 0), (257, 1), (89, 0), (267, 1), (21, 0), (262, 1))  # number, argument of the path
    return [f"{nr}:2:1:1000000:{arg}:{path}" for path in paths for nr, arg in calls]


def limit(what, value):
    return ["-l", f"{getattr(resource, 'RLIMIT_' + what)}:{value}"]


# Name → program, options of the launcher, rules, and what starts the program.
LIMITS = {
    **{f"RLIMIT_AS of {mb} MB": ("start", limit("AS", mb * MB), []) for mb in (4, 16, 64, 256)},
    **{f"RLIMIT_AS of {mb} MB": ("load", limit("AS", mb * MB), []) for mb in (640, 672, 720, 800)},
    **{f"RLIMIT_NPROC of {n}, not root": ("load", limit("NPROC", n) + NOBODY, []) for n in (1, 2)},
    **{f"RLIMIT_NOFILE of {n}": ("load", limit("NOFILE", n), []) for n in (0, 3, 4, 5, 6, 8)},
    **{f"RLIMIT_STACK of {kb} KB": ("load", limit("STACK", kb << 10), []) for kb in (64, 128)},
    "no /proc": ("load", [], no("/proc")),
    "no /sys": ("load", [], no("/sys")),
    "neither /proc nor /sys": ("load", [], no("/proc", "/sys")),
    "a sandbox without membarrier": ("load", [], ["324:1:1:1000000"]),
    "an old kernel without membarrier": ("load", [], ["324:38:1:1000000"]),
    "descriptor 0 closed": ("load", ["-x", "0"], []),
    "descriptor 1 closed": ("load", ["-x", "1"], []),
    "descriptor 2 closed": ("load", ["-x", "2"], []),
    "descriptors 0, 1 and 2 closed": ("load", ["-x", "0", "-x", "1", "-x", "2"], []),
    "no random bytes in the auxiliary vector": ("load", ["-a", "25"], []),
    "the same, and no /dev/urandom": ("load", ["-a", "25"], no("/dev/urandom")),
    "no vDSO": ("load", ["-a", "33"], []),
    "no vDSO, and clock_gettime refused": ("start", ["-a", "33"], ["228:1:1:1000000"]),
    "no page size in the auxiliary vector": ("load", ["-a", "6"], []),
    "30 000 arguments and variables": ("args", [], []),
    "PID 1": ("load", [], [], UNSHARE),
    "PID 1, which crashes": ("crash", [], [], UNSHARE),
    "all signals blocked": ("load", [], [], ["env", "--block-signal"]),
    "all signals blocked, a crash": ("crash", [], [], ["env", "--block-signal"]),
    "all signals ignored": ("load", [], [], ["env", "--ignore-signal"]),
    "all signals ignored, a crash": ("crash", [], [], ["env", "--ignore-signal"]),
    "one processor": ("load", [], [], ["taskset", "-c", "0"]),
}

# Name of a call or a limit → why the program does not end as with real Go.
WHY = {
    "mmap": "the message depends on which of the runtime's requests is hit; the library's own "
            "requests (malloc's) give the program ENOMEM",
    "mmap, of reserved memory": "1.19 prints a line more than 1.14",
    "futex, to wake": "if wake-ups went on failing, the report could wait for ever: the process "
                      "ends at the second failure; real Go crashes again. In both, the program may "
                      "also end well before the thread that crashes has reported it",
    "clone, of a thread": "how many threads are started is chance",
    "arch_prctl": "real Go dies by SIGSEGV without a word, and gives new threads their address by "
                  "clone",
    "sigaltstack": "real Go dies by SIGSEGV without a word",
    "rt_sigprocmask": "the same: real Go says nothing of the call, and nothing at all where "
                      "signals are blocked",
    "rt_sigaction in a child": "in the child of real Go the report crashes again",
    "rt_sigprocmask in a child": "real Go's child dies by SIGSEGV without a word",
    "exit": "real Go's thread dies by SIGTRAP without a word",
    "exit_group": "real Go stores to an address, gort executes an illegal instruction; if "
                  "exit_group fails for ever, real Go hangs",
    "epoll_ctl, to add": "which descriptor is hit is chance: for a listener the program gets the "
                         "error, other descriptors are used without the poller",
    "mmap while it crashes": "real Go takes memory before it panics; gort takes it for the names "
                             "in the report, which does without them",
    "rt_sigaction while it crashes": "real Go crashes again",
    "rt_sigprocmask while it crashes": "the same. Where gort ends by SIGSEGV, the call was of a "
                                       "thread being born just before the panic",
}
