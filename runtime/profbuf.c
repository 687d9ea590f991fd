// A ring buffer that takes profile records from a signal handler to a goroutine.
//
// There is one writer at a time (prof.signalLock, proc.c) and one reader. Neither waits for the
// other: the writer counts what does not fit, the reader sleeps on a note if there is nothing.
//
// A record is a run of words, [length] [time] [header, hdrsize words] [pcs …], where length counts
// all of these words, and one tag in a ring of its own: a pointer, which a collector looks for
// there. A record does not wrap around. If it does not fit before the end of the ring, a 0 stands
// at its place, and the record at the beginning of the ring.
//
// r and w count words and tags that were ever read and written; both are free-running. Beside its
// counts w has two flags. The argument, with all four operations in one total order (seq_cst):
//
//   - Data words and tags are plain. The writer's CAS on w, after them, publishes them; the reader
//     reads them after its load of w. The reader's store to r gives their space back; the writer
//     fills it after its load of r.
//   - No wake-up is lost. The reader, before it sleeps, sets profReaderSleeping by a CAS on the
//     same value of w in which it saw nothing to read. A writer that commits afterwards sees the
//     flag in the old value of its own CAS, and wakes the reader. If it commits before, the
//     reader's CAS fails, and the reader looks again.
//   - What is not in the ring (overflow, eof) is stored first; then wakeupExtra sets profWriteExtra
//     by a CAS on w. The same argument holds: the reader sleeps only after its CAS on a w without
//     that flag, and it looks at overflow and eof after it has loaded that w.
#include "runtime.h"

// go: profbuf.go#profBuf
struct profBuf {
	// profAtomic. r: what was read. w: what was written, with the flags, which both sides set.
	uint64 r, w;
	// Low half: records lost. High half: how often that has changed from zero or to zero, so that a
	// CAS does not take a new count for an old one.
	uint64 overflow;
	uint64 overflowTime; // of the first lost record; written only while there is none
	uint32 eof;

	// Fixed.
	uintptr hdrsize;
	SLICE(uint64) data; // both lengths are powers of two
	SLICE(void *) tags;

	// The reader's.
	uint64 rNext; // profIndex: where r goes at the next read
	SLICE(uint64) overflowBuf;
	note wait;
};

// go: profbuf.go#profAtomic
// An index that both sides use.
typedef uint64 profAtomic;

// go: profbuf.go#profIndex
// Bits 0 to 31: words; 32 and 33: the flags; 34 to 63: tags.
typedef uint64 profIndex;

#define profReaderSleeping ((profIndex)1 << 32) // the reader is in wait, or on its way there
#define profWriteExtra     ((profIndex)1 << 33) // overflow or eof has changed

// mo: seq_cst, all three; see the head of this file.

// go: profbuf.go#profAtomic.load
static profIndex profAtomic_load(profAtomic *x) { return atomic_Load64(x); }

// go: profbuf.go#profAtomic.store
static void profAtomic_store(profAtomic *x, profIndex new) { atomic_Store64(x, new); }

// go: profbuf.go#profAtomic.cas
static bool profAtomic_cas(profAtomic *x, profIndex old, profIndex new)
{
	return atomic_Cas64(x, old, new);
}

// go: profbuf.go#profIndex.dataCount
static uint32 profIndex_dataCount(profIndex x) { return (uint32)x; }

// go: profbuf.go#profIndex.tagCount
static uint32 profIndex_tagCount(profIndex x) { return (uint32)(x >> 34); }

// go: profbuf.go#countSub
// x - y, of counts of 30 bits at least.
static intgo countSub(uint32 x, uint32 y) { return (int32)((x - y) << 2) >> 2; }

// go: profbuf.go#profIndex.addCountsAndClearFlags
static profIndex profIndex_addCountsAndClearFlags(profIndex x, intgo data, intgo tag)
{
	return ((x >> 34) + (uint64)tag) << 34 | (uint32)((uint32)x + (uint32)data);
}

// go: profbuf.go#profBuf.hasOverflow
static bool profBuf_hasOverflow(profBuf *b)
{
	return (uint32)atomic_Load64(&b->overflow) != 0; // mo: seq_cst; takeOverflow looks again
}

