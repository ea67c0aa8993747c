/* Counts the calls that change something under one folder, and disturbs the n-th of them.
 *
 * Preloaded before the C library. Nothing happens until shim_arm() is called from inside the
 * process. A call counts when its descriptor or path lies under the folder and it could change
 * what is stored there: writing, syncing, renaming, linking, making, removing, cutting.
 * Modes: 0 count only; 1 end the process with SIGKILL before the call; 2 fail the call;
 * 3 write half and fail (other calls fail whole).
 * shim_record() has every such call that succeeded written down as well, with its data
 * (read by model.py): 'w' inode offset length data | 't' inode size | 's' inode | 'c' inode path |
 * 'd' inode path | 'r' path path | 'u' path | 'm' text; numbers are u64, texts have a u64 length.
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

static int record = -1;

static void raw_write(const void *data, size_t size) {
    static __typeof__(&write) next;
    if (!next) next = (__typeof__(&write))dlsym(RTLD_NEXT, "write");
    if (next(record, data, size) != (ssize_t)size) kill(getpid(), SIGABRT);
}

static void note(char kind) { raw_write(&kind, 1); }

static void note_number(unsigned long long number) { raw_write(&number, sizeof number); }

static void note_bytes(const void *data, size_t size) {
    note_number(size);
    raw_write(data, size);
}

static void note_path(int folder, const char *path) {
    char whole[8300], base[4096];
    if (path[0] == '/') {
        snprintf(whole, sizeof whole, "%s", path);
    } else {
        if (folder == AT_FDCWD ? !getcwd(base, sizeof base) : !path_of(folder, base, sizeof base))
            kill(getpid(), SIGABRT);
        snprintf(whole, sizeof whole, "%s/%s", base, path);
    }
    note_bytes(whole, strlen(whole));
}

static void note_inode(int fd) {
    struct stat found;
    if (fstat(fd, &found)) kill(getpid(), SIGABRT);
    note_number(found.st_ino);
}

static ssize_t note_written(int fd, const void *data, ssize_t size, off_t offset) {
    if (record >= 0 && size > 0 && fd_inside(fd)) {
        note('w');
        note_inode(fd);
        note_number(offset >= 0 ? offset : lseek(fd, 0, SEEK_CUR) - size);
        note_bytes(data, size);
    }
    return size;
}

static int note_cut(int fd, off_t size, int done) {
    if (record >= 0 && !done && fd_inside(fd)) {
        note('t');
        note_inode(fd);
        note_number(size);
    }
    return done;
}

static int note_synced(int fd, int done) {
    if (record >= 0 && !done && fd_inside(fd)) {
        note('s');
        note_inode(fd);
    }
    return done;
}

static int note_renamed(int from_fd, const char *from, int to_fd, const char *to, int done) {
    if (record >= 0 && !done && at_inside(to_fd, to)) {
        note('r');
        note_path(from_fd, from);
        note_path(to_fd, to);
    }
    return done;
}

static int note_removed(int folder, const char *path, int done) {
    if (record >= 0 && !done && at_inside(folder, path)) {
        note('u');
        note_path(folder, path);
    }
    return done;
}

static int note_folder(int folder, const char *path, int done) {
    struct stat found;
    if (record >= 0 && !done && at_inside(folder, path)) {
        if (fstatat(folder, path, &found, 0)) kill(getpid(), SIGABRT);
        note('d');
        note_number(found.st_ino);
        note_path(folder, path);
    }
    return done;
}

static int there_before(int folder, const char *path) {
    struct stat found;
    return record >= 0 && !fstatat(folder, path, &found, AT_SYMLINK_NOFOLLOW);
}

static int note_opened(int folder, const char *path, int flags, int before, int fd) {
    if (record >= 0 && fd >= 0 && at_inside(folder, path)) {
        if (!before && (flags & O_CREAT)) {
            note('c');
            note_inode(fd);
            note_path(folder, path);
        } else if (before && (flags & O_TRUNC)) {
            note_cut(fd, 0, 0);
        }
    }
    return fd;
}

/* Nothing of ours makes these calls: should it begin to, the model has to learn them. */
static void not_recorded(int is_inside) {
    if (record >= 0 && is_inside) kill(getpid(), SIGABRT);
}

