// The environment as it was at the start: what os.Setenv changes is in package syscall's own copy.
#include "runtime.h"

// go: env_posix.go#gogetenv
// The value of the first entry for key, or "".
String gogetenv(String key)
{
	slice env = environ();
	if (env.array == nil)
		throw("getenv before env init");
	for (intgo i = 0; i < env.len; i++) {
		String s = ((String *)env.array)[i];
		if (s.len > key.len && s.str[key.len] == '=' && envKeyEqual((String){s.str, key.len}, key))
			return (String){s.str + key.len + 1, s.len - key.len - 1};
	}
	return (String){0};
}

// go: env_posix.go#envKeyEqual [adapted] no system whose names are case-insensitive
bool envKeyEqual(String a, String b)
{
	return a.len == b.len && memequal(a.str, b.str, (uintptr)a.len);
}

#ifdef GORT_HOSTED
static byte *cstring(String s) GOSYM(cstring);

// go: env_posix.go#syscall_setenv_c
// os.Setenv calls it: C code has the variable, too.
void syscall_setenv_c(String k, String v)
{
	byte *arg[2] = {cstring(k), cstring(v)};
	asmcgocall(_cgo_setenv, arg);
}

// go: env_posix.go#syscall_unsetenv_c
void syscall_unsetenv_c(String k)
{
	byte *arg[1] = {cstring(k)};
	asmcgocall(_cgo_unsetenv, arg);
}

// go: env_posix.go#cstring
static byte *cstring(String s)
{
	byte *p = mallocgc((uintptr)s.len + 1, &nopointers, true);
	memmove(p, s.str, (uintptr)s.len);
	return p;
}
#endif