// go: profbuf.go#profBuf.takeOverflow
// The number of records lost since the last call, and the time of the first of them. Writer and
// reader may both call it: one of them gets the count.
static uint32 profBuf_takeOverflow(profBuf *b, uint64 *time)
{
	for (;;) {
		// mo: seq_cst loads and CAS. The time belongs to the count if the CAS succeeds: the writer
		//     changes it only while the count is 0, and a count that goes through 0 changes the
		//     high half.
		uint64 overflow = atomic_Load64(&b->overflow);
		*time = atomic_Load64(&b->overflowTime);
		uint32 count = (uint32)overflow;
		if (count == 0) {
			*time = 0;
			return 0;
		}
		if (atomic_Cas64(&b->overflow, overflow, ((overflow >> 32) + 1) << 32))
			return count;
	}
}

// go: profbuf.go#profBuf.incrementOverflow
// A record of now is lost. Only the writer calls it.
static void profBuf_incrementOverflow(profBuf *b, int64 now)
{
	for (;;) {
		// mo: seq_cst; the time before the count, as takeOverflow reads them the other way around.
		uint64 overflow = atomic_Load64(&b->overflow);
		if ((uint32)overflow == 0) {
			// The reader does not change a count of 0, so a store is enough.
			atomic_Store64(&b->overflowTime, (uint64)now);
			atomic_Store64(&b->overflow, (((overflow >> 32) + 1) << 32) + 1);
			return;
		}
		if ((uint32)overflow == ~(uint32)0)
			return; // and no more can be counted
		if (atomic_Cas64(&b->overflow, overflow, overflow + 1))
			return;
	}
}

// go: none — the next power of two from n on
static uintptr powerOfTwo(uintptr n)
{
	uintptr p = 1;
	while (p < n)
		p <<= 1;
	return p;
}

// go: profbuf.go#newProfBuf
// A buffer for records with a header of hdrsize words, with room for at least that many words and
// tags.
profBuf *newProfBuf(intgo hdrsize, intgo bufwords, intgo tags)
{
	if (bufwords < 2 + hdrsize + 1)
		bufwords = 2 + hdrsize + 1;
	// The counts have 30 bits, and a difference must not look negative.
	if (bufwords >= 1 << 28 || tags >= 1 << 28)
		throw("newProfBuf: buffer too large");
	uintptr words = powerOfTwo((uintptr)bufwords), ntags = powerOfTwo((uintptr)tags);
	uintptr extra = (uintptr)(2 + hdrsize + 1);

	profBuf *b = mallocgc(sizeof *b, &anypointers, true);
	b->hdrsize = (uintptr)hdrsize;
	b->data.array = mallocgc(words * sizeof *b->data.array, &nopointers, true);
	b->data.len = b->data.cap = (intgo)words;
	b->tags.array = mallocgc(ntags * sizeof *b->tags.array, &anypointers, true);
	b->tags.len = b->tags.cap = (intgo)ntags;
	b->overflowBuf.array = mallocgc(extra * sizeof *b->overflowBuf.array, &nopointers, true);
	b->overflowBuf.len = b->overflowBuf.cap = (intgo)extra;
	return b;
}

// go: none — the words that a record at *i takes, with the words that it leaves out at the end of
//     the ring; *i goes to the end of it
static intgo recordspace(profBuf *b, intgo nstk, intgo *i)
{
	intgo want = 2 + (intgo)b->hdrsize + nstk, skip = 0;
	if (*i + want > b->data.len) {
		skip = b->data.len - *i;
		*i = 0;
	}
	*i += want;
	return skip + want;
}

// go: none — is there room for a record of n1 pcs, and, if two, for one of n2 behind it?
static bool canwrite(profBuf *b, intgo n1, bool two, intgo n2)
{
	profIndex br = profAtomic_load(&b->r), bw = profAtomic_load(&b->w);
	intgo tags = countSub(profIndex_tagCount(br), profIndex_tagCount(bw)) + b->tags.len;
	if (tags < (two ? 2 : 1))
		return false;
	intgo words = countSub(profIndex_dataCount(br), profIndex_dataCount(bw)) + b->data.len;
	intgo i = profIndex_dataCount(bw) & (uint32)(b->data.len - 1);
	intgo want = recordspace(b, n1, &i);
	if (two)
		want += recordspace(b, n2, &i);
	return want <= words;
}

