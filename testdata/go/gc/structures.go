// Goroutines that build, change and read what a program holds in its heap, each in another way, while collections follow one another. Each checks what it
// reads: an object that was freed too early has been overwritten.
package main

import (
	"container/heap"
	"container/list"
	"errors"
	"fmt"
	"os"
	"reflect"
	"runtime"
	"sort"
	"strings"
	"sync"
	"time"
)

var rounds = 60

func check(ok bool, what string) {
	if !ok {
		panic(what)
	}
}

type node struct {
	left, right *node
	value       int
}

func tree(depth, value int) *node {
	if depth == 0 {
		return &node{value: value}
	}
	return &node{tree(depth-1, 2*value), tree(depth-1, 2*value+1), value}
}

func (n *node) count() int {
	if n == nil {
		return 0
	}
	if n.left != nil {
		check(n.left.value == 2*n.value && n.right.value == 2*n.value+1, "tree")
	}
	return 1 + n.left.count() + n.right.count()
}

func trees() {
	long := tree(12, 1)
	for i := 0; i < rounds; i++ {
		check(tree(9, 1).count() == 1<<10-1, "short-lived tree")
		if i%8 == 0 {
			long.left = tree(11, 2)
		}
	}
	check(long.count() == 1<<13-1, "long-lived tree")
}

type item struct {
	key   string
	value []int
}

func maps() {
	m := map[string]*item{}
	numbers := map[int64]int64{}
	for i := 0; i < 60*rounds; i++ {
		key := fmt.Sprint("key", i%700)
		m[key] = &item{key, []int{i, i + 1, i + 2}}
		numbers[int64(i)] = int64(i) * 3
		if i%3 == 0 {
			delete(m, fmt.Sprint("key", (i*7)%700))
			delete(numbers, int64(i/2))
		}
	}
	for k, v := range m {
		check(k == v.key && v.value[2]-v.value[0] == 2, "map of pointers")
	}
	for k, v := range numbers {
		check(v == 3*k, "map of numbers")
	}
}

type message struct {
	seq  int
	data []byte
	back chan *message
}

func channels() {
	requests := make(chan *message)
	buffered := make(chan interface{}, 16)
	go func() {
		for r := range requests {
			answer := &message{seq: r.seq + 1, data: append([]byte(nil), r.data...)}
			select {
			case r.back <- answer:
			case <-time.After(time.Minute):
				panic("select")
			}
		}
		close(buffered)
	}()
	var wg sync.WaitGroup
	for g := 0; g < 4; g++ {
		wg.Add(1)
		go func(g int) {
			defer wg.Done()
			back := make(chan *message)
			for i := 0; i < 4*rounds; i++ {
				m := &message{i, []byte(fmt.Sprintf("%d/%d", g, i)), back}
				requests <- m
				a := <-back
				check(a.seq == i+1 && string(a.data) == fmt.Sprintf("%d/%d", g, i), "message")
				select {
				case buffered <- &item{key: string(a.data), value: []int{g, i}}:
				case v := <-buffered:
					it := v.(*item)
					check(it.key == fmt.Sprintf("%d/%d", it.value[0], it.value[1]), "buffered message")
				}
			}
		}(g)
	}
	wg.Wait()
	close(requests)
	for v := range buffered {
		it := v.(*item)
		check(it.key == fmt.Sprintf("%d/%d", it.value[0], it.value[1]), "message left in the buffer")
	}
}

func deferring(n int, sum *int) (err error) {
	p := &item{fmt.Sprint(n), []int{n}}
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%d: %w", n, r.(error))
		}
		check(p.key == fmt.Sprint(p.value[0]), "variable of a deferred function")
		*sum += p.value[0]
	}()
	for i := 0; i < 3; i++ {
		q := new(int)
		*q = n + i
		defer func(want int) { check(*q == want, "argument of a deferred function") }(n + i)
	}
	if n == 0 {
		panic(errors.New(strings.Repeat("x", 50)))
	}
	return deferring(n-1, sum)
}

func defers() {
	for i := 0; i < rounds; i++ {
		sum := 0
		err := deferring(20, &sum)
		check(sum == 210 && strings.HasSuffix(err.Error(), strings.Repeat("x", 50)), "defers")
	}
}

type byValue []*item

func (s byValue) Len() int            { return len(s) }
func (s byValue) Less(i, j int) bool  { return s[i].value[0] < s[j].value[0] }
func (s byValue) Swap(i, j int)       { s[i], s[j] = s[j], s[i] }
func (s *byValue) Push(x interface{}) { *s = append(*s, x.(*item)) }
func (s *byValue) Pop() interface{} {
	old := *s
	x := old[len(old)-1]
	*s = old[:len(old)-1]
	return x
}

func sorting() {
	for r := 0; r < rounds/4; r++ {
		var s byValue
		l := list.New()
		var h byValue
		for i := 0; i < 300; i++ {
			it := &item{value: []int{i * 7919 % 1009}}
			s = append(s, it)
			l.PushBack(it)
			heap.Push(&h, it)
		}
		sort.Sort(s)
		for i, it := range s {
			check(heap.Pop(&h).(*item) == it || it.value[0] == s[i].value[0], "heap")
			check(i == 0 || s[i-1].value[0] <= it.value[0], "sorted")
		}
		n := 0
		for e := l.Front(); e != nil; e = e.Next() {
			check(e.Value.(*item).value[0] == n*7919%1009, "list")
			n++
		}
	}
}

type triple struct {
	a, b, c *item
}

