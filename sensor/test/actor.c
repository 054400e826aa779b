/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the tests make a container do. Static, so that an image needs nothing else.
 *
 * in     a verb and its arguments
 * out    an exit code
 * holds  each verb makes calls that no other part of the program makes, so that they can be counted exactly
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static int run(char **argv)
{
	int status;
	pid_t child = fork();

	if (!child) {
		execv(argv[0], argv);
		_exit(127);
	}
	waitpid(child, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void *count_in_thread(void *times)
{
	for (long i = 0; i < (long)times; i++)
		syscall(SYS_getppid);
	return NULL;
}

static long compat(long number, long a, long b)
{
	long result;

	__asm__ volatile("int $0x80" : "=a"(result) : "a"(number), "b"(a), "c"(b) : "r8", "r9", "r10", "r11", "memory");
	return result;
}

static void on_signal(int number)
{
}

static int copy(const char *from, const char *to)
{
	char buffer[65536];
	int in = open(from, O_RDONLY), out = open(to, O_WRONLY | O_CREAT | O_TRUNC, 0755);
	ssize_t got;

	if (in < 0 || out < 0)
		return -1;
	while ((got = read(in, buffer, sizeof(buffer))) > 0)
		if (write(out, buffer, got) != got)
			return -1;
	close(in);
	close(out);
	return 0;
}

static int exec_fd(int fd)
{
	char *argv[] = {"x", NULL}, *envp[] = {NULL};

	syscall(SYS_execveat, fd, "", argv, envp, 0x1000 /* AT_EMPTY_PATH */);
	return errno;
}

static int exec_memfd(const char *file)
{
	char buffer[65536];
	int memory = memfd_create("hidden", 0), in = open(file, O_RDONLY);
	ssize_t got;

	while ((got = read(in, buffer, sizeof(buffer))) > 0)
		if (write(memory, buffer, got) != got)
			return 1;
	return exec_fd(memory);
}

static void privileges(void)
{
	struct clone_args args = {.flags = CLONE_NEWUTS, .exit_signal = SIGCHLD};
	uint32_t header[2] = {0x20080522, 0}, data[6];
	pid_t child;

	syscall(SYS_setuid, 0);
	syscall(SYS_setgid, 0);
	syscall(SYS_setresuid, 0, 0, 0);
	syscall(SYS_capget, header, data);
	syscall(SYS_capset, header, data);
	mount("the-source", "/no/such/target", "the-type", 0, NULL);
	umount2("/no/such/mount", 0);
	unshare(CLONE_NEWUTS);
	setns(-1, 0);
	child = syscall(SYS_clone, CLONE_NEWIPC | SIGCHLD, 0, 0, 0, 0);
	if (!child)
		_exit(0);
	waitpid(child, NULL, 0);
	child = syscall(SYS_clone3, &args, sizeof(args));
	if (!child)
		_exit(0);
	waitpid(child, NULL, 0);
	child = fork(); /* no namespace: not told */
	if (!child)
		_exit(ptrace(PTRACE_TRACEME, 0, 0, 0) ? 1 : 0);
	waitpid(child, NULL, 0);
	syscall(SYS_bpf, 0, 0, 0);
	syscall(SYS_init_module, 0, 0, 0);
	close(memfd_create("the-name", 0));
	chroot("/no/such/root");
	compat(213, 0, 0); /* setuid32 */
}

/* Ways to run /bin/mark, which is not allowed, or in place of something that is. */
static int evade(const char *how)
{
	char *mark[] = {"/bin/mark", "exit", "99", NULL}; /* 99: what ran was the one that is allowed */

	if (!strcmp(how, "plain"))
		execv("/bin/mark", mark);
	if (!strcmp(how, "symlink")) {
		symlink("/bin/mark", "/tmp/allowed1");
		execv("/tmp/allowed1", mark);
	}
	if (!strcmp(how, "relative")) {
		chdir("/bin");
		execv("./mark", mark);
	}
	if (!strcmp(how, "dots"))
		execv("/bin/../tmp/.././bin/mark", mark);
	if (!strcmp(how, "proc-fd")) {
		char name[64];

		snprintf(name, sizeof(name), "/proc/self/fd/%d", open("/bin/mark", O_RDONLY));
		execv(name, mark);
	}
	if (!strcmp(how, "execveat"))
		exec_fd(open("/bin/mark", O_RDONLY));
	if (!strcmp(how, "copy-over")) {
		copy("/bin/mark", "/bin/allowed2");
		execv("/bin/allowed2", mark);
	}
	if (!strcmp(how, "hardlink")) {
		unlink("/bin/allowed3");
		link("/bin/mark", "/bin/allowed3");
		execv("/bin/allowed3", mark);
	}
	if (!strcmp(how, "rename")) {
		rename("/bin/mark2", "/bin/allowed4");
		execv("/bin/allowed4", mark);
	}
	if (!strcmp(how, "rename-directory")) {
		mkdir("/tmp/d", 0755);
		copy("/bin/mark", "/tmp/d/tool");
		rename("/opt/tools", "/tmp/was");
		rename("/tmp/d", "/opt/tools");
		execv("/opt/tools/tool", mark);
	}
	if (!strcmp(how, "bind-image")) {
		mount("/bin/mark", "/bin/allowed1", NULL, MS_BIND, NULL);
		execv("/bin/allowed1", mark);
	}
	if (!strcmp(how, "bind-volume")) {
		copy("/bin/mark", "/vol/mark");
		mount("/vol/mark", "/bin/allowed5", NULL, MS_BIND, NULL);
		execv("/bin/allowed5", mark);
	}
	if (!strcmp(how, "bind-directory")) {
		mkdir("/vol/bin", 0755);
		copy("/bin/mark", "/vol/bin/allowed5");
		mount("/vol/bin", "/opt", NULL, MS_BIND, NULL);
		mkdir("/opt/tools", 0755);
		copy("/vol/bin/allowed5", "/opt/tools/tool");
		execv("/opt/tools/tool", mark);
	}
	if (!strcmp(how, "chroot")) {
		mkdir("/vol/root", 0755);
		mkdir("/vol/root/bin", 0755);
		copy("/bin/mark", "/vol/root/bin/allowed1");
		chroot("/vol/root");
		execv("/bin/allowed1", mark);
	}
	if (!strcmp(how, "chroot-image")) { /* a directory of the image, so not even another mount */
		chroot("/jail");
		execv("/bin/allowed1", mark);
	}
	if (!strcmp(how, "pivot")) {
		unshare(CLONE_NEWNS);
		mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL);
		mkdir("/vol/new", 0755);
		mount("x", "/vol/new", "tmpfs", 0, NULL);
		mkdir("/vol/new/bin", 0755);
		mkdir("/vol/new/old", 0755);
		copy("/bin/mark", "/vol/new/bin/allowed1");
		chdir("/vol/new");
		syscall(SYS_pivot_root, ".", "old");
		chroot(".");
		execv("/bin/allowed1", mark);
	}
	if (!strcmp(how, "pivot-bind")) { /* the same with a directory of the image's own file system as the new root */
		unshare(CLONE_NEWNS);
		mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL);
		mount("/jail", "/jail", NULL, MS_BIND, NULL);
		chdir("/jail");
		syscall(SYS_pivot_root, ".", "old");
		chroot(".");
		execv("/bin/allowed1", mark);
	}
	if (!strcmp(how, "overlay")) {
		unshare(CLONE_NEWNS);
		mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL);
		mkdir("/vol/low", 0755);
		mkdir("/vol/low2", 0755);
		mkdir("/vol/low/bin", 0755);
		mkdir("/vol/low/old", 0755);
		copy("/bin/mark", "/vol/low/bin/allowed1");
		mkdir("/vol/merged", 0755);
		mount("x", "/vol/merged", "overlay", 0, "lowerdir=/vol/low:/vol/low2");
		chdir("/vol/merged");
		syscall(SYS_pivot_root, ".", "old");
		chroot(".");
		execv("/bin/allowed1", mark);
	}
	if (!strcmp(how, "memfd"))
		return exec_memfd("/bin/mark");
	if (!strcmp(how, "memfd-named")) { /* with a name that looks like a path that is allowed */
		int memory = memfd_create("/bin/allowed1", 0);
		char path[64];

		snprintf(path, sizeof(path), "/proc/self/fd/%d", memory);
		copy("/bin/mark", path);
		return exec_fd(memory);
	}
	if (!strcmp(how, "shm")) {
		copy("/bin/mark", "/vol/mark");
		execv("/vol/mark", mark);
	}
	if (!strcmp(how, "deleted")) {
		int fd;

		copy("/bin/mark", "/tmp/gone");
		fd = open("/tmp/gone", O_RDONLY);
		unlink("/tmp/gone");
		return exec_fd(fd);
	}
	if (!strcmp(how, "deleted-image")) {
		int fd = open("/bin/mark3", O_RDONLY);

		unlink("/bin/mark3");
		return exec_fd(fd);
	}
	if (!strcmp(how, "long-path")) {
		for (int i = 0; i < 8; i++) {
			char name[201];

			memset(name, 'd', 200);
			name[200] = 0;
			mkdir(name, 0755);
			chdir(name);
		}
		mkdir("bin", 0755);
		copy("/bin/mark", "bin/allowed1");
		execv("bin/allowed1", mark);
	}
	return errno;
}