/* Begin to write calls down in a file that is made at `path`. */
int shim_record(const char *path) {
    record = open(path, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
    return record >= 0;
}

void shim_mark(const char *text) {
    if (record < 0) return;
    note('m');
    note_bytes(text, strlen(text));
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
    return note_written(fd, data, next(fd, data, size), -1);
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t offset) {
    NEXT(pwrite);
    if (fd_inside(fd) && struck()) {
        if (mode == 3 && size > 1) return next(fd, data, size / 2, offset);
        FAIL(fault);
    }
    return note_written(fd, data, next(fd, data, size, offset), offset);
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t offset) {
    NEXT(pwrite64);
    if (fd_inside(fd) && struck()) {
        if (mode == 3 && size > 1) return next(fd, data, size / 2, offset);
        FAIL(fault);
    }
    return note_written(fd, data, next(fd, data, size, offset), offset);
}

ssize_t writev(int fd, const struct iovec *parts, int number) {
    NEXT(writev);
    not_recorded(fd_inside(fd));
    if (fd_inside(fd) && struck()) FAIL(fault);
    return next(fd, parts, number);
}

ssize_t pwritev(int fd, const struct iovec *parts, int number, off_t offset) {
    NEXT(pwritev);
    not_recorded(fd_inside(fd));
    if (fd_inside(fd) && struck()) FAIL(fault);
    return next(fd, parts, number, offset);
}

int fsync(int fd) {
    NEXT(fsync);
    if (fd_inside(fd) && struck()) FAIL(sync_fault());
    return note_synced(fd, next(fd));
}

int fdatasync(int fd) {
    NEXT(fdatasync);
    if (fd_inside(fd) && struck()) FAIL(sync_fault());
    return note_synced(fd, next(fd));
}

int ftruncate(int fd, off_t size) {
    NEXT(ftruncate);
    if (fd_inside(fd) && struck()) FAIL(fault);
    return note_cut(fd, size, next(fd, size));
}

int ftruncate64(int fd, off64_t size) {
    NEXT(ftruncate64);
    if (fd_inside(fd) && struck()) FAIL(fault);
    return note_cut(fd, size, next(fd, size));
}

int fallocate(int fd, int how, off_t offset, off_t size) {
    NEXT(fallocate);
    not_recorded(fd_inside(fd));
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
    return note_renamed(AT_FDCWD, from, AT_FDCWD, to, next(from, to));
}

int renameat(int from_fd, const char *from, int to_fd, const char *to) {
    NEXT(renameat);
    if (at_inside(to_fd, to) && struck()) FAIL(fault);
    return note_renamed(from_fd, from, to_fd, to, next(from_fd, from, to_fd, to));
}

int renameat2(int from_fd, const char *from, int to_fd, const char *to, unsigned flags) {
    NEXT(renameat2);
    if (at_inside(to_fd, to) && struck()) FAIL(fault);
    return note_renamed(from_fd, from, to_fd, to, next(from_fd, from, to_fd, to, flags));
}

int link(const char *from, const char *to) {
    NEXT(link);
    not_recorded(at_inside(AT_FDCWD, to));
    if (at_inside(AT_FDCWD, to) && struck()) FAIL(fault);
    return next(from, to);
}

int linkat(int from_fd, const char *from, int to_fd, const char *to, int flags) {
    NEXT(linkat);
    not_recorded(at_inside(to_fd, to));
    if (at_inside(to_fd, to) && struck()) FAIL(fault);
    return next(from_fd, from, to_fd, to, flags);
}

int mkdir(const char *path, mode_t bits) {
    NEXT(mkdir);
    if (at_inside(AT_FDCWD, path) && struck()) FAIL(fault);
    return note_folder(AT_FDCWD, path, next(path, bits));
}

int mkdirat(int folder, const char *path, mode_t bits) {
    NEXT(mkdirat);
    if (at_inside(folder, path) && struck()) FAIL(fault);
    return note_folder(folder, path, next(folder, path, bits));
}

int unlink(const char *path) {
    NEXT(unlink);
    if (at_inside(AT_FDCWD, path) && struck()) FAIL(sync_fault());
    return note_removed(AT_FDCWD, path, next(path));
}

int unlinkat(int folder, const char *path, int flags) {
    NEXT(unlinkat);
    if (at_inside(folder, path) && struck()) FAIL(sync_fault());
    return note_removed(folder, path, next(folder, path, flags));
}

int rmdir(const char *path) {
    NEXT(rmdir);
    if (at_inside(AT_FDCWD, path) && struck()) FAIL(sync_fault());
    return note_removed(AT_FDCWD, path, next(path));
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
    int before = making(flags) && there_before(AT_FDCWD, path);
    return note_opened(AT_FDCWD, path, flags, before, next(path, flags, bits));
}

int open64(const char *path, int flags, ...) {
    NEXT(open64);
    MODE_OF(flags, bits)
    if (making(flags) && at_inside(AT_FDCWD, path) && struck()) FAIL(fault);
    int before = making(flags) && there_before(AT_FDCWD, path);
    return note_opened(AT_FDCWD, path, flags, before, next(path, flags, bits));
}

int openat(int folder, const char *path, int flags, ...) {
    NEXT(openat);
    MODE_OF(flags, bits)
    if (making(flags) && at_inside(folder, path) && struck()) FAIL(fault);
    int before = making(flags) && there_before(folder, path);
    return note_opened(folder, path, flags, before, next(folder, path, flags, bits));
}

int openat64(int folder, const char *path, int flags, ...) {
    NEXT(openat64);
    MODE_OF(flags, bits)
    if (making(flags) && at_inside(folder, path) && struck()) FAIL(fault);
    int before = making(flags) && there_before(folder, path);
    return note_opened(folder, path, flags, before, next(folder, path, flags, bits));
}
