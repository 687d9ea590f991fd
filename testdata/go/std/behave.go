// What sort, strings, strconv, bufio, container/*, regexp, fmt, reflect, context, sync, time and errors do, in print.
package main

import (
	"bufio"
	"bytes"
	"container/heap"
	"container/list"
	"container/ring"
	"context"
	"errors"
	"fmt"
	goscanner "go/scanner"
	"io"
	"math"
	"math/big"
	"math/rand"
	"os"
	"reflect"
	"regexp"
	"runtime"
	"sort"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"text/scanner"
	"time"
	"unicode"
)

type person struct {
	name string
	age  int
}

type byAge []person

func (p byAge) Len() int           { return len(p) }
func (p byAge) Less(i, j int) bool { return p[i].age < p[j].age }
func (p byAge) Swap(i, j int)      { p[i], p[j] = p[j], p[i] }

func sorts() {
	r := rand.New(rand.NewSource(1))
	v := make([]int, 5000)
	for i := range v {
		v[i] = r.Intn(1000)
	}
	sort.Ints(v)
	fmt.Println(sort.IntsAreSorted(v), v[:5], v[2500], sort.SearchInts(v, 500))
	p := byAge{}
	for i := 0; i < 200; i++ {
		p = append(p, person{fmt.Sprint("n", i), r.Intn(5)})
	}
	sort.Stable(p)
	fmt.Println(p[:12])
	sort.Sort(sort.Reverse(sort.StringSlice(strings.Fields("b c a"))))
	s := strings.Fields("pear Apple fig")
	sort.Slice(s, func(i, j int) bool { return strings.ToLower(s[i]) < strings.ToLower(s[j]) })
	fmt.Println(s, sort.Search(100, func(i int) bool { return i*i >= 50 }))
}

func stringses() {
	s := "Grüße, Jürgen ❤ 世界 \xff!"
	fmt.Println(strings.ToUpper(s), strings.Title("ab cd"), len(s), strings.Count(s, ""), strings.IndexFunc(s, unicode.IsSpace))
	fmt.Printf("%q %q %q\n", strings.Split("a,b,,c", ","), strings.SplitAfterN("a.b.c.d", ".", 3), strings.FieldsFunc("1a22b3", unicode.IsLetter))
	fmt.Println(strings.Map(func(r rune) rune {
		if r > 127 {
			return -1
		}
		return unicode.SimpleFold(r)
	}, s), strings.EqualFold("Straße", "STRASSE"), strings.EqualFold("Σ", "ς"))
	fmt.Println(strings.NewReplacer("<", "&lt;", ">", "&gt;", "abc", "1", "ab", "2").Replace("<abcab>"), strings.LastIndex("go gopher", "go"), strings.Repeat("ab", 5))
	before, after, found := strings.Cut("key=value", "=")
	fmt.Println(before, after, found, strings.TrimFunc("123x456", unicode.IsDigit), strings.Compare("a", "b"), strings.ContainsAny("x", "yz"))
	for _, n := range []int{1, 15, 16, 17, 31, 32, 33, 63, 64, 65, 200} {
		h := strings.Repeat("a", 300) + "b" + strings.Repeat("a", n)
		fmt.Print(strings.Index(h, "b"+strings.Repeat("a", n)), bytes.IndexByte([]byte(h), 'b'), strings.Count(h, "a"), " ")
	}
	fmt.Println([]rune(s)[3], string([]rune{0x4e16, -1, 0x10ffff + 1}), []byte("é"))
}

