// The cases that fill a heap: how long they take, and how much memory at most. Each runs once, in a
// fresh process, so its time includes that of the first touch of its memory.
package main

import (
	"bytes"
	"container/list"
	"encoding/json"
	"fmt"
	"io/ioutil"
	"math/rand"
	"runtime"
	"runtime/debug"
	"sort"
	"strconv"
	"strings"
	"sync"
	"time"
)

// status is a line of /proc/self/status, in bytes.
func status(name string) float64 {
	b, _ := ioutil.ReadFile("/proc/self/status")
	for _, line := range strings.Split(string(b), "\n") {
		if f := strings.Fields(line); len(f) > 1 && f[0] == name+":" {
			kb, _ := strconv.Atoi(f[1])
			return float64(kb) * 1024
		}
	}
	panic("no " + name)
}

// emitPeak reports the most memory that the process has had.
func emitPeak(name string, procs int) {
	peak := status("VmHWM")
	emit(name+".peak", procs, "bytes", peak, peak)
}

// heapCase reports the time of f and the most memory that the process had.
func heapCase(f func(procs int)) func(name string, procs int) {
	return func(name string, procs int) {
		wall, cpu := timed(func() { f(procs) })
		emit(name, procs, "ns", wall, cpu)
		emitPeak(name, procs)
	}
}

// each does body(0) to body(n-1), on `procs` goroutines.
func each(procs, n int, body func(i int)) {
	var wg sync.WaitGroup
	wg.Add(procs)
	for p := 0; p < procs; p++ {
		go func(p int) {
			for i := p; i < n; i += procs {
				body(i)
			}
			wg.Done()
		}(p)
	}
	wg.Wait()
}

type tree struct{ l, r *tree }

func newTree(depth int) *tree {
	if depth == 0 {
		return &tree{}
	}
	return &tree{newTree(depth - 1), newTree(depth - 1)}
}

func (t *tree) count() int {
	if t.l == nil {
		return 1
	}
	return 1 + t.l.count() + t.r.count()
}

// Short-lived trees beside one that stays.
func trees(goroutines int) {
	stays := newTree(18)
	for depth := 6; depth <= 18; depth += 4 {
		each(goroutines, 1<<uint(22-depth), func(int) {
			if newTree(depth).count() != 2<<uint(depth)-1 {
				panic("trees")
			}
		})
	}
	if stays.count() != 2<<18-1 {
		panic("trees")
	}
}

// Requests of some text, each answered by a goroutine of its own.
func requests(procs int) {
	each(10*procs, 200000, func(i int) {
		answer := make(chan string)
		go func() {
			path := fmt.Sprintf("GET /user/%d/item/%d?x=%d&y=%d", i, i%7, i, i)
			values := map[string]string{}
			for j, f := range strings.Split(path, "/") {
				values[strconv.Itoa(j)] = f
			}
			var b bytes.Buffer
			for k, v := range values {
				b.WriteString(k + "=" + v + "\n")
			}
			answer <- b.String()
		}()
		if len(<-answer) == 0 {
			panic("requests")
		}
	})
}

// A cache of the last 200000 of many keys.
func lru(int) {
	const size = 200000
	type entry struct {
		key   string
		value []byte
	}
	r := rand.New(rand.NewSource(1))
	order, index := list.New(), map[string]*list.Element{}
	for i := 0; i < 1000000; i++ {
		key := "key" + strconv.Itoa(int(r.ExpFloat64()*100000))
		if e := index[key]; e != nil {
			order.MoveToFront(e)
			continue
		}
		index[key] = order.PushFront(&entry{key, make([]byte, 20+i%100)})
		if order.Len() > size {
			last := order.Back()
			delete(index, last.Value.(*entry).key)
			order.Remove(last)
		}
	}
}

// Entries of a map come and go.
func mapChurn(int) {
	type value struct{ a, b, c int }
	m := map[int]*value{}
	for i := 0; i < 2000000; i++ {
		m[i] = &value{i, i, i}
		if i >= 300000 {
			delete(m, i-300000)
		}
	}
	if len(m) != 300000 {
		panic("map")
	}
}

