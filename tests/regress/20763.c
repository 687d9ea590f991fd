// golang/go#20763: threads share their System V semaphore adjustments (CLONE_SYSVSEM): the end of
// one undoes nothing.
#include "regress.h"

int semget(int key, int n, int flags);
int semctl(int id, int n, int cmd, ...);
typedef struct { unsigned short num; short op, flags; } sembuf;
int semop(int id, sembuf *ops, unsigned long n);

static gort_waitgroup wg;
static int id;
static uint32 tid;

static void adjust(void *arg)
{
	gort_LockOSThread(); // the thread ends with us
	sembuf b = {0, 1, 0x1000}; // SEM_UNDO
	CHECK(semop(id, &b, 1) == 0, "semop");
	atomic_Store(&tid, gettid());
	gort_wgdone(&wg);
}

int main(void)
{
	id = semget(0, 1, 0600);
	if (id < 0)
		return 77;
	for (int i = 0; i < 5; i++) {
		gort_wgadd(&wg, 1);
		gort_go(adjust, nil);
		gort_wgwait(&wg);
	}
	gort_Sleep(100 * MS);
	int v = semctl(id, 0, 12); // GETVAL
	CHECK(v == 5, "value", v);
	semctl(id, 0, 0); // IPC_RMID
	return (int)failed;
}