func numbers() {
	for _, f := range []float64{0, math.Copysign(0, -1), 1, 0.1, 1e21, 1e-7, 123456789.125, math.MaxFloat64, math.SmallestNonzeroFloat64, math.NaN(), math.Inf(-1), 5e-324, 2.2250738585072011e-308} {
		fmt.Print(strconv.FormatFloat(f, 'g', -1, 64), " ", strconv.FormatFloat(f, 'e', 5, 32), " ", strconv.FormatFloat(f, 'x', -1, 64), " ", f, "\n")
	}
	for _, s := range []string{"1e400", "0x1p-2", "1_000", "inf", "-0", "1.7976931348623159e308", "abc", "", "0b11", "9223372036854775808", "-9223372036854775808", "0777"} {
		f, err := strconv.ParseFloat(s, 64)
		i, err2 := strconv.ParseInt(s, 0, 64)
		fmt.Println(s, f, err, i, err2)
	}
	fmt.Println(strconv.Quote("a\tb\"\x00é\u2028\U0010ffff"), strconv.QuoteToASCII("世"), strconv.Itoa(-1<<63), strconv.FormatInt(-255, 36))
	fmt.Println(strconv.Unquote(`"\u00e9\x41\n"`))
	a, _ := new(big.Int).SetString("123456789012345678901234567890", 10)
	fmt.Println(new(big.Int).Exp(a, big.NewInt(20), nil), new(big.Int).ModInverse(big.NewInt(3), big.NewInt(11)), big.NewRat(3, 9), new(big.Int).Sqrt(a))
	fmt.Println(math.Sqrt(2), math.Float64bits(math.Nextafter(1, 2)), math.Mod(7, -3), math.FMA(2, 3, 4), math.Cbrt(27), math.Float32bits(1.5))
	r := rand.New(rand.NewSource(42))
	fmt.Println(r.Int63(), r.Float64(), r.Perm(6), r.NormFloat64())
}

func formats() {
	type T struct {
		A int
		B string
		c []byte
		D map[string]int
		E *int
		F interface{}
		G error
	}
	t := T{1, "x", []byte("hi"), map[string]int{"z": 1, "a": 2}, nil, 3.5, errors.New("bad")}
	fmt.Printf("%v %+v\n", t, t)
	fmt.Printf("%#v\n", T{D: map[string]int{"k": 1}})
	fmt.Printf("%5d|%-5d|%05d|%+d|%x|%X|%o|%#o|%b|%c|%q|%U|%#U\n", 42, 42, 42, 42, 255, 255, 8, 8, 5, 0x4e16, 0x4e16, 0x4e16, 0x4e16)
	fmt.Printf("%8.3f|%-8.2e|%g|%G|%6.2f%%|%v|%T\n", math.Pi, math.E, 1e100, 1e-100, 99.5, complex(1, -2), t)
	fmt.Printf("%s|%10s|%-10s|%.2s|%q|%x|% x|%v|%d\n", "str", "r", "l", "trunc", "q\"", "hex", "hex", []byte("ab"), []byte("ab"))
	fmt.Printf("%d %s %!|%z %[2]d %[1]d %*d %v\n", "x", 1, 5, 6)
	fmt.Printf("%t %v %p %v\n", true, nil, nil, struct{}{})
	var a int
	var b string
	var c float64
	n, err := fmt.Sscanf("12 abc 1.5e3", "%d %s %g", &a, &b, &c)
	fmt.Println(n, err, a, b, c)
	n, err = fmt.Sscan("7 x", &a, &c)
	fmt.Println(n, err)
	e := fmt.Errorf("outer: %w", io.ErrUnexpectedEOF)
	fmt.Println(e, errors.Is(e, io.ErrUnexpectedEOF), errors.Unwrap(e) == io.ErrUnexpectedEOF)
	_, err = os.Open("/nonexistent")
	var pe *os.PathError
	fmt.Println(err, errors.As(err, &pe), pe.Op, errors.Is(err, os.ErrNotExist))
}

type intheap []int

func (h intheap) Len() int            { return len(h) }
func (h intheap) Less(i, j int) bool  { return h[i] < h[j] }
func (h intheap) Swap(i, j int)       { h[i], h[j] = h[j], h[i] }
func (h *intheap) Push(x interface{}) { *h = append(*h, x.(int)) }
func (h *intheap) Pop() interface{} {
	x := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return x
}

