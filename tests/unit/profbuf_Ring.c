// A profile's ring buffer gives each record, with its tag, once and in order, or counts it as lost;
// and no wake-up of its reader is lost.
#include "runtime.h"
#include <gort.h>

enum { WORDS = 256, TAGS = 16, BURSTS = 10000 };

static profBuf *b;
static uint64   written, taken, lost; // atomic
static byte     tags[64];
static gort_waitgroup wg;

static void fail(const char *what, uint64 n)
{
	println("FAIL: ", gostringnocopy((const byte *)what), " ", n);
	exit(1);
}

// A record of number i: i is its header, and its pcs follow from i.
static void put(uint64 i)
{
	uintptr stk[64];
	intgo n = (intgo)(i * 7 % 40);
	for (intgo k = 0; k < n; k++)
		stk[k] = i * 1000 + (uintptr)k;
	void *tag = &tags[i % 64];
	profBuf_write(b, &tag, (int64)i, &i, 1, stk, n);
	atomic_Store64(&written, i);
}

static void writer(void *arg)
{
	gort_LockOSThread();
	uint64 i = 0, seed = 1;
	for (int burst = 0; burst < BURSTS; burst++) {
		seed = seed * 6364136223846793005 + 1442695040888963407;
		uint64 n = burst % 8 == 0 ? (seed >> 33) % 60 : 1; // more than there is room for, or one
		for (uint64 k = (seed >> 43) % 64; k > 0; k--)
			__builtin_ia32_pause();
		while (n-- > 0)
			put(++i);
		// All that was written is taken or counted as lost, without another write to say so.
		int64 t0 = nanotime();
		for (int spin = 0; atomic_Load64(&taken) + atomic_Load64(&lost) != i; spin++) {
			if (spin < 2000)
				continue; // the next record is to come just when the reader goes to sleep
			if (nanotime() - t0 > (int64)20 * 1000 * 1000 * 1000)
				fail("the reader sleeps; not taken:", i - taken - lost);
			gort_Gosched();
		}
	}
	profBuf_close(b);
	gort_wgdone(&wg);
}

static void reader(void *arg)
{
	uint64 last = 0;
	for (;;) {
		slice t;
		bool eof;
		slice d = profBuf_read(b, profBufBlocking, &t, &eof);
		if (eof)
			break;
		if (d.len == 0)
			fail("a blocking read returned nothing", 0);
		uint64 *p = d.array, *end = p + d.len;
		void **tag = t.array;
		while (p < end) {
			intgo n = (intgo)p[0] - 3;
			if (tag == (void **)t.array + t.len)
				fail("no tag for the record after", last);
			if (p[2] == 0) {
				if (n != 1 || *tag != nil || p[3] == 0)
					fail("a malformed overflow record after", last);
				if (p[1] != last + 1)
					fail("lost records have not the time of the first of them but", p[1]);
				last += p[3];
				atomic_Xadd64(&lost, (int64)p[3]);
			} else {
				uint64 i = p[2];
				if (i != last + 1 || p[1] != i)
					fail("a record out of order:", i);
				if (n != (intgo)(i * 7 % 40) || *tag != &tags[i % 64])
					fail("wrong length or tag of", i);
				for (intgo k = 0; k < n; k++)
					if (p[3 + k] != i * 1000 + (uint64)k)
						fail("wrong pc in", i);
				last = i;
				atomic_Xadd64(&taken, 1);
			}
			p += n + 3;
			tag++;
		}
		if (tag != (void **)t.array + t.len)
			fail("a tag without a record after", last);
		if (last % 16 == 0)
			usleep(50); // slow, so that the ring runs full
	}
	if (last != atomic_Load64(&written))
		fail("the reader came to its end at", last);
	gort_wgdone(&wg);
}

int main(void)
{
	b = newProfBuf(1, WORDS, TAGS);
	slice t;
	bool eof;
	slice d = profBuf_read(b, profBufNonBlocking, &t, &eof);
	if (eof || d.len != 0 || t.len != 0)
		fail("an empty ring has words:", (uint64)d.len);
	if (profBuf_read(nil, profBufBlocking, &t, &eof).len != 0 || !eof)
		fail("no ring is not at its end", 0);

	gort_wgadd(&wg, 2);
	gort_go(reader, nil);
	gort_go(writer, nil);
	gort_wgwait(&wg);
	if (lost == 0 || taken == 0)
		fail("the ring never ran full; lost:", lost);
	return 0;
}
