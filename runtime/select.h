// Types of select.go.
#pragma once

#include "chan.h"

// Kinds of a case; their values are known to compilers.
enum {
	caseNil,
	caseRecv,
	caseSend,
	caseDefault,
};

// go: select.go#scase
typedef struct scase {
	hchan  *c;
	void   *elem;
	uint16  kind;
	uintptr pc;
	int64   releasetime;
} scase;

// go: select.go#selectDir
typedef intgo selectDir;
enum {
	selectSend = 1,
	selectRecv,
	selectDefault,
};

// go: select.go#runtimeSelect
typedef struct runtimeSelect {
	selectDir dir;
	void     *typ;
	hchan    *ch;
	void     *val;
} runtimeSelect;
