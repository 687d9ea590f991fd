// The C++ code of exceptions_go.go.
extern "C" void panics(void) __asm__("main.Panics");
extern "C" void throws(void) { throw 7; }
extern "C" void handle(void)
{
	try {
		panics();
	} catch (int) {
	}
}
