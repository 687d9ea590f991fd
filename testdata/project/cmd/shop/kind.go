//go:build gccgo && !gc && go1.18 && !fancy

package main

const kind = "plain"
