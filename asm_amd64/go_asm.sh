#!/bin/sh
# The lines "->NAME VALUE" in the compiler's assembly output, as #defines. Usage: go_asm.sh CC ARGS…
set -e
out=$(mktemp)
trap 'rm -f "$out"' EXIT
"$@" -std=gnu11 -O2 -S -o "$out"
sed -n 's/^->\([A-Za-z0-9_]*\) \(.*\)$/#define \1 \2/p' "$out"