// go: profbuf.go#profBuf.canWriteRecord
static bool profBuf_canWriteRecord(profBuf *b, intgo nstk) { return canwrite(b, nstk, false, 0); }

// go: profbuf.go#profBuf.canWriteTwoRecords
static bool profBuf_canWriteTwoRecords(profBuf *b, intgo nstk1, intgo nstk2)
{
	return canwrite(b, nstk1, true, nstk2);
}

// go: profbuf.go#profBuf.write
// Adds a record with the tag *tagPtr, or counts it as lost. A header shorter than hdrsize is
// filled up with zeros. Async-signal-safe.
// Holds: prof.signalLock, or is otherwise the only writer.
void profBuf_write(profBuf *b, void **tagPtr, int64 now, const uint64 *hdr, intgo nhdr,
                   const uintptr *stk, intgo nstk)
{
	if (b == nil)
		return;
	if (nhdr > (intgo)b->hdrsize)
		throw("misuse of profBuf.write");
	bool overflowing = profBuf_hasOverflow(b);
	if (overflowing && profBuf_canWriteTwoRecords(b, 1, nstk)) {
		// The lost records first: a record without a header, whose pc is their number. The reader
		// may be taking the number too; then there is nothing to tell.
		uint64 time;
		uintptr count = profBuf_takeOverflow(b, &time);
		if (count > 0)
			profBuf_write(b, nil, (int64)time, nil, 0, &count, 1);
	} else if (overflowing || !profBuf_canWriteRecord(b, nstk)) {
		// While records are missing no other record may come before their number.
		profBuf_incrementOverflow(b, now);
		profBuf_wakeupExtra(b);
		return;
	}

	profIndex bw = profAtomic_load(&b->w);
	// The slot is nil: the reader clears it when it gives it back.
	uintptr wt = profIndex_tagCount(bw) & (uintptr)(b->tags.len - 1);
	if (tagPtr != nil)
		b->tags.array[wt] = *tagPtr;

	intgo wd = profIndex_dataCount(bw) & (uint32)(b->data.len - 1);
	intgo want = 2 + (intgo)b->hdrsize + nstk, skip = 0;
	if (wd + want > b->data.len) {
		b->data.array[wd] = 0;
		skip = b->data.len - wd;
		wd = 0;
	}
	uint64 *data = b->data.array + wd;
	*data++ = (uint64)want;
	*data++ = (uint64)now;
	for (intgo i = 0; i < (intgo)b->hdrsize; i++)
		*data++ = i < nhdr ? hdr[i] : 0;
	for (intgo i = 0; i < nstk; i++)
		*data++ = stk[i];

	for (;;) {
		// The reader may set its flag meanwhile.
		profIndex old = profAtomic_load(&b->w);
		profIndex new = profIndex_addCountsAndClearFlags(old, skip + want, 1);
		if (!profAtomic_cas(&b->w, old, new))
			continue;
		if ((old & profReaderSleeping) != 0)
			notewakeup(&b->wait);
		return;
	}
}

// go: profbuf.go#profBuf.close
// No record follows. Called by the writer.
void profBuf_close(profBuf *b)
{
	if (atomic_Load(&b->eof) > 0) // mo: seq_cst; only the writer stores it
		throw("runtime: profBuf already closed");
	atomic_Store(&b->eof, 1); // mo: seq_cst, before the flag
	profBuf_wakeupExtra(b);
}

// go: profbuf.go#profBuf.wakeupExtra
// Tells the reader that overflow or eof has changed.
void profBuf_wakeupExtra(profBuf *b)
{
	for (;;) {
		profIndex old = profAtomic_load(&b->w);
		if (!profAtomic_cas(&b->w, old, (old & ~profReaderSleeping) | profWriteExtra))
			continue;
		if ((old & profReaderSleeping) != 0)
			notewakeup(&b->wait);
		return;
	}
}

