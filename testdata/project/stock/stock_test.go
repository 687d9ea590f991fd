package stock_test

import (
	"fmt"
	"os"
	"testing"

	"example.com/shop/price"
	"example.com/shop/stock"
)

func TestFile(t *testing.T) {
	text, err := os.ReadFile("testdata/tools.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"nail", "hammer"} {
		name := name
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if s, err := stock.Parse(string(text)); err != nil || s[name] == 0 {
				t.Fatal(s, err)
			}
		})
	}
}

func TestEnvironment(t *testing.T) {
	switch os.Getenv("SHOP") {
	case "fail":
		t.Errorf("asked to fail")
	case "hang":
		select {}
	}
}

func ExampleParse() {
	s, err := stock.Parse("pen 120")
	fmt.Println(price.Text(s["pen"]), err)
	// Output: €1.20 <nil>
}

func FuzzParse(f *testing.F) {
	f.Add("a 1")
	f.Fuzz(func(t *testing.T, s string) { stock.Parse(s) })
}
