// The part of Go's package internal/cpu that the runtime uses: the features of the CPU, and
// GODEBUG=cpu.NAME=on|off, which turns one off or says why it cannot.
#include "runtime.h"

#include <cpuid.h>

// In the order of their names, which is that of the messages.
enum {
	adx, aes, avx, avx2, bmi1, bmi2, erms, fma,
	pclmulqdq, popcnt, sse2, sse3, sse41, sse42, ssse3, noptions
};

static struct {
	String name;
	bool   has, required;
	bool   specified, enable; // by GODEBUG
} options[noptions] = {
#define OPTION(x) [x].name = {(const byte *)#x, sizeof #x - 1}
	OPTION(adx),  OPTION(aes),  OPTION(avx),   OPTION(avx2),      OPTION(bmi1),
	OPTION(bmi2), OPTION(erms), OPTION(fma),   OPTION(pclmulqdq), OPTION(popcnt),
	OPTION(sse2), OPTION(sse3), OPTION(sse41), OPTION(sse42),     OPTION(ssse3),
#undef OPTION
};

// go: none — of internal/cpu: reads the features from cpuid
static void cpudoinit(void)
{
	uint32 ecx = processorFeatures[0], edx = processorFeatures[1];
	options[sse2].required = true; // the architecture has it
	options[sse2].has = edx & bit_SSE2;
	options[sse3].has = ecx & bit_SSE3;
	options[pclmulqdq].has = ecx & bit_PCLMUL;
	options[ssse3].has = ecx & bit_SSSE3;
	options[sse41].has = ecx & bit_SSE4_1;
	options[sse42].has = ecx & bit_SSE4_2;
	options[popcnt].has = ecx & bit_POPCNT;
	options[aes].has = ecx & bit_AES;
	options[fma].has = ecx & bit_FMA && ecx & bit_OSXSAVE;
	bool ymm = false; // the system saves the wide registers
	if (ecx & bit_OSXSAVE) {
		uint32 xcr0, high;
		__asm__ volatile("xgetbv" : "=a"(xcr0), "=d"(high) : "c"(0));
		ymm = (xcr0 & 6) == 6;
	}
	options[avx].has = ecx & bit_AVX && ymm;
	if (processorMaxLeaf < 7)
		return;
	uint32 eax, ebx;
	__cpuid_count(7, 0, eax, ebx, ecx, edx);
	options[bmi1].has = ebx & bit_BMI;
	options[avx2].has = ebx & bit_AVX2 && ymm;
	options[bmi2].has = ebx & bit_BMI2;
	options[erms].has = ebx & (1 << 9);
	options[adx].has = ebx & bit_ADX;
}

// go: none — compares two strings
static bool same(String a, String b)
{
	return a.len == b.len && memequal(a.str, b.str, (uintptr)a.len);
}

// go: none — moves the part of *s before its first c to *before; false if there is no c
static bool cut(String *s, byte c, String *before)
{
	for (intgo i = 0; i < s->len; i++)
		if (s->str[i] == c) {
			*before = (String){s->str, i};
			*s = (String){s->str + i + 1, s->len - i - 1};
			return true;
		}
	*before = *s;
	*s = (String){0};
	return false;
}

// go: none — of internal/cpu: carries out the cpu.* fields of GODEBUG
static void processOptions(String env)
{
	while (env.len != 0) {
		String field, key;
		cut(&env, ',', &field);
		if (!hasPrefix(field, STR("cpu.")))
			continue;
		String value = {field.str + 4, field.len - 4};
		if (!cut(&value, '=', &key)) {
			print("GODEBUG: no value specified for \"", field, "\"\n");
			continue;
		}
		bool enable = same(value, STR("on"));
		if (!enable && !same(value, STR("off"))) {
			print("GODEBUG: value \"", value, "\" not supported for cpu option \"", key, "\"\n");
			continue;
		}
		bool all = same(key, STR("all")), known = all;
		for (int i = 0; i < noptions; i++) {
			if (!all && !same(key, options[i].name))
				continue;
			known = true;
			options[i].specified = true;
			options[i].enable = enable || (all && options[i].required);
		}
		if (!known)
			print("GODEBUG: unknown cpu feature \"", key, "\"\n");
	}
	for (int i = 0; i < noptions; i++) {
		if (!options[i].specified)
			continue;
		if (options[i].enable && !options[i].has)
			print("GODEBUG: can not enable \"", options[i].name, "\", missing CPU support\n");
		else if (!options[i].enable && options[i].required)
			print("GODEBUG: can not disable \"", options[i].name, "\", required CPU feature\n");
		else
			options[i].has = options[i].enable;
	}
}

// go: none — internal/cpu.Initialize; then stores what the runtime's cpuinit does
void cpuInitialize(String env)
{
	cpudoinit();
	processOptions(env);
	x86HasPOPCNT = options[popcnt].has;
	x86HasSSE41 = options[sse41].has;
	x86HasFMA = options[fma].has;
}
