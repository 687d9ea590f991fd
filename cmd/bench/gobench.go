// gobench: the benchmark cases in Go, one source for real Go, gccgo's libgo and gort.
//
//	gobench list              the cases, each with the GOMAXPROCS it is meant for
//	gobench CASE@PROCS [-n N] one case: N repetitions (default 10), the fastest counts
//	gobench hello             prints a line: for measuring how long a start takes
//
// The cases scale-KIND.K, which list leaves out, do the same work with any number K of goroutines
// (scale-yield.1000@2).
//
// Each result is one line: name, procs, unit, wall time, CPU time (user + system), separated by
// tabs. A case with an f is repeated for about 20 ms at a time, so that the fastest repetition is
// one that no other process disturbed.
package main

import (
	"bufio"
	"fmt"
	"math/rand"
	"net"
	"os"
	"runtime"
	"runtime/debug"
	"sort"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

var reps = 10

type bench struct {
	name  string
	procs []int
	f     func(n int)                  // does n operations
	raw   func(name string, procs int) // prints its own lines
	max   int                          // at most so many operations in a repetition; 0: any number

	// The case is name.K: gives raw for K goroutines.
	scale func(k int) func(name string, procs int)
}

func emit(name string, procs int, unit string, wall, cpu float64) {
	fmt.Printf("%s\t%d\t%s\t%g\t%g\n", name, procs, unit, wall, cpu)
}

func timed(f func()) (wall, cpu float64) {
	c, t := cpuTime(), time.Now()
	f()
	return float64(time.Since(t)), float64(cpuTime() - c)
}

// best runs f reps times, but for no more than two seconds. f makes `per` operations: best gives
// the smallest wall time and CPU time of one.
func best(per float64, f func()) (wall, cpu float64) {
	began := time.Now()
	for i := 0; i < reps && (i == 0 || time.Since(began) < 2*time.Second); i++ {
		w, c := timed(f)
		if i == 0 || w < wall {
			wall = w
		}
		if i == 0 || c < cpu {
			cpu = c
		}
	}
	return wall / per, cpu / per
}

// measure runs a case; k is the number of goroutines of a scale case.
func measure(b *bench, procs, k int) {
	runtime.GOMAXPROCS(procs)
	if b.scale != nil {
		b.scale(k)(fmt.Sprintf("%s.%d", b.name, k), procs)
		return
	}
	if b.raw != nil {
		b.raw(b.name, procs)
		return
	}
	// Find how many operations take 20 ms; a disturbed trial must not end the search early.
	n := 1
	for {
		w, _ := timed(func() { b.f(n) })
		for i := 0; i < 2 && w > 10e6; i++ {
			if again, _ := timed(func() { b.f(n) }); again < w {
				w = again
			}
		}
		if w > 10e6 || n == b.max {
			n = int(float64(n)*20e6/w) + 1
			break
		}
		n *= 4
		if b.max > 0 && n > b.max {
			n = b.max
		}
	}
	if b.max > 0 && n > b.max {
		n = b.max
	}
	wall, cpu := best(float64(n), func() { b.f(n) })
	emit(b.name, procs, "ns", wall, cpu)
}

// ---------------------------------------------------------------- spawn

func spawnBatch(n int) {
	var wg sync.WaitGroup
	for ; n > 0; n -= 1000 {
		k := 1000
		if n < k {
			k = n
		}
		wg.Add(k)
		for j := 0; j < k; j++ {
			go func() { wg.Done() }()
		}
		wg.Wait()
	}
}

//go:noinline
func doneOne(c chan struct{}) { c <- struct{}{} }

func spawnSingle(n int) {
	c := make(chan struct{})
	for i := 0; i < n; i++ {
		go doneOne(c)
		<-c
	}
}

// ---------------------------------------------------------------- yield

func yieldK(k int) func(n int) {
	return func(n int) {
		var wg sync.WaitGroup
		wg.Add(k)
		per := n/k + 1
		for i := 0; i < k; i++ {
			go func() {
				for j := 0; j < per; j++ {
					runtime.Gosched()
				}
				wg.Done()
			}()
		}
		wg.Wait()
	}
}

// ---------------------------------------------------------------- chan

// n = number of round trips (2 channel hand-offs each)
func pingpong(n int) {
	a, b := make(chan int), make(chan int)
	go func() {
		for i := 0; i < n; i++ {
			b <- <-a
		}
	}()
	for i := 0; i < n; i++ {
		a <- i
		<-b
	}
}

func prodcons(capacity int) func(n int) {
	return func(n int) {
		c := make(chan int, capacity)
		done := make(chan int)
		go func() {
			s := 0
			for v := range c {
				s += v
			}
			done <- s
		}()
		for i := 0; i < n; i++ {
			c <- i
		}
		close(c)
		<-done
	}
}

func chanUncont(n int) {
	c := make(chan int, 1)
	for i := 0; i < n; i++ {
		c <- i
		<-c
	}
}

func select2(n int) {
	a, b := make(chan int, 1), make(chan int, 1)
	a <- 1
	b <- 1
	for i := 0; i < n; i++ {
		select {
		case v := <-a:
			a <- v
		case v := <-b:
			b <- v
		}
	}
}

func select4def(n int) {
	a, b, c, d := make(chan int), make(chan int), make(chan int), make(chan int)
	x := 0
	for i := 0; i < n; i++ {
		select {
		case <-a:
		case <-b:
		case <-c:
		case <-d:
		default:
			x++
		}
	}
}

func select1def(n int) {
	a := make(chan int)
	x := 0
	for i := 0; i < n; i++ {
		select {
		case <-a:
		default:
			x++
		}
	}
}

// ---------------------------------------------------------------- mutex

func mutexUncont(n int) {
	var m sync.Mutex
	for i := 0; i < n; i++ {
		m.Lock()
		m.Unlock()
	}
}

func mutexCont2(n int) {
	var m sync.Mutex
	var wg sync.WaitGroup
	x := 0
	wg.Add(2)
	for k := 0; k < 2; k++ {
		go func() {
			for i := 0; i < n/2; i++ {
				m.Lock()
				x++
				m.Unlock()
			}
			wg.Done()
		}()
	}
	wg.Wait()
}

// ---------------------------------------------------------------- semaphore

// Two locked mutexes as binary semaphores: each operation is a release that wakes the other
// goroutine, and a wait.
func semaPingpong(n int) {
	var a, b sync.Mutex
	a.Lock()
	b.Lock()
	go func() {
		for i := 0; i < n; i++ {
			a.Lock()
			b.Unlock()
		}
	}()
	for i := 0; i < n; i++ {
		a.Unlock()
		b.Lock()
	}
}

// ---------------------------------------------------------------- maps, memory, panics

func mapGet(n int) {
	m := make(map[int]int)
	for i := 0; i < 1000; i++ {
		m[i*7] = i
	}
	s := 0
	for i := 0; i < n; i++ {
		s += m[i%1000*7]
	}
	if s < 0 {
		panic(s)
	}
}

func mapPut(n int) {
	for n > 0 {
		m := make(map[int]int)
		for i := 0; i < 1000; i++ {
			m[i*7] = i
		}
		n -= 1000
	}
}

func mapStringGet(n int) {
	m := make(map[string]int)
	var keys []string
	for i := 0; i < 1000; i++ {
		keys = append(keys, "key number "+strconv.Itoa(i))
		m[keys[i]] = i
	}
	s := 0
	for i := 0; i < n; i++ {
		s += m[keys[i%1000]]
	}
	if s < 0 {
		panic(s)
	}
}

type (
	obj16  struct{ p, q *int }
	obj64  struct{ a [8]*int }
	obj512 struct{ a [64]*int }
	obj4k  struct{ a [512]*int }
)

var sink16 [2]*obj16
var sink64 [2]*obj64
var sink512 [2]*obj512
var sink4k [2]*obj4k

func alloc16(k, n int) {
	for i := 0; i < n; i++ {
		sink16[k] = new(obj16)
	}
}

func alloc64(k, n int) {
	for i := 0; i < n; i++ {
		sink64[k] = new(obj64)
	}
}

func alloc512(k, n int) {
	for i := 0; i < n; i++ {
		sink512[k] = new(obj512)
	}
}

func alloc4k(k, n int) {
	for i := 0; i < n; i++ {
		sink4k[k] = new(obj4k)
	}
}

// Two goroutines allocate at the same time.
func parallel(f func(k, n int)) func(n int) {
	return func(n int) {
		var wg sync.WaitGroup
		wg.Add(2)
		for k := 0; k < 2; k++ {
			k := k
			go func() {
				f(k, n/2+1)
				wg.Done()
			}()
		}
		wg.Wait()
	}
}

func alone(f func(k, n int)) func(n int) {
	return func(n int) { f(0, n) }
}

//go:noinline
func recovered() (err interface{}) {
	defer func() { err = recover() }()
	panic("p")
}

func panicRecover(n int) {
	for i := 0; i < n; i++ {
		if recovered() == nil {
			panic("not recovered")
		}
	}
}

var deferred int

//go:noinline
func deferOne(i int) {
	defer func() { deferred += i }()
}

func deferCall(n int) {
	for i := 0; i < n; i++ {
		deferOne(i)
	}
}

// ---------------------------------------------------------------- timers

func timerCreateStop(n int) {
	for i := 0; i < n; i++ {
		t := time.NewTimer(time.Hour)
		t.Stop()
	}
}

func timerReset(n int) {
	t := time.NewTimer(time.Hour)
	for i := 0; i < n; i++ {
		t.Reset(time.Hour)
	}
	t.Stop()
}

func afterFunc(n int) {
	var cnt int32
	done := make(chan struct{})
	r := rand.New(rand.NewSource(1))
	f := func() {
		if atomic.AddInt32(&cnt, 1) == int32(n) {
			close(done)
		}
	}
	for i := 0; i < n; i++ {
		time.AfterFunc(time.Duration(r.Intn(10000000)), f)
	}
	<-done
}

// The wall time is bounded below by the latest deadline, 10 ms: the CPU time is what counts.
func afterFuncCPU(name string, procs int) {
	const n = 100000
	afterFunc(n)
	_, cpu := best(n, func() { afterFunc(n) })
	emit(name, procs, "ns cpu", cpu, cpu)
}

// 10000 goroutines that sleep 10 times for a millisecond
func sleep10k(name string, procs int) {
	run := func() {
		var wg sync.WaitGroup
		wg.Add(10000)
		for i := 0; i < 10000; i++ {
			go func() {
				for j := 0; j < 10; j++ {
					time.Sleep(time.Millisecond)
				}
				wg.Done()
			}()
		}
		wg.Wait()
	}
	run()
	_, cpu := best(100000, run)
	emit(name, procs, "ns cpu", cpu, cpu)
}

func cpuTime() time.Duration {
	var r syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &r)
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// ---------------------------------------------------------------- sieve / fib / skynet

func sieveGen(ch chan<- int, stop *int32) {
	for i := 2; atomic.LoadInt32(stop) == 0; i++ {
		ch <- i
	}
	close(ch)
}

func sieveFilter(in <-chan int, out chan<- int, prime int) {
	for i := range in {
		if i%prime != 0 {
			out <- i
		}
	}
	close(out)
}

// n primes; the goroutines are drained at the end (not timed separately: they end quickly).
func sieve(np int) int {
	var stop int32
	ch := make(chan int)
	go sieveGen(ch, &stop)
	p := 0
	for i := 0; i < np; i++ {
		p = <-ch
		ch1 := make(chan int)
		go sieveFilter(ch, ch1, p)
		ch = ch1
	}
	atomic.StoreInt32(&stop, 1)
	go func(c chan int) {
		for range c {
		}
	}(ch)
	return p
}

func sieveRaw(name string, procs int) {
	const np = 1000
	var wall, cpu float64
	for i := 0; i < reps; i++ {
		w, c := timed(func() {
			if p := sieve(np); p != 7919 {
				panic(p)
			}
		})
		if i == 0 || w < wall {
			wall = w
		}
		if i == 0 || c < cpu {
			cpu = c
		}
		for runtime.NumGoroutine() > 1 { // the pipeline drains
			time.Sleep(time.Millisecond)
		}
	}
	emit(name, procs, "ns", wall, cpu)
}

func fibSeq(n int) int {
	if n < 2 {
		return n
	}
	return fibSeq(n-1) + fibSeq(n-2)
}

var fibCutoff = 10

// spawn the n-1 branch as a goroutine, run the n-2 branch here.
func fibPar(n int) int {
	if n < fibCutoff {
		return fibSeq(n)
	}
	c := make(chan int, 1)
	go func() { c <- fibPar(n - 1) }()
	y := fibPar(n - 2)
	return <-c + y
}

func fibSpawnCount(n int) int {
	if n < fibCutoff {
		return 0
	}
	return 1 + fibSpawnCount(n-1) + fibSpawnCount(n-2)
}

func fib27(cut int) func(name string, procs int) {
	return func(name string, procs int) {
		fibCutoff = cut
		run := func() {
			if fibPar(27) != 196418 {
				panic("fib")
			}
		}
		run()
		wall, cpu := best(float64(fibSpawnCount(27)), run)
		emit(name, procs, "ns", wall, cpu)
	}
}

func skynet(c chan int, num, size, div int) {
	if size == 1 {
		c <- num
		return
	}
	rc := make(chan int)
	sum := 0
	for i := 0; i < div; i++ {
		go skynet(rc, num+i*(size/div), size/div, div)
	}
	for i := 0; i < div; i++ {
		sum += <-rc
	}
	c <- sum
}

func skynetRaw(name string, procs int) {
	run := func() {
		c := make(chan int)
		go skynet(c, 0, 1000000, 10)
		if <-c != 499999500000 {
			panic("skynet")
		}
	}
	run()
	wall, cpu := best(1, run)
	emit(name, procs, "ns", wall, cpu)
}

// ---------------------------------------------------------------- memory

func memPark(n int) func(name string, procs int) {
	return func(name string, procs int) {
		debug.FreeOSMemory()
		r0 := status("VmRSS")
		c := make(chan struct{})
		ready := make(chan struct{})
		wall, cpu := timed(func() {
			left := int32(n)
			for i := 0; i < n; i++ {
				go func() {
					if atomic.AddInt32(&left, -1) == 0 {
						close(ready)
					}
					<-c
				}()
			}
			<-ready
		})
		time.Sleep(20 * time.Millisecond)
		bytes := (status("VmRSS") - r0) / float64(n)
		emit(name+".bytes", procs, "bytes", bytes, bytes)
		emit(name+".spawn", procs, "ns", wall/float64(n), cpu/float64(n))
		wall, cpu = timed(func() {
			close(c)
			for runtime.NumGoroutine() > 1 {
				runtime.Gosched()
			}
		})
		emit(name+".release", procs, "ns", wall/float64(n), cpu/float64(n))
	}
}

// ---------------------------------------------------------------- preemption

var spinX uint64

//go:noinline
func spin(x *uint64) {
	for {
		*x++
	}
}

// How much too late Sleep(1ms) returns while another goroutine never yields: the median and the
// 99th percentile.
func preempt(name string, procs int) {
	go spin(&spinX)
	const k = 300
	d := make([]float64, 0, k)
	time.Sleep(20 * time.Millisecond)
	for i := 0; i < k; i++ {
		t := time.Now()
		time.Sleep(time.Millisecond)
		d = append(d, float64(time.Since(t)-time.Millisecond)/1e3)
	}
	sort.Float64s(d)
	emit(name+".p50", procs, "us", d[k/2], d[k/2])
	emit(name+".p99", procs, "us", d[k*99/100], d[k*99/100])
}

// ---------------------------------------------------------------- syscalls

func sysGetpid(n int) {
	for i := 0; i < n; i++ {
		syscall.Syscall(syscall.SYS_GETPID, 0, 0, 0)
	}
}

func rawGetpid(n int) {
	for i := 0; i < n; i++ {
		syscall.RawSyscall(syscall.SYS_GETPID, 0, 0, 0)
	}
}

// What entering and leaving a system call costs besides the call: short blocks with and without
// them in turn, so that a disturbance spoils few pairs, and the median of the differences.
func sysOwn(name string, procs int) {
	const n = 500
	var wall, cpu []float64
	for i := 0; i < 200*reps; i++ {
		w, c := timed(func() { sysGetpid(n) })
		w0, c0 := timed(func() { rawGetpid(n) })
		wall = append(wall, (w-w0)/n)
		cpu = append(cpu, (c-c0)/n)
	}
	sort.Float64s(wall)
	sort.Float64s(cpu)
	emit(name, procs, "ns", wall[len(wall)/2], cpu[len(cpu)/2])
}

// ---------------------------------------------------------------- netpoll

func echoConn(a, b net.Conn, n int) {
	go func() {
		buf := make([]byte, 1)
		for i := 0; i < n; i++ {
			if _, err := b.Read(buf); err != nil {
				panic(err)
			}
			b.Write(buf)
		}
	}()
	buf := make([]byte, 1)
	for i := 0; i < n; i++ {
		a.Write(buf)
		if _, err := a.Read(buf); err != nil {
			panic(err)
		}
	}
}

func unixPair() (net.Conn, net.Conn) {
	fds, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	if err != nil {
		panic(err)
	}
	mk := func(fd int) net.Conn {
		f := os.NewFile(uintptr(fd), "sp")
		c, err := net.FileConn(f)
		if err != nil {
			panic(err)
		}
		f.Close()
		return c
	}
	return mk(fds[0]), mk(fds[1])
}

func echoUnix(n int) {
	a, b := unixPair()
	echoConn(a, b, n)
	a.Close()
	b.Close()
}

func echoTCP(n int) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	ch := make(chan net.Conn)
	go func() { c, _ := l.Accept(); ch <- c }()
	a, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		panic(err)
	}
	b := <-ch
	echoConn(a, b, n)
	a.Close()
	b.Close()
	l.Close()
}

