// A C++ program that loads a library of goroutines at run time; its exceptions stay its own.
#include <dlfcn.h>
#include <cstdint>
#include <cstdio>
#include <stdexcept>
#include <thread>

static int64_t careful(int64_t n)
{
	try {
		if (n % 2 == 0)
			throw std::runtime_error("even");
		return n;
	} catch (const std::exception &) {
		return -n;
	}
}

int main(int argc, char **argv)
{
	void *lib = dlopen(argv[1], RTLD_NOW);
	if (lib == nullptr) {
		std::puts(dlerror());
		return 1;
	}
	if (argc > 2)
		dlopen(argv[2], RTLD_NOW);
	auto total = reinterpret_cast<int64_t (*)(int64_t, int64_t (*)(int64_t))>(dlsym(lib, "total"));
	int64_t sum = 0;
	std::thread([&] { sum = total(1000, careful); }).join();
	dlclose(lib); // it stays, since its threads run on
	std::printf("%lld\n", static_cast<long long>(sum + total(0, nullptr)));
}
