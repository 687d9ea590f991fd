// A loop that deletes all keys of a map, which the compiler makes one call of, deletes them for the
// iterations that are under way as well, also while the map grows.
package main

import (
	"fmt"
	"os"
)

// ints makes a map of n keys in which an iteration begins. After three keys it adds more, so that
// in some rounds the map is in the middle of a growth, and deletes all. Returns how many keys the
// iteration meets then.
func ints(n, more int) (met int) {
	m := map[int]int{}
	for i := 0; i < n; i++ {
		m[i] = i
	}
	steps := 0
	for range m {
		if steps++; steps == 3 {
			for i := 0; i < more; i++ {
				m[1000+i] = i
			}
			for k := range m {
				delete(m, k)
			}
		} else if steps > 3 {
			met++
		}
	}
	return met
}

// pointers is the same for a map with pointers, and the iteration begins in the growth.
func pointers(n, more int) (met int) {
	m := map[string]*int{}
	for i := 0; i < n+more; i++ {
		m[fmt.Sprint(i)] = new(int)
	}
	steps := 0
	for range m {
		if steps++; steps == 3 {
			for k := range m {
				delete(m, k)
			}
		} else if steps > 3 {
			met++
		}
	}
	return met
}

func main() {
	met := 0
	for round := 0; round < 1000; round++ {
		n, more := 9+round%60, round%200
		met += ints(n, more) + pointers(n, more)
	}
	if met != 0 {
		fmt.Println("deleted keys met:", met)
		os.Exit(1)
	}
}