// ---------------------------------------------------------------- OS threads

func lockedPingpong(n int) {
	a, b := make(chan int), make(chan int)
	done := make(chan int)
	go func() {
		runtime.LockOSThread()
		for i := 0; i < n; i++ {
			b <- <-a
		}
		runtime.UnlockOSThread()
		done <- 1
	}()
	runtime.LockOSThread()
	for i := 0; i < n; i++ {
		a <- i
		<-b
	}
	runtime.UnlockOSThread()
	<-done
}

// ---------------------------------------------------------------- scaling

// crew starts k goroutines that do body in each round; the function it returns runs a round, at
// most reps+1 times.
func crew(k int, body func()) func() {
	gates := make([]chan struct{}, reps+1)
	for i := range gates {
		gates[i] = make(chan struct{})
	}
	left := int32(k)
	done := make(chan struct{})
	for i := 0; i < k; i++ {
		go func() {
			for _, gate := range gates {
				<-gate
				body()
				if atomic.AddInt32(&left, -1) == 0 {
					done <- struct{}{}
				}
			}
		}()
	}
	round := 0
	return func() {
		atomic.StoreInt32(&left, int32(k))
		close(gates[round])
		round++
		<-done
	}
}

// perRound is how often each of k goroutines does its part in a round: often enough that a round
// takes some milliseconds and the gate does not count.
func perRound(total, k, least int) int {
	if total/k > least {
		return total / k
	}
	return least
}

