// Products and quotients of complex numbers are Go's, also of zeros, infinities and NaNs, where C
// has others.
package main

import (
	"fmt"
	"math"
	"math/rand"
)

func text(z complex128) string {
	part := func(f float64) string {
		if f != f {
			return "NaN" // of which sign, differs from processor to processor
		}
		return fmt.Sprint(f)
	}
	return part(real(z)) + " " + part(imag(z))
}

//go:noinline
func quo(a, b complex128) complex128 { return a / b }

//go:noinline
func mul(a, b complex128) complex128 { return a * b }

//go:noinline
func quo64(a, b complex64) complex128 { return complex128(a / b) }

//go:noinline
func mul64(a, b complex64) complex128 { return complex128(a * b) }

func main() {
	values := []float64{0, math.Copysign(0, -1), 1, -2.5, math.Inf(1), math.Inf(-1), math.NaN(),
		math.MaxFloat64, 5e-324, 1e-310, 3e200, 3e38}
	var numbers []complex128
	for _, re := range values {
		for _, im := range values {
			numbers = append(numbers, complex(re, im))
		}
	}
	for _, a := range numbers {
		for _, b := range numbers {
			fmt.Println(a, b, text(quo(a, b)), "|", text(mul(a, b)), "|",
				text(quo64(complex64(a), complex64(b))), "|",
				text(mul64(complex64(a), complex64(b))))
		}
	}
	number := func() complex128 {
		return complex(math.Ldexp(rand.Float64(), rand.Intn(60)), rand.NormFloat64())
	}
	for i := 0; i < 1000; i++ {
		a, b := number(), number()
		fmt.Println(quo(a, b), mul(a, b), quo64(complex64(a), complex64(b)))
	}
}
