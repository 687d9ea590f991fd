// Package price adds and writes prices.
package price

import "example.net/money"

// Add is written in assembly.
func Add(a, b int) int

// Text writes a price.
func Text(cents int) string { return unit + money.Format(cents) }

var unit = "€"
