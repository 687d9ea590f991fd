package price

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"golang.org/x/net/http2/hpack"
)

func TestAdd(t *testing.T) {
	if got := Add(20, 22); got != 42 {
		t.Fatalf("Add(20, 22) = %d", got)
	}
	if unit != "€" { // this test is inside the package
		t.Fatal(unit)
	}
}

// Our hpack stands beside the one of the standard library, through which this request goes.
func TestOwnCopy(t *testing.T) {
	if got := hpack.NewDecoder("own").Write(); got != "own!" {
		t.Fatal(got)
	}
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusTeapot)
	}))
	s.EnableHTTP2 = true
	s.StartTLS()
	defer s.Close()
	r, err := s.Client().Get(s.URL)
	if err != nil || r.StatusCode != http.StatusTeapot || r.ProtoMajor != 2 {
		t.Fatal(r, err)
	}
	r.Body.Close()
}

func BenchmarkText(b *testing.B) {
	b.ReportAllocs()
	for i := 0; i < b.N; i++ {
		Text(i)
	}
}
