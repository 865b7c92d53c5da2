#pragma once

/// libmariadb, loaded when it is first used: a program whose queue is in another store neither needs it nor pays for it. Its functions are
/// declared by its own header and called by their own names; what is not forwarded in CMariaDB.c is not there.

#include <stdbool.h>

#if __has_include(<mariadb/mysql.h>)
#include <mariadb/mysql.h>
#else
#include <mysql.h>
#endif

/// Loads the library; whether it is there (libmariadb.so.3, Debian's libmariadb3). No other function may be called when it isn't.
bool libmariadb_is_there(void);
