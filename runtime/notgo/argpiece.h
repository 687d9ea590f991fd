// What cmd/args.c writes, and args.c reads, of the pieces of an argument's location.
#pragma once

#include <stdint.h>

enum {
	// What a piece is. Below pieceUnknown: a register, or what that was at the function's entry.
	pieceEntry = 16,
	pieceUnknown = 32,
	pieceValue,      // the operations give it
	pieceAddress,    // the operations give its address
	pieceConstant,   // it follows
	pieceKinds,
	pieceSized = 64, // its size follows
	pieceGap = 128,  // how far the location's code begins behind the one before follows
};

// The registers in which calls pass arguments: rdi, rsi, rdx, rcx, r8, r9.
static const uint8_t argRegs[] = {5, 4, 1, 2, 8, 9};
