// The sender's address comes with what is received (ReadMsgUDP, ReadMsgUnix, syscall.Recvmsg),
// wherever on a fresh stack segment the call lies.
package main

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"syscall"
)

//go:noinline
func pad(n int, f func()) {
	var a [16]byte
	a[n&15] = 1
	if n == 0 {
		f()
	} else {
		pad(n-1, f)
	}
	if a[n&15] != 1 {
		panic("the frame was written to")
	}
}

// Runs f at some depth of a goroutine of its own.
func at(n int, f func()) {
	done := make(chan bool)
	go func() {
		pad(n, f)
		done <- true
	}()
	<-done
}

func ok(err error) {
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

func udp(network, host string) {
	c, err := net.ListenUDP(network, &net.UDPAddr{IP: net.ParseIP(host)})
	if err != nil {
		fmt.Println(network, "is missing")
		return
	}
	defer c.Close()
	d, err := net.Dial(network, c.LocalAddr().String())
	ok(err)
	defer d.Close()
	b := make([]byte, 10)
	for n := 0; n < 40; n++ {
		at(n, func() {
			d.Write([]byte("x"))
			k, oobn, flags, a, err := c.ReadMsgUDP(b, make([]byte, 40))
			d.Write([]byte("xy"))
			k2, _, _, ap, err2 := c.ReadMsgUDPAddrPort(b, nil)
			want := d.LocalAddr().String()
			fmt.Println(network, n, k, oobn, flags, a.String() == want, err)
			fmt.Println(network, n, k2, ap.String() == want, err2)
		})
	}
}

func unixgram() {
	dir, err := os.MkdirTemp("", "recvmsg")
	ok(err)
	defer os.RemoveAll(dir)
	listen := func(name string) *net.UnixConn {
		path := filepath.Join(dir, name)
		c, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
		ok(err)
		return c
	}
	from := listen("a-name-that-makes-the-address-of-the-sender-as-long-as-one-can-be-or-nearly-so")
	to := listen("to")
	b := make([]byte, 10)
	for n := 0; n < 40; n++ {
		at(n, func() {
			_, err := from.WriteTo([]byte("abc"), to.LocalAddr())
			ok(err)
			k, oobn, flags, a, err := to.ReadMsgUnix(b, nil)
			fmt.Println("unix", n, k, oobn, flags, filepath.Base(a.Name), err)
		})
	}
}

func raw() {
	s, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_DGRAM, 0)
	ok(err)
	ok(syscall.Bind(s, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}))
	self, err := syscall.Getsockname(s)
	ok(err)
	b := make([]byte, 10)
	for n := 0; n < 40; n++ {
		at(n, func() {
			ok(syscall.Sendto(s, []byte("hello"), 0, self))
			k, oobn, flags, from, err := syscall.Recvmsg(s, b, nil, 0)
			a, want := from.(*syscall.SockaddrInet4), self.(*syscall.SockaddrInet4)
			fmt.Println("raw", n, k, oobn, flags, a.Addr, a.Port == want.Port, err)
		})
	}
}

func main() {
	udp("udp4", "127.0.0.1")
	udp("udp6", "::1")
	unixgram()
	raw()
}
