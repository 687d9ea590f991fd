// Several Ms mark together: a second one helps if there is a second processor. Each object that is
// reachable is marked, and each that is not is freed, whether the markers come to neighbours in the
// same word of mark bits, to the same objects, or to the pieces of a large one. The checking pass
// of gccheckmark=1 looks at each object once more.
// needs: collector
#include "mgc.h"
#include <gort.h>

enum { OBJECTS = 200000, DEPTH = 16, LIST = 20000, ROUNDS = 30 };

typedef struct node node;
struct node {
	node *left, *right;
};

static noptr uintptr live; // bytes live, after the first cycle
static node *volatile tree, *volatile list; // volatile: nobody reads them
static node **volatile large[2]; // each has every second object of a row
static node **volatile shared[2]; // both have all of them

static noptr uintptr reachable; // bytes

static void *alloc(size_t n)
{
	reachable += n;
	return gort_new(n);
}

static node *grow(int depth)
{
	node *n = alloc(sizeof *n);
	if (depth > 0) {
		n->left = grow(depth - 1);
		n->right = grow(depth - 1);
	}
	return n;
}

static void build(void)
{
	for (int i = 0; i < 2; i++) {
		large[i] = alloc(OBJECTS / 2 * sizeof(node *));
		shared[i] = alloc(OBJECTS / 4 * sizeof(node *));
	}
	for (int i = 0; i < OBJECTS; i++) {
		node *n = alloc(sizeof *n);
		n->left = alloc(sizeof *n);
		large[i % 2][i / 2] = n;
		gort_new(sizeof *n); // not reachable
	}
	for (int i = 0; i < OBJECTS / 4; i++)
		shared[0][i] = shared[1][OBJECTS / 4 - 1 - i] = alloc(sizeof(node));
	tree = grow(DEPTH);
	for (int i = 0; i < LIST; i++) {
		node *n = alloc(sizeof *n);
		n->left = list;
		n->right = alloc(sizeof *n);
		list = n;
	}
}

int main(void)
{
	debug.gccheckmark = 1;
	build();
	int helped = 0;
	for (int i = 0; i < ROUNDS; i++) {
		GC();
		helped += work.parallel;
		uintptr n = memstats.heap_marked;
		if (i == 1)
			live = n;
		if (n < reachable) {
			print("test: ", n, " bytes are live, but ", reachable, " are reachable\n");
			throw("test: objects are gone");
		}
		// A number that looks like an address may keep a few objects.
		if (i > 1 && (n > live + 65536 || n + 65536 < live)) {
			print("test: ", n, " bytes are live, and ", live, " before\n");
			throw("test: another result");
		}
	}
	bool two = gomaxprocs > 1 && ncpu > 1;
	print("helped in ", helped, " of ", (int)ROUNDS, " cycles\n");
	if (two ? helped < ROUNDS / 2 : helped != 0)
		throw("test: nobody helped, or should not");
	return 0;
}
