#define _GNU_SOURCE 1
#include "CLinux.h"

#include <fcntl.h>
#include <grp.h>
#include <linux/sched.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

int cl_set_subreaper(void) { return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); }

int cl_set_parent_death_signal(int signal) { return prctl(PR_SET_PDEATHSIG, signal, 0, 0, 0); }

int cl_fork(void) { return fork(); }

int cl_fork_into_cgroup(int cgroup) {
    struct clone_args args;
    memset(&args, 0, sizeof args);
    args.flags = CLONE_INTO_CGROUP;
    args.exit_signal = SIGCHLD;
    args.cgroup = (uint64_t)cgroup;
    return (int)syscall(SYS_clone3, &args, sizeof args);
}

int cl_pipe(int ends[2], int flags) { return pipe2(ends, flags); }

int cl_set_pipe_size(int fd, int size) { return fcntl(fd, F_SETPIPE_SZ, size); }

int cl_accept(int listener) { return accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK); }

int cl_close_from(unsigned first) { return (int)syscall(SYS_close_range, first, ~0U, 0); }

int cl_close_on_exec_from(unsigned first) { return (int)syscall(SYS_close_range, first, ~0U, 1U << 2); }

int cl_open_path(const char *directory) { return open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC); }

int cl_pidfd_open(int pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }

int cl_pidfd_send_signal(int pidfd, int signal) { return (int)syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0); }

int cl_wait(int *status, struct cl_usage *usage) {
    struct rusage used;
    memset(&used, 0, sizeof used);
    int pid = wait4(-1, status, WNOHANG, &used);
    usage->user_us = (int64_t)used.ru_utime.tv_sec * 1000000 + used.ru_utime.tv_usec;
    usage->system_us = (int64_t)used.ru_stime.tv_sec * 1000000 + used.ru_stime.tv_usec;
    usage->peak_bytes = (int64_t)used.ru_maxrss * 1024;
    return pid;
}

int cl_child_signals(void) {
    sigset_t mask;
    sigemptyset(&mask);
    sigaddset(&mask, SIGCHLD);
    sigprocmask(SIG_BLOCK, &mask, NULL);
    return signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK);
}

void cl_clear_child_signals(int fd) {
    struct signalfd_siginfo info;
    while (read(fd, &info, sizeof info) > 0) {}
}

int cl_set_groups(size_t count, const uint32_t *groups) { return setgroups(count, groups); }

int cl_set_soft_limit(int resource, uint64_t soft) {
    struct rlimit limit;
    if (getrlimit(resource, &limit) != 0) return -1;
    limit.rlim_cur = soft < limit.rlim_max ? soft : limit.rlim_max;
    return setrlimit(resource, &limit);
}

int cl_default_signal(int number) {
    // As the kernel has it: handler (SIG_DFL is 0), flags, restorer, mask.
    unsigned long action[4] = {0, 0, 0, 0};
    return (int)syscall(SYS_rt_sigaction, number, action, NULL, sizeof(uint64_t));
}

int cl_ignore_signal(int number) { return signal(number, SIG_IGN) == SIG_ERR ? -1 : 0; }

int cl_epoll_create(void) { return epoll_create1(EPOLL_CLOEXEC); }

int cl_epoll_add(int epoll, int fd) {
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
    return epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
}

int cl_epoll_remove(int epoll, int fd) { return epoll_ctl(epoll, EPOLL_CTL_DEL, fd, NULL); }

int cl_epoll_wait(int epoll, int *ready, int capacity) {
    struct epoll_event events[64];
    int count = epoll_wait(epoll, events, capacity < 64 ? capacity : 64, -1);
    for (int i = 0; i < count; i++) ready[i] = events[i].data.fd;
    return count;
}

int cl_bell_create(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

void cl_bell_ring(int bell) { eventfd_write(bell, 1); }

void cl_bell_clear(int bell) {
    eventfd_t value;
    eventfd_read(bell, &value);
}

int cl_timer_at(int64_t milliseconds) {
    int timer = timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK);
    if (timer < 0) return -1;
    struct itimerspec time = {.it_value = {.tv_sec = milliseconds / 1000, .tv_nsec = milliseconds % 1000 * 1000000}};
    timerfd_settime(timer, TFD_TIMER_ABSTIME, &time, NULL);
    return timer;
}

int cl_spawn_add_directory(void *actions, const char *directory) {
    return posix_spawn_file_actions_addchdir_np(actions, directory);
}

const short cl_spawn_setsid = POSIX_SPAWN_SETSID;