func reflection() {
	swap := func(args []reflect.Value) []reflect.Value {
		return []reflect.Value{args[1], args[0], reflect.ValueOf(triple{a: args[0].Interface().(*item)})}
	}
	var f func(a, b *item) (*item, *item, triple)
	reflect.ValueOf(&f).Elem().Set(reflect.MakeFunc(reflect.TypeOf(f), swap))
	g := reflect.ValueOf(func(s string, n int) (*item, string) { return &item{s, []int{n}}, s + s })
	for i := 0; i < 6*rounds; i++ {
		a, b := &item{key: fmt.Sprint("a", i)}, &item{key: fmt.Sprint("b", i)}
		x, y, t := f(a, b)
		check(x == b && y == a && t.a == a && t.a.key == fmt.Sprint("a", i), "MakeFunc")
		out := g.Call([]reflect.Value{reflect.ValueOf(a.key), reflect.ValueOf(i)})
		it := out[0].Interface().(*item)
		check(it.key == a.key && it.value[0] == i && out[1].String() == a.key+a.key, "Call")
		m := reflect.MakeMap(reflect.MapOf(reflect.TypeOf(""), reflect.TypeOf(it)))
		m.SetMapIndex(reflect.ValueOf(it.key), out[0])
		check(m.MapIndex(reflect.ValueOf(a.key)).Interface().(*item) == it, "reflect's map")
	}
}

func pipes() {
	r, w, err := os.Pipe()
	check(err == nil, "pipe")
	go func() {
		for i := 0; i < 6*rounds; i++ {
			_, err := w.Write([]byte(fmt.Sprintf("%08d", i)))
			check(err == nil, "write")
		}
		w.Close()
	}()
	for i := 0; ; i++ {
		buf := make([]byte, 8)
		n, err := r.Read(buf)
		if err != nil {
			check(i == 6*rounds, "end of the pipe")
			break
		}
		check(n == 8 && string(buf) == fmt.Sprintf("%08d", i), "what came through the pipe")
	}
	r.Close()
}

func timers() {
	c := make(chan *item, 10)
	for i := 0; i < rounds; i++ {
		it := &item{fmt.Sprint(i), []int{i}}
		time.AfterFunc(time.Duration(i%5)*100*time.Microsecond, func() { c <- it })
		stopped := time.AfterFunc(time.Hour, func() { panic(it.key) })
		got := <-c
		check(got.key == fmt.Sprint(got.value[0]), "timer")
		stopped.Stop()
	}
}

func pools() {
	p := sync.Pool{New: func() interface{} { return &item{"new", make([]int, 10)} }}
	for i := 0; i < 30*rounds; i++ {
		it := p.Get().(*item)
		check((it.key == "new" || it.key == "used") && len(it.value) == 10, "pool")
		it.key = "used"
		p.Put(it)
	}
}

func deep(n int) *item {
	it := &item{fmt.Sprint(n), []int{n}}
	if n == 0 {
		runtime.GC()
		runtime.Gosched()
	} else {
		below := deep(n - 1)
		check(below.value[0] == n-1, "result from below")
	}
	check(it.key == fmt.Sprint(it.value[0]) && it.value[0] == n, "local variable of a deep call")
	return it
}

func stacks() {
	for i := 0; i < rounds/6; i++ {
		done := make(chan bool)
		go func() { deep(500); done <- true }()
		<-done
	}
}

// Loops without calls: stopped between any two instructions.
func loops() {
	var first *node
	for i := 0; i < 1000; i++ {
		first = &node{left: first, value: i}
	}
	for r := 0; r < 40*rounds; r++ {
		sum := 0
		for n := first; n != nil; n = n.left {
			sum += n.value
		}
		check(sum == 499500, "linked list")
	}
	a := make([]*node, 2000)
	b := make([]*node, len(a))
	for r := 0; r < 20*rounds; r++ {
		for i := range a {
			a[i] = &node{value: i}
			b[len(b)-1-i] = a[i]
		}
		for i := range a {
			a[i] = nil
		}
		a, b = b, a
		for i := range a {
			check(a[i].value == len(a)-1-i, "copied pointers")
		}
	}
}

func text() {
	for i := 0; i < rounds; i++ {
		var b strings.Builder
		s := ""
		for j := 0; j < 60; j++ {
			part := fmt.Sprintf("<%d>", j)
			b.WriteString(part)
			s += part
		}
		check(b.String() == s && string([]byte(s)) == s && string([]rune(s)) == s, "text")
		check(strings.Join(strings.Split(s, "><"), "><") == s, "split text")
	}
}

func grown() {
	for i := 0; i < rounds; i++ {
		var pointers []*int
		var slices [][]byte
		for j := 0; j < 400; j++ {
			n := j
			pointers = append(pointers, &n)
			slices = append(slices, make([]byte, j*37%3000+1))
			slices[j][0] = byte(j)
		}
		for j := range pointers {
			check(*pointers[j] == j && slices[j][0] == byte(j) && len(slices[j]) == j*37%3000+1, "grown slice")
		}
	}
}

func main() {
	if len(os.Args) > 1 {
		fmt.Sscan(os.Args[1], &rounds)
	}
	workers := []func(){trees, maps, channels, defers, sorting, reflection, pipes, timers, pools, stacks, loops, text, grown}
	var wg sync.WaitGroup
	for i := range workers {
		wg.Add(1)
		go func(f func()) {
			defer wg.Done()
			f()
		}(workers[i])
	}
	wg.Wait()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	fmt.Println("collected:", m.NumGC > 10, "freed:", m.Frees > m.Mallocs/2, "consistent:", m.HeapAlloc <= m.HeapInuse && m.HeapSys == m.HeapIdle+m.HeapInuse)
}
