// In a hosted program the functions of gort.h that any thread may call have two names. The public
// one is callin_amd64.S's, which jumps to the function itself, NAME_in, on a goroutine.
#pragma once

#pragma redefine_extname gort_go gort_go_in
#pragma redefine_extname gort_GOMAXPROCS gort_GOMAXPROCS_in
#pragma redefine_extname gort_NumGoroutine gort_NumGoroutine_in
#pragma redefine_extname gort_new gort_new_in
#pragma redefine_extname gort_makechan gort_makechan_in
#pragma redefine_extname gort_chansend gort_chansend_in
#pragma redefine_extname gort_chanrecv gort_chanrecv_in
#pragma redefine_extname gort_trysend gort_trysend_in
#pragma redefine_extname gort_tryrecv gort_tryrecv_in
#pragma redefine_extname gort_closechan gort_closechan_in
#pragma redefine_extname gort_select gort_select_in
#pragma redefine_extname gort_nanotime gort_nanotime_in
#pragma redefine_extname gort_Sleep gort_Sleep_in
#pragma redefine_extname gort_AfterFunc gort_AfterFunc_in
#pragma redefine_extname gort_timerStop gort_timerStop_in
#pragma redefine_extname gort_timerReset gort_timerReset_in
#pragma redefine_extname gort_After gort_After_in
#pragma redefine_extname gort_semacquire gort_semacquire_in
#pragma redefine_extname gort_semrelease gort_semrelease_in
#pragma redefine_extname gort_lock gort_lock_in
#pragma redefine_extname gort_unlock gort_unlock_in
#pragma redefine_extname gort_wgadd gort_wgadd_in
#pragma redefine_extname gort_wgdone gort_wgdone_in
#pragma redefine_extname gort_wgwait gort_wgwait_in
#pragma redefine_extname gort_print gort_print_in
#pragma redefine_extname gort_printint gort_printint_in
