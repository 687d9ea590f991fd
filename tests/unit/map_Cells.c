// The sets of cells that searches in a map look at: they are those that a look at one cell after
// the other finds, for top bytes of all kinds side by side.
#include "runtime.h"

enum { ROUNDS = 400000 };

static uint64 random(void)
{
	static uint64 r = 42;
	r = r * 6364136223846793005u + 1442695040888963407u;
	return r ^ r >> 32;
}

int main(void)
{
	static const uint8 tops[] = {0, 1, 2, 4, 5, 6, 0x7e, 0x7f, 0x80, 0x81, 0xfe, 0xff};
	for (int n = 0; n < ROUNDS; n++) {
		bmap b;
		uint32 with = 0, empty = 0;
		uint8 top = tops[random() % nelem(tops)];
		for (int i = 0; i < bucketCnt; i++) {
			b.tophash[i] = tops[random() % nelem(tops)];
			uint32 bit = (uint32)1 << i;
			with |= b.tophash[i] == top ? bit : 0;
			empty |= isEmpty(b.tophash[i]) ? bit : 0;
		}
		if (cellswith(&b, top) != with || emptycells(&b) != empty) {
			print("map_Cells: ", hex(*(uint64 *)b.tophash), ", top ", top, "\n");
			return 1;
		}
		for (uint32 c = with; c != 0; c &= c - 1)
			if (b.tophash[firstcell(c)] != top)
				return 1;
	}
	return 0;
}
