// Child processes from many goroutines, pipes, signals, deadlines: os/exec, os/signal, context.
package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"time"
)

func check(err error) {
	if err != nil {
		panic(err)
	}
}

// Many goroutines start children at once, in every way that package syscall can.
func children() {
	root := os.Getuid() == 0
	var wg sync.WaitGroup
	for i := 0; i < 16; i++ {
		wg.Add(1)
		go func(i int) {
			defer wg.Done()
			for j := 0; j < 6; j++ {
				want := fmt.Sprintf("%d %d", i, j)
				c := exec.Command("/bin/sh", "-c", `read x && echo "$x"`)
				c.Stdin = strings.NewReader(want + "\n")
				switch j {
				case 1:
					c.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_VM | syscall.CLONE_VFORK}
				case 2:
					c.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_VFORK, Setpgid: true}
				case 3:
					c.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Pdeathsig: syscall.SIGKILL}
				case 4:
					c.Dir = "/"
					if root {
						c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65533, Groups: []uint32{65532}}}
						c.Args[2] += " && id -u && id -g && id -G"
						want += "\n65534\n65533\n65533 65532"
					}
				case 5:
					_, err := exec.Command("/nonexistent/program").Output()
					if err == nil || !errors.Is(err, os.ErrNotExist) {
						fmt.Println("a program that is not there:", err)
					}
				}
				out, err := c.Output()
				if err != nil || strings.TrimSpace(string(out)) != want {
					fmt.Printf("child %d %d: %q %v\n", i, j, out, err)
				}
			}
		}(i)
	}
	wg.Wait()
	err := exec.Command("/bin/sh", "-c", "exit 7").Run()
	fmt.Println(err)
	err = exec.Command("/bin/sh", "-c", "kill -9 $$").Run()
	fmt.Println(err)
}

// A megabyte goes through a pipeline of two children.
func pipeline() {
	first, second := exec.Command("/bin/cat"), exec.Command("/usr/bin/tr", "a-z", "A-Z")
	in, err := first.StdinPipe()
	check(err)
	second.Stdin, err = first.StdoutPipe()
	check(err)
	var out bytes.Buffer
	second.Stdout = &out
	check(first.Start())
	check(second.Start())
	text := strings.Repeat("the quick brown fox\n", 50000)
	go func() {
		io.WriteString(in, text)
		in.Close()
	}()
	check(second.Wait())
	check(first.Wait())
	fmt.Println("pipeline:", out.String() == strings.ToUpper(text))
}

// A process that answers each signal that it gets by a line, until SIGTERM.
func answer() {
	c := make(chan os.Signal, 10)
	signal.Notify(c, syscall.SIGUSR1, syscall.SIGHUP, syscall.SIGTERM)
	signal.Ignore(syscall.SIGUSR2)
	fmt.Println("ready")
	for s := range c {
		fmt.Println("got", s)
		if s == syscall.SIGTERM {
			os.Exit(5)
		}
	}
}

func signals() {
	c := exec.Command("/proc/self/exe", "answer")
	out, err := c.StdoutPipe()
	check(err)
	check(c.Start())
	lines := bufio.NewScanner(out)
	lines.Scan()
	fmt.Println(lines.Text())
	for i := 0; i < 20; i++ {
		check(c.Process.Signal(syscall.SIGUSR2)) // ignored
		s := []os.Signal{syscall.SIGUSR1, syscall.SIGHUP}[i%2]
		check(c.Process.Signal(s))
		if !lines.Scan() || lines.Text() != "got "+s.(syscall.Signal).String() {
			fmt.Printf("%q\n", lines.Text())
		}
	}
	check(c.Process.Signal(syscall.SIGTERM))
	lines.Scan()
	fmt.Println(lines.Text(), lines.Scan(), c.Wait())

	self := make(chan os.Signal, 1)
	signal.Notify(self, syscall.SIGWINCH)
	check(syscall.Kill(os.Getpid(), syscall.SIGWINCH))
	fmt.Println("own:", <-self)
	signal.Stop(self)
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGUSR1)
	check(syscall.Kill(os.Getpid(), syscall.SIGUSR1))
	<-ctx.Done()
	stop()
	fmt.Println(ctx.Err())
}

func deadlines() {
	start := time.Now()
	ctx, cancel := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, "/bin/sleep", "100")
	check(cmd.Start())
	time.AfterFunc(50*time.Millisecond, cancel)
	err := cmd.Wait()
	fmt.Println(err, ctx.Err())

	// Reads from a pipe, a socket and a child that say nothing.
	r, w, err := os.Pipe()
	check(err)
	check(r.SetReadDeadline(time.Now().Add(20 * time.Millisecond)))
	_, err = r.Read(make([]byte, 1))
	fmt.Println(err, errors.Is(err, os.ErrDeadlineExceeded))
	go func() {
		time.Sleep(10 * time.Millisecond)
		r.Close()
	}()
	check(r.SetReadDeadline(time.Time{}))
	_, err = r.Read(make([]byte, 1))
	fmt.Println(err, errors.Is(err, os.ErrClosed))
	w.Close()

	l, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	conn, err := net.Dial("tcp", l.Addr().String())
	check(err)
	check(conn.SetDeadline(time.Now().Add(20 * time.Millisecond)))
	_, err = conn.Read(make([]byte, 1))
	ne, ok := err.(net.Error)
	fmt.Println(ok && ne.Timeout())
	l.Close()
	_, err = net.Dial("tcp", l.Addr().String())
	fmt.Println(errors.Is(err, syscall.ECONNREFUSED))
	if d := time.Since(start); d > 20*time.Second {
		fmt.Println("took", d)
	}
}

// What would change one thread of the process only is refused, or changes all of it.
func identity() {
	if err := syscall.Setuid(os.Getuid()); err != nil && err != syscall.EOPNOTSUPP {
		fmt.Println("Setuid:", err)
	}
	if err := syscall.Setgroups([]int{0}); err != nil && err != syscall.EOPNOTSUPP && err != syscall.EPERM {
		fmt.Println("Setgroups:", err)
	}
}

// A process that is the first one of its PID namespace, as in a container, and whose main thread
// starts the first one of another: both threads have the same id.
func namespaces() {
	c := exec.Command("/proc/self/exe", "first")
	c.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWPID}
	out, err := c.CombinedOutput()
	if errors.Is(err, syscall.EPERM) {
		return // not root
	}
	fmt.Printf("%s%v\n", out, err)
}

func init() {
	if len(os.Args) > 1 && os.Args[1] == "first" {
		runtime.LockOSThread()
	}
}

func first() {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	c := exec.CommandContext(ctx, "/bin/sh", "-c", "id -u && id -g && id -G && echo $$")
	c.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags: syscall.CLONE_NEWPID,
		Credential: &syscall.Credential{Uid: 65534, Gid: 65533, Groups: []uint32{65532}},
	}
	out, err := c.CombinedOutput()
	fmt.Printf("%d %q %v\n", os.Getpid(), out, err)
}

func main() {
	if len(os.Args) > 1 {
		switch os.Args[1] {
		case "answer":
			answer()
		case "first":
			first()
		}
		return
	}
	children()
	pipeline()
	signals()
	deadlines()
	identity()
	namespaces()
}
