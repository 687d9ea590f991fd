// golang/go#21874: stopping a timer that was never started says that it was not active.
#include "regress.h"

int main(void)
{
	static timer t;
	CHECK(!deltimer(&t), "a timer that was never started was active");
	CHECK(!deltimer(&t), "and a second time");
	return (int)failed;
}