func containers() {
	h := &intheap{5, 2, 8}
	heap.Init(h)
	heap.Push(h, 3)
	(*h)[0] = 10
	heap.Fix(h, 0)
	heap.Remove(h, 1)
	for h.Len() > 0 {
		fmt.Print(heap.Pop(h), " ")
	}
	l := list.New()
	e := l.PushBack(1)
	l.PushFront(0)
	l.InsertAfter(2, e)
	l.MoveToFront(e)
	for e := l.Front(); e != nil; e = e.Next() {
		fmt.Print(e.Value, " ")
	}
	r := ring.New(4)
	for i := 0; i < 4; i++ {
		r.Value = i
		r = r.Next()
	}
	r.Unlink(1)
	r.Do(func(v interface{}) { fmt.Print(v, " ") })
	fmt.Println(l.Len(), r.Len())
}

func readers() {
	s := bufio.NewScanner(strings.NewReader("one two\nthree\r\n\nfour"))
	for s.Scan() {
		fmt.Printf("%q ", s.Text())
	}
	s = bufio.NewScanner(strings.NewReader("héllo wörld"))
	s.Split(bufio.ScanRunes)
	n := 0
	for s.Scan() {
		n++
	}
	s = bufio.NewScanner(strings.NewReader(strings.Repeat("x", 70000)))
	fmt.Println(n, s.Scan(), s.Err())
	r := bufio.NewReaderSize(strings.NewReader("hello world\nrest of it"), 16)
	p, err := r.Peek(5)
	fmt.Printf("%q %v ", p, err)
	line, err := r.ReadString('\n')
	fmt.Printf("%q %v ", line, err)
	c, size, _ := r.ReadRune()
	r.UnreadRune()
	rest, err := io.ReadAll(r)
	fmt.Printf("%c %d %q %v\n", c, size, rest, err)
	var b bytes.Buffer
	w := bufio.NewWriterSize(&b, 16)
	fmt.Fprintf(w, "%s", strings.Repeat("ab", 10))
	fmt.Println(b.Len(), w.Buffered(), w.Available(), w.Flush(), b.Len())
	pr, pw := io.Pipe()
	go func() {
		mw := io.MultiWriter(pw, io.Discard)
		io.Copy(mw, io.LimitReader(io.MultiReader(strings.NewReader("abc"), strings.NewReader("defgh")), 6))
		pw.CloseWithError(errors.New("closed so"))
	}()
	got, err := io.ReadAll(io.TeeReader(pr, &b))
	fmt.Println(string(got), err, b.Len())
	var sc scanner.Scanner
	sc.Init(strings.NewReader(`x := 3.14 // c` + "\n" + `"str"`))
	for t := sc.Scan(); t != scanner.EOF; t = sc.Scan() {
		fmt.Print(sc.Position, ":", sc.TokenText(), " ")
	}
	fmt.Println()
}

func regexps() {
	re := regexp.MustCompile(`(?P<user>[\w.]+)@(?P<host>(?:\w+\.)+\w+)`)
	text := "write to a.b@example.com or x@y.org, not to z@"
	fmt.Printf("%q %v %q\n", re.FindAllString(text, -1), re.FindStringSubmatchIndex(text), re.SubexpNames())
	fmt.Println(re.ReplaceAllString(text, "${host}:$user"), re.ReplaceAllStringFunc(text, strings.ToUpper))
	fmt.Println(regexp.MustCompile(`a+?b*(c|d){2,3}$`).FindStringIndex("xaabbcdcd"), regexp.MustCompile(`(?i)straSSE`).MatchString("STRASSE"),
		regexp.MustCompile(`\p{Greek}+`).FindString("abc αβγ"), regexp.MustCompile(`,\s*`).Split("a, b,c", -1))
	fmt.Println(regexp.MustCompile("(x+x+)+y").MatchString(strings.Repeat("x", 5000)))
	_, err := regexp.Compile(`a(b`)
	fmt.Println(err)
	fmt.Println(regexp.MustCompilePOSIX(`a+|a+b`).FindString("aab"), regexp.QuoteMeta("[a].*"))
}

type key struct{}

