// syscall.Setuid and its family change all threads, while goroutines on other threads make such
// calls too, and report libc's errors.
package main

import "C"

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"sync"
	"syscall"
)

// Whether all threads have id as their real, effective, saved and file system's.
func everywhere(kind string, id int) bool {
	threads, _ := filepath.Glob("/proc/self/task/*/status")
	want := regexp.MustCompile(fmt.Sprintf(`(?m)^%s:\t%d\t%d\t%d\t%d$`, kind, id, id, id, id))
	for _, thread := range threads {
		status, err := os.ReadFile(thread)
		if err == nil && !want.Match(status) {
			fmt.Printf("%s of %s\n", status, thread)
			return false
		}
	}
	return len(threads) > 4
}

func main() {
	uid, gid := os.Getuid(), os.Getgid()
	if uid == 0 {
		uid, gid = 1, 2
		if err := syscall.Setgroups([]int{2, 3}); err != nil {
			fmt.Println(err)
		}
	}
	stop := make(chan bool)
	var set sync.WaitGroup
	for i := 0; i < 4; i++ {
		set.Add(1)
		go func() {
			runtime.LockOSThread()
			if err := syscall.Setregid(-1, gid); err != nil {
				fmt.Println(err)
			}
			set.Done()
			<-stop
		}()
	}
	set.Wait()
	fmt.Println(syscall.Setgid(gid), everywhere("Gid", gid))
	fmt.Println(syscall.Setresuid(uid, uid, uid), everywhere("Uid", uid))
	fmt.Println(syscall.Setuid(0))
	close(stop)
}
