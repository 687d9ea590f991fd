// Package unicode's tables and maps, which gccgo's library makes at each start and programs of gort
// have as data. They can be changed, as the language says.
package main

import (
	"fmt"
	"runtime"
	"sort"
	"unicode"
)

var sum uint64 = 14695981039346656037

func add(numbers ...uint64) {
	for _, n := range numbers {
		sum = (sum ^ n) * 1099511628211
	}
}

func number(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}

func main() {
	for _, m := range []map[string]*unicode.RangeTable{unicode.Categories, unicode.Scripts,
		unicode.Properties, unicode.FoldCategory, unicode.FoldScript} {
		var names []string
		for name := range m {
			names = append(names, name)
		}
		sort.Strings(names)
		for _, name := range names {
			t := m[name]
			for _, r := range t.R16 {
				add(uint64(r.Lo), uint64(r.Hi), uint64(r.Stride))
			}
			for _, r := range t.R32 {
				add(uint64(r.Lo), uint64(r.Hi), uint64(r.Stride))
			}
			add(uint64(t.LatinOffset), uint64(len(t.R16)), uint64(cap(t.R16)), uint64(len(t.R32)),
				uint64(cap(t.R32)), number(t.R16 == nil), number(t.R32 == nil))
		}
		fmt.Println(len(names), names[0], sum)
	}
	for r := rune(-1); r <= unicode.MaxRune+1; r++ {
		for i, is := range []func(rune) bool{unicode.IsUpper, unicode.IsLower, unicode.IsTitle,
			unicode.IsLetter, unicode.IsDigit, unicode.IsNumber, unicode.IsSpace, unicode.IsPunct,
			unicode.IsSymbol, unicode.IsMark, unicode.IsControl, unicode.IsGraphic,
			unicode.IsPrint} {
			add(uint64(i) * number(is(r)))
		}
		add(uint64(unicode.ToUpper(r)), uint64(unicode.ToLower(r)), uint64(unicode.ToTitle(r)),
			uint64(unicode.SimpleFold(r)), uint64(unicode.TurkishCase.ToUpper(r)))
	}
	fmt.Println(sum, unicode.Version, unicode.TurkishCase, unicode.AzeriCase)
	fmt.Println(len(unicode.CaseRanges), unicode.CaseRanges[3])

	// What a program stores there is found by the collector.
	for i := 0; i < 100; i++ {
		unicode.Lu.R16 = append(unicode.Lu.R16[:len(unicode.Lu.R16):len(unicode.Lu.R16)],
			unicode.Range16{Lo: uint16(i), Hi: uint16(i), Stride: 1})
		unicode.Scripts[fmt.Sprint(i)] = &unicode.RangeTable{R16: make([]unicode.Range16, i)}
		unicode.CaseRanges = append([]unicode.CaseRange{}, unicode.CaseRanges...)
	}
	unicode.Nd.R16[0].Lo++
	runtime.GC()
	for i := 0; i < 100; i++ {
		if n := len(unicode.Scripts[fmt.Sprint(i)].R16); n != i {
			fmt.Println("script", i, n)
		}
	}
	last := unicode.Lu.R16[len(unicode.Lu.R16)-100:]
	fmt.Println(last[0], last[99], len(unicode.Scripts), unicode.Nd.R16[0], unicode.CaseRanges[318])
}
