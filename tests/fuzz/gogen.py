"""Random concurrent Go programs whose output is determined, whatever the schedule.
Usage, to look at one: gogen.py SEED

A program has units, which run at the same time and each yield one number, and noise: goroutines
that collect, change GOMAXPROCS, look at all stacks. A unit is made of blocks of statements, each of
which changes the variable h in a determined way. A block is a leaf (an operation: a map, a string,
a pipe) or a combinator (a goroutine, a deep recursion, a deferred call) around other blocks. What
makes the result determined:
- a goroutine that a block starts has ended, or its result has come, before the block goes on;
- units that share something only add to it, in any order;
- the processes of a network have one writer and one reader for each channel, and never let the
  result depend on which channel is ready first (a Kahn network);
- in each round a process uses its channels in the order of their numbers, or several neighbours
  at once by select. So of the channels still to be used in a round the one with the smallest
  number can always proceed: no deadlock, whatever the buffers."""

import random
import re
import sys

PRELUDE = """
var failures int32

// A thing that must not happen.
func bad(format string, args ...interface{}) {
	if atomic.AddInt32(&failures, 1) <= 5 {
		fmt.Printf("BAD "+format+"\\n", args...)
	}
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func mix(h, v uint64) uint64 {
	h = (h ^ (v + 0x9e3779b97f4a7c15)) * 1099511628211
	return h ^ h>>29
}

func hash(h uint64, s string) uint64 {
	for i := 0; i < len(s); i++ {
		h = mix(h, uint64(s[i]))
	}
	return h
}

// The text of f's panic.
func catch(f func()) (text string) {
	defer func() {
		switch r := recover().(type) {
		case nil:
			text = "none"
		case error:
			text = r.Error()
		default:
			text = fmt.Sprint(r)
		}
	}()
	f()
	return "none"
}

type node interface {
	sum(h uint64) uint64
}

type value struct{ v uint64 }

func (v value) sum(h uint64) uint64 { return mix(h, v.v) }

// What a process keeps from round to round.
type state struct {
	nodes []node
	m     map[string]uint64
	ints  map[int]*uint64
	s     string
	b     []byte
	funcs []func(uint64) uint64
	list  *cell
}

// Waits until most of 20 finalizers have run, none of them on an object that has changed.
func finalized(ran, changed *int32) {
	for i := 0; i < 2000 && atomic.LoadInt32(ran) < 10; i++ {
		runtime.GC()
		time.Sleep(100 * time.Microsecond)
	}
	if n := atomic.LoadInt32(ran); n < 10 || n > 20 || atomic.LoadInt32(changed) != 0 {
		bad("finalizers: %d of 20 ran, %d on an object that has changed", n, *changed)
	}
}

type cell struct {
	next *cell
	v    uint64
	b    []byte
}

func newState(h uint64) *state {
	st := &state{m: map[string]uint64{}, ints: map[int]*uint64{}, b: []byte("state")}
	st.s = fmt.Sprint(h)
	return st
}

func (st *state) sum(h uint64) uint64 {
	for _, n := range st.nodes {
		h = n.sum(h)
	}
	var all uint64
	for k, v := range st.m {
		all += hash(v, k)
	}
	for k, v := range st.ints {
		all += mix(uint64(k), *v)
	}
	h = hash(mix(h, all), st.s)
	h = hash(h, string(st.b))
	for _, f := range st.funcs {
		h = f(h)
	}
	for c := st.list; c != nil; c = c.next {
		h = hash(mix(h, c.v), string(c.b))
	}
	return h
}

var shared struct {
	sync.Mutex
	n, sum uint64
	m      map[uint64]*cell
}

type inner struct {
	p *uint64
	q [3]byte
}

// A key with gaps, of which two words are compared by what they point to.
type mixed struct {
	a byte
	s string
	f float64
	i interface{}
}

// A key of one of many types.
func boxed(v uint64) interface{} {
	switch v % 6 {
	case 0:
		return v
	case 1:
		return fmt.Sprint(v)
	case 2:
		return float64(v) / 2
	case 3:
		return value{v}
	case 4:
		return [2]string{"a", fmt.Sprint(v)}
	}
	return v%4 == 1
}

// Blocks have closed what they opened; only the echo server may be late.
func usage() {
	for i := 0; ; i++ {
		d, err := os.Open("/proc/self/fd")
		must(err)
		names, err := d.Readdirnames(-1)
		must(err)
		must(d.Close())
		if len(names) < 40 {
			break
		}
		if i == 5000 {
			bad("%d descriptors are open", len(names))
			break
		}
		time.Sleep(time.Millisecond)
	}
	var ru syscall.Rusage
	must(syscall.Getrusage(syscall.RUSAGE_SELF, &ru))
	if ru.Maxrss > 1<<20 {
		bad("%d MB of memory", ru.Maxrss>>10)
	}
}

var pool sync.Pool
var echo string
var sink []byte
var sinkp []*cell
"""

