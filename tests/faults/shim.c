/* Counts the calls that change something under one folder, and disturbs the n-th of them.
 *
 * Preloaded before the C library. Nothing happens until shim_arm() is called from inside the
 * process. A call counts when its descriptor or path lies under the folder and it could change
 * what is stored there: writing, syncing, renaming, linking, making, removing, cutting.
 * Modes: 0 count only; 1 end the process with SIGKILL before the call; 2 fail the call;
 * 3 write half and fail (other calls fail whole).
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static char root[4096];
static size_t root_length;
static int mode, fault, sticky;
static long at, count;

void shim_arm(const char *folder, int new_mode, long new_at, int new_fault, int new_sticky) {
    strncpy(root, folder, sizeof root - 1);
    root_length = strlen(root);
    mode = new_mode;
    at = new_at;
    fault = new_fault;
    sticky = new_sticky;
    count = 0;
}

void shim_disarm(void) { root_length = 0; }

long shim_count(void) { return count; }

static int inside(const char *path) {
    return root_length && !strncmp(path, root, root_length) &&
           (path[root_length] == '/' || path[root_length] == 0);
}

static int path_of(int descriptor, char *out, size_t room) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, out, room - 1);
    if (length < 0) return 0;
    out[length] = 0;
    return 1;
}

static int fd_inside(int descriptor) {
    char path[4096];
    if (!root_length) return 0;
    return path_of(descriptor, path, sizeof path) && inside(path);
}

static int at_inside(int folder, const char *path) {
    char base[4096];
    if (!root_length || !path) return 0;
    if (path[0] == '/') return inside(path);
    if (folder == AT_FDCWD) return getcwd(base, sizeof base) && inside(base);
    return path_of(folder, base, sizeof base) && inside(base);
}

/* Returns whether this call is to fail; does not return when it is the one to die at. */
static int struck(void) {
    count++;
    if (!mode || count < at || (count > at && !sticky)) return 0;
    if (mode == 1) kill(getpid(), SIGKILL);
    return 1;
}

static int sync_fault(void) { return fault == ENOSPC ? EIO : fault; }

#define NEXT(name) \
    static __typeof__(&name) next; \
    if (!next) next = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

#define FAIL(code) do { errno = (code); return -1; } while (0)

ssize_t write(int fd, const void *data, size_t size) {
    NEXT(write);
    if (fd_inside(fd) && struck()) {
        if (mode == 3 && size > 1) return next(fd, data, size / 2);
        FAIL(fault);
    }
    return next(fd, data, size);
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t offset) {
    NEXT(pwrite);
    if (fd_inside(fd) && struck()) {
        if (mode == 3 && size > 1) return next(fd, data, size / 2, offset);
        FAIL(fault);
    }
    return next(fd, data, size, offset);
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t offset) {
    NEXT(pwrite64);
    if (fd_inside(fd) && struck()) {
        if (mode == 3 && size > 1) return next(fd, data, size / 2, offset);
        FAIL(fault);
    }
    return next(fd, data, size, offset);
}

ssize_t writev(int fd, const struct iovec *parts, int number) {
    NEXT(writev);
    if (fd_inside(fd) && struck()) FAIL(fault);
    return next(fd, parts, number);
}

ssize_t pwritev(int fd, const struct iovec *parts, int number, off_t offset) {
    NEXT(pwritev);
    if (fd_inside(fd) && struck()) FAIL(fault);
    return next(fd, parts, number, offset);
}

int fsync(int fd) {
    NEXT(fsync);
    if (fd_inside(fd) && struck()) FAIL(sync_fault());
    return next(fd);
}

int fdatasync(int fd) {
    NEXT(fdatasync);
    if (fd_inside(fd) && struck()) FAIL(sync_fault());
    return next(fd);
}

int ftruncate(int fd, off_t size) {
    NEXT(ftruncate);
    if (fd_inside(fd) && struck()) FAIL(fault);
    return next(fd, size);
}

