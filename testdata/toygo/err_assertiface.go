package main

type m interface{ missing() }
type t struct{}

func main() {
	var i interface{} = t{}
	i.(m).missing()
}
