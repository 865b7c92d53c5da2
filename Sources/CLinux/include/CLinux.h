#pragma once
#include <stddef.h>
#include <stdint.h>

// Calls that Swift's Glibc module lacks, or marks unavailable because a program with threads must not make them. No system header with
// types is included: Glibc's own view of them differs from one with _GNU_SOURCE, and a module may not have both. All return a
// negative number and set errno on failure.

int cl_set_subreaper(void);
int cl_set_parent_death_signal(int signal);

// Only for a process with one thread.
int cl_fork(void);

// fork, with the child born in the cgroup v2 directory `cgroup`. Only for a process with one thread.
int cl_fork_into_cgroup(int cgroup);

int cl_pipe(int ends[2], int flags);
int cl_set_pipe_size(int fd, int size);
int cl_accept(int listener);
int cl_close_from(unsigned first);

// Descriptors from `first` on will be closed by exec.
int cl_close_on_exec_from(unsigned first);

// A directory, only to reach what is in it.
int cl_open_path(const char *directory);

int cl_pidfd_open(int pid);
int cl_pidfd_send_signal(int pidfd, int signal);

// What ended children used.
struct cl_usage {
    int64_t user_us, system_us, peak_bytes;
};

// Takes leave of one child that has ended. 0: none has; negative, ECHILD: there are none.
int cl_wait(int *status, struct cl_usage *usage);

// Blocks SIGCHLD and returns a descriptor that tells of it.
int cl_child_signals(void);

// Reads what that descriptor has to tell.
void cl_clear_child_signals(int fd);

int cl_set_groups(size_t count, const uint32_t *groups);
int cl_set_soft_limit(int resource, uint64_t soft);

// Also for 32 and 33, which glibc keeps to itself and posix_spawn leaves ignored.
int cl_default_signal(int number);
int cl_ignore_signal(int number);

// epoll with nothing but readability: fills in which descriptors have something to read, or ended.
int cl_epoll_create(void);
int cl_epoll_add(int epoll, int fd);
int cl_epoll_remove(int epoll, int fd);
int cl_epoll_wait(int epoll, int *ready, int capacity);

// A descriptor that one thread rings to wake another.
int cl_bell_create(void);
void cl_bell_ring(int bell);
void cl_bell_clear(int bell);

// A descriptor that becomes readable at a time on CLOCK_BOOTTIME.
int cl_timer_at(int64_t milliseconds);

// For a `posix_spawn_file_actions_t`.
int cl_spawn_add_directory(void *actions, const char *directory);
extern const short cl_spawn_setsid;
