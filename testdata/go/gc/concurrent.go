// What the collector must not lose while it marks and goroutines run: objects whose only path leads
// through something that is overwritten meanwhile, by compiled code or by the runtime (maps,
// channels, timers, deferred calls, package sync).
package main

import (
	"fmt"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
	"unsafe"
)

type N struct {
	next *N
	id   int
	b    []byte
}

func mk(id int) *N {
	return &N{id: id, b: []byte(fmt.Sprint("n", id))}
}
func (n *N) ok(id int) {
	if n.id != id || string(n.b) != fmt.Sprint("n", id) {
		fmt.Println("bad", n.id, id, string(n.b))
		os.Exit(1)
	}
}

var stop, cycles int32

func running() bool { return atomic.LoadInt32(&stop) == 0 }

// returns after that many collections
func passcycles(n int32) {
	for c := atomic.LoadInt32(&cycles) + n; running() && atomic.LoadInt32(&cycles) < c; {
		runtime.Gosched()
	}
}

// the only pointer to the tail moves from the heap to the stack
func lists() {
	for running() {
		var head *N
		for i := 0; i < 2000; i++ {
			n := mk(i)
			n.next = head
			head = n
		}
		holder := &N{next: head}
		for i := 1999; i >= 0; i-- {
			n := holder.next
			holder.next = nil
			if i%50 == 0 {
				runtime.Gosched()
			}
			n.ok(i)
			holder.next = n.next
			n.next = nil
		}
	}
}

func maps() {
	for running() {
		m := map[int]*N{}
		ms := map[string]*N{}
		var mp = map[*N]int{}
		var ar = map[[20]int][40]*N{} // so large that the cells have pointers to both
		var held [300]*N
		for i := 0; i < 3000; i++ {
			m[i] = mk(i)
			ms[fmt.Sprint("k", i)] = mk(i)
			mp[mk(i)] = i
			if i < 300 {
				ar[[20]int{i}] = [40]*N{mk(i)}
			}
		}
		for k, v := range mp {
			k.ok(v)
			delete(mp, k)
			k.ok(v)
		}
		for i := 0; i < 3000; i++ {
			v := m[i]
			delete(m, i)
			w := ms[fmt.Sprint("k", i)]
			delete(ms, fmt.Sprint("k", i))
			if i%16 == 0 {
				runtime.Gosched()
			}
			v.ok(i)
			w.ok(i)
			if i < 300 {
				a := ar[[20]int{i}]
				delete(ar, [20]int{i})
				held[i] = a[0]
			}
		}
		for i, v := range held {
			v.ok(i)
		}
	}
}

func chans() {
	c := make(chan *N, 500)
	d := make(chan *N)
	go func() {
		for n := range c {
			d <- n
		}
		close(d)
	}()
	done := make(chan bool)
	go func() {
		i := 0
		for n := range d {
			n.ok(i)
			i++
		}
		done <- true
	}()
	i := 0
	for running() {
		c <- mk(i)
		i++
	}
	close(c)
	<-done
}

// As soon as it runs again, perhaps in another cycle, it takes out all that it has stored, by way
// of sync/atomic, and holds it for some turns.
func atomics() {
	slots := make([]unsafe.Pointer, 64)
	var held [64]*N
	var v atomic.Value
	for running() {
		for i := range slots {
			atomic.StorePointer(&slots[i], unsafe.Pointer(mk(i)))
		}
		v.Store(mk(-1))
		runtime.Gosched()
		for i := range slots {
			if i%2 == 0 {
				held[i] = (*N)(atomic.SwapPointer(&slots[i], nil))
				continue
			}
			held[i] = (*N)(atomic.LoadPointer(&slots[i]))
			if !atomic.CompareAndSwapPointer(&slots[i], unsafe.Pointer(held[i]), nil) {
				panic("cas")
			}
		}
		for i := 0; i < 10; i++ {
			runtime.Gosched()
		}
		for i, o := range held {
			o.ok(i)
		}
		v.Load().(*N).ok(-1)
	}
}

func timers() {
	for i := 0; running(); i++ {
		i := i
		n := mk(i)
		done := make(chan bool)
		time.AfterFunc(time.Duration(i%300)*time.Microsecond, func() { n.ok(i); done <- true })
		t := time.NewTimer(time.Hour)
		t.Reset(time.Hour)
		t.Stop()
		<-done
	}
}