# Leaves: name → cost in about 10 µs, code. Placeholders: see Generator.fill; $N is a name that no
# other block has, $T a type of the program's own.
LEAVES = {
    "arith": (0, """
		h = h*$K + uint64(bits.OnesCount64(h))
		h ^= h >> $S"""),
    "graph": (2, """
		st.nodes = append(st.nodes, new$T(h, 2))
		if len(st.nodes) > $S {
			st.nodes = append([]node(nil), st.nodes[1:]...)
		}
		h = st.nodes[h%uint64(len(st.nodes))].sum(h)"""),
    "value": (0, """
		var $N node = value{h}
		h = $N.sum(h)"""),
    "mapstring": (1, """
		st.m[fmt.Sprint("k", h%$P)] = h
		delete(st.m, fmt.Sprint("k", (h>>8)%$P))
		h = mix(h, st.m["k$S"]+uint64(len(st.m)))"""),
    "mapbytes": (1, """
		$N := append([]byte("k"), strconv.Itoa(int(h%40))...)
		h = mix(h, st.m[string($N)])
		st.m[string($N)] += h
		$N[0] = 'x'
		if v, ok := st.m[string($N)]; ok {
			h = mix(h, v)
		}"""),
    "mapint": (1, """
		for i := 0; i < $S; i++ {
			v := h + uint64(i)
			st.ints[int(v%$P)] = &v
		}
		delete(st.ints, int(h>>7%$P))
		if v := st.ints[int(h%$P)]; v != nil {
			h = mix(h, *v)
		}"""),
    "mapiter": (2, """
		$N := map[[2]uint64]string{}
		for i := uint64(0); i < $P; i++ {
			$N[[2]uint64{h, i % $S}] += string(rune('a' + i%26))
		}
		var sum uint64
		for k, v := range $N {
			sum += hash(k[1], v)
		}
		h = mix(h, sum)"""),
    "mapops": (20, """
		$N := map[$X]*cell{}
		for i := uint64(0); i < 2*$P; i++ {
			v := mix(h, i)
			op := v % 16
			v = v >> 8 % $P
			k := $Y
			switch {
			case i%128 == 50:
				var sum uint64
				for k, c := range $N {
					sum += hash(c.v, fmt.Sprint(k))
				}
				h = mix(h, sum)
			case i%256 == 180:
				for k := range $N {
					delete($N, k)
				}
			case op < 9:
				$N[k] = &cell{v: v}
			case op < 14:
				delete($N, k)
			default:
				if c, ok := $N[k]; ok {
					h = mix(h, c.v)
				}
			}
			h = mix(h, uint64(len($N)))
		}"""),
    "mapnan": (2, """
		$N := map[float64]uint64{}
		$Ni := map[interface{}]uint64{}
		for i := uint64(0); i < $P; i++ {
			$N[math.NaN()] = h + i
			$N[float64(i%$S)] += i
			$Ni[math.NaN()] = h
			$Ni[value{i % $S}] += i
		}
		for k := range $N {
			delete($N, k)
		}
		for k := range $Ni {
			delete($Ni, k)
		}
		var sum uint64
		for k, v := range $N {
			if _, ok := $N[k]; ok || k == k {
				bad("NaN is found in a map")
			}
			sum += v
		}
		h = mix(h, sum+uint64(len($Ni)))"""),
    "mapdelete": (13, """
		$N := map[uint64]*cell{}
		for i := uint64(0); i < 2*$P; i++ {
			$N[i] = &cell{v: mix(h, i/2), b: []byte("pair")}
		}
		// Of each pair one is seen, and of what is inserted meanwhile anything.
		var sum uint64
		for it := reflect.ValueOf($N).MapRange(); it.Next(); {
			k, v := it.Key().Uint(), it.Value()
			delete($N, k)
			delete($N, k^1)
			if k < 2*$P {
				$N[2*$P+k] = &cell{v: 1, b: []byte("new")}
				$N[4*$P+k] = &cell{v: 1, b: []byte("new")}
				runtime.Gosched()
				c := v.Interface().(*cell)
				sum += hash(c.v, string(c.b))
			}
		}
		for k, c := range $N {
			delete($N, k)
			if $N[k^1] = nil; c != nil && c.v != 1 {
				bad("an element has changed")
			}
			delete($N, k^1)
		}
		h = mix(h, sum+uint64(len($N)))"""),
    "mapiface": (1, """
		$N := map[interface{}]int{}
		$N[h] = 1
		$N[fmt.Sprint(h)] = 2
		$N[value{h}] = 3
		$N[float64(h%1000)] = 4
		h = mix(h, uint64($N[h]+$N[fmt.Sprint(h)]+$N[value{h}]+len($N)))"""),
    "concat": (1, """
		st.s = st.s + strconv.FormatUint(h, 36) + "-"
		if len(st.s) > $P {
			st.s = st.s[len(st.s)-$S:]
		}
		h = hash(h, st.s)"""),
    "alias": (1, """
		$N := st.s[:h%uint64(len(st.s)+1)]
		st.b = append(st.b[:0], strconv.FormatUint(h, 16)...)
		t := $N + string(st.b)
		u := string(st.b) + $N[:0]
		st.b[0] = 'X'
		h = hash(hash(h, t), u)"""),
    "concatn": (1, """
		a, b := st.s, ""
		if h%2 == 0 {
			a, b = b, a
		}
		$N := a + b
		$N += b + a + b
		$N = a + $N + "x" + b + a + string(rune(h%0x120000)) + $N[:len($N)/2]
		$Nt := "\xff\xed\xa0\x80" + string([]byte($N)) + string([]rune($N))
		for i, r := range $Nt {
			h = mix(h, uint64(i)<<32|uint64(r))
		}
		h = mix(h, uint64(strings.Compare($N, $Nt)+len([]rune($Nt))))"""),
    "append": (1, """
		$N := make([]*cell, 4, 4+$S)
		for i := range $N {
			$N[i] = &cell{v: h + uint64(i)}
		}
		a := append($N[:2], &cell{v: h})
		b := append($N[:2:2], $N...)
		c := append($N, $N[1:]...)
		copy(c[1:], c)
		b = append(b, b...)
		b[0], a[1] = a[2], nil
		for _, s := range [][]*cell{$N, a, b, c, $N[:5]} {
			for _, p := range s {
				if h++; p != nil {
					h = mix(h, p.v)
				}
			}
		}
		d := append([]struct{}{}, make([]struct{}, h%100)...)
		e := append([]byte(nil), st.s...)
		e = append(e[:len(e)/2], e...)
		h = hash(mix(h, uint64(len(d))), string(e))"""),
    "complex": (2, """
		$N := complex(float64(h%1000)/8, float64(h>>10%1000)-500)
		for _, d := range []complex128{$N * $N, 0, complex(-1/math.Inf(1), 3),
			complex(math.Inf(1), float64(h%3)), complex(math.NaN(), math.Inf(-1))} {
			h = hash(h, fmt.Sprint($N/d, d/$N, d*$N-$N, complex64(d), $N == d, real(d)))
		}"""),
    "bytes": (1, """
		for i, c := range []byte(st.s) {
			h = mix(h, uint64(c)+uint64(i))
		}
		st.b = append(st.b, st.s...)
		st.b = append(st.b[:0], st.b[len(st.b)/2:]...)
		if len(st.b) > $P {
			st.b = append([]byte(nil), st.b[:$S]...)
		}
		h = mix(h, uint64(bytes.Compare(st.b, []byte(st.s))))"""),
    "runes": (1, """
		$N := []rune("h\u00e4\u4e16\u754c" + st.s)
		$N[h%uint64(len($N))] = '\u00e9'
		t := string($N)
		for i, r := range t {
			h = mix(h, uint64(i)<<32|uint64(r))
		}
		h = mix(h, uint64(len(t)))"""),
    "builder": (1, """
		var $N strings.Builder
		for i := 0; i < $S; i++ {
			fmt.Fprintf(&$N, "%d:%x,", i, h>>uint(i))
		}
		$Np := strings.Split($N.String(), ",")
		sort.Strings($Np)
		h = hash(h, strings.Join($Np, ";"))"""),
    "sprintf": (1, """
		$N := fmt.Sprintf("%v %+v %q %T", st.m["k1"], value{h}, st.s, new$T(h, 0))
		h = hash(h, $N+fmt.Sprintf("%8.3f", float64(h%100000)/7))"""),
    "list": (2, """
		for i := 0; i < $P; i++ {
			st.list = &cell{st.list, h + uint64(i), []byte(st.s[:len(st.s)%$S])}
		}
		$N := 0
		for c := st.list; c != nil; c = c.next {
			h = mix(h, c.v)
			if $N++; $N == $P {
				c.next = nil
			}
		}"""),
    "closure": (1, """
		$N := h
		st.funcs = append(st.funcs, func(v uint64) uint64 { $N += v; return mix($N, v) })
		if len(st.funcs) > $S {
			st.funcs = append(st.funcs[:0:0], st.funcs[1:]...)
		}
		h = st.funcs[h%uint64(len(st.funcs))](h)"""),
    "methodvalue": (1, """
		$N := new$T(h, 1).sum
		h = $N(h)
		h = (*$T).sum(new$T(h, 0), h)"""),
    "itab": (20, """
		$N := make(chan struct{})
		var wg sync.WaitGroup
		var sum uint64
		for i := uint64(0); i < $S; i++ {
			wg.Add(1)
			go func(i uint64) {
				defer wg.Done()
				<-$N
				atomic.AddUint64(&sum, ask$A(mix(h, i)))
			}(i)
		}
		close($N)
		wg.Wait()
		h = mix(h, sum)"""),
    "assert": (0, """
		var $N interface{} = new$T(h, 0)
		if h%3 == 0 {
			$N = st.s
		}
		switch v := $N.(type) {
		case string:
			h = hash(h, v)
		case node:
			h = v.sum(h)
		}
		_, ok := $N.(fmt.Stringer)
		h = mix(h, uint64(len(fmt.Sprint(ok))))"""),
    "runtimeerror": (3, """
		var $N []int
		var $Np *cell
		var $Nm map[string]int
		var $Ni interface{} = h
		$Nt := catch(func() {
			switch h % 14 {
			case 0:
				$N[h%100] = 1
			case 1:
				$Np.v = 1
			case 2:
				$Nm["x"] = 1
			case 3:
				_ = $Ni.(string)
			case 4:
				close((chan int)(nil))
			case 5:
				_ = $N[1 : h%10+2]
			case 6:
				h /= uint64(len($N))
			case 7:
				map[interface{}]int{}[$N] = 1
			case 8:
				if $Ni = $N; $Ni == $Ni {
					h++
				}
			case 9:
				$N = make([]int, int(h%100)-200)
			case 10:
				h += uint64((*[4]int)($N)[h%4])
			case 11:
				h = $Ni.(node).sum(h)
			case 12:
				c := make(chan int)
				close(c)
				c <- 1
			case 13:
				h += uint64(st.s[len(st.s)+int(h%100)])
			}
		})
		h = hash(h, $Nt)"""),
    "big": (3, """
		$N := func(a [$P]uint64, i int) [$P]uint64 {
			a[i] += h
			return a
		}
		var $Na [$P]uint64
		for i := range $Na {
			$Na = $N($Na, i)
			if i > $S {
				break
			}
		}
		h = mix(h, $Na[0]+$Na[1])"""),
    "huge": (30, """
		$N := func(a [$H]byte, i int) (r [$H]byte) {
			defer func(b [$H]byte) { r[i/2] += b[i] }(a)
			a[i]++
			return a
		}
		var $Na [$H]byte
		$Na = $N($Na, int(h%$H))
		h = mix(h, uint64($Na[h%$H]+$Na[h%$H/2]))"""),
    "chunk": (2, """
		$N := make([][]byte, $S)
		for i := range $N {
			$N[i] = bytes.Repeat([]byte{byte(h) + byte(i)}, int(h>>uint(i)%$C))
		}
		for _, b := range $N {
			h = mix(h, uint64(len(b)))
			for _, c := range b {
				h += uint64(c)
			}
		}"""),
    "gosched": (0, """
		runtime.Gosched()"""),
    "sleep": (10, """
		time.Sleep(time.Duration(h % $C * 50))"""),
    "gc": (30, """
		runtime.GC()"""),
    "timerstop": (1, """
		$N := time.NewTimer(time.Hour)
		$Nr := $N.Reset(time.Minute + time.Duration(h%1000))
		h = hash(h, fmt.Sprint($Nr, $N.Stop(), $N.Stop()))"""),
    "timerchan": (20, """
		$N := time.NewTimer(time.Duration(h % 100000))
		<-$N.C
		h = hash(h, fmt.Sprint($N.Reset(time.Duration(h%1000))))
		<-$N.C"""),
    "ticker": (30, """
		$N := time.NewTicker(time.Duration(20000 + h%20000))
		for i := 0; i < $S; i++ {
			<-$N.C
			h++
		}
		$N.Stop()"""),
    "tickerreset": (30, """
		$N := time.NewTicker(time.Hour)
		go $N.Reset(time.Duration(20000 + h%20000))
		for i := 0; i < $S; i++ {
			<-$N.C
			h++
		}
		$N.Stop()"""),
    "timerrace": (40, """
		// started: how often the timer was started and has not been stopped.
		var started, fired int64 = 1, 0
		$N := time.AfterFunc(time.Duration(h%30000), func() { atomic.AddInt64(&fired, 1) })
		var wg sync.WaitGroup
		for i := uint64(0); i < $S; i++ {
			wg.Add(1)
			go func(v uint64) {
				defer wg.Done()
				for j := uint64(0); j < 10; j++ {
					if v = mix(v, j); v%3 == 0 {
						if $N.Stop() {
							atomic.AddInt64(&started, -1)
						}
					} else if !$N.Reset(time.Duration(v % 40000)) {
						atomic.AddInt64(&started, 1)
					}
				}
			}(mix(h, i))
		}
		wg.Wait()
		if $N.Stop() {
			started--
		}
		for i := 0; atomic.LoadInt64(&fired) != started; i++ {
			if i == 50000 {
				bad("a timer started %d times went off %d times", started, fired)
				break
			}
			time.Sleep(100 * time.Microsecond)
		}"""),
    "timeout": (20, """
		select {
		case <-make(chan int):
			bad("received from a channel that nobody sends to")
		case <-time.After(time.Duration(h % 50000)):
			h++
		}"""),
    "timers": (20, """
		$N := make([]*time.Timer, $P)
		for i := range $N {
			$N[i] = time.AfterFunc(time.Hour+time.Duration(h>>uint(i%60+4)), func() {
				bad("a timer of one hour went off")
			})
		}
		for i, t := range $N {
			if i%3 == 0 && !t.Reset(2*time.Hour) {
				bad("Reset: not active")
			}
		}
		for _, t := range $N {
			if !t.Stop() {
				bad("Stop: not active")
			}
		}"""),
    "context": (10, """
		$N, $Nc := context.WithCancel(context.WithValue(context.Background(), "k", h))
		$Nt, $Ntc := context.WithTimeout($N, time.Hour)
		time.AfterFunc(time.Duration(h%20000), $Nc)
		<-$Nt.Done()
		$Ntc()
		h = hash(mix(h, $Nt.Value("k").(uint64)), $Nt.Err().Error())"""),
    "contexttree": (15, """
		$N := []context.Context{context.Background()}
		$Nc := []context.CancelFunc{func() {}}
		for i := 1; i < 16; i++ {
			c, f := context.WithCancel($N[i/2])
			if i%3 == 0 {
				c, f = context.WithTimeout(c, time.Hour)
			}
			$N, $Nc = append($N, c), append($Nc, f)
		}
		var wg sync.WaitGroup
		var sum uint64
		for i, c := range $N[1:] {
			wg.Add(1)
			go func(i uint64, c context.Context) {
				defer wg.Done()
				<-c.Done()
				atomic.AddUint64(&sum, mix(h, i))
			}(uint64(i), c)
		}
		v := h
		$Nc[2+h%14]()
		for _, c := range $N {
			v = hash(v, fmt.Sprint(c.Err()))
		}
		go $Nc[1]()
		wg.Wait()
		c, f := context.WithTimeout(context.Background(), time.Duration(h%20000))
		c, g := context.WithCancel(c)
		<-c.Done()
		h = hash(mix(v, sum), c.Err().Error())
		for _, f := range append($Nc, f, g) {
			f()
		}"""),
    "mutex": (1, """
		shared.Lock()
		shared.n++
		shared.sum += h
		c := &cell{v: h}
		shared.m[h%$P] = c
		shared.Unlock()"""),
    "once": (1, """
		var $N sync.Once
		for i := 0; i < 3; i++ {
			$N.Do(func() { h++ })
		}"""),
    "pool": (1, """
		$N, _ := pool.Get().(*cell)
		if $N == nil {
			$N = &cell{v: 7, b: []byte("pool")}
		}
		if $N.v != 7 || string($N.b) != "pool" {
			bad("what came from a pool is not what was put there: %v %q", $N.v, $N.b)
		}
		pool.Put($N)"""),
    "syncmap": (8, """
		var $N sync.Map
		var wg sync.WaitGroup
		var first, sum uint64
		for i := uint64(0); i < $S; i++ {
			wg.Add(1)
			go func(i uint64) {
				defer wg.Done()
				for j := uint64(0); j < 20; j++ {
					if _, loaded := $N.LoadOrStore(j, h); !loaded {
						atomic.AddUint64(&first, 1)
					}
					$N.Store([2]uint64{i, j}, &cell{v: h + j})
					if j%3 == 0 {
						c, _ := $N.LoadAndDelete([2]uint64{i, j / 2})
						atomic.AddUint64(&sum, c.(*cell).v)
					}
					if j == 10 {
						$N.Range(func(k, v interface{}) bool { return k != uint64($S) })
					}
				}
			}(i)
		}
		wg.Wait()
		$N.Range(func(k, v interface{}) bool {
			if c, ok := v.(*cell); ok {
				sum += hash(c.v, fmt.Sprint(k))
			}
			return true
		})
		h = mix(mix(h, first), sum)"""),
    "waitgroup": (3, """
		var $N sync.WaitGroup
		var sum uint64
		for i := uint64(0); i < $S; i++ {
			$N.Add(1)
			go func(i uint64) {
				defer $N.Done()
				atomic.AddUint64(&sum, mix(h, i))
			}(i)
		}
		$N.Wait()
		h = mix(h, sum)"""),
    "cond": (5, """
		var mu sync.Mutex
		$N := sync.NewCond(&mu)
		turn := 0
		for i := 0; i < $S; i++ {
			go func(i int) {
				mu.Lock()
				for turn != i {
					$N.Wait()
				}
				turn++
				h = mix(h, uint64(i))
				mu.Unlock()
				$N.Broadcast()
			}(i)
		}
		mu.Lock()
		for turn < $S {
			$N.Wait()
		}
		mu.Unlock()"""),
    "rwmutex": (4, """
		var $N sync.RWMutex
		var wg sync.WaitGroup
		var a, b uint64
		for i := 0; i < $S; i++ {
			wg.Add(1)
			go func(i int) {
				defer wg.Done()
				if i%2 == 0 {
					$N.Lock()
					a += h
					runtime.Gosched()
					b += h
					$N.Unlock()
					return
				}
				$N.RLock()
				if a != b {
					bad("RWMutex: a reader beside a writer")
				}
				$N.RUnlock()
			}(i)
		}
		wg.Wait()
		h = mix(h, a)"""),
    "fan": (4, """
		$N := make(chan uint64, $B)
		for i := uint64(0); i < $S; i++ {
			go func(i uint64) { $N <- mix(h, i) }(i)
		}
		var sum uint64
		for i := 0; i < $S; i++ {
			sum += <-$N
		}
		h = mix(h, sum)"""),
    "drain": (4, """
		$N := make(chan *cell, $B)
		go func(h uint64) {
			for i := uint64(0); i < $S; i++ {
				$N <- &cell{v: h + i, b: []byte(fmt.Sprint(i))}
			}
			close($N)
		}(h)
		for c := range $N {
			h = hash(mix(h, c.v), string(c.b))
		}
		_, ok := <-$N
		h = hash(h, fmt.Sprint(ok))"""),
    "trysend": (1, """
		$N := make(chan uint64, 2)
		for i := uint64(0); i < 4; i++ {
			select {
			case $N <- h + i:
				h++
			default:
				h = mix(h, i)
			}
		}
		h = mix(h, <-$N)"""),
    "reflectselect": (5, """
		$N := []chan uint64{make(chan uint64, 1), make(chan uint64, 1), make(chan uint64)}
		cases := make([]reflect.SelectCase, len($N))
		for i, c := range $N {
			cases[i].Dir, cases[i].Chan = reflect.SelectRecv, reflect.ValueOf(c)
			go func(i int, c chan uint64) { c <- mix(h, uint64(i)) }(i, c)
		}
		var sum uint64
		for range $N {
			_, v, _ := reflect.Select(cases)
			sum += v.Uint()
		}
		h = mix(h, sum)"""),
    "reflectvalue": (3, """
		$N := reflect.ValueOf(new$T(h, 1))
		h = $N.MethodByName("Sum").Call([]reflect.Value{reflect.ValueOf(h)})[0].Uint()
		h = mix(h, uint64($N.Elem().NumField()))
		m := reflect.MakeMap(reflect.TypeOf(map[string]*cell{}))
		m.SetMapIndex(reflect.ValueOf("k"), reflect.ValueOf(&cell{v: h}))
		h = mix(h, m.MapIndex(reflect.ValueOf("k")).Elem().Field(1).Uint())"""),
    "json": (8, """
		$Nm := map[string]interface{}{"s": st.s, "h": h >> 12, "l": []uint64{h % 100, 2}}
		$N, err := json.Marshal($Nm)
		must(err)
		var $Nv map[string]interface{}
		must(json.Unmarshal($N, &$Nv))
		h = hash(h, string($N)+fmt.Sprint($Nv["s"], $Nv["l"]))"""),
    "sort": (3, """
		$N := make([]*cell, $P)
		for i := range $N {
			$N[i] = &cell{v: mix(h, uint64(i))}
		}
		sort.Slice($N, func(i, j int) bool { return $N[i].v < $N[j].v })
		h = mix(h, $N[0].v)"""),
    "gob": (20, """
		var $N bytes.Buffer
		must(gob.NewEncoder(&$N).Encode(map[string][]uint64{st.s: {h, 1, 2}}))
		var $Nv map[string][]uint64
		must(gob.NewDecoder(&$N).Decode(&$Nv))
		h = mix(h, $Nv[st.s][0]+1)"""),
    "pipe": (15, """
		r, w, err := os.Pipe()
		must(err)
		go func(s string) {
			for i := 0; i < $S; i++ {
				fmt.Fprintf(w, "%s%d\\n", s, i)
			}
			w.Close()
		}(st.s)
		$N, err := ioutil.ReadAll(r)
		must(err)
		r.Close()
		h = hash(h, string($N))"""),
    "scanner": (15, """
		r, w := io.Pipe()
		go func(h uint64) {
			for i := 0; i < $S; i++ {
				fmt.Fprintln(w, h, i)
			}
			w.Close()
		}(h)
		for s := bufio.NewScanner(r); s.Scan(); {
			h = hash(h, s.Text())
		}"""),
    "rawpipe": (5, """
		var $N [2]int
		must(syscall.Pipe($N[:]))
		b := []byte(fmt.Sprint(h))
		syscall.Write($N[1], b)
		c := make([]byte, 64)
		n, err := syscall.Read($N[0], c)
		must(err)
		h = hash(h, string(c[:n]))
		syscall.Close($N[0])
		syscall.Close($N[1])"""),
    "nanosleep": (15, """
		syscall.Nanosleep(&syscall.Timespec{Nsec: int64(h % 200000)}, nil)"""),
    "file": (25, """
		f, err := ioutil.TempFile("", "fuzz")
		must(err)
		_, err = f.WriteString(strings.Repeat(st.s, $S))
		must(err)
		_, err = f.Seek(int64(len(st.s)), 0)
		must(err)
		$N, err := ioutil.ReadAll(f)
		must(err)
		must(f.Close())
		fi, err := os.Stat(f.Name())
		must(err)
		must(os.Remove(f.Name()))
		_, err = os.Stat(f.Name())
		h = hash(mix(h, uint64(fi.Size())), string($N)+fmt.Sprint(os.IsNotExist(err)))"""),
    "files": (100, """
		d, err := ioutil.TempDir("", "fuzz")
		must(err)
		var $N [$S]*os.File
		for i := range $N {
			$N[i], err = os.Create(fmt.Sprint(d, "/", i))
			must(err)
			fmt.Fprint($N[i], h, i)
		}
		for _, f := range $N {
			g, err := os.Open(f.Name())
			must(err)
			b, err := ioutil.ReadAll(g)
			must(err)
			must(f.Close())
			must(g.Close())
			h = hash(h, string(b))
			_, err = g.Read(b)
			h = hash(h, fmt.Sprint(errors.Is(err, os.ErrClosed), f.Close() != nil))
		}
		must(os.RemoveAll(d))"""),
    "dir": (60, """
		d, err := ioutil.TempDir("", "fuzz")
		must(err)
		for i := 0; i < $S; i++ {
			must(ioutil.WriteFile(fmt.Sprint(d, "/", h%$P, "-", i), []byte(st.s), 0600))
		}
		f, err := os.Open(d)
		must(err)
		$N, err := f.Readdirnames(-1)
		must(err)
		f.Close()
		sort.Strings($N)
		fis, err := ioutil.ReadDir(d)
		must(err)
		for _, fi := range fis {
			h = hash(mix(h, uint64(fi.Size())), fi.Name())
		}
		must(os.RemoveAll(d))
		h = hash(h, strings.Join($N, " "))"""),
    "tcp": (60, """
		c, err := net.Dial("tcp", echo)
		must(err)
		$N := []byte(fmt.Sprint(h, st.s))
		go func() {
			c.Write($N)
			c.(*net.TCPConn).CloseWrite()
		}()
		b, err := ioutil.ReadAll(c)
		must(err)
		c.Close()
		h = hash(h, string(b))"""),
    "listen": (150, """
		l, err := net.Listen("tcp", "127.0.0.1:0")
		must(err)
		$N := make(chan uint64)
		$Nend := make(chan error)
		go func() {
			for {
				c, err := l.Accept()
				if err != nil {
					$Nend <- err
					return
				}
				go func() {
					s, err := bufio.NewReader(c).ReadString('.')
					must(err)
					fmt.Fprint(c, s, len(s))
					must(c.Close())
				}()
			}
		}()
		for i := uint64(0); i < $S; i++ {
			go func(i uint64) {
				c, err := net.Dial("tcp", l.Addr().String())
				must(err)
				fmt.Fprint(c, mix(h, i), ".")
				b, err := ioutil.ReadAll(c)
				must(err)
				must(c.Close())
				$N <- hash(i, string(b))
			}(i)
		}
		var sum uint64
		for i := 0; i < $S; i++ {
			sum += <-$N
		}
		must(l.Close())
		h = hash(mix(h, sum), fmt.Sprint(errors.Is(<-$Nend, net.ErrClosed)))"""),
    "deadline": (40, """
		c, d := net.Pipe()
		c.SetReadDeadline(time.Now().Add(time.Duration(h % 100000)))
		_, err := c.Read(make([]byte, 1))
		$N, ok := err.(net.Error)
		h = hash(h, fmt.Sprint(ok && $N.Timeout()))
		c.Close()
		d.Close()"""),
    "pipedeadline": (60, """
		r, w, err := os.Pipe()
		must(err)
		b := make([]byte, 1<<17)
		must(r.SetReadDeadline(time.Now().Add(time.Duration(h % 100000))))
		_, $N := r.Read(b)
		must(r.SetReadDeadline(time.Now().Add(time.Hour)))
		var wg sync.WaitGroup
		for i := uint64(0); i < 2; i++ {
			wg.Add(1)
			go func(i uint64) {
				defer wg.Done()
				time.Sleep(time.Duration(h >> i % 20000))
				must(r.SetReadDeadline(time.Unix(1, 0)))
			}(i)
		}
		_, $Nmoved := r.Read(b)
		wg.Wait()
		must(r.SetReadDeadline(time.Time{}))
		must(w.SetWriteDeadline(time.Now().Add(time.Duration(h % 50000))))
		_, $Nfull := w.Write(b)
		must(w.Close())
		_, err = ioutil.ReadAll(r)
		must(err)
		must(r.Close())
		for _, err := range []error{$N, $Nmoved, $Nfull} {
			h = hash(h, fmt.Sprint(errors.Is(err, os.ErrDeadlineExceeded)))
		}"""),
    "conndeadline": (60, """
		s, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
		must(err)
		var $N [2]net.Conn
		for i, fd := range s {
			f := os.NewFile(uintptr(fd), "s")
			$N[i], err = net.FileConn(f)
			must(err)
			must(f.Close())
		}
		var wg sync.WaitGroup
		for i := uint64(0); i < $S; i++ {
			wg.Add(1)
			go func(i uint64) {
				defer wg.Done()
				c, b := $N[i%2], make([]byte, 1)
				must(c.SetReadDeadline(time.Now().Add(time.Duration(h >> i % 50000))))
				if n, err := c.Read(b); !errors.Is(err, os.ErrDeadlineExceeded) {
					bad("Read after the deadline: %d %v", n, err)
				}
			}(i)
		}
		wg.Wait()
		must($N[1].SetDeadline(time.Time{}))
		go func(h uint64) {
			fmt.Fprint($N[0], h)
			$N[0].Close()
		}(h)
		b, err := ioutil.ReadAll($N[1])
		must(err)
		must($N[1].Close())
		h = hash(h, string(b))"""),
    "closewait": (20, """
		r, w, err := os.Pipe()
		must(err)
		$N := make(chan error)
		time.AfterFunc(time.Duration(h%50000), func() { $N <- r.Close() })
		_, err = r.Read(make([]byte, 1))
		must(<-$N)
		must(w.Close())
		h = hash(h, fmt.Sprint(errors.Is(err, os.ErrClosed)))"""),
    "udp": (40, """
		c, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
		must(err)
		_, err = c.WriteTo([]byte(st.s), c.LocalAddr())
		must(err)
		b := make([]byte, 4096)
		n, _, _, _, err := c.ReadMsgUDP(b, nil)
		must(err)
		c.Close()
		h = hash(h, string(b[:n]))"""),
    "unix": (30, """
		$N, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
		must(err)
		f, g := os.NewFile(uintptr($N[0]), "a"), os.NewFile(uintptr($N[1]), "b")
		go func() {
			fmt.Fprint(f, h)
			f.Close()
		}()
		b, err := ioutil.ReadAll(g)
		must(err)
		g.Close()
		h = hash(h, string(b))"""),
    "exec": (400, """
		c := exec.Command("/bin/cat")
		c.Stdin = strings.NewReader(fmt.Sprint(h, st.s))
		$N, err := c.Output()
		must(err)
		h = hash(h, string($N))"""),
    "exit": (300, """
		err := exec.Command("/bin/sh", "-c", "exit $S").Run()
		h = hash(h, fmt.Sprint(err))"""),
    "finalizer": (60, """
		var $N, $Nb int32
		$Nkeep := new$T(h, 1)
		runtime.SetFinalizer($Nkeep, func(t *$T) { bad("the finalizer of an object that lives") })
		go func() {
			for i := uint64(0); i < 20; i++ {
				o := &cell{v: h + i, b: []byte(fmt.Sprint(i))}
				want := hash(o.v, string(o.b))
				runtime.SetFinalizer(o, func(o *cell) {
					if hash(o.v, string(o.b)) != want {
						atomic.AddInt32(&$Nb, 1)
					}
					o.v = 0
					atomic.AddInt32(&$N, 1)
				})
			}
		}()
		finalized(&$N, &$Nb)
		h = $Nkeep.sum(h)
		runtime.SetFinalizer($Nkeep, nil)"""),
    "finalself": (80, """
		var $N, $Nb int32
		type $Nt struct {
			me   *$Nt
			in   *uint64
			next *cell
			v    [$B + 1]uint64
		}
		type $Nl [$C]*cell
		go func() {
			for i := uint64(0); i < 20; i++ {
				o := &$Nt{next: &cell{v: h + i, b: []byte(fmt.Sprint(i))}}
				o.me, o.in, o.v[$B] = o, &o.v[$B], mix(h, i)
				want := mix(hash(o.next.v, string(o.next.b)), o.v[$B])
				runtime.SetFinalizer(o, func(o *$Nt) {
					if o.me != o || mix(hash(o.next.v, string(o.next.b)), *o.in) != want {
						atomic.AddInt32(&$Nb, 1)
					}
					atomic.AddInt32(&$N, 1)
				})
			}
			l := new($Nl)
			for i := range l {
				if i%($C/8) == 0 || i == $C-1 {
					l[i] = &cell{v: h + uint64(i), b: []byte(fmt.Sprint(i))}
				}
			}
			runtime.SetFinalizer(l, func(l *$Nl) {
				for i, c := range l {
					if c != nil && (c.v != h+uint64(i) || string(c.b) != fmt.Sprint(i)) {
						atomic.AddInt32(&$Nb, 1)
					}
				}
			})
		}()
		finalized(&$N, &$Nb)"""),
    "callers": (5, """
		$N := make([]uintptr, 50)
		$N = $N[:runtime.Callers(0, $N)]
		if len($N) < 2 {
			bad("Callers: %d", len($N))
		}
		_, file, line, ok := runtime.Caller(0)
		if !ok || line <= 0 || !strings.HasSuffix(file, ".go") {
			bad("Caller: %s:%d %v", file, line, ok)
		}"""),
    "lockedend": (10, """
		$N := make(chan uint64)
		go func() {
			runtime.LockOSThread()
			$N <- h + 1
		}()
		h = <-$N"""),
}

