//go:build gccgo && !gc && fancy

package main

const kind = "fancy"
