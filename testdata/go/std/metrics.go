// Package runtime/metrics: the kind of each metric, the bounds of the buckets of times, what
// cumulative metrics do between two readings, that the values agree with each other, with
// MemStats and with what the program does, and that a reading takes no stack that it reads.
// needs: collector
package main

import (
	"fmt"
	"math"
	"runtime"
	"runtime/metrics"
	"strings"
	"sync"
	"time"
)

type values map[string]metrics.Value

// read reads all metrics into new samples.
func read() values {
	all := metrics.All()
	samples := make([]metrics.Sample, len(all))
	for i := range all {
		samples[i].Name = all[i].Name
	}
	metrics.Read(samples)
	v := values{}
	for _, s := range samples {
		v[s.Name] = s.Value
	}
	return v
}

func (v values) u(name string) uint64                    { return v[name].Uint64() }
func (v values) h(name string) *metrics.Float64Histogram { return v[name].Float64Histogram() }

func sum(counts []uint64) (n uint64) {
	for _, c := range counts {
		n += c
	}
	return n
}

// in returns how many values of the bucket with x there are.
func in(h *metrics.Float64Histogram, x float64) uint64 {
	i := 0
	for h.Buckets[i+1] <= x {
		i++
	}
	return h.Counts[i]
}

// least returns the least sum that the values of a distribution can have.
func least(h *metrics.Float64Histogram) (t float64) {
	for i, n := range h.Counts {
		if n != 0 {
			t += float64(n) * h.Buckets[i]
		}
	}
	return t
}

func check(what string, ok bool, words ...interface{}) {
	if !ok {
		fmt.Println(append([]interface{}{"wrong:", what}, words...)...)
	}
}

// What gccgo-12's library describes, which is Go 1.18's.
var names = strings.Fields(`
	/gc/cycles/automatic:gc-cycles /gc/cycles/forced:gc-cycles /gc/cycles/total:gc-cycles
	/gc/heap/allocs-by-size:bytes /gc/heap/allocs:bytes /gc/heap/allocs:objects
	/gc/heap/frees-by-size:bytes /gc/heap/frees:bytes /gc/heap/frees:objects /gc/heap/goal:bytes
	/gc/heap/objects:objects /gc/heap/tiny/allocs:objects /gc/pauses:seconds
	/memory/classes/heap/free:bytes /memory/classes/heap/objects:bytes
	/memory/classes/heap/released:bytes /memory/classes/heap/stacks:bytes
	/memory/classes/heap/unused:bytes /memory/classes/metadata/mcache/free:bytes
	/memory/classes/metadata/mcache/inuse:bytes /memory/classes/metadata/mspan/free:bytes
	/memory/classes/metadata/mspan/inuse:bytes /memory/classes/metadata/other:bytes
	/memory/classes/os-stacks:bytes /memory/classes/other:bytes
	/memory/classes/profiling/buckets:bytes /memory/classes/total:bytes
	/sched/goroutines:goroutines /sched/latencies:seconds`)

func kinds() {
	v := read()
	for _, d := range metrics.All() {
		check("kind", v[d.Name].Kind() == d.Kind, d.Name, v[d.Name].Kind())
	}
	for _, name := range names {
		fmt.Print(name, " kind ", v[name].Kind())
		if v[name].Kind() == metrics.KindFloat64Histogram {
			h := v.h(name)
			if strings.HasSuffix(name, ":seconds") {
				fmt.Print(" counts ", len(h.Counts), " bounds ", h.Buckets)
			} else { // the classes of sizes are Go 1.14's, without 24
				fmt.Print(" bounds")
				for _, b := range h.Buckets {
					if b != 25 {
						fmt.Print(" ", b)
					}
				}
				check("counts", len(h.Counts) == len(h.Buckets)-1)
			}
		}
		fmt.Println()
	}
	unknown := []metrics.Sample{{Name: "/no/such:thing"}, {Name: ""}}
	metrics.Read(unknown)
	fmt.Println("unknown", unknown[0].Value.Kind(), unknown[1].Value.Kind())
}

