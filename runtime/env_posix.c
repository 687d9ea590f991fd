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
