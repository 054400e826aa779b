/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Containers for the tests, without an engine.
 *
 * in     an image folder, a program
 * out    a process in its own cgroup and mount namespace, on an overlay file system
 * holds  all mounts live in the container's own mount namespace, so nothing is left when it ends
 */
#include "jail.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

const char *jail_hierarchy(void)
{
	return access("/sys/fs/cgroup/pids/cgroup.procs", F_OK) ? "/sys/fs/cgroup" : "/sys/fs/cgroup/pids";
}

int jail_make(struct jail *jail, const char *name)
{
	struct stat stat_;

	memset(jail, 0, sizeof(*jail));
	snprintf(jail->cgroup, sizeof(jail->cgroup), "%s/plimsoll-test-%d", jail_hierarchy(), getpid());
	mkdir(jail->cgroup, 0755);
	snprintf(jail->cgroup + strlen(jail->cgroup), 256, "/%s", name);
	if (mkdir(jail->cgroup, 0755) || stat(jail->cgroup, &stat_))
		return -1;
	jail->id = stat_.st_ino;
	return 0;
}

static void attach(const struct jail *jail, pid_t pid)
{
	char path[PATH_MAX + 16], text[16];
	int fd;

	snprintf(path, sizeof(path), "%s/cgroup.procs", jail->cgroup);
	fd = open(path, O_WRONLY);
	snprintf(text, sizeof(text), "%d", pid);
	if (write(fd, text, strlen(text)) < 0)
		perror("attach");
	close(fd);
}

static void make_noise(void)
{
	for (int i = 0; i < JAIL_NOISE; i++)
		syscall(SYS_getppid);
}

static void die(const char *what)
{
	perror(what);
	_exit(126);
}

static void build_root(const char *image)
{
	char options[PATH_MAX * 2];

	if (unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL))
		die("unshare");
	/* Over a directory that is always there; only this namespace sees it. */
	if (mount("x", "/mnt", "tmpfs", 0, NULL) || mkdir("/mnt/upper", 0755) || mkdir("/mnt/work", 0755) || mkdir("/mnt/root", 0755))
		die("scratch");
	if (!strncmp(image, "plain:", 6)) {
		if (mount(image + 6, "/mnt/root", NULL, MS_BIND, NULL))
			die("bind");
		goto mounted;
	}
	snprintf(options, sizeof(options), "lowerdir=%s,upperdir=/mnt/upper,workdir=/mnt/work", image);
	if (mount("x", "/mnt/root", "overlay", 0, options))
		die("overlay");
mounted:
	if (mount("x", "/mnt/root/proc", "proc", 0, NULL) || mount("x", "/mnt/root/vol", "tmpfs", 0, NULL))
		die("volumes");
	if (chdir("/mnt/root") || syscall(SYS_pivot_root, ".", ".") || umount2(".", MNT_DETACH) || chdir("/"))
		die("pivot_root");
}

static void join_root(pid_t init)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/ns/mnt", init);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || setns(fd, CLONE_NEWNS))
		die("setns");
}

/* Forks; the child runs the "runtime's" part once it is in the cgroup. */
static pid_t spawn(struct jail *jail, const char *image, char *const argv[], int fd8, int fd9)
{
	int ready[2];
	pid_t child;
	char go;

	if (pipe2(ready, O_CLOEXEC))
		return -1;
	child = fork();
	if (child) {
		attach(jail, child);
		go = 1;
		if (write(ready[1], &go, 1) != 1)
			perror("go");
		close(ready[0]);
		close(ready[1]);
		return child;
	}
	if (read(ready[0], &go, 1) != 1)
		die("ready");
	make_noise();
	if (image)
		build_root(image);
	else
		join_root(jail->init);
	make_noise();
	if (fd8 >= 0)
		dup2(fd8, 8);
	if (fd9 >= 0)
		dup2(fd9, 9);
	execv(argv[0], argv);
	die(argv[0]);
	return 0;
}

pid_t jail_start(struct jail *jail, const char *image, char *const argv[])
{
	return jail->init = spawn(jail, image, argv, -1, -1);
}

void jail_settle(struct jail *jail)
{
	char path[64], program[PATH_MAX], mine[PATH_MAX];

	snprintf(path, sizeof(path), "/proc/%d/exe", jail->init);
	if (readlink("/proc/self/exe", mine, sizeof(mine)) < 0)
		exit(1);
	for (int i = 0; i < 2000; i++) {
		if (readlink(path, program, sizeof(program)) > 0 && strncmp(program, mine, 8) && !waitpid(jail->init, NULL, WNOHANG))
			return;
		usleep(1000);
	}
	fprintf(stderr, "the jail did not start\n");
	exit(1);
}

pid_t jail_enter(struct jail *jail, char *const argv[], int fd8, int fd9)
{
	return spawn(jail, NULL, argv, fd8, fd9);
}

int jail_wait(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void jail_end(struct jail *jail)
{
	if (jail->init > 0) {
		kill(jail->init, SIGKILL);
		jail_wait(jail->init);
	}
	for (int i = 0; rmdir(jail->cgroup) && errno == EBUSY && i < 200; i++)
		usleep(5000);
}