// Many goroutines that live at the same time, each with a few objects.
func manyGoroutines(int) {
	for round := 0; round < 3; round++ {
		const n = 100000
		start := make(chan struct{})
		results := make(chan int, 100)
		for i := 0; i < n; i++ {
			go func(i int) {
				mine := make([]int, 8)
				<-start
				results <- len(append(mine, i))
			}(i)
		}
		close(start)
		for i := 0; i < n; i++ {
			<-results
		}
	}
}

type document struct {
	Name   string
	Number int
	Tags   []string
	Parts  []document
}

func newDocument(depth int) document {
	d := document{Name: "part", Number: depth, Tags: []string{"a", "b", strconv.Itoa(depth)}}
	for i := 0; depth > 0 && i < 4; i++ {
		d.Parts = append(d.Parts, newDocument(depth-1))
	}
	return d
}

// Documents to text and back.
func jsonCase(int) {
	d := newDocument(6)
	for i := 0; i < 8; i++ {
		text, err := json.Marshal(d)
		if err != nil {
			panic(err)
		}
		d = document{}
		if err = json.Unmarshal(text, &d); err != nil || len(d.Parts) != 4 {
			panic("json")
		}
	}
}

// The words of a text of 24 MB, counted.
func wordCount(int) {
	r := rand.New(rand.NewSource(1))
	var text bytes.Buffer
	for text.Len() < 24<<20 {
		fmt.Fprintf(&text, "w%d ", int(r.ExpFloat64()*20000))
	}
	counts := map[string]int{}
	for i := 0; i < 3; i++ {
		for _, word := range strings.Fields(text.String()) {
			counts[word]++
		}
	}
	if len(counts) == 0 {
		panic("words")
	}
}

var short []int

// 256 MB that stay, half of them with pointers, beside short-lived objects.
func idleHeap(int) {
	type node struct {
		next *node
		data [14]int
	}
	var stays *node
	bulk := make([][]byte, 0, 128)
	for i := 0; i < 128; i++ {
		for j := 0; j < 8192; j++ {
			stays = &node{next: stays}
		}
		bulk = append(bulk, bytes.Repeat([]byte{1}, 1<<20))
	}
	for i := 0; i < 10000000; i++ {
		short = make([]int, 8)
	}
	if stays == nil || bulk[127][0] != 1 { // bulk lives until here in real Go, too
		panic("idle")
	}
}

// Slices of pointers that are made, filled and dropped.
func pointerSlices(int) {
	for i := 0; i < 15; i++ {
		var s []*int
		for j := 0; j < 1000000; j++ {
			k := j
			s = append(s, &k)
		}
		if *s[99] != 99 {
			panic("slices")
		}
	}
}

// Objects of many sizes, of which a tenth goes at a time for others of one of eight sizes.
func fragments(int) {
	r := rand.New(rand.NewSource(1))
	filled := func(most int) []byte {
		b := make([]byte, r.Intn(most))
		for i := range b {
			b[i] = 1
		}
		return b
	}
	stays := make([][]byte, 100000)
	for i := range stays {
		stays[i] = filled(1000)
	}
	for round := 0; round < 60; round++ {
		most := 100 << uint(r.Intn(8))
		for i := 0; i < 10000; i++ {
			stays[r.Intn(len(stays))] = filled(most)
		}
	}
}

// Products of matrices of 2 MB, each new.
func matrices(procs int) {
	const n = 512
	a, b := make([]float64, n*n), make([]float64, n*n)
	for i := range a {
		a[i], b[i] = float64(i%7), float64(i%5)
	}
	for i := 0; i < 6; i++ {
		t, c := make([]float64, n*n), make([]float64, n*n)
		for j := range t {
			t[j] = b[j%n*n+j/n]
		}
		each(procs, n, func(row int) {
			for col := 0; col < n; col++ {
				sum := 0.0
				for k := 0; k < n; k++ {
					sum += a[row*n+k] * t[col*n+k]
				}
				c[row*n+col] = sum / n
			}
		})
		a = c
	}
	// And sums of them, where the work is less than the memory.
	for i := 0; i < 300; i++ {
		c := make([]float64, n*n)
		for j := range c {
			c[j] = a[j] + b[j]
		}
		b = c
	}
}

