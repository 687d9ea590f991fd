//go:build gc

package main

const kind = 1 + "this is for another compiler"
