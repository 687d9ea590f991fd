// What package runtime/cgo would set when it is linked in.
#include "runtime.h"

extern int32 x_cgo_init(g *gp, void (*setg)(g *), void *, void *) hidden;
extern int32 x_cgo_thread_start(void *ts) hidden;
extern int32 x_cgo_notify_runtime_init_done(void *unused) hidden;
extern void x_cgo_sys_thread_create(void *(*fn)(void *), void *arg) hidden;
extern int32 x_cgo_setenv(void *arg) hidden;
extern int32 x_cgo_unsetenv(void *arg) hidden;

// The C functions of runtime/cgo/.
int32 (*_cgo_init)(g *gp, void (*setg)(g *), void *, void *) = x_cgo_init;
int32 (*_cgo_thread_start)(void *ts) = x_cgo_thread_start;
void (*_cgo_sys_thread_create)(void *(*fn)(void *), void *arg) = x_cgo_sys_thread_create;
int32 (*_cgo_notify_runtime_init_done)(void *unused) = x_cgo_notify_runtime_init_done;
int32 (*_cgo_setenv)(void *arg) = x_cgo_setenv;
int32 (*_cgo_unsetenv)(void *arg) = x_cgo_unsetenv;

// Set when there are Ms for threads that are not ours.
bool cgoHasExtraM;
