/* A disk that remembers in which order it was written and when it was told to flush.
 *
 * disk FOLDER IMAGE LOG: mounts a file system at FOLDER that shows two files. What is written to
 * `disk` goes to IMAGE, and to LOG with its place; a sync goes to LOG. What is written to `marks`
 * goes to LOG alone: it says what happened elsewhere meanwhile. A loop device over `disk` makes a
 * block device of it. Speaks to the kernel without a library (linux/fuse.h); says "ready" when
 * mounted, and ends when it is unmounted.
 *
 * LOG: 'W' u64 offset u32 length data | 'F' | 'M' u32 length text, in the machine's byte order.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/fuse.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { DISK = 2, MARKS = 3, ROOM = 1 << 21, MOST = 1 << 20 };
static int fuse, image;
static FILE *record;
static off_t size;
static char room[ROOM], data[MOST];

static void answer(unsigned long long unique, int error, const void *body, size_t length) {
    struct fuse_out_header head = {sizeof head + length, -error, unique};
    struct iovec parts[2] = {{&head, sizeof head}, {(void *)body, length}};
    if (writev(fuse, parts, 2) < 0 && errno != ENOENT) exit(3);
}

static struct fuse_attr attributes(unsigned long long node) {
    struct fuse_attr found = {.ino = node, .nlink = 1, .blksize = 4096};
    found.mode = node == FUSE_ROOT_ID ? S_IFDIR | 0700 : S_IFREG | 0600;
    found.size = node == DISK ? size : 0;
    found.blocks = found.size / 512;
    return found;
}

static void look_up(struct fuse_in_header *in, const char *name) {
    struct fuse_entry_out out = {.entry_valid = 3600, .attr_valid = 3600};
    out.nodeid = !strcmp(name, "disk") ? DISK : !strcmp(name, "marks") ? MARKS : 0;
    if (!out.nodeid) {
        answer(in->unique, ENOENT, 0, 0);
        return;
    }
    out.attr = attributes(out.nodeid);
    answer(in->unique, 0, &out, sizeof out);
}

static void take(struct fuse_in_header *in, struct fuse_write_in *what) {
    const char *bytes = (const char *)(what + 1);
    unsigned long long offset = what->offset;
    struct fuse_write_out out = {.size = what->size};
    if (in->nodeid == DISK) {
        fputc('W', record);
        fwrite(&offset, 8, 1, record);
        if (pwrite(image, bytes, what->size, offset) != (ssize_t)what->size) exit(4);
    } else {
        fputc('M', record);
    }
    fwrite(&what->size, 4, 1, record);
    fwrite(bytes, what->size, 1, record);
    answer(in->unique, 0, &out, sizeof out);
}

static void serve(struct fuse_in_header *in) {
    void *body = in + 1;
    switch (in->opcode) {
    case FUSE_INIT: {
        struct fuse_init_in *wanted = body;
        struct fuse_init_out out = {.major = FUSE_KERNEL_VERSION, .minor = 31, .max_write = MOST};
        out.max_readahead = wanted->max_readahead;
        out.flags = FUSE_BIG_WRITES | FUSE_MAX_PAGES;
        out.max_pages = MOST / 4096;
        answer(in->unique, 0, &out, sizeof out);
        return;
    }
    case FUSE_LOOKUP:
        look_up(in, body);
        return;
    case FUSE_GETATTR:
    case FUSE_SETATTR: {
        struct fuse_attr_out out = {.attr_valid = 3600, .attr = attributes(in->nodeid)};
        answer(in->unique, 0, &out, sizeof out);
        return;
    }
    case FUSE_OPEN: {
        struct fuse_open_out out = {.open_flags = in->nodeid == MARKS ? FOPEN_DIRECT_IO : 0};
        answer(in->unique, 0, &out, sizeof out);
        return;
    }
    case FUSE_READ: {
        struct fuse_read_in *what = body;
        ssize_t length = pread(image, data, what->size < MOST ? what->size : MOST, what->offset);
        answer(in->unique, length < 0 ? EIO : 0, data, length < 0 ? 0 : length);
        return;
    }
    case FUSE_WRITE:
        take(in, body);
        return;
    case FUSE_FSYNC:
        if (in->nodeid == DISK) fputc('F', record);
        answer(in->unique, 0, 0, 0);
        return;
    case FUSE_FLUSH:
    case FUSE_RELEASE:
    case FUSE_ACCESS:
        fflush(record);
        answer(in->unique, 0, 0, 0);
        return;
    case FUSE_FORGET:
    case FUSE_BATCH_FORGET:
    case FUSE_INTERRUPT:
        return;
    default:
        answer(in->unique, ENOSYS, 0, 0);
    }
}

int main(int number, char **words) {
    char options[128];
    struct stat found;
    if (number != 4) return 2;
    fuse = open("/dev/fuse", O_RDWR | O_CLOEXEC);
    image = open(words[2], O_RDWR | O_CLOEXEC);
    record = fopen(words[3], "wb");
    if (fuse < 0 || image < 0 || !record || fstat(image, &found)) return 2;
    size = found.st_size;
    snprintf(options, sizeof options, "fd=%d,rootmode=40000,user_id=0,group_id=0", fuse);
    if (mount("diogel-disk", words[1], "fuse", MS_NOSUID | MS_NODEV, options)) return 2;
    puts("ready");
    fflush(stdout);
    for (;;) {
        ssize_t length = read(fuse, room, sizeof room);
        if (length < 0 && errno == ENODEV) break; /* unmounted */
        if (length < 0 && errno != EINTR && errno != EAGAIN && errno != ENOENT) return 3;
        if (length >= (ssize_t)sizeof(struct fuse_in_header)) serve((void *)room);
    }
    return fclose(record) ? 4 : 0;
}
