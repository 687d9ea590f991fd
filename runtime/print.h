// print and println as statements: print("g ", gp->goid, " at ", hex(pc), "\n"). Each piece is
// printed by its C type; println puts blanks between the pieces and a newline at the end. One
// statement holds the print lock throughout, so lines of different threads do not mix. The
// arguments are evaluated under the lock: they must not switch goroutines.
#pragma once

#include "go_types.h"

// go: print.go#hex
// An integer that is printed in hexadecimal.
typedef struct hex {
	uint64 v;
} hex;
#define hex(x) ((hex){(uint64)(x)})

hidden void printlock(void) GOSYM(printlock);
hidden void printunlock(void) GOSYM(printunlock);
hidden void printsp(void) GOSYM(printsp);
hidden void printnl(void) GOSYM(printnl);
hidden void printbool(bool v) GOSYM(printbool);
hidden void printfloat(float64 v) GOSYM(printfloat);
hidden void printcomplex(double _Complex c) GOSYM(printcomplex);
hidden void printuint(uint64 v) GOSYM(printuint);
hidden void printint(int64 v) GOSYM(printint);
hidden void printhex(uint64 v) GOSYM(printhex);
hidden void printpointer(const void *p) GOSYM(printpointer);
hidden void printstring(String s) GOSYM(printstring);
hidden void printcstring(const char *s) GOSYM(printcstring);
hidden void printhexvalue(hex v) GOSYM(printhexvalue);

#define print1_(x)                   \
	_Generic((x),                    \
		const char *: printcstring,  \
		char *: printcstring,        \
		String: printstring,         \
		bool: printbool,             \
		char: printint,              \
		int8: printint,              \
		int16: printint,             \
		int32: printint,             \
		int64: printint,             \
		long long: printint,         \
		uint8: printuint,            \
		uint16: printuint,           \
		uint32: printuint,           \
		uint64: printuint,           \
		unsigned long long: printuint, \
		float: printfloat,           \
		double: printfloat,          \
		double _Complex: printcomplex, \
		hex: printhexvalue,          \
		default: printpointer)(x);

#define print_n_(_1, _2, _3, _4, _5, _6, _7, _8, _9, _10, _11, _12, _13, _14, _15, _16, _17, _18,  \
                 _19, _20, _21, _22, _23, _24, n, ...)                                             \
	n
#define print_count_(...)                                                                          \
	print_n_(__VA_ARGS__, 24, 23, 22, 21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6,  \
	         5, 4, 3, 2, 1)
#define print_cat_(a, b)  print_cat1_(a, b)
#define print_cat1_(a, b) a##b

// print_each_N(sep, …): the pieces with sep between them.
#define print_each_1(s, x)       print1_(x)
#define print_each_2(s, x, ...)  print1_(x) s print_each_1(s, __VA_ARGS__)
#define print_each_3(s, x, ...)  print1_(x) s print_each_2(s, __VA_ARGS__)
#define print_each_4(s, x, ...)  print1_(x) s print_each_3(s, __VA_ARGS__)
#define print_each_5(s, x, ...)  print1_(x) s print_each_4(s, __VA_ARGS__)
#define print_each_6(s, x, ...)  print1_(x) s print_each_5(s, __VA_ARGS__)
#define print_each_7(s, x, ...)  print1_(x) s print_each_6(s, __VA_ARGS__)
#define print_each_8(s, x, ...)  print1_(x) s print_each_7(s, __VA_ARGS__)
#define print_each_9(s, x, ...)  print1_(x) s print_each_8(s, __VA_ARGS__)
#define print_each_10(s, x, ...) print1_(x) s print_each_9(s, __VA_ARGS__)
#define print_each_11(s, x, ...) print1_(x) s print_each_10(s, __VA_ARGS__)
#define print_each_12(s, x, ...) print1_(x) s print_each_11(s, __VA_ARGS__)
#define print_each_13(s, x, ...) print1_(x) s print_each_12(s, __VA_ARGS__)
#define print_each_14(s, x, ...) print1_(x) s print_each_13(s, __VA_ARGS__)
#define print_each_15(s, x, ...) print1_(x) s print_each_14(s, __VA_ARGS__)
#define print_each_16(s, x, ...) print1_(x) s print_each_15(s, __VA_ARGS__)
#define print_each_17(s, x, ...) print1_(x) s print_each_16(s, __VA_ARGS__)
#define print_each_18(s, x, ...) print1_(x) s print_each_17(s, __VA_ARGS__)
#define print_each_19(s, x, ...) print1_(x) s print_each_18(s, __VA_ARGS__)
#define print_each_20(s, x, ...) print1_(x) s print_each_19(s, __VA_ARGS__)
#define print_each_21(s, x, ...) print1_(x) s print_each_20(s, __VA_ARGS__)
#define print_each_22(s, x, ...) print1_(x) s print_each_21(s, __VA_ARGS__)
#define print_each_23(s, x, ...) print1_(x) s print_each_22(s, __VA_ARGS__)
#define print_each_24(s, x, ...) print1_(x) s print_each_23(s, __VA_ARGS__)

#define print_all_(sep, ...) print_cat_(print_each_, print_count_(__VA_ARGS__))(sep, __VA_ARGS__)

#define print(...)                  \
	({                              \
		printlock();                \
		print_all_(, __VA_ARGS__)   \
		printunlock();              \
	})
#define println(...)                        \
	({                                      \
		printlock();                        \
		print_all_(printsp();, __VA_ARGS__) \
		printnl();                          \
		printunlock();                      \
	})