/* Tries a program many times; counts those that were not killed. */
static int hammer(const char *path, int times)
{
	int survived = 0, status;

	for (int i = 0; i < times; i++) {
		pid_t child = vfork();

		if (!child) {
			char *argv[] = {"x", NULL};

			execv(path, argv);
			_exit(1);
		}
		waitpid(child, &status, 0);
		survived += !(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	}
	return survived > 255 ? 255 : survived;
}

int main(int argc, char **argv)
{
	const char *verb = argc > 1 ? argv[1] : "exit";
	long n = argc > 2 ? atol(argv[2]) : 0;

	if (!strcmp(verb, "pause"))
		for (;;)
			pause();
	if (!strcmp(verb, "exit"))
		return n;
	if (!strcmp(verb, "run"))
		return run(argv + 2);
	if (!strcmp(verb, "exec"))
		return execv(argv[2], argv + 2);
	if (!strcmp(verb, "count"))
		count_in_thread((void *)n);
	if (!strcmp(verb, "compat"))
		for (long i = 0; i < n; i++)
			compat(20, 0, 0); /* getpid; 20 is writev for a 64-bit entry */
	if (!strcmp(verb, "odd")) {
		for (int i = 0; i < 3; i++)
			syscall(0x40000027); /* x32's getpid */
		for (int i = 0; i < 4; i++)
			syscall(5000);
		for (int i = 0; i < 5; i++)
			syscall(-1);
		for (int i = 0; i < 6; i++)
			compat(5000, 0, 0);
	}
	if (!strcmp(verb, "signals")) {
		signal(SIGUSR1, on_signal);
		for (long i = 0; i < n; i++)
			kill(getpid(), SIGUSR1);
	}
	if (!strcmp(verb, "threads")) {
		pthread_t threads[64];

		for (long i = 0; i < n; i++)
			pthread_create(&threads[i], NULL, count_in_thread, (void *)atol(argv[3]));
		for (long i = 0; i < n; i++)
			pthread_join(threads[i], NULL);
	}
	if (!strcmp(verb, "errno"))
		for (int i = 0; i < 40; i++)
			syscall(i & 1 ? SYS_fchdir : SYS_flock, -1, 0);
	if (!strcmp(verb, "privileges"))
		privileges();
	if (!strcmp(verb, "memfd"))
		return exec_memfd(argv[2]);
	if (!strcmp(verb, "evade"))
		return evade(argv[2]);
	if (!strcmp(verb, "hammer"))
		return hammer(argv[2], atoi(argv[3]));
	if (!strcmp(verb, "copy"))
		return copy(argv[2], argv[3]);
	if (!strcmp(verb, "socket")) {
		int fd = socket(AF_INET, SOCK_STREAM, 0), local[2], pipes[2];

		if (socketpair(AF_UNIX, SOCK_STREAM, 0, local) || pipe(pipes))
			return 1;
		dup2(fd, 0);
		dup2(local[0], 1);
		dup2(pipes[1], 2);
		execv(argv[2], argv + 2);
	}
	if (!strcmp(verb, "move")) { /* into the cgroup whose cgroup.procs is descriptor 8 */
		if (write(8, "0", 1) != 1)
			return 1;
		count_in_thread((void *)n);
	}
	if (!strcmp(verb, "churn")) /* many different n-grams */
		for (uint32_t i = 0, x = 1; i < n; i++) {
			static const int calls[] = {SYS_getuid, SYS_getgid, SYS_geteuid, SYS_getegid, SYS_getpgrp, SYS_getpid, SYS_gettid, SYS_sched_yield};

			x = x * 1664525 + 1013904223;
			syscall(calls[x >> 29]);
		}
	return 0;
}
