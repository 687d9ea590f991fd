// split-stack: yes
// CPU profiles of programs without package runtime/pprof: gort.h's gort_cpuprofile_start, and
// GORT_CPUPROFILE (gort_files.c).
//
// The file is a Profile message of pprof's profile.proto, which need not be compressed. A field of
// a message is its number and kind, and its value: a varint, or a length and bytes.
#include "runtime.h"
#include "gort.h"

enum {
	eINVAL = 22,
	eBUSY = 16,
	nbuckets = 1024,
};

// Fields of profile.proto, by message.
enum {
	profileSampleType = 1,
	profileSample = 2,
	profileMapping = 3,
	profileLocation = 4,
	profileFunction = 5,
	profileString = 6,
	profileTimeNanos = 9,
	profileDurationNanos = 10,
	profilePeriodType = 11,
	profilePeriod = 12,
	valueTypeType = 1,
	valueTypeUnit = 2,
	sampleLocation = 1,
	sampleValue = 2,
	mappingID = 1,
	mappingStart = 2,
	mappingLimit = 3,
	mappingFilename = 5,
	mappingHasFunctions = 7,
	mappingHasFilenames = 8,
	mappingHasLineNumbers = 9,
	mappingHasInlineFrames = 10,
	locationID = 1,
	locationMapping = 2,
	locationAddress = 3,
	locationLine = 4,
	lineFunction = 1,
	lineLine = 2,
	functionID = 1,
	functionName = 2,
	functionSystemName = 3,
	functionFilename = 4,
};

// Something that the profile has once: a string, a function, a pc, a stack.
typedef struct entry entry;
struct entry {
	entry *chain; // in its bucket
	entry *next;  // of the table
	uint64 id;    // from 1 on
	uint64 count; // of a stack's samples
	intgo  len;
	byte   key[];
};

typedef struct table {
	entry *buckets[nbuckets];
	entry *first, *last;
} table;

typedef struct buffer {
	byte *array;
	intgo len, cap;
} buffer;

// A profile that is being made, on the heap.
typedef struct profile {
	int    fd, errno; // errno: of the writing
	intgo  hz;
	int64  walltime, nanotime; // when it began
	uint32 done;               // a semaphore
	table  strings, functions, locations, stacks;
	buffer out, message, line, ids;
} profile;

// The profile that gort_cpuprofile_start began.
static profile *current;

static void profwriter(void *arg) GOSYM(profwriter);

// go: none — the entry of that key, made if there is none; *made tells
static entry *intern(table *t, const void *key, intgo len, bool *made)
{
	entry **bucket = &t->buckets[memhash((void *)key, 0, (uintptr)len) % nbuckets];
	*made = false;
	for (entry *e = *bucket; e != nil; e = e->chain)
		if (e->len == len && memequal(e->key, (void *)key, (uintptr)len))
			return e;
	*made = true;
	entry *e = mallocgc(sizeof *e + (uintptr)len, &anypointers, true);
	e->len = len;
	memmove(e->key, key, (uintptr)len);
	e->chain = *bucket;
	*bucket = e;
	e->id = t->last != nil ? t->last->id + 1 : 1;
	if (t->last != nil)
		t->last->next = e;
	else
		t->first = e;
	t->last = e;
	return e;
}

// go: none — appends n bytes
static void put(buffer *b, const void *p, intgo n)
{
	if (b->len + n > b->cap) {
		b->cap = 2 * b->cap + n + 64;
		byte *array = mallocgc((uintptr)b->cap, &nopointers, true);
		memmove(array, b->array, (uintptr)b->len);
		b->array = array;
	}
	memmove(b->array + b->len, p, (uintptr)n);
	b->len += n;
}

// go: none — appends a number of seven bits a byte
static void putvarint(buffer *b, uint64 v)
{
	for (; v >= 0x80; v >>= 7)
		put(b, &(byte){(byte)v | 0x80}, 1);
	put(b, &(byte){(byte)v}, 1);
}

// go: none — appends a field that is a number
static void putnumber(buffer *b, uint64 field, uint64 v)
{
	putvarint(b, field << 3);
	putvarint(b, v);
}

