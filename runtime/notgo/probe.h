// USDT probes: a nop each, and a note in .note.stapsdt that tells bpftrace, perf and gdb where it
// is and where its arguments are. doc/PROBES.md lists them. (Written out here because systemtap's
// sys/sdt.h uses words that are macros of ours.) An argument must be a value that is there anyway,
// in a register, a field or a constant: then a probe that nobody uses costs its nop.
#pragma once

// PROBE(name, argument…): one to four integers or pointers.
#define PROBE(name, ...) PROBEN_(__VA_ARGS__, PROBE4_, PROBE3_, PROBE2_, PROBE1_)(name, __VA_ARGS__)
#define PROBEN_(a, b, c, d, macro, ...) macro
#define PROBE1_(name, a)          PROBE_(name, "%c0@%1", PROBEARG_(a))
#define PROBE2_(name, a, b)       PROBE_(name, "%c0@%1 %c2@%3", PROBEARG_(a), PROBEARG_(b))
#define PROBE3_(name, a, b, c) \
	PROBE_(name, "%c0@%1 %c2@%3 %c4@%5", PROBEARG_(a), PROBEARG_(b), PROBEARG_(c))
#define PROBE4_(name, a, b, c, d) \
	PROBE_(name, "%c0@%1 %c2@%3 %c4@%5 %c6@%7", PROBEARG_(a), PROBEARG_(b), PROBEARG_(c), \
	       PROBEARG_(d))

// An argument in the note: its size, negative if it is signed, and where the assembler says it is.
#define PROBEARG_(x) "n"(((__typeof__(x))-1 > (__typeof__(x))0 ? 1 : -1) * (int)sizeof(x)), "nor"(x)

#define PROBE_(name, args, ...)                                                        \
	__asm__ volatile("990:\tnop\n\t"                                               \
	                 ".pushsection .note.stapsdt, \"?\", \"note\"\n\t"             \
	                 ".balign 4\n\t"                                               \
	                 ".4byte 992f-991f, 994f-993f, 3\n"                            \
	                 "991:\t.asciz \"stapsdt\"\n"                                  \
	                 "992:\t.balign 4\n"                                           \
	                 "993:\t.8byte 990b, _.stapsdt.base, 0\n\t"                    \
	                 ".asciz \"gort\", \"" #name "\", \"" args "\"\n"              \
	                 "994:\t.balign 4\n\t"                                         \
	                 ".popsection\n\t"                                             \
	                 ".ifndef _.stapsdt.base\n\t"                                  \
	                 ".pushsection .stapsdt.base, \"aG\", \"progbits\", .stapsdt.base, comdat\n\t" \
	                 ".weak _.stapsdt.base\n\t"                                    \
	                 ".hidden _.stapsdt.base\n"                                    \
	                 "_.stapsdt.base: .space 1\n\t"                                \
	                 ".size _.stapsdt.base, 1\n\t"                                 \
	                 ".popsection\n\t"                                             \
	                 ".endif" ::__VA_ARGS__)
