#pragma once

/// libpq, loaded when it is first used: a program whose queue is in another store neither needs it nor pays for it. Its functions are
/// declared by its own header and called by their own names; what is not forwarded in CLibPQ.c is not there.

#include <stdbool.h>

#if __has_include(<postgresql/libpq-fe.h>)
#include <postgresql/libpq-fe.h>
#else
#include <libpq-fe.h>
#endif

/// Loads the library; whether it is there (libpq.so.5, Debian's libpq5). No other function may be called when it isn't.
bool libpq_is_there(void);
