#pragma once
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/sched.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

// Calls that Swift's Glibc module lacks, or marks unavailable because a program with threads must not make them.

static inline int cl_set_subreaper(void) { return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); }

static inline int cl_set_parent_death_signal(int signal) { return prctl(PR_SET_PDEATHSIG, signal, 0, 0, 0); }

// Only for a process with one thread.
static inline pid_t cl_fork(void) { return fork(); }

// fork, with the child born in the cgroup v2 directory `cgroup`. Only for a process with one thread.
static inline pid_t cl_fork_into_cgroup(int cgroup) {
    struct clone_args args;
    memset(&args, 0, sizeof args);
    args.flags = CLONE_INTO_CGROUP;
    args.exit_signal = SIGCHLD;
    args.cgroup = (uint64_t)cgroup;
    return (pid_t)syscall(SYS_clone3, &args, sizeof args);
}

static inline int cl_pipe(int ends[2], int flags) { return pipe2(ends, flags); }

static inline int cl_close_from(unsigned first) { return (int)syscall(SYS_close_range, first, ~0U, 0); }

// Descriptors from `first` on will be closed by exec.
static inline int cl_close_on_exec_from(unsigned first) { return (int)syscall(SYS_close_range, first, ~0U, 1U << 2); }

static inline int cl_set_pipe_size(int fd, int size) { return fcntl(fd, F_SETPIPE_SZ, size); }

static inline int cl_pidfd_open(pid_t pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }

static inline int cl_pidfd_send_signal(int pidfd, int signal) {
    return (int)syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0);
}

static inline pid_t cl_wait(int *status, struct rusage *usage) { return wait4(-1, status, WNOHANG, usage); }

static inline int cl_signalfd(const sigset_t *mask) { return signalfd(-1, mask, SFD_CLOEXEC | SFD_NONBLOCK); }

static inline int cl_set_groups(size_t count, const gid_t *groups) { return setgroups(count, groups); }

static inline int cl_set_soft_limit(int resource, uint64_t soft) {
    struct rlimit limit;
    if (getrlimit((__rlimit_resource_t)resource, &limit) != 0) return -1;
    limit.rlim_cur = soft < limit.rlim_max ? soft : limit.rlim_max;
    return setrlimit((__rlimit_resource_t)resource, &limit);
}

static inline int cl_default_signal(int number) {
    return signal(number, SIG_DFL) == SIG_ERR ? -1 : 0;
}

static inline int cl_ignore_signal(int number) {
    return signal(number, SIG_IGN) == SIG_ERR ? -1 : 0;
}

static inline int cl_accept(int listener) { return accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK); }