// Buffers of a pool.
func pools(procs int) {
	pool := sync.Pool{New: func() interface{} { return new(bytes.Buffer) }}
	each(4*procs, 300000, func(i int) {
		b := pool.Get().(*bytes.Buffer)
		b.Reset()
		for j := 0; j < 20; j++ {
			b.WriteString("some text of a line\n")
		}
		if i%16 == 0 {
			_ = b.String()
		}
		pool.Put(b)
	})
}

// Strings made, sorted, joined.
func sortStrings(int) {
	r := rand.New(rand.NewSource(1))
	for i := 0; i < 5; i++ {
		s := make([]string, 200000)
		for j := range s {
			s[j] = strconv.FormatInt(r.Int63(), 36)
		}
		sort.Strings(s)
		if len(strings.Join(s, "\n")) == 0 {
			panic("sort")
		}
	}
}

// Buffers that grow to 1 MB and are dropped.
func bigBuffers(int) {
	line := make([]byte, 1000)
	for i := 0; i < 300; i++ {
		var b bytes.Buffer
		for b.Len() < 1<<20 {
			b.Write(line)
		}
	}
}

// A heap of 500 MB of which one object of a thousand stays: what remains after FreeOSMemory.
func sparse(name string, procs int) {
	wall, cpu := timed(func() {
		all := make([]*[512]byte, 1000000)
		for i := range all {
			all[i] = new([512]byte)
			all[i][0] = 1
		}
		for i := range all {
			if i%1000 != 0 {
				all[i] = nil
			}
		}
		debug.FreeOSMemory()
		left := status("VmRSS")
		emit(name+".left", procs, "bytes", left, left)
		if all[0] == nil {
			panic("sparse")
		}
	})
	emit(name, procs, "ns", wall, cpu)
	emitPeak(name, procs)
}

// The first goroutines of a process.
func firstGoroutines(name string, procs int) {
	const n = 100000
	var wg sync.WaitGroup
	wg.Add(n)
	stop := make(chan struct{})
	wall, cpu := timed(func() {
		for i := 0; i < n; i++ {
			go func() {
				wg.Done()
				<-stop
			}()
		}
		wg.Wait()
	})
	emit(name, procs, "ns", wall/n, cpu/n)
	emitPeak(name, procs)
}

type named struct {
	name string
	l, r *named
}

// A tree of 1023 nodes with names: 48 KB.
func newNamed(depth int) *named {
	n := &named{name: string(make([]byte, 16))}
	if depth > 1 {
		n.l, n.r = newNamed(depth-1), newNamed(depth-1)
	}
	return n
}

// How long a collection stops the world while one goroutine replaces small trees, of which so many
// MB live, and another reads the clock all the time or, every millisecond, waits for a timer: the
// median and the 99th percentile. And how late the timer is: the median and the 90th percentile.
func pauses(mb int, timer bool) func(name string, procs int) {
	return func(name string, procs int) {
		live := make([]*named, mb*20)
		for i := range live {
			live[i] = newNamed(10)
		}
		runtime.GC()
		var began, ended runtime.MemStats
		runtime.ReadMemStats(&began)
		end := time.Now().Add(4 * time.Second)
		go func() {
			for i := 0; ; i = (i + 7919) % len(live) {
				live[i] = newNamed(10)
			}
		}()
		var late []float64
		for t := time.Now(); t.Before(end); t = time.Now() {
			if timer {
				time.Sleep(time.Millisecond)
				late = append(late, float64(time.Since(t)-time.Millisecond)/1e3)
			}
		}
		runtime.ReadMemStats(&ended)
		var us []float64
		for n := ended.NumGC; n > began.NumGC && len(us) < 256; n-- {
			us = append(us, float64(ended.PauseNs[(n+255)%256])/1e3)
		}
		emitRanks(name+".p", procs, us, 99)
		emitRanks(name+".late", procs, late, 90)
	}
}

// emitRanks reports the median and another percentile of microseconds, if there are any: while a
// clock is read all the time, libgo may not collect at all.
func emitRanks(name string, procs int, us []float64, percent int) {
	sort.Float64s(us)
	for _, p := range []int{50, percent} {
		if len(us) > 0 {
			v := us[(len(us)-1)*p/100]
			emit(name+strconv.Itoa(p), procs, "us", v, v)
		}
	}
}
