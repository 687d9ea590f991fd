// encoding/json and others there and back, and a page by text/template and html/template.
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/csv"
	"encoding/gob"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"fmt"
	htemplate "html/template"
	"math"
	"os"
	"reflect"
	"strings"
	"text/tabwriter"
	"text/template"
	"time"
)

type Kind int

func (k Kind) MarshalText() ([]byte, error) { return []byte(fmt.Sprintf("kind-%d", int(k))), nil }
func (k *Kind) UnmarshalText(b []byte) error {
	_, err := fmt.Sscanf(string(b), "kind-%d", (*int)(k))
	return err
}

type Inner struct {
	X, Y float64
	Tags map[string]bool `json:"tags,omitempty"`
}

type Item struct {
	ID      int64             `json:"id" xml:"id,attr"`
	Name    string            `json:"name" xml:"name"`
	Price   float32           `json:",string" xml:"price"`
	When    time.Time         `json:"when" xml:"when"`
	Took    time.Duration     `json:"took" xml:"took"`
	Data    []byte            `json:"data" xml:"-"`
	Kind    Kind              `json:"kind" xml:"kind"`
	Inner   *Inner            `json:"inner" xml:"-"`
	Any     interface{}       `json:"any" xml:"-"`
	Kinds   map[Kind]string   `json:"kinds" xml:"-"`
	Nested  [][]uint8         `json:"nested" xml:"-"`
	Array   [3]int16          `json:"array" xml:"-"`
	Raw     json.RawMessage   `json:"raw" xml:"-"`
	Skipped chan int          `json:"-" xml:"-"`
	Strs    map[string]string `json:"strs" xml:"-"`
	Embedded
}

type Embedded struct {
	Deep string `json:"deep" xml:"deep"`
}

