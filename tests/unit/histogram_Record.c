// timeHistogram_record finds the right bucket for the shortest and the longest time of each bucket,
// and the last one for what is longer.
#include "runtime.h"

static int result;

// The bucket that recordpause(d) counts in, other counts being as they were.
static intgo bucketof(uint64 d)
{
	static uint64 before[timeHistNumBuckets];
	memmove(before, gcPauseDist.counts, sizeof before);
	recordpause((int64)d);
	intgo found = -1;
	for (intgo i = 0; i < timeHistNumBuckets; i++) {
		uint64 n = gcPauseDist.counts[i] - before[i];
		if (n > 1 || (n == 1 && found >= 0))
			return -2;
		if (n == 1)
			found = i;
	}
	return found;
}

static void expect(uint64 d, intgo bucket)
{
	intgo got = bucketof(d);
	if (got != bucket) {
		print("histogram_Record: ", d, " is in bucket ", got, ", not ", bucket, "\n");
		result = 1;
	}
}

int main(void)
{
	uint64 low = 0, width = 1;
	for (intgo i = 0; i < timeHistNumBuckets; i++) {
		if (i >= 2 * timeHistNumSubBuckets && i % timeHistNumSubBuckets == 0)
			width *= 2;
		expect(low, i);
		expect(low + width - 1, i);
		low += width;
	}
	if (low != (uint64)1 << 48) {
		print("histogram_Record: the last bucket ends at ", low, "\n");
		result = 1;
	}
	expect(low, timeHistNumBuckets - 1);
	expect(((uint64)1 << 63) - 1, timeHistNumBuckets - 1);
	return result;
}