// go: none — appends a field that is bytes, a string or a message
static void putbytes(buffer *b, uint64 field, const void *p, intgo n)
{
	putvarint(b, field << 3 | 2);
	putvarint(b, (uint64)n);
	put(b, p, n);
}

// go: none — appends the message that has been made in *m, and empties it
static void putmessage(buffer *b, uint64 field, buffer *m)
{
	putbytes(b, field, m->array, m->len);
	m->len = 0;
}

// go: none — a string's place in the table of strings, which begins with the empty one
static uint64 stringindex(profile *p, String s)
{
	bool made;
	entry *e = intern(&p->strings, s.str, s.len, &made);
	if (made)
		putbytes(&p->out, profileString, s.str, s.len);
	return e->id - 1;
}

// go: none — a function's id
static uint64 functionid(profile *p, String name, String file)
{
	uint64 key[2] = {stringindex(p, name), stringindex(p, file)};
	bool made;
	entry *e = intern(&p->functions, key, sizeof key, &made);
	if (made) {
		putnumber(&p->message, functionID, e->id);
		putnumber(&p->message, functionName, key[0]);
		putnumber(&p->message, functionSystemName, key[0]);
		putnumber(&p->message, functionFilename, key[1]);
		putmessage(&p->out, profileFunction, &p->message);
	}
	return e->id;
}

// go: none — adds a call to the location in p.line
static void putline(profile *p, uint64 function, intgo line)
{
	putnumber(&p->message, lineFunction, function);
	putnumber(&p->message, lineLine, (uint64)line);
	putmessage(&p->line, locationLine, &p->message);
}

// go: none — the id of the location of a pc; 0: no call of the program's is there
// The pc 0 stands for lost samples.
static uint64 locationid(profile *p, uintptr pc)
{
	bool made;
	entry *e = intern(&p->locations, &pc, sizeof pc, &made);
	if (!made)
		return e->count;
	p->line.len = 0;
	if (pc == 0)
		putline(p, functionid(p, STR("runtime/pprof.lostProfileEvent"), STR("")), 0);
	Frames frames = {.callers = {&pc, 1, 1}};
	uintptr address = pc & pcMask;
	for (bool more = pc != 0, first = true; more; first = false) {
		nextResults r = Frames_Next(&frames);
		more = r.more;
		if (strequal(&r.frame.Function, &STR("runtime.goexit")))
			continue; // a thunk
		if (first && r.frame.PC != 0)
			address = (r.frame.PC & pcMask) - 1;
		if (r.frame.Function.len != 0)
			putline(p, functionid(p, r.frame.Function, r.frame.File), r.frame.Line);
	}
	if (p->line.len == 0)
		return 0;
	buffer *m = &p->message;
	putnumber(m, locationID, e->id);
	if (address >= firstmoduledata.minpc && address < firstmoduledata.maxpc)
		putnumber(m, locationMapping, 1);
	putnumber(m, locationAddress, address);
	put(m, p->line.array, p->line.len);
	putmessage(&p->out, profileLocation, m);
	e->count = e->id; // that it is shown
	return e->id;
}

// go: none — counts the samples of records that have been read
static void addrecords(profile *p, const uint64 *data, intgo n, bool *first)
{
	for (const uint64 *end = data + n; data < end; data += data[0]) {
		if (*first) {
			*first = false; // the header
			continue;
		}
		bool made;
		if (data[2] == 0) { // the samples were lost, so many
			intern(&p->stacks, &(uint64){0}, sizeof(uint64), &made)->count += data[3];
			continue;
		}
		intgo len = (intgo)((data[0] - 3) * sizeof(uint64));
		intern(&p->stacks, data + 3, len, &made)->count += data[2];
	}
}

// go: none — appends the pair of type and unit
static void putvaluetype(profile *p, uint64 field, String type, String unit)
{
	uint64 t = stringindex(p, type), u = stringindex(p, unit);
	putnumber(&p->message, valueTypeType, t);
	putnumber(&p->message, valueTypeUnit, u);
	putmessage(&p->out, field, &p->message);
}