func contexts() {
	ctx := context.WithValue(context.Background(), key{}, "v")
	parent, cancel := context.WithCancel(ctx)
	child, stop := context.WithTimeout(parent, time.Hour)
	defer stop()
	fmt.Println(child.Value(key{}), child.Value(1), child.Err(), parent)
	cancel()
	<-child.Done()
	fmt.Println(child.Err(), parent.Err())
	late, stop2 := context.WithDeadline(context.Background(), time.Now().Add(5*time.Millisecond))
	defer stop2()
	select {
	case <-late.Done():
		fmt.Println(late.Err(), errors.Is(late.Err(), context.DeadlineExceeded))
	case <-time.After(20 * time.Second):
		fmt.Println("late")
	}
}

func syncs() {
	var once sync.Once
	var m sync.Map
	var rw sync.RWMutex
	var n, inside, most int64
	pool := sync.Pool{New: func() interface{} { return new(bytes.Buffer) }}
	var wg sync.WaitGroup
	shared := 0
	for i := 0; i < 100; i++ {
		wg.Add(1)
		go func(i int) {
			defer wg.Done()
			once.Do(func() { atomic.AddInt64(&n, 1000) })
			for j := 0; j < 50; j++ {
				b := pool.Get().(*bytes.Buffer)
				b.Reset()
				fmt.Fprint(b, i, j)
				pool.Put(b)
				if j%10 == 0 {
					rw.Lock()
					if k := atomic.AddInt64(&inside, 1); k > atomic.LoadInt64(&most) {
						atomic.StoreInt64(&most, k)
					}
					shared++
					runtime.Gosched()
					atomic.AddInt64(&inside, -1)
					rw.Unlock()
				} else {
					rw.RLock()
					_ = shared
					rw.RUnlock()
				}
				m.Store(j, i)
				m.LoadOrStore(i, j)
			}
			atomic.AddInt64(&n, 1)
		}(i)
	}
	wg.Wait()
	size := 0
	m.Range(func(k, v interface{}) bool { size++; return true })
	_, loaded := m.LoadAndDelete(99)
	fmt.Println(n, shared, most, size, loaded)

	var mu sync.Mutex
	cond := sync.NewCond(&mu)
	ready, woken := 0, 0
	for i := 0; i < 10; i++ {
		go func() {
			mu.Lock()
			ready++
			for woken == 0 {
				cond.Wait()
			}
			woken++
			mu.Unlock()
			cond.Broadcast()
		}()
	}
	mu.Lock()
	for ready < 10 {
		mu.Unlock()
		time.Sleep(time.Millisecond)
		mu.Lock()
	}
	woken = 1
	cond.Broadcast()
	for woken < 11 {
		cond.Wait()
	}
	mu.Unlock()
	fmt.Println(woken, mu.TryLock(), mu.TryLock())
	func() {
		defer func() { fmt.Println(recover()) }()
		var w sync.WaitGroup
		w.Done()
	}()
	var v atomic.Value
	func() {
		defer func() { fmt.Println(recover()) }()
		v.Store(1)
		v.Store("x")
	}()
	fmt.Println(v.Load(), v.CompareAndSwap(1, 2), v.Swap(3))
}

func times() {
	t := time.Date(2020, time.February, 29, 23, 59, 59, 987654321, time.UTC)
	fmt.Println(t, t.AddDate(1, 0, 0), t.YearDay(), t.Weekday(), t.Unix(), t.Truncate(time.Hour))
	fmt.Println(t.Format(time.RFC1123Z), t.Format("Jan _2 06 03:04PM .000"), t.In(time.FixedZone("X", -5400)).Format(time.RFC3339Nano))
	for _, s := range []string{"2021-03-04T05:06:07+02:00", "2021-02-30T00:00:00Z", "x"} {
		p, err := time.Parse(time.RFC3339, s)
		fmt.Println(p.UTC(), err)
	}
	d, err := time.ParseDuration("1h15m30.918s")
	fmt.Println(d, err, d.Round(time.Minute), d.Seconds(), time.Duration(1), time.Duration(1500))
	y, w := t.ISOWeek()
	fmt.Println(y, w, t.Before(t.Add(1)), t.Equal(t.Local()), t.Sub(t.Add(-36*time.Hour)))
	start := time.Now()
	ticker := time.NewTicker(2 * time.Millisecond)
	for i := 0; i < 5; i++ {
		<-ticker.C
	}
	ticker.Stop()
	tm := time.AfterFunc(time.Hour, func() { fmt.Println("no") })
	fmt.Println(tm.Stop(), tm.Stop(), time.Since(start) >= 10*time.Millisecond)
	tm.Reset(time.Millisecond)
	tm.Stop()
	fired := make(chan time.Time)
	time.AfterFunc(time.Millisecond, func() { fired <- time.Now() })
	fmt.Println((<-fired).After(start))
}

