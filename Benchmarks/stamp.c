/* stamp FILE: writes CLOCK_MONOTONIC in nanoseconds, read by the first statement, into FILE. */
#include <fcntl.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

int main(int count, char **words) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    char name[4096], text[32];
    int length = snprintf(text, sizeof text, "%lld\n", now.tv_sec * 1000000000LL + now.tv_nsec);
    if (count != 2 || snprintf(name, sizeof name, "%s.new", words[1]) >= (int)sizeof name) return 64;
    int file = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (file < 0 || write(file, text, length) != length) return 1;
    /* Whoever waits for FILE finds it whole. */
    return rename(name, words[1]) != 0;
}