// reuse: samples are read again in place, also into what was another metric's.
func reuse() {
	s := make([]metrics.Sample, 3)
	s[0].Name = "/gc/pauses:seconds"
	s[1].Name = "/gc/heap/allocs-by-size:bytes"
	s[2].Name = "/gc/cycles/total:gc-cycles"
	metrics.Read(s)
	a, b := s[0].Value.Float64Histogram(), s[1].Value.Float64Histogram()
	metrics.Read(s)
	fmt.Println("the same", a == s[0].Value.Float64Histogram(), b == s[1].Value.Float64Histogram())
	s[0].Name, s[1].Name, s[2].Name = s[1].Name, s[2].Name, s[0].Name
	metrics.Read(s)
	for i := range s {
		fmt.Print(s[i].Value.Kind())
		if s[i].Value.Kind() == metrics.KindFloat64Histogram {
			h := s[i].Value.Float64Histogram()
			check("counts", len(h.Counts) == len(h.Buckets)-1)
			check("bounds", math.IsInf(h.Buckets[0], -1) == (s[i].Name == "/gc/pauses:seconds"))
		}
	}
	fmt.Println()
}

func consistent() {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	v := read()
	runtime.ReadMemStats(&after)
	var total uint64
	for name := range v {
		if strings.HasPrefix(name, "/memory/classes/") && name != "/memory/classes/total:bytes" {
			total += v.u(name)
		}
	}
	check("total", total == v.u("/memory/classes/total:bytes"), total)
	check("sys", before.Sys <= total && total <= after.Sys, before.Sys, total, after.Sys)
	allocs, frees := v.u("/gc/heap/allocs:objects"), v.u("/gc/heap/frees:objects")
	mallocs := allocs + v.u("/gc/heap/tiny/allocs:objects")
	check("mallocs", before.Mallocs <= mallocs && mallocs <= after.Mallocs, mallocs)
	check("objects", v.u("/gc/heap/objects:objects") == allocs-frees, allocs, frees)
	check("by size", sum(v.h("/gc/heap/allocs-by-size:bytes").Counts) == allocs)
	check("frees by size", sum(v.h("/gc/heap/frees-by-size:bytes").Counts) == frees)
	allocs, frees = v.u("/gc/heap/allocs:bytes"), v.u("/gc/heap/frees:bytes")
	check("allocs", before.TotalAlloc <= allocs && allocs <= after.TotalAlloc, allocs)
	check("bytes", v.u("/memory/classes/heap/objects:bytes") == allocs-frees, allocs, frees)
	forced, automatic := v.u("/gc/cycles/forced:gc-cycles"), v.u("/gc/cycles/automatic:gc-cycles")
	check("cycles", v.u("/gc/cycles/total:gc-cycles") == forced+automatic, forced, automatic)
	check("goal", v.u("/gc/heap/goal:bytes") >= 4<<20)
	check("pauses", least(v.h("/gc/pauses:seconds")) <= float64(after.PauseTotalNs)/1e9)
	check("stacks", v.u("/memory/classes/heap/stacks:bytes") > 0)
}

// monotone compares two readings, what cumulative metrics showed then and show now.
func monotone(a, b values) {
	for _, d := range metrics.All() {
		if !d.Cumulative {
			continue
		}
		if d.Kind == metrics.KindUint64 {
			check("monotone", a.u(d.Name) <= b.u(d.Name), d.Name, a.u(d.Name), b.u(d.Name))
			continue
		}
		x, y := a.h(d.Name), b.h(d.Name)
		for i := range x.Counts {
			check("monotone", x.Counts[i] <= y.Counts[i], d.Name, i)
			check("bounds", x.Buckets[i] == y.Buckets[i], d.Name, i)
			check("order", x.Buckets[i] < x.Buckets[i+1], d.Name, i)
		}
	}
}

var (
	sink  [1000]*[40]byte
	tiny  [4000]*int16
	large [][]byte
)