// go: none — the path of the executable, which is the first that is mapped; empty if unknown
static String executable(void)
{
	enum { room = 4096 };
	byte *maps = mallocgc(room, &nopointers, true);
	int32 fd = open((const byte *)"/proc/self/maps", _O_CLOEXEC, 0);
	int32 n = fd >= 0 ? read(fd, maps, room) : 0, begin = 0;
	closefd(fd);
	while (begin < n && maps[begin] != '/' && maps[begin] != '\n')
		begin++;
	int32 end = begin;
	while (end < n && maps[end] != '\n')
		end++;
	return (String){maps + begin, end < n ? end - begin : 0};
}

// go: none — makes the Profile message from the stacks
static void encode(profile *p)
{
	stringindex(p, STR(""));
	putvaluetype(p, profileSampleType, STR("samples"), STR("count"));
	putvaluetype(p, profileSampleType, STR("cpu"), STR("nanoseconds"));
	putvaluetype(p, profilePeriodType, STR("cpu"), STR("nanoseconds"));
	uint64 period = 1000000000 / (uint64)p->hz;
	putnumber(&p->out, profilePeriod, period);
	putnumber(&p->out, profileTimeNanos, (uint64)p->walltime);
	putnumber(&p->out, profileDurationNanos, (uint64)(nanotime() - p->nanotime));

	uint64 file = stringindex(p, executable());
	buffer *m = &p->message;
	putnumber(m, mappingID, 1);
	putnumber(m, mappingStart, firstmoduledata.minpc);
	putnumber(m, mappingLimit, firstmoduledata.maxpc);
	putnumber(m, mappingFilename, file);
	for (uint64 field = mappingHasFunctions; field <= mappingHasInlineFrames; field++)
		putnumber(m, field, 1);
	putmessage(&p->out, profileMapping, m);

	for (entry *e = p->stacks.first; e != nil; e = e->next) {
		const uintptr *pcs = (const uintptr *)e->key;
		p->ids.len = 0;
		for (intgo i = 0; i < e->len / (intgo)sizeof *pcs; i++) {
			uint64 id = locationid(p, pcs[i]);
			if (id != 0)
				putvarint(&p->ids, id);
		}
		putbytes(m, sampleLocation, p->ids.array, p->ids.len);
		p->ids.len = 0;
		putvarint(&p->ids, e->count);
		putvarint(&p->ids, e->count * period);
		putbytes(m, sampleValue, p->ids.array, p->ids.len);
		putmessage(&p->out, profileSample, m);
	}
}

// go: none — the goroutine that reads a profile and writes the file (Go's is in runtime/pprof)
static void profwriter(void *arg)
{
	profile *p = arg;
	for (bool first = true;;) {
		timeSleep(100 * 1000 * 1000); // many records at a time
		cpuprofile r = cpuProfile_read();
		if (r.eof)
			break;
		addrecords(p, r.data.array, r.data.len, &first);
	}
	encode(p);
	p->errno = writeall(p->fd, p->out.array, p->out.len);
	semrelease(&p->done);
}

// go: none — runtime/pprof.StartCPUProfile
int gort_cpuprofile_start(int fd, int hz)
{
	if (hz < 1 || hz > 1000000)
		return -eINVAL;
	int32 nsec;
	int64 sec = walltime(&nsec);
	profile *p = mallocgc(sizeof *p, &anypointers, true);
	p->fd = fd;
	p->hz = hz;
	p->walltime = sec * 1000000000 + nsec;
	p->nanotime = nanotime();
	if (!cpuProfile_begin(hz))
		return -eBUSY;
	atomic_StorepNoWB(&current, p); // mo: seq_cst, release would do; pairs with the exchange below
	newprocc(profwriter, p, getpc());
	return 0;
}

// go: none — runtime/pprof.StopCPUProfile
int gort_cpuprofile_stop(void)
{
	// mo: seq_cst; one caller ends the profile.
	profile *p = (profile *)atomic_Xchguintptr((uintptr *)&current, 0);
	if (p == nil)
		return -eINVAL;
	cpuProfile_stop();
	semacquire(&p->done);
	return p->errno;
}
