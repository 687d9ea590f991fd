// An HTTP server and its clients in one process, on loopback: http [REQUESTS [CONNECTIONS]]. Each answer is checked against its request.
package main

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

func number(i, otherwise int) int {
	if len(os.Args) > i {
		n, err := strconv.Atoi(os.Args[i])
		if err != nil {
			fmt.Println(err)
			os.Exit(2)
		}
		return n
	}
	return otherwise
}

func main() {
	requests, connections := number(1, 2000), number(2, 64)
	var served int64
	mux := http.NewServeMux()
	mux.HandleFunc("/sum", func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			http.Error(w, err.Error(), 500)
			return
		}
		atomic.AddInt64(&served, 1)
		w.Header().Set("X-Number", r.URL.Query().Get("n"))
		fmt.Fprintf(w, "%x", sha256.Sum256(body))
	})
	mux.HandleFunc("/", http.NotFound)
	server := &http.Server{Handler: mux}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	done := make(chan error)
	go func() { done <- server.Serve(l) }()

	client := &http.Client{
		Transport: &http.Transport{MaxIdleConns: connections, MaxIdleConnsPerHost: connections, MaxConnsPerHost: connections},
		Timeout:   60 * time.Second,
	}
	url := "http://" + l.Addr().String()
	var next, errors int64
	var wg sync.WaitGroup
	for c := 0; c < connections; c++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for {
				n := int(atomic.AddInt64(&next, 1))
				if n > requests {
					return
				}
				body := bytes.Repeat([]byte{byte(n)}, n%5000)
				resp, err := client.Post(url+"/sum?n="+strconv.Itoa(n), "text/plain", bytes.NewReader(body))
				if err == nil {
					var answer []byte
					answer, err = io.ReadAll(resp.Body)
					resp.Body.Close()
					if err == nil && (string(answer) != fmt.Sprintf("%x", sha256.Sum256(body)) || resp.Header.Get("X-Number") != strconv.Itoa(n)) {
						err = fmt.Errorf("wrong answer %q to %d", answer, n)
					}
				}
				if err != nil && atomic.AddInt64(&errors, 1) < 5 {
					fmt.Println(err)
				}
			}
		}()
	}
	wg.Wait()
	resp, err := client.Get(url + "/nothing")
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	resp.Body.Close()
	fmt.Println(resp.Status)
	client.CloseIdleConnections()
	server.Close()
	fmt.Println(<-done)
	fmt.Println(served, "requests,", errors, "errors")
	if errors != 0 {
		os.Exit(1)
	}
}
