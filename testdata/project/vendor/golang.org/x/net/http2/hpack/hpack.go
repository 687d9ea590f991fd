// Package hpack has the path of a package that the standard library has a copy of, and nothing else
// in common with it.
package hpack

// A Decoder is nothing like the real one.
type Decoder string

// Write is not what the real one's does.
func (d Decoder) Write() string { return string(d) + "!" }

// NewDecoder is not what the real one is.
func NewDecoder(s string) Decoder { return Decoder(s) }
