package main

type stringer interface{ String() string }
type a struct{ n int }
type b struct{}
type t int

func (x a) String() string { return "a!" }
func kind(v interface{}) string {
	switch x := v.(type) {
	case nil:
		return "nil"
	case int:
		if x > 5 {
			return "big"
		}
		return "int"
	case string, bool:
		_ = x
		return "string or bool"
	case stringer:
		return x.String()
	case *b:
		if x == nil {
			return "nil *b"
		}
		return "*b"
	case []int:
		return "slice"
	case func(int) string:
		return x(1)
	case error:
		return x.Error()
	case map[string]int:
		return "map"
	default:
		return "other"
	}
}

type e string

func (x e) Error() string { return "error " + string(x) }
func main() {
	var p *b
	for _, v := range []interface{}{nil, 1, 10, "s", true, a{1}, &a{2}, p, &b{}, b{}, []int{},
		func(n int) string { return "func" }, e("x"), map[string]int{}, t(1), t(6)} {
		println(kind(v))
	}
	var s stringer = a{}
	switch s.(type) {
	case a:
		println("a")
	default:
		println("?")
	}
}