int ftruncate64(int fd, off64_t size) {
    NEXT(ftruncate64);
    if (fd_inside(fd) && struck()) FAIL(fault);
    return next(fd, size);
}

int fallocate(int fd, int how, off_t offset, off_t size) {
    NEXT(fallocate);
    if (fd_inside(fd) && struck()) FAIL(fault);
    return next(fd, how, offset, size);
}

int fchmod(int fd, mode_t bits) {
    NEXT(fchmod);
    if (fd_inside(fd) && struck()) FAIL(fault);
    return next(fd, bits);
}

int fchown(int fd, uid_t user, gid_t group) {
    NEXT(fchown);
    if (fd_inside(fd) && struck()) FAIL(fault);
    return next(fd, user, group);
}

int rename(const char *from, const char *to) {
    NEXT(rename);
    if (at_inside(AT_FDCWD, to) && struck()) FAIL(fault);
    return next(from, to);
}

int renameat(int from_fd, const char *from, int to_fd, const char *to) {
    NEXT(renameat);
    if (at_inside(to_fd, to) && struck()) FAIL(fault);
    return next(from_fd, from, to_fd, to);
}

int renameat2(int from_fd, const char *from, int to_fd, const char *to, unsigned flags) {
    NEXT(renameat2);
    if (at_inside(to_fd, to) && struck()) FAIL(fault);
    return next(from_fd, from, to_fd, to, flags);
}

int link(const char *from, const char *to) {
    NEXT(link);
    if (at_inside(AT_FDCWD, to) && struck()) FAIL(fault);
    return next(from, to);
}

int linkat(int from_fd, const char *from, int to_fd, const char *to, int flags) {
    NEXT(linkat);
    if (at_inside(to_fd, to) && struck()) FAIL(fault);
    return next(from_fd, from, to_fd, to, flags);
}

int mkdir(const char *path, mode_t bits) {
    NEXT(mkdir);
    if (at_inside(AT_FDCWD, path) && struck()) FAIL(fault);
    return next(path, bits);
}

int mkdirat(int folder, const char *path, mode_t bits) {
    NEXT(mkdirat);
    if (at_inside(folder, path) && struck()) FAIL(fault);
    return next(folder, path, bits);
}

int unlink(const char *path) {
    NEXT(unlink);
    if (at_inside(AT_FDCWD, path) && struck()) FAIL(sync_fault());
    return next(path);
}

int unlinkat(int folder, const char *path, int flags) {
    NEXT(unlinkat);
    if (at_inside(folder, path) && struck()) FAIL(sync_fault());
    return next(folder, path, flags);
}

int rmdir(const char *path) {
    NEXT(rmdir);
    if (at_inside(AT_FDCWD, path) && struck()) FAIL(sync_fault());
    return next(path);
}

#define MODE_OF(flags, bits) \
    mode_t bits = 0; \
    if ((flags) & (O_CREAT | __O_TMPFILE)) { \
        va_list rest; \
        va_start(rest, flags); \
        bits = va_arg(rest, mode_t); \
        va_end(rest); \
    }

static int making(int flags) { return flags & (O_CREAT | O_TRUNC); }

int open(const char *path, int flags, ...) {
    NEXT(open);
    MODE_OF(flags, bits)
    if (making(flags) && at_inside(AT_FDCWD, path) && struck()) FAIL(fault);
    return next(path, flags, bits);
}

int open64(const char *path, int flags, ...) {
    NEXT(open64);
    MODE_OF(flags, bits)
    if (making(flags) && at_inside(AT_FDCWD, path) && struck()) FAIL(fault);
    return next(path, flags, bits);
}

int openat(int folder, const char *path, int flags, ...) {
    NEXT(openat);
    MODE_OF(flags, bits)
    if (making(flags) && at_inside(folder, path) && struck()) FAIL(fault);
    return next(folder, path, flags, bits);
}

int openat64(int folder, const char *path, int flags, ...) {
    NEXT(openat64);
    MODE_OF(flags, bits)
    if (making(flags) && at_inside(folder, path) && struck()) FAIL(fault);
    return next(folder, path, flags, bits);
}
