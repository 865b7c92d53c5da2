#include "CMariaDB.h"

#include <dlfcn.h>
#include <stddef.h>

static void *library(void) {
    static void *handle;
    void *found = __atomic_load_n(&handle, __ATOMIC_ACQUIRE);
    if (!found) {
        // Twice at the same time gives the same handle twice.
        found = dlopen("libmariadb.so.3", RTLD_LAZY | RTLD_LOCAL);
        __atomic_store_n(&handle, found, __ATOMIC_RELEASE);
    }
    return found;
}

bool libmariadb_is_there(void) { return library() != NULL; }

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

FORWARD(void, mysql_close, (MYSQL *mysql), (mysql))
FORWARD(unsigned int, mysql_errno, (MYSQL *mysql), (mysql))
FORWARD(const char *, mysql_error, (MYSQL *mysql), (mysql))
FORWARD(MYSQL_ROW, mysql_fetch_row, (MYSQL_RES *result), (result))
FORWARD(unsigned int, mysql_field_count, (MYSQL *mysql), (mysql))
FORWARD(void, mysql_free_result, (MYSQL_RES *result), (result))
FORWARD(char *, mysql_get_server_info, (MYSQL *mysql), (mysql))
FORWARD(my_socket, mysql_get_socket, (MYSQL *mysql), (mysql))
FORWARD(const char *, mysql_get_ssl_cipher, (MYSQL *mysql), (mysql))
FORWARD(MYSQL *, mysql_init, (MYSQL *mysql), (mysql))
FORWARD(my_ulonglong, mysql_insert_id, (MYSQL *mysql), (mysql))
FORWARD(int, mysql_next_result, (MYSQL *mysql), (mysql))
FORWARD(unsigned int, mysql_num_fields, (MYSQL_RES *result), (result))
FORWARD(int, mysql_options, (MYSQL *mysql, enum mysql_option option, const void *value), (mysql, option, value))
FORWARD(MYSQL *, mysql_real_connect, (MYSQL *mysql, const char *host, const char *user, const char *password, const char *database, unsigned int port, const char *socket, unsigned long flags), (mysql, host, user, password, database, port, socket, flags))
FORWARD(int, mysql_real_query, (MYSQL *mysql, const char *query, unsigned long length), (mysql, query, length))
FORWARD(int, mysql_server_init, (int count, char **arguments, char **groups), (count, arguments, groups))
FORWARD(unsigned long long, mysql_stmt_affected_rows, (MYSQL_STMT *stmt), (stmt))
FORWARD(my_bool, mysql_stmt_bind_param, (MYSQL_STMT *stmt, MYSQL_BIND *bindings), (stmt, bindings))
FORWARD(my_bool, mysql_stmt_bind_result, (MYSQL_STMT *stmt, MYSQL_BIND *bindings), (stmt, bindings))
FORWARD(my_bool, mysql_stmt_close, (MYSQL_STMT *stmt), (stmt))
FORWARD(unsigned int, mysql_stmt_errno, (MYSQL_STMT *stmt), (stmt))
FORWARD(const char *, mysql_stmt_error, (MYSQL_STMT *stmt), (stmt))
FORWARD(int, mysql_stmt_execute, (MYSQL_STMT *stmt), (stmt))
FORWARD(int, mysql_stmt_fetch, (MYSQL_STMT *stmt), (stmt))
FORWARD(int, mysql_stmt_fetch_column, (MYSQL_STMT *stmt, MYSQL_BIND *binding, unsigned int column, unsigned long offset), (stmt, binding, column, offset))
FORWARD(unsigned int, mysql_stmt_field_count, (MYSQL_STMT *stmt), (stmt))
FORWARD(my_bool, mysql_stmt_free_result, (MYSQL_STMT *stmt), (stmt))
FORWARD(MYSQL_STMT *, mysql_stmt_init, (MYSQL *mysql), (mysql))
FORWARD(unsigned long long, mysql_stmt_insert_id, (MYSQL_STMT *stmt), (stmt))
FORWARD(int, mysql_stmt_prepare, (MYSQL_STMT *stmt, const char *query, unsigned long length), (stmt, query, length))
FORWARD(int, mysql_stmt_store_result, (MYSQL_STMT *stmt), (stmt))
FORWARD(MYSQL_RES *, mysql_store_result, (MYSQL *mysql), (mysql))
