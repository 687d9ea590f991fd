// The texts of error numbers and signals, and of numbers without one, and errors that show them.
package main

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"syscall"
)

func main() {
	for i := -2; i <= 600; i++ {
		fmt.Printf("%d %q %q\n", i, syscall.Errno(i).Error(), syscall.Signal(i).String())
	}
	_, err := os.Open("/nonexistent")
	fmt.Println(err)
	fmt.Println(os.Chdir("/dev/null"))
	_, err = os.ReadFile("/")
	fmt.Println(err)
	fmt.Println(os.Rename("/proc/version", "/dev/shm/version"))
	_, err = net.Dial("tcp", "127.0.0.1:1")
	fmt.Println(err)
	fmt.Println(os.Interrupt, os.Kill, syscall.SIGCHLD)
	for _, s := range []string{"FPE", "CHLD", "USR1", "SYS", "XCPU"} {
		fmt.Println(exec.Command("/bin/sh", "-c", "kill -"+s+" $$; kill -KILL $$").Run())
	}
}