func items(n int) (v []Item) {
	for i := 0; i < n; i++ {
		v = append(v, Item{
			ID: int64(i) << 40, Name: fmt.Sprintf("item <%d> \u2028 é\x01", i), Price: float32(i) / 7, When: time.Unix(1e9+int64(i)*86399, 123456789).UTC(),
			Took: time.Duration(i) * time.Millisecond, Data: []byte{0, byte(i), 255}, Kind: Kind(i % 5),
			Inner: &Inner{math.Pi * float64(i), -1e-7 / float64(i+1), map[string]bool{"a": true, fmt.Sprint("t", i): false}},
			Any:   []interface{}{nil, true, float64(i), "x", map[string]interface{}{"k": 1.5}}, Kinds: map[Kind]string{1: "one", Kind(i): "i"},
			Nested: [][]uint8{{1, 2}, {}}, Array: [3]int16{-1, 0, int16(i)}, Raw: json.RawMessage(`{"raw":[1,2]}`), Strs: map[string]string{"q": `"\`},
			Embedded: Embedded{"deep"},
		})
	}
	return v
}

func check(what string, err error, ok bool) {
	if err != nil || !ok {
		fmt.Println(what, err, ok)
		os.Exit(1)
	}
	fmt.Println(what, "there and back")
}

const page = `{{define "row"}}<tr class="{{if odd .ID}}odd{{else}}even{{end}}"><td>{{.Name | printf "%q"}}<td>{{.When.Format "2 Jan 2006 15:04"}}<td>{{printf "%.2f" .Price}}</tr>
{{end}}<h1>{{.Title}}</h1>
{{with .Items}}{{range $i, $e := .}}{{if and (ge $i 1) (lt $i 3)}}{{$i}}: {{template "row" $e}}{{end}}{{else}}none{{end}}{{end -}}
{{range $k, $v := .Map}}{{$k}}={{$v}};{{end}} {{len .Items}} {{index .Map "b"}} {{.Items | len | eq 10}} {{slice .Title 1 3}} {{not true}} {{html "<&>"}} {{js "'"}} {{urlquery "a b"}}
`

func main() {
	v := items(10)
	b, err := json.MarshalIndent(v, "", " ")
	var back []Item
	if err == nil {
		err = json.Unmarshal(b, &back)
	}
	for i := range back {
		var c bytes.Buffer
		json.Compact(&c, back[i].Raw)
		back[i].Raw = c.Bytes()
	}
	check("json", err, reflect.DeepEqual(v, back))
	fmt.Printf("%s\n", b[:1500])
	var generic interface{}
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	err = d.Decode(&generic)
	again, _ := json.Marshal(generic)
	fmt.Println(err, len(again), string(again[:200]))
	for _, bad := range []string{`{"id":"x"}`, `[1,2`, `{"id":1e400}`, `{"a" 1}`, `{"kind":"x"}`, `nul`, `{"array":[1,2,3,99999]}`, "\"\xff\""} {
		var it Item
		fmt.Println(json.Unmarshal([]byte(bad), &it))
	}
	_, err = json.Marshal(map[string]interface{}{"f": func() {}})
	fmt.Println(err)
	_, err = json.Marshal(math.Inf(1))
	fmt.Println(err)

	var g bytes.Buffer
	type T struct {
		A int
		B []string
		C map[string]*Inner
		D complex128
		E interface{}
	}
	gob.Register(Inner{})
	t := T{-5, []string{"x", ""}, map[string]*Inner{"k": {1, 2, nil}}, complex(1, -2), Inner{3, 4, nil}}
	var u T
	err = gob.NewEncoder(&g).Encode(t)
	if err == nil {
		err = gob.NewDecoder(&g).Decode(&u)
	}
	check("gob", err, reflect.DeepEqual(t, u))

	x, err := xml.MarshalIndent(Item{ID: 7, Name: "a<b", Price: 1.5, When: time.Unix(0, 0).UTC(), Embedded: Embedded{"d"}}, "", "  ")
	var xb Item
	if err == nil {
		err = xml.Unmarshal(x, &xb)
	}
	check("xml", err, xb.ID == 7 && xb.Name == "a<b" && xb.Deep == "d")
	fmt.Println(string(x))

	r := csv.NewReader(strings.NewReader("a,\"b \"\"q\"\"\",c\n1,,\"x\ny\"\n"))
	records, err := r.ReadAll()
	fmt.Printf("%q %v\n", records, err)
	h := struct {
		A uint16
		B int32
		C [2]float64
	}{1, -2, [2]float64{3, 4}}
	var bin bytes.Buffer
	binary.Write(&bin, binary.BigEndian, h)
	fmt.Println(hex.EncodeToString(bin.Bytes()), base64.StdEncoding.EncodeToString(bin.Bytes()))

	data := map[string]interface{}{"Title": "Wörter & <things>", "Items": v, "Map": map[string]int{"b": 2, "a": 1}}
	funcs := map[string]interface{}{"odd": func(n int64) bool { return n>>40&1 == 1 }}
	err = template.Must(template.New("page").Funcs(funcs).Parse(page)).Execute(os.Stdout, data)
	fmt.Println(err)
	err = htemplate.Must(htemplate.New("page").Funcs(funcs).Parse(`<a href="/{{.Title}}?q={{.Title}}" onclick="f({{.Map}})">{{.Title}}</a>{{range .Items}}{{if odd .ID}}<i>{{.Name}}</i>{{end}}{{end}}`)).Execute(os.Stdout, data)
	fmt.Println(err)
	_, err = template.New("bad").Parse("{{if}}")
	fmt.Println(err)
	err = template.Must(template.New("late").Parse("{{.Missing.Field}}")).Execute(&bin, v[0])
	fmt.Println(err)
	w := tabwriter.NewWriter(os.Stdout, 0, 8, 1, ' ', tabwriter.AlignRight|tabwriter.Debug)
	fmt.Fprintln(w, "a\tbbb\tc\naaaa\tb\tccccc")
	w.Flush()
}
