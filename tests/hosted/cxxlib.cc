// Throws, catches, rethrows and cleans up.
#include <stdexcept>
#include <string>
#include <thread>

static int cleaned;

struct Cleanup {
	~Cleanup() { __atomic_add_fetch(&cleaned, 1, __ATOMIC_RELAXED); }
};

static int dive(int n, int (*back)(int))
{
	Cleanup c;
	if (n == 0)
		throw std::runtime_error("bottom " + std::to_string(back(14)));
	try {
		return dive(n - 1, back);
	} catch (const std::runtime_error &e) {
		if (n % 2 == 0)
			throw;
		throw std::runtime_error(std::string(e.what()) + ".");
	}
}

extern "C" int guarded(int depth, int (*back)(int))
{
	try {
		dive(depth, back);
	} catch (const std::exception &e) {
		if (std::string(e.what()).compare(0, 9, "bottom 14") == 0)
			return back(depth);
	}
	return -1;
}

extern "C" int onthread(int (*back)(int))
{
	int         r = 0;
	std::thread t([&] { r = guarded(10, back); });
	t.join();
	return r;
}
