package main

import (
	"encoding/json"
	"fmt"
	"go/parser"
	"math/big"
	"net/http"
	"os"
	"regexp"
	"text/template"
)

func main() {
	_, err := parser.ParseExpr("a + b")
	out, _ := json.Marshal(map[string]int{"a": 1})
	var x big.Int
	x.Exp(big.NewInt(3), big.NewInt(100), nil)
	t := template.Must(template.New("t").Parse("{{.}}\n"))
	t.Execute(os.Stdout, regexp.MustCompile("a(b*)c").FindString("xabbbcx"))
	fmt.Println(err, string(out), &x, http.StatusText(404))
}