func scaled(k, per int, unit string, run func()) func(name string, procs int) {
	return func(name string, procs int) {
		run()
		wall, cpu := best(float64(k)*float64(per), run)
		if unit == "ns cpu" {
			wall = cpu
		}
		emit(name, procs, unit, wall, cpu)
	}
}

func scaleYield(k int) func(name string, procs int) {
	per := perRound(500000, k, 5)
	return scaled(k, per, "ns", crew(k, func() {
		for i := 0; i < per; i++ {
			runtime.Gosched()
		}
	}))
}

func scaleSpawn(k int) func(name string, procs int) {
	return scaled(k, perRound(100000, k, 1), "ns", func() {
		for i := perRound(100000, k, 1); i > 0; i-- {
			var wg sync.WaitGroup
			wg.Add(k)
			for j := 0; j < k; j++ {
				go func() { wg.Done() }()
			}
			wg.Wait()
		}
	})
}

// k/2 pairs; an operation is a round trip.
func scalePingpong(k int) func(name string, procs int) {
	pairs := (k + 1) / 2
	per := perRound(100000, pairs, 5)
	return scaled(pairs, per, "ns", crew(pairs, func() {
		a, b := make(chan int), make(chan int)
		go func() {
			for v := range a {
				b <- v
			}
		}()
		for i := 0; i < per; i++ {
			a <- i
			<-b
		}
		close(a)
	}))
}