# Combinators: name → cost, code around @, which stands for other statements.
COMBINATORS = {
    "hold": (2, """
		$N := new$T(h, 2)
		$Ns := fmt.Sprint(h)
		@
		h = hash($N.sum(h), $Ns)"""),
    "holdmap": (2, """
		$N := map[uint64]*cell{}
		for i := uint64(0); i < $P; i++ {
			$N[mix(h, i)] = &cell{v: i}
		}
		@
		var $Nsum uint64
		for k, c := range $N {
			$Nsum += mix(k, c.v)
		}
		h = mix(h, $Nsum)"""),
    "holdslice": (1, """
		$N := make([]uint64, $P+$S)[$S-1:]
		for i := range $N {
			$N[i] = mix(h, uint64(i))
		}
		@
		for _, v := range $N {
			h = mix(h, v)
		}"""),
    "holdinner": (1, """
		$N := &new$T(h, 1).first
		$Nl := (&cell{v: h, b: []byte("inner")}).b[2:]
		@
		h = hash(mix(h, *$N), string($Nl))"""),
    "deep": (5, """
		h = deep$D($Q, h, func(h uint64) uint64 {
			@
			return h
		})"""),
    "loop": (0, """
		for $N := 0; $N < $S; $N++ {
			@
		}"""),
    "if": (0, """
		if h%3 != 0 {
			@
		} else {
			@
		}"""),
    "spawn": (2, """
		$N := make(chan struct{})
		go func() {
			@
			close($N)
		}()
		<-$N"""),
    "spawnargs": (2, """
		$N := make(chan uint64, 1)
		go func(h uint64, a [$S]uint64, s string, t *$T) {
			a[0] += h
			@
			$N <- hash(t.sum(h+a[0]), s)
		}(h, [$S]uint64{h}, st.s, new$T(h, 1))
		h = <-$N"""),
    "goexit": (2, """
		$N := make(chan struct{})
		go func() {
			defer close($N)
			defer func() { h++ }()
			@
			if shared.m != nil {
				runtime.Goexit()
			}
			bad("after Goexit")
		}()
		<-$N"""),
    "goexitdeep": (8, """
		$N := make(chan uint64)
		go func() {
			$Nv := h
			defer func() { $N <- $Nv }()
			deep$D($Q, h, func(h uint64) uint64 {
				@
				$Nv = h
				runtime.Goexit()
				return 0
			})
			bad("after Goexit")
		}()
		h = <-$N"""),
    "goexitpanic": (4, """
		$N := make(chan uint64)
		go func(h uint64) {
			defer func() { $N <- hash(h, fmt.Sprint(recover())) }()
			defer func() { h = hash(h, fmt.Sprint(recover())) }()
			defer func() {
				@
				panic(h)
			}()
			runtime.Goexit()
		}(h)
		h = <-$N"""),
    "panicgoexit": (4, """
		$N := make(chan uint64)
		go func(h uint64) {
			defer func() { $N <- hash(h, fmt.Sprint(recover())) }()
			defer func() {
				@
				runtime.Goexit()
			}()
			panic(h)
		}(h)
		h = <-$N"""),
    "unwind": (50, """
		$Nt := catch(func() {
			deep$D($Q, h, func(h uint64) uint64 {
				@
				panic(h)
			})
		})
		h = hash(h, $Nt)"""),
    "recover": (3, """
		$Nt := catch(func() {
			@
			panic(fmt.Sprint("p", h))
		})
		h = hash(h, $Nt)"""),
    "repanic": (4, """
		$Nt := catch(func() {
			defer func() {
				r := recover()
				@
				panic(fmt.Sprint(r, "again"))
			}()
			panic(fmt.Errorf("p %d", h))
		})
		h = hash(h, $Nt)"""),
    "defer": (1, """
		func() {
			for i := 0; i < $S; i++ {
				defer func(v uint64) { h = mix(h, v) }(h + uint64(i))
			}
			defer func() {
				@
			}()
			@
		}()"""),
    "locked": (8, """
		runtime.LockOSThread()
		$N := syscall.Gettid()
		@
		if syscall.Gettid() != $N {
			bad("a locked goroutine has changed threads")
		}
		runtime.UnlockOSThread()"""),
    "reflectcall": (4, """
		h = reflected$R(h, func(h uint64) uint64 {
			@
			return h
		})"""),
    "reflectpanic": (10, """
		$Nt := catch(func() {
			reflected$R(h, func(h uint64) uint64 {
				@
				panic(h)
			})
		})
		h = hash(h, $Nt)"""),
    "afterfunc": (10, """
		$N := make(chan struct{})
		time.AfterFunc(time.Duration(h%30000), func() {
			@
			close($N)
		})
		<-$N"""),
    "sortcall": (3, """
		$N := []int{5, 2, 8}
		$Nonce := false
		sort.Slice($N, func(i, j int) bool {
			if !$Nonce {
				$Nonce = true
				@
			}
			return $N[i] < $N[j]
		})"""),
    "group": (4, """
		var $N [$S]uint64
		var $Nwg sync.WaitGroup
		for i := range $N {
			$Nwg.Add(1)
			go func(i int, h uint64) {
				defer $Nwg.Done()
				st := newState(h)
				@
				$N[i] = st.sum(h)
			}(i, h+uint64(i))
		}
		$Nwg.Wait()
		for _, v := range $N {
			h = mix(h, v)
		}"""),
}

