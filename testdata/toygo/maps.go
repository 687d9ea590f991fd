package main

type key struct {
	a int
	s string
}

func main() {
	m := map[string]int{"one": 1, "two": 2}
	m["three"] += 3
	delete(m, "one")
	v, ok := m["one"]
	println(len(m), v, ok, m["two"], m["none"])
	if v, ok := m["three"]; ok {
		println("three", v)
	}
	sq := make(map[int]int)
	for i := 0; i < 1000; i++ {
		sq[i] = i * i
	}
	sum := 0
	for k, v := range sq {
		if v != k*k {
			println("wrong")
		}
		sum += v
	}
	println(len(sq), sum)
	for k := range sq {
		delete(sq, k)
	}
	println(len(sq))
	ks := map[key]string{key{1, "a"}: "x", key{2, "b"}: "y"}
	ks[key{1, "a"}] += "z"
	println(ks[key{1, "a"}], ks[key{2, "b"}], ks[key{2, "a"}] == "")
	any := map[interface{}]int{1: 10, "1": 20, key{1, "k"}: 30, true: 40}
	println(any[1], any["1"], any[key{1, "k"}], any[true], any[false])
	lists := map[string][]int{}
	lists["a"] = append(lists["a"], 1, 2)
	println(len(lists["a"]), len(lists["b"]))
	set := map[bool]bool{true: true}
	println(set[true], set[false])
	var none map[string]int
	println(len(none), none["x"])
	for range none {
		println("never")
	}
	nested := map[string]map[string]int{"x": map[string]int{"y": 1}}
	nested["x"]["z"] = 2
	println(len(nested["x"]))
}
