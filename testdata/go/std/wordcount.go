// A concurrent word count: wordcount [MEGABYTES]. The text is made by generators, cut into blocks, counted by workers, and the counts are merged.
package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"runtime"
	"sort"
	"strconv"
	"sync"
)

const generators = 4

// text writes n bytes or a few more of words that depend on seed only.
func text(w *bufio.Writer, seed uint64, n int) {
	x := seed*2862933555777941757 + 3037000493
	for n > 0 {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
		k := 2 + int(x>>60)/2
		for i, v := 0, x>>20&0x3ff|1; i < k; i++ {
			w.WriteByte("etaoinshrdlu"[v%12])
			v /= 3
		}
		w.WriteByte("        \n       "[x>>40&15])
		n -= k + 1
	}
	w.Flush()
}

func count(blocks <-chan []byte, total map[string]int, mu *sync.Mutex) {
	mine := map[string]int{}
	for b := range blocks {
		start := -1
		for i, c := range b {
			if c == ' ' || c == '\n' {
				if start >= 0 {
					mine[string(b[start:i])]++
				}
				start = -1
			} else if start < 0 {
				start = i
			}
		}
		if start >= 0 {
			mine[string(b[start:])]++
		}
	}
	mu.Lock()
	defer mu.Unlock()
	for w, n := range mine {
		total[w] += n
	}
}

func main() {
	megabytes := 2
	if len(os.Args) > 1 {
		megabytes, _ = strconv.Atoi(os.Args[1])
	}
	blocks := make(chan []byte, 16)
	total := map[string]int{}
	var mu sync.Mutex
	var readers, workers sync.WaitGroup
	for g := 0; g < generators; g++ {
		r, w := io.Pipe()
		go func(g int) {
			text(bufio.NewWriterSize(w, 1<<15), uint64(g), megabytes<<20/generators)
			w.Close()
		}(g)
		readers.Add(1)
		go func() {
			defer readers.Done()
			in := bufio.NewReaderSize(r, 1<<16)
			for {
				block := make([]byte, 1<<15, 1<<15+64)
				n, err := io.ReadFull(in, block)
				block = block[:n]
				if err == nil {
					rest, _ := in.ReadSlice(' ')
					block = append(block, rest...)
				}
				if len(block) > 0 {
					blocks <- block
				}
				if err != nil {
					return
				}
			}
		}()
	}
	for i := 0; i < runtime.GOMAXPROCS(0)+1; i++ {
		workers.Add(1)
		go func() {
			defer workers.Done()
			count(blocks, total, &mu)
		}()
	}
	readers.Wait()
	close(blocks)
	workers.Wait()

	words := make([]string, 0, len(total))
	sum := 0
	for w, n := range total {
		words = append(words, w)
		sum += n
	}
	sort.Slice(words, func(i, j int) bool {
		a, b := words[i], words[j]
		return total[a] > total[b] || total[a] == total[b] && a < b
	})
	fmt.Println(sum, "words,", len(words), "different")
	for _, w := range words[:10] {
		fmt.Println(total[w], w)
	}
}