type shape interface {
	Area() float64
	Scale(float64) shape
}

type rect struct {
	W, H float64 `unit:"m"`
}

func (r rect) Area() float64         { return r.W * r.H }
func (r rect) Scale(f float64) shape { return rect{r.W * f, r.H * f} }

func reflects() {
	t := reflect.TypeOf(rect{})
	f, _ := t.FieldByName("H")
	fmt.Println(t, t.NumMethod(), t.Method(1).Type, f.Tag.Get("unit"), f.Offset, t.Implements(reflect.TypeOf((*shape)(nil)).Elem()))
	v := reflect.ValueOf(rect{2, 3})
	fmt.Println(v.MethodByName("Scale").Call([]reflect.Value{reflect.ValueOf(2.0)})[0].Interface().(shape).Area())
	add := reflect.MakeFunc(reflect.TypeOf(func(int, string, float64, ...byte) (string, error) { return "", nil }), func(in []reflect.Value) []reflect.Value {
		s := fmt.Sprint(in[0].Int(), in[1].String(), in[2].Float(), string(in[3].Bytes()))
		return []reflect.Value{reflect.ValueOf(s), reflect.Zero(reflect.TypeOf((*error)(nil)).Elem())}
	}).Interface().(func(int, string, float64, ...byte) (string, error))
	fmt.Println(add(1, "b", 2.5, 'x', 'y'))
	m := reflect.MakeMap(reflect.MapOf(reflect.TypeOf(""), reflect.TypeOf(0)))
	m.SetMapIndex(reflect.ValueOf("k"), reflect.ValueOf(7))
	st := reflect.StructOf([]reflect.StructField{{Name: "A", Type: reflect.TypeOf(0), Tag: `json:"a"`}, {Name: "B", Type: reflect.TypeOf([]string{})}})
	sv := reflect.New(st).Elem()
	sv.Field(0).SetInt(5)
	fmt.Printf("%v %v %+v %v\n", m.Interface(), m.MapKeys()[0], sv.Interface(), reflect.ChanOf(reflect.BothDir, st))
	ch := reflect.ValueOf(make(chan int, 1))
	ch.Send(reflect.ValueOf(9))
	i, got, ok := reflect.Select([]reflect.SelectCase{{Dir: reflect.SelectRecv, Chan: ch}, {Dir: reflect.SelectDefault}})
	fmt.Println(i, got, ok)
	sw := reflect.Swapper([]int{1, 2})
	sw(0, 1)
	fmt.Printf("%.12g %.12g %.12g %.12g\n", math.Sin(1), math.Exp(1.5), math.Pow(2, 0.5), math.Log(10)) // the last digits are the library's
	func() {
		defer func() { fmt.Println(recover() != nil) }()
		reflect.ValueOf(rect{}).Field(0).SetFloat(1)
	}()
	a := map[string][]interface{}{"x": {1, "2", []int{3}}}
	b := map[string][]interface{}{"x": {1, "2", []int{3}}}
	fmt.Println(reflect.DeepEqual(a, b), reflect.DeepEqual([]int(nil), []int{}))
}

// Types of one name from two packages.
func names() {
	var x, p interface{} = scanner.Scanner{}, new(scanner.Scanner)
	for _, assert := range []func(){
		func() { _ = x.(goscanner.Scanner) },
		func() { _ = p.(*goscanner.Scanner) },
		func() { _ = p.(scanner.Scanner) },
	} {
		func() {
			defer func() { fmt.Println(recover()) }()
			assert()
		}()
	}
}

func main() {
	for _, f := range []func(){sorts, stringses, numbers, formats, containers, readers, regexps, contexts, syncs, times, reflects, names} {
		f()
	}
}
