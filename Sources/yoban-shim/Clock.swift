import Glibc

/// Milliseconds since the machine started, sleep included: no one can set this clock.
func bootTime() -> Int64 { milliseconds(CLOCK_BOOTTIME) }

/// Milliseconds since 1970, for people and records only.
func epochTime() -> Int64 { milliseconds(CLOCK_REALTIME) }

private func milliseconds(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
}