func defers() {
	f := func(i int) {
		n := mk(i)
		defer func(m *N) { m.ok(i) }(n)
		if i%3 == 0 {
			defer func() {
				e := recover()
				e.(*N).ok(i)
			}()
			runtime.Gosched()
			panic(mk(i))
		}
		runtime.Gosched()
	}
	for i := 0; running(); i++ {
		f(i)
	}
}

// The records of a loop's deferred calls are in the heap. The calls, perhaps made as a cycle
// begins, move what the records had to an object that is new.
func records() {
	loop := func() (taken *[64]*N) {
		for i := 0; i < 64; i++ {
			defer func(m *N, i int) { taken[i] = m }(mk(i), i)
		}
		passcycles(1)
		return new([64]*N)
	}
	for running() {
		taken := loop()
		passcycles(2)
		for i, n := range taken {
			n.ok(i)
		}
	}
}

func slices() {
	for running() {
		var s []*N
		for i := 0; i < 3000; i++ {
			s = append(s, mk(i))
		}
		h := &struct{ s []*N }{s}
		s = nil
		for i := 0; len(h.s) > 0; i++ {
			n := h.s[0]
			h.s[0] = nil
			h.s = h.s[1:]
			n.ok(i)
		}
		a := make([]*N, 1000)
		for i := range a {
			a[i] = mk(i)
		}
		for k := 0; k < 999; k++ {
			n := a[0]
			copy(a, a[1:])
			a[999] = nil
			n.ok(k)
		}
		var st struct{ p [8]*N }
		for i := range st.p {
			st.p[i] = mk(i)
		}
		q := &st
		loc := *q
		*q = struct{ p [8]*N }{}
		runtime.Gosched()
		for i := range loc.p {
			loc.p[i].ok(i)
		}
	}
}

var pool = sync.Pool{New: func() interface{} { return mk(5) }}

func pools() {
	for running() {
		n := pool.Get().(*N)
		n.ok(5)
		pool.Put(n)
		runtime.Gosched()
	}
}

type L struct {
	mu   sync.Mutex
	cond *sync.Cond
	q    []*N
}

func conds() {
	l := &L{}
	l.cond = sync.NewCond(&l.mu)
	go func() {
		for i := 0; running(); i++ {
			l.mu.Lock()
			l.q = append(l.q, mk(i))
			l.mu.Unlock()
			l.cond.Signal()
			if i%10 == 0 {
				runtime.Gosched()
			}
		}
		// The consumer, which has seen that it is to run on, waits before it lets the mutex go.
		l.mu.Lock()
		l.cond.Broadcast()
		l.mu.Unlock()
	}()
	for i := 0; running(); i++ {
		l.mu.Lock()
		for len(l.q) == 0 && running() {
			l.cond.Wait()
		}
		if len(l.q) > 0 {
			n := l.q[0]
			l.q = l.q[1:]
			n.ok(i)
		}
		l.mu.Unlock()
	}
}

//go:noinline
func pure(n int) int {
	if n < 2 {
		return n
	}
	return pure(n-1) + pure(n-2)
}

type Q struct{ q, r, s, t *N }

// a flag that is read before a call and used after it
func flags() {
	x := &Q{mk(1), mk(2), mk(3), mk(4)}
	for i := 0; running(); i++ {
		a, d := x.q, x.t
		x.q = d
		k := pure(i % 15)
		b := x.r
		x.r = a
		c := x.s
		x.s = b
		x.t = c
		if k < 0 {
			return
		}
		if x.q.id+x.r.id+x.s.id+x.t.id != 10 {
			fmt.Println("bad sum")
			os.Exit(1)
		}
		x.q.ok(x.q.id)
		x.t.ok(x.t.id)
	}
}

// So much is marked with goroutines running.
var ballast []*N

func main() {
	for i := 0; i < 20000; i++ {
		ballast = append(ballast, mk(i))
	}
	fs := map[string]func(){"lists": lists, "maps": maps, "chans": chans, "atomics": atomics, "timers": timers,
		"defers": defers, "records": records, "slices": slices, "pools": pools, "conds": conds,
		"flags": flags}
	var wg sync.WaitGroup
	for n, f := range fs {
		if len(os.Args) > 1 && os.Args[1] != n {
			continue
		}
		f := f
		for k := 0; k < 2; k++ {
			wg.Add(1)
			go func() { f(); wg.Done() }()
		}
	}
	go func() {
		for {
			runtime.GC()
			atomic.AddInt32(&cycles, 1)
		}
	}()
	time.Sleep(700 * time.Millisecond)
	atomic.StoreInt32(&stop, 1)
	wg.Wait()
	for i, n := range ballast {
		n.ok(i)
	}
	fmt.Println("ok")
}
