package price

import "testing"

func TestAdd(t *testing.T) {
	if got := Add(20, 22); got != 42 {
		t.Fatalf("Add(20, 22) = %d", got)
	}
	if unit != "€" { // this test is inside the package
		t.Fatal(unit)
	}
}

func BenchmarkText(b *testing.B) {
	b.ReportAllocs()
	for i := 0; i < b.N; i++ {
		Text(i)
	}
}
