// Package stock reads price lists.
package stock

import (
	"bufio"
	"fmt"
	"strings"
)

// Parse reads lines of a name and a number of cents.
func Parse(text string) (map[string]int, error) {
	prices := map[string]int{}
	for s := bufio.NewScanner(strings.NewReader(text)); s.Scan(); {
		var name string
		var cents int
		if _, err := fmt.Sscan(s.Text(), &name, &cents); err != nil {
			return nil, fmt.Errorf("%q: %w", s.Text(), err)
		}
		prices[name] = cents
	}
	return prices, nil
}
