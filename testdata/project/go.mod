module example.com/shop

go 1.18

require (
	example.net/money v1.2.0
	golang.org/x/net v0.1.0
)