// The wall time is bounded below by the sleeps: the CPU time is what counts.
func scaleSleep(k int) func(name string, procs int) {
	per := perRound(20000, k, 3)
	return scaled(k, per, "ns cpu", crew(k, func() {
		for i := 0; i < per; i++ {
			time.Sleep(time.Millisecond)
		}
	}))
}

var p1, p12 = []int{1}, []int{1, 2}

var benches = []*bench{
	{name: "spawn", procs: p12, f: spawnBatch},
	{name: "spawn-single", procs: p12, f: spawnSingle},
	{name: "yield1", procs: p1, f: yieldK(1)},
	{name: "yield2", procs: p1, f: yieldK(2)},
	{name: "yield1000", procs: p12, f: yieldK(1000)},
	{name: "pingpong", procs: p12, f: pingpong},
	{name: "prodcons0", procs: p12, f: prodcons(0)},
	{name: "prodcons128", procs: p12, f: prodcons(128)},
	{name: "chan-uncont", procs: p1, f: chanUncont},
	{name: "select2", procs: p1, f: select2},
	{name: "select4def", procs: p1, f: select4def},
	{name: "select1def", procs: p1, f: select1def},
	{name: "mutex-uncont", procs: p1, f: mutexUncont},
	{name: "mutex-cont2", procs: p12, f: mutexCont2},
	{name: "sema-pingpong", procs: p12, f: semaPingpong},
	{name: "timer-create-stop", procs: p1, f: timerCreateStop},
	{name: "timer-reset", procs: p1, f: timerReset},
	{name: "afterfunc100k", procs: p12, raw: afterFuncCPU},
	{name: "sleep10k", procs: p12, raw: sleep10k},
	{name: "fib27.cut10", procs: p12, raw: fib27(10)},
	{name: "fib27.cut2", procs: p12, raw: fib27(2)},
	{name: "skynet1e6", procs: p12, raw: skynetRaw},
	{name: "sieve1000", procs: p12, raw: sieveRaw},
	{name: "sys-getpid", procs: p12, f: sysGetpid},
	{name: "sys-own", procs: p1, raw: sysOwn},
	{name: "echo-unix", procs: p12, f: echoUnix},
	{name: "echo-tcp", procs: p12, f: echoTCP},
	{name: "locked-pingpong", procs: p12, f: lockedPingpong},
	{name: "preempt", procs: p12, raw: preempt},
	{name: "mem100k", procs: p1, raw: memPark(100000)},
	{name: "mem1m", procs: p1, raw: memPark(1000000)},
	{name: "map-get", procs: p1, f: mapGet},
	{name: "map-put", procs: p1, f: mapPut},
	{name: "map-get-string", procs: p1, f: mapStringGet},
	{name: "alloc16", procs: p1, f: alone(alloc16), max: 200000},
	{name: "alloc64", procs: p1, f: alone(alloc64), max: 100000},
	{name: "alloc512", procs: p1, f: alone(alloc512), max: 50000},
	{name: "alloc4k", procs: p1, f: alone(alloc4k), max: 10000},
	{name: "alloc64-2", procs: []int{2}, f: parallel(alloc64), max: 100000},
	{name: "panic-recover", procs: p1, f: panicRecover},
	{name: "defer", procs: p1, f: deferCall},
	{name: "heap-trees", procs: p12, raw: heapCase(func(int) { trees(1) })},
	{name: "heap-parallel-trees", procs: p12, raw: heapCase(func(procs int) { trees(2 * procs) })},
	{name: "heap-requests", procs: p12, raw: heapCase(requests)},
	{name: "heap-lru", procs: p12, raw: heapCase(lru)},
	{name: "heap-map-churn", procs: p12, raw: heapCase(mapChurn)},
	{name: "heap-goroutines", procs: p12, raw: heapCase(manyGoroutines)},
	{name: "heap-json", procs: p12, raw: heapCase(jsonCase)},
	{name: "heap-words", procs: p12, raw: heapCase(wordCount)},
	{name: "heap-idle", procs: p12, raw: heapCase(idleHeap)},
	{name: "heap-pointer-slices", procs: p12, raw: heapCase(pointerSlices)},
	{name: "heap-fragments", procs: p12, raw: heapCase(fragments)},
	{name: "heap-matrices", procs: p12, raw: heapCase(matrices)},
	{name: "heap-pools", procs: p12, raw: heapCase(pools)},
	{name: "heap-sort-strings", procs: p12, raw: heapCase(sortStrings)},
	{name: "heap-big-buffers", procs: p12, raw: heapCase(bigBuffers)},
	{name: "heap-sparse", procs: p12, raw: sparse},
	{name: "first-goroutines", procs: p12, raw: firstGoroutines},
	{name: "pauses-clock-10mb", procs: []int{2}, raw: pauses(10, false)},
	{name: "pauses-timer-10mb", procs: []int{2}, raw: pauses(10, true)},
	{name: "pauses-clock-100mb", procs: []int{2}, raw: pauses(100, false)},
	{name: "pauses-timer-100mb", procs: []int{2}, raw: pauses(100, true)},
	{name: "scale-yield", scale: scaleYield},
	{name: "scale-spawn", scale: scaleSpawn},
	{name: "scale-pingpong", scale: scalePingpong},
	{name: "scale-sleep", scale: scaleSleep},
}

func main() {
	args := os.Args[1:]
	if len(args) == 1 && args[0] == "hello" {
		w := bufio.NewWriter(os.Stdout)
		w.WriteString("hello\n")
		w.Flush()
		return
	}
	if len(args) == 1 && args[0] == "list" {
		for _, b := range benches {
			for _, p := range b.procs {
				fmt.Printf("%s@%d\n", b.name, p)
			}
		}
		return
	}
	if len(args) == 3 && args[1] == "-n" {
		reps, _ = strconv.Atoi(args[2])
		args = args[:1]
	}
	if len(args) == 1 && reps > 0 {
		at := strings.IndexByte(args[0], '@')
		if at >= 0 {
			procs, err := strconv.Atoi(args[0][at+1:])
			for _, b := range benches {
				name, k := args[0][:at], 0
				if b.scale != nil && strings.HasPrefix(name, b.name+".") {
					k, _ = strconv.Atoi(name[len(b.name)+1:])
					name = b.name
				}
				if b.name == name && (k > 0) == (b.scale != nil) && err == nil && procs > 0 {
					measure(b, procs, k)
					return
				}
			}
		}
	}
	fmt.Fprintln(os.Stderr, "usage: gobench list | CASE@PROCS [-n N]")
	os.Exit(2)
}