# Noise: goroutines that run until the units are done. A pause follows each turn of the loop.
NOISE = {
    "procs": "runtime.GOMAXPROCS(int(mix(seed, n)%16) + 1)",
    "procs2": "runtime.GOMAXPROCS(int(n%2) + 1)",
    "procssleep": """
			runtime.GOMAXPROCS(4)
			var wg sync.WaitGroup
			for i := 0; i < 40; i++ {
				wg.Add(1)
				go func() { time.Sleep(time.Millisecond); wg.Done() }()
			}
			wg.Wait()
			runtime.GOMAXPROCS(1)""",
    "gc": "runtime.GC()",
    "percent": "debug.SetGCPercent(int(mix(seed, n)%100) + 1)",
    "free": "debug.FreeOSMemory()",
    "stacks": """
			s := string(buf[:runtime.Stack(buf, true)])
			for _, w := range []string{"unexpected", "runtime: ", "fatal", "stack="} {
				if i := strings.Index(s, w); i >= 0 {
					bad("Stack: %s", s[i:])
				}
			}
			if !strings.HasPrefix(s, "goroutine ") {
				bad("Stack begins with %.20s", s)
			}""",
    "memstats": """
			var ms runtime.MemStats
			runtime.ReadMemStats(&ms)
			if ms.Mallocs < ms.Frees || ms.HeapAlloc > ms.Sys || ms.HeapInuse > ms.HeapSys {
				bad("MemStats: %d %d %d", ms.Mallocs, ms.Frees, ms.HeapAlloc)
			}""",
    "profile": """
			p := make([]runtime.StackRecord, 100)
			runtime.GoroutineProfile(p)
			runtime.NumGoroutine()""",
    "garbage": """
			for i := uint64(0); i < 200; i++ {
				b := make([]byte, mix(seed, n+i)%600)
				for j := range b {
					b[j] = 0xff
				}
				sink = b
				a := make([]*cell, mix(seed, n+i)>>20%40)
				for j := range a {
					a[j] = &cell{v: n}
				}
				sinkp = a
			}""",
    "sleepers": """
			var wg sync.WaitGroup
			for i := uint64(0); i < 20; i++ {
				wg.Add(1)
				go func(i uint64) {
					time.Sleep(time.Duration(mix(seed, i+n) % 3000000))
					wg.Done()
				}(i)
			}
			wg.Wait()""",
    "timers": """
			var t [30]*time.Timer
			for i := range t {
				t[i] = time.AfterFunc(time.Duration(mix(seed, n+uint64(i))%2000000), func() {})
			}
			for i := range t {
				t[i].Stop()
			}""",
    "syscalls": "syscall.Nanosleep(&syscall.Timespec{Nsec: 300000}, nil)",
    "spin": "for i := uint64(0); i < 100000; i++ {\n\t\t\t\tn += i & n >> 63\n\t\t\t}",
    "threads": """
			c := make(chan int)
			go func() { runtime.LockOSThread(); c <- 1 }()
			<-c
			time.Sleep(time.Millisecond)""",
    "setmaxthreads": "debug.SetMaxThreads(10000)\n\t\t\tdebug.SetMaxStack(1 << 30)",
}