// Real Go counts only after a collection what is in the cache of a P. A goroutine of its own makes
// the objects, so that no pointer to them is left on our stack.
func allocations() {
	a := read()
	made := make(chan bool)
	go func() {
		for i := range sink {
			sink[i] = new([40]byte)
		}
		for i := range tiny {
			tiny[i] = new(int16)
		}
		for i := 0; i < 20; i++ {
			large = append(large, make([]byte, 100000))
		}
		made <- true
	}()
	<-made
	runtime.GC()
	b := read()
	h, old := b.h("/gc/heap/allocs-by-size:bytes"), a.h("/gc/heap/allocs-by-size:bytes")
	small, big := in(h, 40)-in(old, 40), in(h, 100000)-in(old, 100000)
	packed := b.u("/gc/heap/tiny/allocs:objects") - a.u("/gc/heap/tiny/allocs:objects")
	bytes := b.u("/gc/heap/allocs:bytes") - a.u("/gc/heap/allocs:bytes")
	fmt.Println("allocated", small/1000, big/20, packed/3000)
	check("bytes allocated", bytes >= 1000*40+20*100000, bytes)
	sink, tiny, large = [1000]*[40]byte{}, [4000]*int16{}, nil
	for i := 0; i < 3; i++ {
		runtime.GC()
	}
	c := read()
	h, old = c.h("/gc/heap/frees-by-size:bytes"), b.h("/gc/heap/frees-by-size:bytes")
	small, big = in(h, 40)-in(old, 40), in(h, 100000)-in(old, 100000)
	check("freed", small >= 990 && big >= 19, small, big)
	fmt.Println("forced", c.u("/gc/cycles/forced:gc-cycles")-b.u("/gc/cycles/forced:gc-cycles"))
	pauses := sum(c.h("/gc/pauses:seconds").Counts) - sum(b.h("/gc/pauses:seconds").Counts)
	check("pauses", pauses >= 3, pauses)
	monotone(a, b)
	monotone(b, c)
}

func goroutines() {
	for runtime.NumGoroutine() > 1 { // those that have told us their results may not have ended
		time.Sleep(time.Millisecond)
	}
	before := read().u("/sched/goroutines:goroutines")
	stop := make(chan bool)
	for i := 0; i < 10; i++ {
		go func() { <-stop }()
	}
	fmt.Println("goroutines", read().u("/sched/goroutines:goroutines")-before)
	close(stop)
}

func spin(d time.Duration) {
	for t := time.Now(); time.Since(t) < d; {
	}
}

// latencies: on one P 400 goroutines run one after another, so the last waits as long as all others
// run. One wait in eight is measured.
func latencies() {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	a := read()
	var wg sync.WaitGroup
	for i := 0; i < 400; i++ {
		wg.Add(1)
		go func() {
			spin(time.Millisecond / 4)
			wg.Done()
		}()
	}
	wg.Wait()
	h, old := read().h("/sched/latencies:seconds"), a.h("/sched/latencies:seconds")
	var n, long uint64
	for i := range h.Counts {
		n += h.Counts[i] - old.Counts[i]
		if h.Buckets[i] >= 0.02 {
			long += h.Counts[i] - old.Counts[i]
		}
	}
	check("latencies", n >= 10 && n <= 400 && long >= 10, n, long)
	check("longest", h.Counts[len(h.Counts)-1] == 0 && h.Counts[0] == 0)
}

// steady compares two readings on a new goroutine, whose stack has had no need to grow. In real Go
// it may grow at the second.
func steady() {
	var ms runtime.MemStats
	s := []metrics.Sample{{Name: "/memory/classes/heap/stacks:bytes"}}
	done := make(chan bool)
	go func() {
		runtime.GC()
		runtime.ReadMemStats(&ms)
		metrics.Read(s)
		done <- true
	}()
	<-done
	if got := s[0].Value.Uint64(); runtime.Compiler == "gccgo" {
		check("stacks", got == ms.StackInuse, got, ms.StackInuse)
	}
}

// shared reads two distributions of different lengths into samples that have one histogram between
// them. Nothing beside its memory is written.
func shared() {
	for i := 0; i < 50; i++ {
		runtime.GC() // counts to write
	}
	s := []metrics.Sample{{Name: "/gc/pauses:seconds"}}
	metrics.Read(s)
	b := s[0]
	b.Name = "/gc/heap/allocs-by-size:bytes"
	var others [][]uint64
	for i := 0; i < 300; i++ {
		if i%100 == 0 {
			metrics.Read([]metrics.Sample{s[0], b})
		}
		others = append(others, make([]uint64, 68))
	}
	for _, o := range others {
		for _, n := range o {
			check("memory beside a histogram", n == 0, n)
		}
	}
}

func main() {
	kinds()
	steady()
	reuse()
	consistent()
	allocations()
	goroutines()
	latencies()
	consistent()
	shared()
}
