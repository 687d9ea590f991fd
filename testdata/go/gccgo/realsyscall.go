// The two functions by which golang.org/x/sys/unix makes its system calls, called as that package
// calls them: six arguments, results and errors.
package main

import (
	"fmt"
	"os"
	"syscall"
	"unsafe"
)

//go:linkname realSyscall golang_0org_1x_1sys_1unix.realSyscall
func realSyscall(trap, a1, a2, a3, a4, a5, a6, a7, a8, a9 uintptr) (r, errno uintptr)

//go:linkname realSyscallNoError golang_0org_1x_1sys_1unix.realSyscallNoError
func realSyscallNoError(trap, a1, a2, a3, a4, a5, a6, a7, a8, a9 uintptr) (r uintptr)

func check(ok bool, words ...interface{}) {
	if !ok {
		fmt.Println(words...)
		os.Exit(1)
	}
}

func main() {
	pid := realSyscallNoError(syscall.SYS_GETPID, 0, 0, 0, 0, 0, 0, 0, 0, 0)
	check(int(pid) == os.Getpid(), "getpid", pid)

	syscall.Entersyscall()
	r, errno := realSyscall(syscall.SYS_CLOSE, ^uintptr(0), 0, 0, 0, 0, 0, 0, 0, 0)
	syscall.Exitsyscall()
	check(r == ^uintptr(0) && syscall.Errno(errno) == syscall.EBADF, "close", r, errno)

	// After an error the next call shows none.
	r, errno = realSyscall(syscall.SYS_GETPID, 0, 0, 0, 0, 0, 0, 0, 0, 0)
	check(r == pid && errno == 0, "getpid", r, errno)

	// Six arguments: the second page of a file, the offset being the sixth.
	f, err := os.CreateTemp("", "gort")
	check(err == nil, err)
	os.Remove(f.Name())
	f.WriteAt([]byte("second"), 4096)
	r, errno = realSyscall(syscall.SYS_MMAP, 0, 4096, syscall.PROT_READ, syscall.MAP_SHARED, f.Fd(),
		4096, 0, 0, 0)
	check(errno == 0, "mmap", errno)
	var p unsafe.Pointer
	*(*uintptr)(unsafe.Pointer(&p)) = r
	check(string((*[6]byte)(p)[:]) == "second", "mmap", (*[6]byte)(p)[:])
}