# The last one needs preemption, two times: with one P each takes ten milliseconds.
PAUSE = ["runtime.Gosched()", "time.Sleep(50 * time.Microsecond)", "time.Sleep(time.Millisecond)",
         "for t := time.Now(); time.Since(t) < 200*time.Microsecond; {\n\t\t\t\tif n > 100 {"
         "\n\t\t\t\t\truntime.Gosched()\n\t\t\t\t}\n\t\t\t}"]

PACKAGES = """bufio bytes context encoding/gob encoding/json errors fmt io io/ioutil math math/bits
    net os os/exec reflect runtime runtime/debug sort strconv strings sync sync/atomic syscall
    time""".split()

# Types of a field: Go's name, value from r, what it adds to a checksum ($: the field).
FIELDS = [
    ("uint64", "r", "mix(h, $)"),
    ("string", 'fmt.Sprint("s", r)', "hash(h, $)"),
    ("[]byte", "make([]byte, r%100)", "mix(h, uint64(len($)))"),
    ("[2]uint64", "[2]uint64{r, r + 1}", "mix(h, $[1])"),
    ("[7]uint64", "[7]uint64{r, r + 1}", "mix(h, $[1])"),
    ("[130]uint64", "[130]uint64{r, r + 1}", "mix(h, $[1])"),
    ("node", "value{r}", "$.sum(h)"),
    ("interface{}", "r", "mix(h, $.(uint64))"),
    ("func() uint64", "func() uint64 { return r }", "mix(h, $())"),
    ("map[uint64]string", 'map[uint64]string{r: "m", 2: "n"}', "hash(h, $[2])"),
    ("[]*cell", "[]*cell{{v: r}, {v: r + 1}}", "mix(h, $[1].v)"),
    ("chan uint64", "make(chan uint64, 1)", "mix(h, uint64(cap($)))"),
    ("float64", "float64(r % 1000)", "mix(h, uint64($))"),
    ("byte", "byte(r)", "mix(h, uint64($))"),
    ("inner", "inner{p: &r}", "mix(h, *$.p)"),
    ("mixed", 'mixed{byte(r), "m", 1.5, r}', "hash(mix(h, $.i.(uint64)), $.s)"),
    ("struct{}", "struct{}{}", "h + uint64(reflect.TypeOf($).Size())"),
    ("[1]float32", "[1]float32{float32(r % 1000)}", "mix(h, uint64($[0]))"),
    ("complex128", "complex(float64(r%1000), 1)", "mix(h, uint64(real($)))"),
    ("bool", "r%2 == 0", "hash(h, fmt.Sprint($))"),
]

