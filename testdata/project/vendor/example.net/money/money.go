// Package money writes amounts of cents.
package money

import "fmt"

// Format writes cents as units.
func Format(cents int) string { return fmt.Sprintf("%d.%02d", cents/100, cents%100) }
