#!/bin/sh
# The lines "->NAME VALUE" in the compiler's assembly output, as #defines. Usage: go_asm.sh CC ARGS…
set -e
assembly=$("$@" -std=gnu11 -O2 -S -o -)
printf '%s\n' "$assembly" | sed -n 's/^->\([A-Za-z0-9_]*\) \(.*\)$/#define \1 \2/p'
