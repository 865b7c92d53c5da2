#include "CLibPQ.h"

#include <dlfcn.h>
#include <stddef.h>

static void *library(void) {
    static void *handle;
    void *found = __atomic_load_n(&handle, __ATOMIC_ACQUIRE);
    if (!found) {
        // Twice at the same time gives the same handle twice.
        found = dlopen("libpq.so.5", RTLD_LAZY | RTLD_LOCAL);
        __atomic_store_n(&handle, found, __ATOMIC_RELEASE);
    }
    return found;
}

bool libpq_is_there(void) { return library() != NULL; }

/// Looks for the function of this name in the library, once, and calls it.
#define FORWARD(type, name, parameters, arguments)                  \
    type name parameters {                                          \
        static __typeof__(&name) known;                             \
        __typeof__(&name) real = __atomic_load_n(&known, __ATOMIC_ACQUIRE); \
        if (!real) {                                                \
            real = (__typeof__(&name))dlsym(library(), #name);      \
            __atomic_store_n(&known, real, __ATOMIC_RELEASE);       \
        }                                                           \
        return real arguments;                                      \
    }

FORWARD(void, PQclear, (PGresult *res), (res))
FORWARD(char *, PQcmdTuples, (PGresult *res), (res))
FORWARD(PostgresPollingStatusType, PQconnectPoll, (PGconn *conn), (conn))
FORWARD(PGconn *, PQconnectStartParams, (const char *const *keywords, const char *const *values, int expand), (keywords, values, expand))
FORWARD(int, PQconnectionNeedsPassword, (const PGconn *conn), (conn))
FORWARD(void, PQconninfoFree, (PQconninfoOption *options), (options))
FORWARD(PQconninfoOption *, PQconninfoParse, (const char *conninfo, char **message), (conninfo, message))
FORWARD(int, PQconsumeInput, (PGconn *conn), (conn))
FORWARD(char *, PQerrorMessage, (const PGconn *conn), (conn))
FORWARD(void, PQfinish, (PGconn *conn), (conn))
FORWARD(int, PQflush, (PGconn *conn), (conn))
FORWARD(void, PQfreemem, (void *memory), (memory))
FORWARD(PGresult *, PQgetResult, (PGconn *conn), (conn))
FORWARD(int, PQgetisnull, (const PGresult *res, int row, int field), (res, row, field))
FORWARD(char *, PQgetvalue, (const PGresult *res, int row, int field), (res, row, field))
FORWARD(int, PQisBusy, (PGconn *conn), (conn))
FORWARD(int, PQnfields, (const PGresult *res), (res))
FORWARD(PGnotify *, PQnotifies, (PGconn *conn), (conn))
FORWARD(int, PQntuples, (const PGresult *res), (res))
FORWARD(const char *, PQparameterStatus, (const PGconn *conn, const char *name), (conn, name))
FORWARD(char *, PQresultErrorField, (const PGresult *res, int code), (res, code))
FORWARD(char *, PQresultErrorMessage, (const PGresult *res), (res))
FORWARD(ExecStatusType, PQresultStatus, (const PGresult *res), (res))
FORWARD(int, PQsendPrepare, (PGconn *conn, const char *name, const char *query, int count, const Oid *types), (conn, name, query, count, types))
FORWARD(int, PQsendQuery, (PGconn *conn, const char *query), (conn, query))
FORWARD(int, PQsendQueryParams, (PGconn *conn, const char *query, int count, const Oid *types, const char *const *values, const int *lengths, const int *formats, int format), (conn, query, count, types, values, lengths, formats, format))
FORWARD(int, PQsendQueryPrepared, (PGconn *conn, const char *name, int count, const char *const *values, const int *lengths, const int *formats, int format), (conn, name, count, values, lengths, formats, format))
FORWARD(int, PQserverVersion, (const PGconn *conn), (conn))
FORWARD(PGVerbosity, PQsetErrorVerbosity, (PGconn *conn, PGVerbosity verbosity), (conn, verbosity))
FORWARD(PQnoticeProcessor, PQsetNoticeProcessor, (PGconn *conn, PQnoticeProcessor processor, void *argument), (conn, processor, argument))
FORWARD(int, PQsetnonblocking, (PGconn *conn, int argument), (conn, argument))
FORWARD(int, PQsocket, (const PGconn *conn), (conn))
FORWARD(ConnStatusType, PQstatus, (const PGconn *conn), (conn))
FORWARD(PGTransactionStatusType, PQtransactionStatus, (const PGconn *conn), (conn))
