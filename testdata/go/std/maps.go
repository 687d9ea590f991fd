// Maps: NaN keys, a random start of iteration, growth and deletion during it, hashing seeded for each process and each map, and the detection of
// concurrent writes. Prints the same on every run.
package main

import (
	"fmt"
	"hash/maphash"
	"math"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"unsafe"
)

func nan() {
	m := map[float64]int{}
	for i := 0; i < 1000; i++ {
		m[math.NaN()] = i
	}
	_, ok := m[math.NaN()]
	sum := 0
	for k, v := range m {
		if k == k {
			fmt.Println("a key that is a number")
		}
		sum += v
	}
	delete(m, math.NaN())
	fmt.Println("NaN:", len(m), ok, sum)
	for k := range m {
		if k != 1 {
			delete(m, k)
		}
	}
	fmt.Println("NaN, deleted one by one:", len(m))
	m[1] = 1
	for k := range m {
		delete(m, k)
	}
	fmt.Println("NaN, deleted:", len(m))
	n := map[interface{}]int{math.NaN(): 1, 1.5: 2, "": 3}
	for k := range n {
		delete(n, k)
	}
	fmt.Println("NaN in an interface, deleted:", len(n))
	m[0] = 1
	m[math.Copysign(0, -1)] = 2
	fmt.Println("zeros:", m[0])
}

// order gives the keys of m as one iteration meets them.
func order(m map[int]bool) string {
	var b strings.Builder
	for k := range m {
		fmt.Fprint(&b, k, " ")
	}
	return b.String()
}

func starts() {
	for _, n := range []int{4, 8, 100} {
		m := map[int]bool{}
		for i := 0; i < n; i++ {
			m[i] = true
		}
		seen := map[string]bool{}
		for i := 0; i < 300; i++ {
			seen[order(m)] = true
		}
		fmt.Println("more than one order of", n, "keys:", len(seen) > 1)
	}
}

// During an iteration each key that was there and stays is met exactly once, a new one at most once, a deleted one not afterwards.
func growth() {
	for round := 0; round < 50; round++ {
		m := map[int]int{}
		for i := 0; i < 100; i++ {
			m[i] = 0
		}
		met := map[int]int{}
		next := 100
		for k := range m {
			met[k]++
			if k < 99 && k%3 == 0 {
				delete(m, k+1)
				if met[k+1] == 0 {
					met[k+1] = 1000
				}
			}
			for i := 0; i < 20 && next < 5000; i++ {
				m[next] = 1
				next++
			}
		}
		for k, n := range met {
			if n != 1 && n != 1000 {
				fmt.Println("key", k, "met", n)
			}
		}
		for k := 0; k < 100; k++ {
			if met[k] == 0 {
				fmt.Println("key", k, "not met")
			}
		}
	}
	fmt.Println("growth during iteration: checked")
}

// hash is the runtime's hash of a text, with a fixed seed, so that only the process's own key can make it differ.
func hash() uint64 {
	seed := maphash.MakeSeed()
	*(*uint64)(unsafe.Pointer(&seed)) = 12345
	var h maphash.Hash
	h.SetSeed(seed)
	h.WriteString("a text to be hashed")
	return h.Sum64()
}

func again(args ...string) (string, error) {
	out, err := exec.Command("/proc/self/exe", args...).CombinedOutput()
	return string(out), err
}

func seeds() {
	a, err1 := again("hash")
	b, err2 := again("hash")
	fmt.Println("hashed differently in two processes:", a != b, err1, err2, "and alike in one:", hash() == hash())
}

func race(what string) {
	runtime.GOMAXPROCS(4) // one P never leaves a map in the middle of an operation
	m := map[int]int{}
	for i := 0; i < 1000; i++ {
		m[i] = i
	}
	var wg sync.WaitGroup
	for i := 0; i < 4; i++ {
		wg.Add(1)
		go func(i int) {
			defer wg.Done()
			for j := 0; j < 50000000; j++ {
				switch {
				case what == "write" || i == 0:
					m[j%1000] = j
				case what == "read":
					if m[j%1000] < 0 {
						fmt.Println("negative")
					}
				default:
					for k := range m {
						if k < 0 {
							fmt.Println("negative")
						}
					}
				}
			}
		}(i)
	}
	wg.Wait()
}

func races() {
	for what, text := range map[string]string{"write": "concurrent map writes", "read": "concurrent map read and map write", "iterate": "concurrent map iteration and map write"} {
		out, err := again("race", what)
		// Two writers may be found out by a reader or the other way round.
		ok := strings.HasPrefix(out, "fatal error: concurrent map ") && (what != "write" || strings.HasPrefix(out, "fatal error: "+text))
		if !ok || err == nil || err.Error() != "exit status 2" {
			fmt.Println(what, err, out)
		}
	}
	fmt.Println("concurrent use: found out")
}

// list is a type whose values cannot be keys, and an error.
type list []int

func (list) Error() string { return "list" }

type withError struct {
	n   int
	err error
}

// unhashable looks for keys that cannot be hashed in maps without elements.
func unhashable() {
	var none map[error]int
	for i, look := range []func() int{
		func() int { return map[interface{}]int{}[list{}] },
		func() int { return map[error]int{}[list{}] },
		func() int { return none[list{}] },
		func() int { return map[withError]int{}[withError{1, list{}}] },
		func() int { return map[[2]error]int{}[[2]error{nil, list{}}] },
		func() int { delete(none, list{}); return 0 },
		func() int { return map[float64]int{}[math.NaN()] + none[nil] },
	} {
		func() {
			defer func() { fmt.Println("unhashable", i, recover()) }()
			look()
		}()
	}
}

// texts looks for each key that differs from one in the map in one byte, for all lengths that are
// hashed and compared in ways of their own. The map has two buckets, so that the hashes of many
// pairs agree as far as a search looks at them.
func texts() {
	const keys = 12
	for n := 0; n < 40; n++ {
		m := map[string]int{}
		var texts []string
		for i := 0; i < keys; i++ {
			text := make([]byte, n)
			for j := range text {
				text[j] = byte(i*21 + j*(j+3))
			}
			texts = append(texts, string(text))
			m[texts[i]] = i
		}
		for i := range texts {
			text := []byte(texts[i])
			if v, ok := m[texts[i]]; !ok || texts[v] != texts[i] {
				fmt.Printf("%q is lost\n", texts[i])
			}
			for j := range text {
				for d := 1; d < 256; d++ {
					text[j]++
					if v, ok := m[string(text)]; ok && texts[v] != string(text) {
						fmt.Printf("%q is found as %q\n", text, texts[v])
					}
				}
				text[j]++
			}
		}
	}
	fmt.Println("texts: checked")
}

func main() {
	if len(os.Args) > 1 {
		if os.Args[1] == "hash" {
			fmt.Println(hash())
		} else {
			race(os.Args[2])
		}
		return
	}
	nan()
	unhashable()
	starts()
	growth()
	texts()
	seeds()
	races()
	var nilmap map[string]int
	func() {
		defer func() { fmt.Println(recover()) }()
		fmt.Println(nilmap["x"], len(nilmap))
		nilmap["x"] = 1
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		m := map[interface{}]int{1: 1, "1": 2, [2]int{1, 2}: 3, struct{ a, b interface{} }{1, "x"}: 4}
		fmt.Println(m[1], m["1"], m[[2]int{1, 2}], m[struct{ a, b interface{} }{1, "x"}], m[1.0])
		m[[]int{1}] = 5
	}()
}