static void *overflowTag[1] GOSYM(overflowTag); // always nil

// go: none — gives back what the last read has returned
static void giveback(profBuf *b)
{
	profIndex br = profAtomic_load(&b->r), next = b->rNext;
	if (br == next)
		return;
	uint32 n = (uint32)countSub(profIndex_tagCount(next), profIndex_tagCount(br));
	for (uint32 i = 0; i < n; i++) {
		void **tag = &b->tags.array[(profIndex_tagCount(br) + i) & (uint32)(b->tags.len - 1)];
		wbshade(*tag);
		*tag = nil;
	}
	profAtomic_store(&b->r, next);
}

// go: profbuf.go#profBuf.read
// Whole records and their tags, of which there is one for each; they are valid until the next read.
// Waits for them if mode is profBufBlocking. Neither records nor *eof: none are there yet.
// Only one goroutine at a time may call it.
slice profBuf_read(profBuf *b, profBufReadMode mode, slice *tags, bool *eof)
{
	*tags = (slice){nil, 0, 0};
	*eof = true;
	if (b == nil)
		return (slice){nil, 0, 0};
	giveback(b);

	profIndex br = b->rNext, bw;
	intgo ndata, ntags;
	for (;;) {
		bw = profAtomic_load(&b->w);
		ndata = countSub(profIndex_dataCount(bw), profIndex_dataCount(br));
		ntags = countSub(profIndex_tagCount(bw), profIndex_tagCount(br));
		if (ndata != 0)
			break;
		if (profBuf_hasOverflow(b)) {
			uint64 time;
			uint32 count = profBuf_takeOverflow(b, &time);
			if (count == 0)
				continue; // the writer was faster, and has written a record
			uint64 *dst = b->overflowBuf.array;
			dst[0] = (uint64)b->overflowBuf.len;
			dst[1] = time;
			for (uintptr i = 0; i < b->hdrsize; i++)
				dst[2 + i] = 0;
			dst[2 + b->hdrsize] = count;
			*tags = (slice){overflowTag, 1, 1};
			*eof = false;
			return (slice){dst, b->overflowBuf.len, b->overflowBuf.cap};
		}
		if (atomic_Load(&b->eof) > 0) // mo: seq_cst, after w; see the head of this file
			return (slice){nil, 0, 0};
		if ((bw & profWriteExtra) != 0) {
			// Told after the looks above, or already answered by them: look again without it.
			profAtomic_cas(&b->w, bw, bw & ~profWriteExtra);
			continue;
		}
		if (mode == profBufNonBlocking) {
			*eof = false;
			return (slice){nil, 0, 0};
		}
		if (!profAtomic_cas(&b->w, bw, bw | profReaderSleeping))
			continue;
		notetsleepg(&b->wait, -1);
		noteclear(&b->wait);
	}

	uint64 *data = b->data.array + (profIndex_dataCount(br) & (uint32)(b->data.len - 1));
	intgo skip = 0, room = b->data.array + b->data.len - data;
	if (data[0] == 0) {
		// The rest of the ring is left out.
		skip = room;
		data = b->data.array;
		room = b->data.len;
		ndata -= skip;
	}
	if (ndata > room)
		ndata = room; // the others by the next read

	uint32 firsttag = profIndex_tagCount(br) & (uint32)(b->tags.len - 1);
	if (ntags > b->tags.len - firsttag)
		ntags = b->tags.len - firsttag;
	if (ntags == 0)
		throw("runtime: malformed profBuf buffer - tag and data out of sync");

	intgo di = 0, ti = 0;
	while (di < ndata && data[di] != 0 && ti < ntags) {
		if (data[di] > (uint64)(ndata - di))
			throw("runtime: malformed profBuf buffer - invalid size");
		di += (intgo)data[di];
		ti++;
	}
	b->rNext = profIndex_addCountsAndClearFlags(br, skip + di, ti);
	*tags = (slice){b->tags.array + firsttag, ti, ti};
	*eof = false;
	return (slice){data, di, di};
}
