// Package runtime as gccgo-compiled programs see it: the types, and declarations of functions whose
// bodies are C.
// Compiled once, with -fgo-pkgpath=runtime. The export data becomes runtime.gox, which programs
// import in place of gccgo's own, whose inlined bodies know libgo's internals. The object has the
// type descriptors, also those of panic values, so the archive always contains it.
// Other packages' export data can repeat functions of gccgo's: libgo.py takes their bodies out.
// Only functions that use nothing of the runtime have bodies here. Names are grouped by Go file.
package runtime

import "unsafe"

// compiler.go

const Compiler = "gccgo"

// debug.go

func GOMAXPROCS(n int) int
func NumCPU() int
func NumCgoCall() int64
func NumGoroutine() int

// error.go

type Error interface {
	error
	RuntimeError()
}

type _type struct{}

type TypeAssertionError struct {
	_interface    *_type
	concrete      *_type
	asserted      *_type
	missingMethod string
}

func (*TypeAssertionError) RuntimeError()
func (e *TypeAssertionError) Error() string

type errorString string

func (e errorString) RuntimeError()
func (e errorString) Error() string

type errorAddressString struct {
	msg  string
	addr uintptr
}

func (e errorAddressString) RuntimeError() {}
func (e errorAddressString) Error() string
func (e errorAddressString) Addr() uintptr { return e.addr }

type plainError string

func (e plainError) RuntimeError()
func (e plainError) Error() string

type boundsErrorCode uint8

type boundsError struct {
	x      int64
	y      int
	signed bool
	code   boundsErrorCode
}

func (e boundsError) RuntimeError()
func (e boundsError) Error() string

type stringer interface {
	String() string
}

// errorer is the interface error under a name that C code can refer to.
type errorer interface {
	error
}

// predeclared makes the object have the descriptors of all predeclared types, for other compilers.
type predeclared struct {
	bool
	int
	int8
	int16
	int32
	int64
	uint
	uint8
	uint16
	uint32
	uint64
	uintptr
	float32
	float64
	complex64
	complex128
	string
	error
}

// extern.go

func Caller(skip int) (pc uintptr, file string, line int, ok bool)
func Callers(skip int, pc []uintptr) int
func GOROOT() string
func Version() string

const GOOS = "linux"
const GOARCH = "amd64"

// mfinal.go

func SetFinalizer(obj interface{}, finalizer interface{})
func KeepAlive(x interface{})

// mgc.go

func GC()

// mprof.go

var MemProfileRate int = 512 * 1024

func SetBlockProfileRate(rate int)
func SetMutexProfileFraction(rate int) int

type StackRecord struct {
	Stack0 [32]uintptr
}

func (r *StackRecord) Stack() []uintptr {
	for i, pc := range r.Stack0 {
		if pc == 0 {
			return r.Stack0[0:i]
		}
	}
	return r.Stack0[0:]
}

type MemProfileRecord struct {
	AllocBytes, FreeBytes     int64
	AllocObjects, FreeObjects int64
	Stack0                    [32]uintptr
}

func (r *MemProfileRecord) InUseBytes() int64   { return r.AllocBytes - r.FreeBytes }
func (r *MemProfileRecord) InUseObjects() int64 { return r.AllocObjects - r.FreeObjects }
func (r *MemProfileRecord) Stack() []uintptr {
	for i, pc := range r.Stack0 {
		if pc == 0 {
			return r.Stack0[0:i]
		}
	}
	return r.Stack0[0:]
}

func MemProfile(p []MemProfileRecord, inuseZero bool) (n int, ok bool)

type BlockProfileRecord struct {
	Count  int64
	Cycles int64
	StackRecord
}

func BlockProfile(p []BlockProfileRecord) (n int, ok bool)
func MutexProfile(p []BlockProfileRecord) (n int, ok bool)
func ThreadCreateProfile(p []StackRecord) (n int, ok bool)
func GoroutineProfile(p []StackRecord) (n int, ok bool)
func Stack(buf []byte, all bool) int

// mstats.go

type MemStats struct {
	Alloc         uint64
	TotalAlloc    uint64
	Sys           uint64
	Lookups       uint64
	Mallocs       uint64
	Frees         uint64
	HeapAlloc     uint64
	HeapSys       uint64
	HeapIdle      uint64
	HeapInuse     uint64
	HeapReleased  uint64
	HeapObjects   uint64
	StackInuse    uint64
	StackSys      uint64
	MSpanInuse    uint64
	MSpanSys      uint64
	MCacheInuse   uint64
	MCacheSys     uint64
	BuckHashSys   uint64
	GCSys         uint64
	OtherSys      uint64
	NextGC        uint64
	LastGC        uint64
	PauseTotalNs  uint64
	PauseNs       [256]uint64
	PauseEnd      [256]uint64
	NumGC         uint32
	NumForcedGC   uint32
	GCCPUFraction float64
	EnableGC      bool
	DebugGC       bool
	BySize        [61]struct {
		Size    uint32
		Mallocs uint64
		Frees   uint64
	}
}

func ReadMemStats(m *MemStats)

// panic.go

func Goexit()

func getOverflowError() error { return errorString("integer overflow") }
func getDivideError() error   { return errorString("integer divide by zero") }

// proc.go

func Gosched()
func Breakpoint()
func LockOSThread()
func UnlockOSThread()

// cpuprof.go

func SetCPUProfileRate(hz int)
func CPUProfile() []byte

// symtab.go

type Frames struct {
	callers []uintptr
	next    int
	depth   int
}

type Frame struct {
	PC       uintptr
	Func     *Func
	Function string
	File     string
	Line     int
	Entry    uintptr
}

func CallersFrames(callers []uintptr) *Frames
func (ci *Frames) Next() (frame Frame, more bool)

// Func is an entry of the table of functions, which begins with the address of the function; of an
// inlined one it is this.
type Func struct {
	zero  uintptr
	entry uintptr
	name  string
	file  string
	line  int
}

func FuncForPC(pc uintptr) *Func
func (f *Func) Name() string
func (f *Func) Entry() uintptr
func (f *Func) FileLine(pc uintptr) (file string, line int)

// trace.go

func StartTrace() error
func StopTrace()
func ReadTrace() []byte

// traceback.go

func SetCgoTraceback(version int, traceback, context, symbolizer unsafe.Pointer)
