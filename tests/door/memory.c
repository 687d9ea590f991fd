// A list in memory of one of the ways to allocate, over collections and allocations of memory that
// would be its own if it were freed. Usage: memory typed|conservative|mallocgc
#include "types.h"

// The runtime's own function, which is not for programs: without a type it must not lose objects.
void *mallocgc(uint64_t, void *, bool) GORT_SYM(mallocgc);

typedef struct node {
	struct node *next;
	int64_t v;
} node;

NAME(node_name, "main.node");
static const gort_type node_type = {
	.size = 16,
	.ptrdata = 8,
	.hash = 2001,
	.tflag = GORT_REGULARMEMORY,
	.align = 8,
	.fieldAlign = 8,
	.kind = GORT_STRUCT,
	.equal = &runtime_memequal128_f,
	.gcdata = (const uint8_t *)"\1",
	.str = &node_name,
};

// A program's own, though the linker has these names as well: the data ends elsewhere.
int64_t etext, edata, end;
static node *root;

static noinline void make(char how)
{
	for (int i = 0; i < 1000; i++) {
		node *n = how == 't'   ? runtime_newobject(&node_type)
		          : how == 'c' ? gort_new(sizeof *n)
		                       : mallocgc(sizeof *n, NULL, true);
		n->next = root;
		n->v = i;
		root = n;
	}
}

int main(int argc, char **argv)
{
	etext = edata = end = argc;
	make(argv[1][0]);
	for (int k = 0; k < 5; k++) {
		runtime_GC();
		for (int i = 0; i < 100000; i++) {
			node *n = k % 2 ? gort_new(sizeof *n) : gort_newnoscan(sizeof *n);
			n->v = -1;
			n->next = n;
		}
	}
	int64_t sum = 0, count = 0;
	for (node *n = root; n != NULL && count < 1000; n = n->next, count++)
		sum += n->v;
	gort_printint(sum);
	gort_print(" ");
	gort_printint(count);
	gort_print("\n");
	return 0;
}