# Types of a map's key: value from v, which is less than 300.
KEYS = {
    "uint64": "v",
    "uint32": "uint32(v)",
    "byte": "byte(v)",
    "string": 'fmt.Sprint("key", v)',
    "[3]uint64": "[3]uint64{1, v, 2}",
    "[300]byte": "[300]byte{299: byte(v)}",
    "float64": "float64(v) / 3",
    "complex64": "complex(float32(v%7), float32(v))",
    "mixed": "mixed{byte(v), fmt.Sprint(v % 9), float64(v), boxed(v)}",
    "interface{}": "boxed(v)",
    "node": "value{v}",
}

# Types of a channel's elements: value from h (k: a copy of it for closures), what a received x
# does to h. A chan uint64 is where to answer.
ELEMENTS = {
    "uint64": ("h", "mix(h, x)"),
    "string": ("fmt.Sprint(h)", "hash(h, x)"),
    "*cell": ("&cell{v: h, b: []byte(st.s)}", "hash(mix(h, x.v), string(x.b))"),
    "node": ("newT0(h, 1)", "x.sum(h)"),
    "func() uint64": ("func() uint64 { return k }", "mix(h, x())"),
    "[5]uint64": ("[5]uint64{h, 1, 2, 3, h}", "mix(h, x[4])"),
    "chan uint64": None,
}


def imports(code):
    """The program with the imports that it needs, so that what reduces it need not care."""
    bare = re.sub(r'"(?:\\.|[^"\\\n])*"', '""', code)
    used = [p for p in PACKAGES if re.search(r"(?<![\w.])" + p.split("/")[-1] + r"\.\w", bare)]
    return "package main\n\nimport (\n" + "".join(f'\t"{p}"\n' for p in used) + ")\n" + code


def put(template, **values):
    """The template with each <NAME> replaced; without its first newline."""
    return re.sub(r"<([A-Z]+)>", lambda m: str(values[m.group(1)]), template.lstrip("\n"))


