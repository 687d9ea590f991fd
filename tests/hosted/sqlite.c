// A C library that blocks and calls back: 1000 transactions of SQLite from 100 goroutines, with a
// busy handler that sleeps on the goroutine, and rows that come by a callback which sends on a
// channel.
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include "gort.h"

enum { goroutines = 100, each = 10 };

static const char *file;
static gort_waitgroup wg;
static gort_chan rows;
static int waits; // atomic

static void must(int err, sqlite3 *db, const char *what)
{
	if (err == SQLITE_OK)
		return;
	printf("%s: %d %s\n", what, err, sqlite3_errmsg(db));
	exit(1);
}

static int busy(void *arg, int n)
{
	__atomic_add_fetch(&waits, 1, __ATOMIC_RELAXED);
	gort_Sleep(200 * 1000);
	return 1;
}

static int transactions(void *arg)
{
	long n = (long)arg;
	sqlite3 *db;
	must(sqlite3_open(file, &db), db, "open");
	sqlite3_busy_handler(db, busy, NULL);
	must(sqlite3_exec(db, "pragma synchronous = off", NULL, NULL, NULL), db, "pragma");
	for (int i = 0; i < each; i++) {
		char text[200];
		snprintf(text, sizeof text,
		         "begin immediate; insert into t values (%ld, %d); "
		         "update s set n = n + 1; commit",
		         n, i);
		must(sqlite3_exec(db, text, NULL, NULL, NULL), db, text);
	}
	must(sqlite3_close(db), db, "close");
	return 0;
}

static void work(void *arg)
{
	gort_ccall(transactions, arg);
	gort_wgdone(&wg);
}

static int row(void *arg, int n, char **values, char **names)
{
	long v = strtol(values[0], NULL, 10);
	gort_chansend(rows, &v);
	return 0;
}

static int query(void *text)
{
	sqlite3 *db;
	must(sqlite3_open(file, &db), db, "open");
	must(sqlite3_exec(db, text, row, NULL, NULL), db, text);
	return sqlite3_close(db);
}

static void reader(void *text)
{
	gort_ccall(query, text);
	gort_closechan(rows);
}

static int create(void *arg)
{
	sqlite3 *db;
	must(sqlite3_open(file, &db), db, "open");
	const char *text = "pragma journal_mode = wal; create table t (g, i); "
					   "create table s (n); insert into s values (0)";
	must(sqlite3_exec(db, text, NULL, NULL, NULL), db, "create");
	return sqlite3_close(db);
}

int main(int argc, char **argv)
{
	file = argv[1];
	gort_ccall(create, NULL);
	gort_wgadd(&wg, goroutines);
	for (long i = 0; i < goroutines; i++)
		gort_go(work, (void *)i);
	gort_wgwait(&wg);
	rows = gort_makechan(sizeof(long), 0);
	gort_go(reader, "select n from s union all select count(*) from t union all "
	                "select sum(i) from t");
	long v;
	while (gort_chanrecv(rows, &v))
		printf("%ld\n", v);
	return 0;
}
