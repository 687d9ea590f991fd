// An iteration lasts while the map grows to the same size twice, or while all keys are deleted, new
// ones are added and the map grows: it meets each key that stays once, and it walks no overflow
// bucket that the map has dropped and the collector has freed.
package main

import (
	"fmt"
	"os"
	"runtime"
	"unsafe"
)

const (
	most  = 825 // keys of a map of 128 buckets: with 832 it would double
	stay  = 300 // keys that are not deleted
	stays = 10000
)

// The beginning of a map.
type hmap struct {
	count      int
	flags, b   uint8
	noverflow  uint16
	hash0      uint32
	buckets    unsafe.Pointer
	oldbuckets unsafe.Pointer
}

type table struct {
	m           map[int]int
	h           *hmap
	first, next int // the keys that come and go
}

func newtable() *table {
	t := &table{m: map[int]int{}, first: stays, next: stays}
	t.h = *(**hmap)(unsafe.Pointer(&t.m))
	for len(t.m) < most {
		t.add()
	}
	return t
}

func (t *table) add() {
	t.m[t.next] = t.next
	t.next++
}

func (t *table) deleteFirst() {
	delete(t.m, t.first)
	t.first++
}

func (t *table) growing() bool { return t.h.oldbuckets != nil }

// churn adds and deletes keys until the map grows, or does not.
func (t *table) churn(growing bool) {
	for t.growing() != growing {
		for len(t.m) < most && t.growing() != growing {
			t.add()
		}
		for t.first < t.next && t.growing() != growing {
			t.deleteFirst()
		}
	}
}

// finish ends a growth.
func (t *table) finish() {
	for t.growing() {
		delete(t.m, -1)
	}
}

var others [][144]byte

// collect frees what nothing refers to, and overwrites it. A bucket has 144 bytes.
func collect() {
	runtime.GC()
	others = make([][144]byte, 0)
	for i := 0; i < 2000; i++ {
		b := new([144]byte)
		for j := range b {
			b[j] = 'A'
		}
		others = append(others, *b)
	}
}

// grown counts the keys that an iteration over two growths does not meet once. In the middle of a
// bucket some writes move the bucket's keys.
func grown(steps int, end bool) (wrong int) {
	t := newtable()
	for t.first < t.next {
		t.deleteFirst()
	}
	for i := 0; i < stay; i++ {
		t.m[i] = i
	}
	t.finish()
	seen := map[int]int{}
	n := 0
	for k, v := range t.m {
		if k != v {
			return stay
		}
		seen[k]++
		if n++; n == 1 {
			t.churn(true)
			t.churn(false)
			t.churn(true)
		} else if n%steps == 0 && t.growing() {
			delete(t.m, -1)
			if end {
				t.finish()
				collect()
			}
		}
	}
	for i := 0; i < stay; i++ {
		if seen[i] != 1 {
			wrong++
		}
	}
	return wrong
}

// cleared counts the keys with another's element that an iteration meets after the map has been
// cleared and filled anew.
func cleared() (wrong int) {
	t := newtable()
	n := 0
	for k, v := range t.m {
		if k != v {
			wrong++
		}
		if n++; n == 1 {
			for k := range t.m {
				delete(t.m, k)
			}
			for len(t.m) < most {
				t.add()
			}
		} else if n == 12 {
			for !t.growing() {
				t.add()
			}
			t.finish()
			collect()
		}
	}
	return wrong
}

func main() {
	for round := 0; round < 8; round++ {
		if n := grown(10, false) + grown(13, true); n != 0 {
			fmt.Println("keys that were not met once:", n)
			os.Exit(1)
		}
		if n := cleared(); n != 0 {
			fmt.Println("keys with another's element:", n)
			os.Exit(1)
		}
	}
}