class Generator:
    def __init__(self, seed, units, wanted, without):
        self.rng, self.n, self.out = random.Random(seed), 0, []
        self.types, self.depths = self.rng.randrange(2, 6), self.rng.randrange(2, 5)
        self.signatures = self.asks = 3

        def some(names, least, most):
            """Not all in each program: what is rare otherwise is then often in some."""
            own = [n for n in names if n in wanted]
            rest = self.rng.sample(list(names), self.rng.randrange(least, most))
            return own + [n for n in rest[:3 if own else most]
                          if n not in own and n not in without]
        self.leaves = some(LEAVES, 15, 36)
        self.combinators = some(COMBINATORS, 6, 13)
        self.noises = some(NOISE, 0, 6)
        self.units, self.budget = units, 20000 // units  # what a unit may cost
        self.room = 0  # how many more blocks the unit under way should have

    def emit(self, template, **values):
        self.out.append(put(template, **values))

    def fill(self, code, inner=None):
        """The code with its placeholders replaced, the same ones by the same values; @ by the
        blocks that inner makes."""
        self.n += 1
        rng = self.rng
        key = rng.choice(list(KEYS))
        value = {
            "K": rng.getrandbits(63) | 1,
            "S": rng.randrange(2, 9),
            "P": rng.choice([3, 10, 17, 40, 100, 300]),
            "B": rng.choice([0, 0, 1, 2, 7]),
            "C": rng.choice([100, 1000, 5000, 40000]),
            "H": rng.choice([3000, 9000, 33000, 64000, 66000, 100000]),
            "Q": rng.choice([3, 10, 30, 100, 300]),
            "T": f"T{rng.randrange(self.types)}",
            "D": rng.randrange(self.depths),
            "A": rng.randrange(self.asks),
            "R": rng.randrange(self.signatures),
            "X": key,
            "Y": KEYS[key],
            "N": f"v{self.n}",
        }
        code = re.sub(r"\$([KSPBCHQTDARXYN])", lambda m: str(value[m.group(1)]), code)
        return re.sub(r"(\t*)@", lambda m: inner(len(m.group(1))), code) if inner else code

    def block(self, indent, cost, depth):
        """Statements in braces, so that names do not clash, and about what they cost."""
        rng = self.rng
        self.room -= 1
        if depth > 0 and self.room > 0 and self.combinators and rng.random() < 0.6:
            name = rng.choice(self.combinators)
            price, code = COMBINATORS[name]
            times = 4 if name in ("loop", "group") else 1
            left = [cost // times - price]

            def inner(at):
                parts = []
                for _ in range(rng.choice([1, 1, 2, 3])):
                    part, used = self.block(at, left[0], depth - 1)
                    left[0] -= used
                    parts.append(part)
                return "\n".join(parts)
            code = self.fill(code, inner)
            used = cost - left[0] * times
        else:
            fits = [n for n in self.leaves if LEAVES[n][0] <= cost]
            if not fits or self.room < -7:
                return "\t" * indent + "h++", 0
            used, code = LEAVES[rng.choice(fits)]
            code = self.fill(code)
        shift = indent - 1
        lines = [("\t" * shift + line if shift > 0 else line[-shift:]) if line else line
                 for line in code.strip("\n").split("\n")]
        pad = "\t" * indent
        return pad + "{\n" + "\n".join(lines) + "\n" + pad + "}", used

    def structs(self):
        """Struct types of random shape: constructor, checksum."""
        for i in range(self.types):
            fields, make, sums = "", "", ""
            for j in range(self.rng.randrange(1, 9)):
                if self.rng.random() < 0.15:
                    other = self.rng.randrange(self.types)
                    fields += f"\tf{j} *T{other}\n"
                    make += f"\tif d > 0 {{\n\t\tt.f{j} = newT{other}(r+{j}, d-1)\n\t}}\n"
                    sums += f"\th = t.f{j}.sum(h)\n"
                    continue
                name, new, total = self.rng.choice(FIELDS)
                fields += f"\tf{j} {name}\n"
                make += f"\tt.f{j} = {new}\n"
                sums += "\th = " + total.replace("$", f"t.f{j}") + "\n"
            self.emit("""
type T<I> struct {
	first uint64
<FIELDS>}

func newT<I>(h uint64, d int) *T<I> {
	t := &T<I>{}
	r := mix(h, <I>)
	t.first = r
<MAKE>	return t
}

func (t *T<I>) sum(h uint64) uint64 {
	if t == nil {
		return h
	}
	h = mix(h, t.first)
<SUMS>	return h
}

func (t *T<I>) Sum(h uint64) uint64 { return t.sum(h) }
""", I=i, FIELDS=fields, MAKE=make, SUMS=sums)

    def kinds(self):
        """K0, K1 …: types with one field and some of the methods M0 to M7, each on the type or on
        its pointer; kinds0: a value and a pointer of each; ask0, ask1 …: what some interfaces and a
        type switch make of them all."""
        rng, values = self.rng, ""
        for i in range(16):
            field, new, total = rng.choice(FIELDS)
            values += f"\t\tK{i}{{{new}}}, &K{i}{{{new}}},\n"
            self.emit("type K<I> struct{ f <FIELD> }\n", I=i, FIELD=field)
            for m in range(8):
                if rng.random() < 0.6:
                    self.emit("func (k <STAR>K<I>) M<M>(h uint64) uint64 { return <TOTAL> + <M> }",
                              STAR=rng.choice(["", "", "*"]), I=i, M=m,
                              TOTAL=total.replace("$", "k.f"))
            self.emit("")
        self.emit("""
func kinds0(r uint64) []interface{} {
	return []interface{}{
<VALUES>	}
}
""", VALUES=values)
        for i in range(self.asks):
            def some(count):
                """An interface of so many methods, and how to call one of them."""
                methods = rng.sample(range(8), count)
                return ("interface{ " + "; ".join(f"M{m}(uint64) uint64" for m in methods) + " }",
                        f"h = v.M{methods[0]}(h)")
            asks = "".join(f"\t\tif v, ok := x.({face}); ok {{\n\t\t\t{call}\n\t\t}}\n"
                           for face, call in map(some, [1, 1, 2, 2, 3, 3]))
            cases = [(f"{rng.choice(['', '*'])}K{k}", "_, h = v, h+" + str(k))
                     for k in rng.sample(range(16), 5)] + [some(1), some(2)]
            rng.shuffle(cases)
            self.emit("""
func ask<I>(h uint64) uint64 {
	for _, x := range kinds0(h) {
<ASKS>		switch v := x.(type) {
<CASES>		}
	}
	return h
}
""", I=i, ASKS=asks,
                      CASES="".join(f"\t\tcase {what}:\n\t\t\t{do}\n" for what, do in cases))

    def calls(self):
        """reflected0, reflected1 …: call f, each by a function that reflect has made of one that
        reflect calls, with a signature of its own."""
        rng = self.rng

        def some(count, letter):
            """Variables: (name, type, value, what it adds to a checksum)."""
            kinds = FIELDS + [(f"T{i}", f"*newT{i}(r, 1)", "$.sum(h)") for i in range(self.types)]
            if letter == "q":  # gccgo-12 cannot compile a result without size
                kinds = [k for k in kinds if k[0] != "struct{}"]
            chosen = [rng.choice(kinds) for _ in range(count)]
            return [(f"{letter}{i}", kind, new, total.replace("$", f"{letter}{i}"))
                    for i, (kind, new, total) in enumerate(chosen)]

        def sums(variables, pad):
            return "".join(f"{pad}h = {total}\n" for _, _, _, total in variables)

        for i in range(self.signatures):
            took, gave = some(rng.randrange(0, 7), "p"), some(rng.randrange(1, 4), "q")
            more = some(1, "v") if rng.random() < 0.4 else []
            variadic = [f"v ...{kind}" for _, kind, _, _ in more]
            rest = ""
            if more:
                rest = "\t\tfor _, v0 := range v {\n" + sums(more, "\t\t\t") + "\t\t}\n"
            given = [new for _, _, new, _ in took + more * rng.randrange(0, 4)]
            self.emit("""
func reflected<I>(h uint64, f func(uint64) uint64) uint64 {
	r := h
	g := func(<PARAMS>) (h uint64, <RESULTS>) {
		h = r
<SUMS>		h = f(h)
<SUMS>		return h, <GAVE>
	}
	call := reflect.ValueOf(g)
	made := reflect.MakeFunc(call.Type(), call.<CALL>)
	reflect.ValueOf(&g).Elem().Set(made)
	h, <NAMES> := g(<GIVEN>)
<AFTER>	return h
}
""", I=i, PARAMS=", ".join([f"{name} {kind}" for name, kind, _, _ in took] + variadic),
                      RESULTS=", ".join(f"{name} {kind}" for name, kind, _, _ in gave),
                      SUMS=sums(took, "\t\t") + rest, GAVE=", ".join(new for _, _, new, _ in gave),
                      CALL="CallSlice" if more else "Call",
                      NAMES=", ".join(name for name, _, _, _ in gave),
                      GIVEN=", ".join(given), AFTER=sums(gave, "\t"))

    def recursions(self):
        """deep0, deep1 …: each level has a frame of its own size, and some a deferred call, or one
        that replaces a panic, or a loop across the end of a segment."""
        for i in range(self.depths):
            rng, more = self.rng, ""
            if rng.random() < 0.4:
                more += "\tp := &cell{v: h}\n\tdefer func() { r = mix(r, p.v) }()\n"
            if rng.random() < 0.4:
                more += put("\tif n%<N> == 1 {\n\t\tdefer func() {\n"
                            "\t\t\tif e := recover(); e != nil {\n"
                            "\t\t\t\tpanic(mix(e.(uint64), h))\n\t\t\t}\n\t\t}()\n\t}\n",
                            N=rng.choice([9, 40]))
            if rng.random() < 0.4:
                more += put("\tfor i := 0; i < <N>; i++ {\n\t\th = leaf<I>(h, i)\n\t}\n",
                            N=rng.randrange(1, 5), I=i)
            self.emit("""
//go:noinline
func deep<I>(n int, h uint64, f func(uint64) uint64) (r uint64) {
	var pad [<SIZE>]uint64
	pad[h%<SIZE>] = h
	if n <= 0 {
		return f(h)
	}
<MORE>	r = deep<NEXT>(n-1, mix(h, uint64(n)), f)
	return mix(r, pad[h%<SIZE>])
}

//go:noinline
func leaf<I>(h uint64, i int) uint64 {
	var pad [<LEAF>]uint64
	pad[i] = h
	return mix(h, pad[i/2])
}
""", I=i, SIZE=rng.choice([1, 5, 20, 60, 120, 400, 1500]), MORE=more,
                      NEXT=rng.choice([i, i, rng.randrange(self.depths)]),
                      LEAF=rng.choice([8, 50, 300]))

    def network(self, i):
        """Processes and channels. Each round a process does something, sends and receives."""
        rng = self.rng
        procs, rounds = rng.randrange(2, 6), rng.choice([3, 10, 30, 100])
        count = rng.randrange(procs, 2 * procs + 1)
        edges = [tuple(rng.sample(range(procs), 2)) for _ in range(count)]
        kinds = [rng.choice(list(ELEMENTS)) for _ in edges]
        room = [rng.choice([0, 0, 0, 1, 2, 10]) for _ in edges]
        self.emit("func unit<I>() uint64 {", I=i)
        for e, kind in enumerate(kinds):
            self.emit("\tc<E> := make(chan <KIND>, <ROOM>)", E=e, KIND=kind, ROOM=room[e])
        self.emit("\tvar sums [<N>]uint64\n\tvar wg sync.WaitGroup", N=procs)
        cost = self.budget // procs // rounds
        for p in range(procs):
            self.emit("""
	wg.Add(1)
	go func() {
		defer wg.Done()
		h := uint64(<SEED>)
		st := newState(h)
		for round := 0; round < <ROUNDS>; round++ {""", SEED=rng.getrandbits(40), ROUNDS=rounds)
            mine = [e for e in range(len(edges)) if p in edges[e]]
            while mine:
                if self.room > 0 and rng.random() < 0.5:
                    self.emit(self.block(3, cost // 3, 3)[0])
                several = rng.choice([1, 1, 2, 3])
                if any(kinds[e] == "chan uint64" for e in mine[:several]):
                    several = 1
                group, mine = mine[:several], mine[several:]
                if len(group) > 1:
                    self.select([(e, edges[e][0] == p, kinds[e]) for e in group],
                                all(room[e] for e in group))
                else:
                    self.single(group[0], edges[group[0]][0] == p, kinds[group[0]])
            self.emit(self.block(3, cost, 4)[0])
            self.emit("\t\t}\n\t\tsums[<P>] = st.sum(h)\n\t}()", P=p)
        self.emit("""
	wg.Wait()
	var h uint64
	for _, v := range sums {
		h = mix(h, v)
	}
	return h
}
""")

    def single(self, e, send, kind):
        """One channel."""
        if kind == "chan uint64" and send:  # a call: what is sent is where to answer
            text = ("answer := make(chan uint64, <ROOM>)\n\t\t\t\tc<E> <- answer\n"
                    "\t\t\t\th = mix(h, <-answer)")
        elif kind == "chan uint64":
            text = "answer := <-c<E>\n\t\t\t\tanswer <- h"
        elif send:
            text = "k := h\n\t\t\t\t_ = k\n\t\t\t\tc<E> <- " + ELEMENTS[kind][0]
        else:
            text = "x := <-c<E>\n\t\t\t\th = " + ELEMENTS[kind][1]
        self.emit("\t\t\t{\n\t\t\t\t" + text + "\n\t\t\t}", E=e, ROOM=self.rng.choice([0, 1]))

    def select(self, group, poll):
        """Several channels, in the order in which they are ready; what was received is used after
        the last. poll: a default is allowed. Two goroutines that only poll never meet at a channel
        without room."""
        head, cases, after = "", [], ""
        for e, send, kind in group:
            value, use = ELEMENTS[kind]
            head += put("\t\t\t\td<E> := c<E>\n", E=e)
            if send:
                head += put("\t\t\t\ts<E> := <VALUE>\n", E=e, VALUE=value)
                what = put("d<E> <- s<E>", E=e)
            else:
                head += put("\t\t\t\tvar x<E> <KIND>\n", E=e, KIND=kind)
                what = put("x<E> = <-d<E>", E=e)
                after += "\t\t\t\th = " + re.sub(r"\bx\b", f"x{e}", use) + "\n"
            cases.append(put("\t\t\t\t\tcase <WHAT>:\n\t\t\t\t\t\td<E> = nil\n\t\t\t\t\t\tn++\n",
                             WHAT=what, E=e))
        extra = self.rng.choice(["", "default:\n\t\t\t\t\t\truntime.Gosched()" if poll else "",
                                 "case <-time.After(100 * time.Microsecond):"])
        if extra:
            cases.append("\t\t\t\t\t" + extra + "\n")
        self.rng.shuffle(cases)
        self.emit("""
			{
				k := h
				_ = k
<HEAD>				for n := 0; n < <COUNT>; {
					select {
<CASES>					}
				}
<AFTER>			}""", HEAD=head, COUNT=len(group), CASES="".join(cases), AFTER=after)

    def plain(self, i):
        """One goroutine that does one thing after the other."""
        rounds, count = self.rng.choice([3, 10, 30, 100]), self.rng.randrange(2, 6)
        self.emit("""
func unit<I>() uint64 {
	h := uint64(<SEED>)
	st := newState(h)
	for round := 0; round < <ROUNDS>; round++ {""", I=i, SEED=self.rng.getrandbits(40),
                  ROUNDS=rounds)
        for _ in range(count):
            self.emit(self.block(2, self.budget // rounds // count, 4)[0])
        self.emit("\t}\n\treturn st.sum(h)\n}\n")

    def noise(self, name):
        # Most of these stop the world: without a pause nothing else would get on.
        pause = self.rng.choice(PAUSE if name == "spin" else PAUSE[1:])
        self.emit("""
	go func(seed uint64) {
		<HEAD>for n := uint64(0); atomic.LoadInt32(&stop) == 0; n++ {
			_ = n
			<BODY>
			<PAUSE>
		}
	}(<SEED>)""", HEAD="buf := make([]byte, 1<<16)\n\t\t" if name == "stacks" else "",
                  BODY=NOISE[name].strip(), PAUSE=pause, SEED=self.rng.getrandbits(40))

    def program(self):
        self.structs()
        self.recursions()
        if "itab" in self.leaves:
            self.kinds()
        if {"reflectcall", "reflectpanic"} & set(self.combinators):
            self.calls()
        for i in range(self.units):
            self.room = 7
            (self.network if self.rng.random() < 0.4 else self.plain)(i)
        self.emit("func main() {\n\tshared.m = map[uint64]*cell{}\n\tvar stop int32\n\t_ = stop")
        for name in self.noises:
            self.noise(name)
        if "tcp" in self.leaves:
            self.emit(ECHO)
        self.emit(RUN, UNITS=self.units, TOGETHER=self.rng.choice([1, 2, self.units, self.units]))
        for i in range(self.units):
            self.emit(f"\trun({i}, unit{i})")
        self.emit("""
	wg.Wait()
	atomic.StoreInt32(&stop, 1)
	for i, h := range results {
		fmt.Println(i, h)
	}
	fmt.Println(shared.n, shared.sum, len(shared.m))
	usage()
}
""")
        return imports(PRELUDE + "\n" + "\n".join(self.out))


ECHO = """
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(err)
	echo = l.Addr().String()
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				io.Copy(c, c)
				c.Close()
			}()
		}
	}()"""

RUN = """
	results := make([]uint64, <UNITS>)
	limit := make(chan int, <TOGETHER>)
	var wg sync.WaitGroup
	run := func(i int, f func() uint64) {
		wg.Add(1)
		limit <- i
		go func() {
			results[i] = f()
			<-limit
			wg.Done()
		}()
	}"""


def program(seed, wanted=(), without=(), units=10):
    """The program of a seed; wanted: blocks and noise that it has, with few others of their kind;
    without: those that it must not have."""
    return Generator(seed, units, wanted, without).program()


def together(programs):
    """One program of several: its argument is the number of the one that runs."""
    code, calls = PRELUDE, ""
    for i, program in enumerate(programs):
        own = program[program.index(PRELUDE) + len(PRELUDE):]
        own = re.sub(r"\b((?:newT|T|K|ask|deep|kinds|leaf|reflected|unit)\d+)\b", rf"\1p{i}", own)
        code += own.replace("func main() {", f"func main{i}() {{")
        calls += f"main{i}, "
    return imports(f"""{code}
func main() {{
	n, err := strconv.Atoi(os.Args[1])
	must(err)
	[]func(){{{calls[:-2]}}}[n]()
}}
""")


if __name__ == "__main__":
    print(program(int(sys.argv[1])), end="")
