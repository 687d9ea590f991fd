// A key-value store on bbolt behind a line protocol on TCP: SET KEY VALUE, GET KEY, DEL KEY, and
// COUNT. Each client compares what it gets with a map of its own.
package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io/ioutil"
	"math/rand"
	"net"
	"os"
	"path/filepath"
	"strings"

	"go.etcd.io/bbolt"
	"services/load"
)

var bucket = []byte("values")

func serve(db *bbolt.DB, conn net.Conn) {
	defer conn.Close()
	r, w := bufio.NewReader(conn), bufio.NewWriter(conn)
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		fmt.Fprintln(w, answer(db, strings.Fields(line)))
		if w.Flush() != nil {
			return
		}
	}
}

func answer(db *bbolt.DB, words []string) (reply string) {
	defer func() {
		if r := recover(); r != nil { // an index out of range: words are missing
			reply = fmt.Sprint("ERROR ", r)
		}
	}()
	var err error
	switch words[0] {
	case "SET":
		err = db.Batch(func(tx *bbolt.Tx) error {
			return tx.Bucket(bucket).Put([]byte(words[1]), []byte(words[2]))
		})
	case "DEL":
		err = db.Batch(func(tx *bbolt.Tx) error {
			return tx.Bucket(bucket).Delete([]byte(words[1]))
		})
	case "GET":
		reply = "NONE"
		err = db.View(func(tx *bbolt.Tx) error {
			if v := tx.Bucket(bucket).Get([]byte(words[1])); v != nil {
				reply = string(v)
			}
			return nil
		})
	case "COUNT":
		err = db.View(func(tx *bbolt.Tx) error {
			n := 0
			c := tx.Bucket(bucket).Cursor()
			last := []byte(nil)
			for k, _ := c.First(); k != nil; k, _ = c.Next() {
				if bytes.Compare(last, k) >= 0 {
					return fmt.Errorf("key %q after %q", k, last)
				}
				last = k
				n++
			}
			reply = fmt.Sprint(n)
			return nil
		})
	default:
		err = fmt.Errorf("unknown command")
	}
	if err != nil {
		return "ERROR " + err.Error()
	}
	if reply == "" {
		reply = "OK"
	}
	return reply
}

type client struct {
	conn   net.Conn
	r      *bufio.Reader
	values map[string]string
}

func (c *client) ask(format string, args ...interface{}) (string, error) {
	if _, err := fmt.Fprintf(c.conn, format+"\n", args...); err != nil {
		return "", err
	}
	line, err := c.r.ReadString('\n')
	return strings.TrimSpace(line), err
}

func main() {
	dir, err := ioutil.TempDir("", "services-")
	load.Check(err)
	defer os.RemoveAll(dir)
	// Writing is checked, not the disk: NoSync.
	db, err := bbolt.Open(filepath.Join(dir, "db"), 0600, &bbolt.Options{NoSync: true})
	load.Check(err)
	load.Check(db.Update(func(tx *bbolt.Tx) error {
		_, err := tx.CreateBucket(bucket)
		return err
	}))
	db.MaxBatchDelay = 0
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	load.Check(err)
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go serve(db, conn)
		}
	}()

	dial := func() (*client, error) {
		conn, err := net.Dial("tcp", listener.Addr().String())
		if err != nil {
			return nil, err
		}
		return &client{conn, bufio.NewReader(conn), map[string]string{}}, nil
	}
	all := make([]*client, load.Clients)
	load.Run(func(id int) (load.Client, error) {
		c, err := dial()
		all[id] = c
		random := rand.New(rand.NewSource(int64(id)))
		return func(i int) error {
			key := fmt.Sprintf("%d.%d", id, random.Intn(1000))
			var got, want string
			var err error
			switch random.Intn(10) {
			case 0, 1:
				value := fmt.Sprintf("%d-%s", i, strings.Repeat("x", random.Intn(200)))
				got, err = c.ask("SET %s %s", key, value)
				want, c.values[key] = "OK", value
			case 2:
				got, err = c.ask("DEL %s", key)
				want = "OK"
				delete(c.values, key)
			default:
				got, err = c.ask("GET %s", key)
				var ok bool
				if want, ok = c.values[key]; !ok {
					want = "NONE"
				}
			}
			if err == nil && got != want {
				err = fmt.Errorf("%s: got %q, not %q", key, got, want)
			}
			return err
		}, err
	}, func(int) error {
		n := 0
		for _, c := range all {
			n += len(c.values)
		}
		if got, err := all[0].ask("COUNT"); err != nil || got != fmt.Sprint(n) {
			return fmt.Errorf("count: %s, not %d: %v", got, n, err)
		}
		return db.Close()
	})
}
