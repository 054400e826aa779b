/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The sensor against the kernel of this machine.
 *
 * in     the sensor, and the folder of the test programs; root
 * out    PASS and FAIL lines
 * holds  counts are exact, not "about": each test makes calls that nothing else in its container makes
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "clock.h"
#include "event.h"
#include "jail.h"
#include "reader.h"

int passed, failed;

static const char *sensor;
static char image[PATH_MAX];
static const char *tools;
static struct reader reader;
static int names;

#define RUN(...) ((char *[]){"/bin/actor", __VA_ARGS__, NULL})

static void copy_file(const char *from, const char *to)
{
	char command[3 * PATH_MAX];

	snprintf(command, sizeof(command), "mkdir -p \"$(dirname %s)\" && cp %s %s", to, from, to);
	if (system(command))
		exit(1);
}

static void make_image(void)
{
	static const char *const actors[] = {"bin/actor", "bin/allowed1", "bin/allowed2", "bin/allowed3", "bin/allowed4", "bin/allowed5", "opt/tools/tool"};
	static const char *const marks[] = {"bin/mark", "bin/mark2", "bin/mark3", "jail/bin/allowed1"};
	static const char *const folders[] = {"proc", "vol", "tmp", "jail/old"};
	char actor[PATH_MAX], mark[PATH_MAX], to[2 * PATH_MAX];
	FILE *script;

	strcpy(image, "/tmp/plimsoll-image-XXXXXX");
	if (!mkdtemp(image))
		exit(1);
	snprintf(actor, sizeof(actor), "%s/actor", tools);
	snprintf(mark, sizeof(mark), "%s/mark", tools);
	for (size_t i = 0; i < sizeof(actors) / sizeof(*actors); i++) {
		snprintf(to, sizeof(to), "%s/%s", image, actors[i]);
		copy_file(actor, to);
	}
	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
		snprintf(to, sizeof(to), "%s/%s", image, marks[i]);
		copy_file(mark, to);
	}
	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++) {
		snprintf(to, sizeof(to), "%s/%s", image, folders[i]);
		mkdir(to, 0755);
	}
	snprintf(to, sizeof(to), "%s/bin/script", image);
	script = fopen(to, "w");
	fputs("#!/bin/actor exit\n", script);
	fclose(script);
	chmod(to, 0755);
}

static void remove_image(void)
{
	char command[PATH_MAX + 16];

	/* Nothing is mounted in it: the overlays only read it. */
	snprintf(command, sizeof(command), "rm -rf %s", image);
	if (system(command))
		perror("rm");
}

static char *fresh_name(void)
{
	static char name[80];

	snprintf(name, sizeof(name), "%056x%08x", getpid(), ++names);
	return name;
}

static void begin(struct jail *jail)
{
	if (jail_make(jail, fresh_name()) || jail_start(jail, image, RUN("pause")) < 0) {
		perror("jail");
		exit(1);
	}
	jail_settle(jail);
}

/* ---- what to look for ---- */

static bool path_is(const struct received *frame, const void *path)
{
	const struct frame_exec *exec = frame->payload;

	return exec->path_length == strlen(path) && !memcmp(exec + 1, path, exec->path_length);
}

static bool filename_is(const struct received *frame, const void *name)
{
	const struct frame_exec *exec = frame->payload;

	return exec->filename_length == strlen(name) && !memcmp((const char *)(exec + 1) + exec->path_length, name, exec->filename_length);
}

static bool pid_is(const struct received *frame, const void *pid)
{
	return ((const struct frame_process *)frame->payload)->pid == *(const uint32_t *)pid;
}

static const struct frame_exec *exec_of(uint64_t cgroup, size_t from, matcher match, const void *context)
{
	const struct received *frame = reader_wait(&reader, from, FRAME_EXEC, cgroup, match, context, 3000);

	return frame ? frame->payload : NULL;
}

/* Calls of one token in all windows so far. */
static uint64_t counted(uint64_t cgroup, uint16_t token)
{
	uint64_t sum = 0;

	pthread_mutex_lock(&reader.lock);
	for (size_t i = 0; i < reader.count; i++) {
		const struct frame_counters *counters = reader.all[i].payload;
		const struct frame_count *counts = (const void *)(counters + 1);

		if (reader.all[i].header.type != FRAME_COUNTERS || reader.all[i].header.cgroup_id != cgroup)
			continue;
		for (uint32_t entry = 0; entry < counters->entries; entry++)
			if (counts[entry].token == token)
				sum += counts[entry].count;
	}
	pthread_mutex_unlock(&reader.lock);
	return sum;
}

/* Waits until two windows went by after what happened. */
static void let_windows_pass(void)
{
	usleep(350000);
}

static int in_jail(struct jail *jail, char *const argv[])
{
	return jail_wait(jail_enter(jail, argv, -1, -1));
}

/* ---- tests ---- */

static void test_hello(void)
{
	const struct received *frame = reader_wait(&reader, 0, FRAME_HELLO, 0, NULL, NULL, 5000);
	const struct frame_hello *hello = frame ? frame->payload : NULL;

	CHECK(hello && frame->header.sequence == 1 && hello->sensor_pid == (uint32_t)reader.pid && hello->slots == 32, "HELLO comes first");
	CHECK(hello && llabs(hello->realtime_offset_ns - realtime_offset()) < NS_PER_S, "HELLO knows the offset of the clocks");
	CHECK(reader_wait(&reader, 0, FRAME_LOST, 0, NULL, NULL, 2500), "a heartbeat within two seconds");
	CHECK(!reader_command(&reader, "ping") && !reader_command(&reader, "window * 100"), "commands are answered");
	CHECK(reader_command(&reader, "dance") == EINVAL && reader_command(&reader, "window * 1") == EINVAL &&
		      reader_command(&reader, "rate 12345678 5") == ENOENT && reader_command(&reader, "allow * not-absolute") == EINVAL,
	      "what is wrong is refused");
}

static void test_exec_and_counts(void)
{
	struct jail jail;
	const struct frame_exec *exec;
	const struct received *frame;
	const char *args;
	uint32_t pid;

	begin(&jail);
	exec = exec_of(jail.id, 0, path_is, "/bin/actor");
	CHECK(exec && exec->flags == EXEC_ENTERED && exec->process.pid == (uint32_t)jail.init, "the first exec enters, from the image");
	args = exec ? (const char *)(exec + 1) + exec->path_length + exec->filename_length : "";
	CHECK(exec && exec->args_length == 17 && !memcmp(args, "/bin/actor\0pause", 17), "arguments, with their NULs");
	CHECK(exec && exec->cwd_length == 1 && args[exec->args_length] == '/', "working directory");
	CHECK(exec && exec->process.exec_id && !exec->parent_exec_id && exec->process.ppid == (uint32_t)getpid() && exec->capabilities,
	      "process fields");
	CHECK(reader_wait(&reader, 0, FRAME_CONTAINER, jail.id, NULL, NULL, 1000), "CONTAINER appeared");
	CHECK(in_jail(&jail, RUN("count", "777")) == 0, "a process of the container calls getppid 777 times");
	CHECK(in_jail(&jail, RUN("run", "/bin/actor", "exit", "7")) == 7, "it runs another");
	let_windows_pass();
	CHECK(counted(jail.id, SYS_getppid) == 777, "777 counted, and none of the runtime's %d: %llu", 4 * JAIL_NOISE,
	      (unsigned long long)counted(jail.id, SYS_getppid));
	CHECK(counted(jail.id, SYS_pivot_root) == 0 && counted(jail.id, SYS_mount) == 0 && counted(jail.id, SYS_setns) == 0,
	      "nor its mounts");
	/* The run: enters, then its child execs without entering, and names its parent. */
	{
		const struct frame_exec *last = NULL, *before = NULL;

		pthread_mutex_lock(&reader.lock);
		for (size_t i = 0; i < reader.count; i++)
			if (reader.all[i].header.type == FRAME_EXEC && reader.all[i].header.cgroup_id == jail.id) {
				before = last;
				last = reader.all[i].payload;
			}
		pthread_mutex_unlock(&reader.lock);
		CHECK(last && before && before->flags == EXEC_ENTERED && last->flags == 0 && last->parent_exec_id == before->process.exec_id &&
			      last->process.ppid == before->process.pid && !strncmp(last->parent_comm, "actor", 16),
		      "the child's exec names its parent's");
		pid = last ? last->process.pid : 0;
		frame = reader_wait(&reader, 0, FRAME_EXIT, jail.id, pid_is, &pid, 1000);
		CHECK(frame && ((const struct frame_exit *)frame->payload)->code == 7 << 8 &&
			      ((const struct frame_exit *)frame->payload)->process.exec_id == last->process.exec_id &&
			      ((const struct frame_exit *)frame->payload)->lifetime_ns < NS_PER_S,
		      "EXIT with the code that wait gives");
	}
	jail_end(&jail);
	frame = reader_wait(&reader, 0, FRAME_EXIT, jail.id, pid_is, &jail.init, 1000);
	CHECK(frame && ((const struct frame_exit *)frame->payload)->code == SIGKILL, "EXIT by a signal");
}

static void test_tokens(void)
{
	struct jail jail;

	begin(&jail);
	CHECK(in_jail(&jail, RUN("compat", "55")) == 0, "a 64-bit process makes 32-bit calls");
	in_jail(&jail, RUN("odd"));
	in_jail(&jail, RUN("signals", "10"));
	in_jail(&jail, RUN("threads", "8", "20000"));
	let_windows_pass();
	CHECK(counted(jail.id, COMPAT_TOKEN + 20) == 55 && counted(jail.id, 20) == 0, "32-bit getpid is told from 64-bit writev");
	CHECK(counted(jail.id, TOKEN_UNKNOWN) == 3 + 4 + 5 && counted(jail.id, COMPAT_TOKEN + TOKEN_UNKNOWN) == 6,
	      "numbers that do not exist: %llu and %llu", (unsigned long long)counted(jail.id, TOKEN_UNKNOWN),
	      (unsigned long long)counted(jail.id, COMPAT_TOKEN + TOKEN_UNKNOWN));
	CHECK(counted(jail.id, SYS_rt_sigreturn) == 10, "rt_sigreturn, whose number is gone when it returns");
	CHECK(counted(jail.id, SYS_getppid) == 160000, "eight threads at once, not one call lost: %llu",
	      (unsigned long long)counted(jail.id, SYS_getppid));
	jail_end(&jail);
}

static bool ends_with_error(const struct received *frame, const void *unused)
{
	const struct frame_novelty *novelty = frame->payload;
	const struct frame_call *last = &novelty->history[novelty->calls ? novelty->calls - 1 : 0];

	return novelty->calls > 6 && last->token == SYS_fchdir && last->error == EBADF && last[-1].token == SYS_flock && last[-1].error == EINVAL;
}

static void test_novelty(void)
{
	struct jail jail;
	const struct received *frame;
	uint32_t novelties = 0, kinds = 0, first_calls = 99;
	size_t from;

	begin(&jail);
	in_jail(&jail, RUN("errno"));
	frame = reader_wait(&reader, 0, FRAME_NOVELTY, jail.id, ends_with_error, NULL, 2000);
	CHECK(frame, "the history tells number and error");
	pthread_mutex_lock(&reader.lock);
	for (size_t i = 0; i < reader.count; i++)
		if (reader.all[i].header.type == FRAME_NOVELTY && reader.all[i].header.cgroup_id == jail.id) {
			const struct frame_novelty *novelty = reader.all[i].payload;

			if (!novelties++)
				first_calls = novelty->calls;
			kinds |= novelty->kinds;
		}
	pthread_mutex_unlock(&reader.lock);
	CHECK(kinds == (NOVEL_SYSCALL | NOVEL_PAIR | NOVEL_NGRAM) && first_calls == 1, "all kinds; a history begins with the first call");
	in_jail(&jail, RUN("errno"));
	in_jail(&jail, RUN("errno"));
	from = reader_count(&reader);
	in_jail(&jail, RUN("errno"));
	usleep(100000);
	CHECK(!reader_wait(&reader, from, FRAME_NOVELTY, jail.id, NULL, NULL, 100), "what is known is not told again");
	CHECK(!reader_command(&reader, "slice %llu 200", (unsigned long long)jail.id), "slices of 200 ms");
	usleep(450000);
	from = reader_count(&reader);
	in_jail(&jail, RUN("errno"));
	frame = reader_wait(&reader, from, FRAME_NOVELTY, jail.id, NULL, NULL, 1000);
	CHECK(frame && ((const struct frame_novelty *)frame->payload)->slice > 1, "a new slice tells it again, with its number");
	jail_end(&jail);
}

static bool held_back(const struct received *frame, const void *unused)
{
	return ((const struct frame_lost *)frame->payload)->held_back > 0;
}

static void test_rate(void)
{
	struct jail jail;
	size_t in_first = 0, from;

	begin(&jail);
	CHECK(!reader_command(&reader, "rate %llu 20", (unsigned long long)jail.id), "at most 20 novelties a second");
	usleep(1100000);
	from = reader_count(&reader);
	in_jail(&jail, RUN("churn", "20000"));
	usleep(50000);
	pthread_mutex_lock(&reader.lock);
	for (size_t i = from; i < reader.count; i++)
		in_first += reader.all[i].header.type == FRAME_NOVELTY && reader.all[i].header.cgroup_id == jail.id;
	pthread_mutex_unlock(&reader.lock);
	CHECK(in_first >= 1 && in_first <= 45, "%zu told", in_first);
	CHECK(reader_wait(&reader, from, FRAME_LOST, jail.id, held_back, NULL, 2500), "the rest is counted as held back");
	reader_command(&reader, "rate %llu 0", (unsigned long long)jail.id);
	from = reader_count(&reader);
	in_jail(&jail, RUN("churn", "20000"));
	usleep(200000);
	CHECK(reader_wait(&reader, from, FRAME_NOVELTY, jail.id, NULL, NULL, 1000), "and told when there is room");
	jail_end(&jail);
}

struct privilege {
	int op, syscall, error; /* error: 1 must fail, 0 must not */
	const char *detail;
	size_t detail_length;
};

static bool is_privilege(const struct received *frame, const void *context)
{
	const struct frame_privilege *event = frame->payload;
	const struct privilege *wanted = context;

	return event->op == wanted->op && event->syscall == wanted->syscall && (event->result < 0) == wanted->error &&
	       (!wanted->detail || (event->detail_length == wanted->detail_length && !memcmp(event + 1, wanted->detail, event->detail_length)));
}

static void test_privileges(void)
{
	static const struct privilege wanted[] = {
		{OP_SETUID, SYS_setuid, 0},
		{OP_SETGID, SYS_setgid, 0},
		{OP_SETUID, SYS_setresuid, 0},
		{OP_CAPSET, SYS_capset, 0},
		{OP_MOUNT, SYS_mount, 1, "/no/such/target\0the-source\0the-type\0", 36},
		{OP_MOUNT, SYS_umount2, 1, "/no/such/mount\0\0\0", 17},
		{OP_UNSHARE, SYS_unshare, 0},
		{OP_SETNS, SYS_setns, 1},
		{OP_NEW_NAMESPACE, SYS_clone, 0},
		{OP_NEW_NAMESPACE, SYS_clone3, 0},
		{OP_PTRACE, SYS_ptrace, 0},
		{OP_BPF, SYS_bpf, 1},
		{OP_MODULE, SYS_init_module, 1},
		{OP_MEMFD, SYS_memfd_create, 0, "the-name", 8},
		{OP_OTHER, SYS_chroot, 1, "/no/such/root", 13},
		{OP_SETUID, COMPAT_TOKEN + 213, 0},
	};
	const struct received *frame;
	struct jail jail;
	int clones = 0;

	begin(&jail);
	in_jail(&jail, RUN("privileges"));
	for (size_t i = 0; i < sizeof(wanted) / sizeof(*wanted); i++) {
		frame = reader_wait(&reader, 0, FRAME_PRIVILEGE, jail.id, is_privilege, &wanted[i], 1500);
		CHECK(frame, "privilege: op %d by call %d", wanted[i].op, wanted[i].syscall);
	}
	frame = reader_wait(&reader, 0, FRAME_PRIVILEGE, jail.id, is_privilege, &wanted[8], 100);
	CHECK(frame && ((const struct frame_privilege *)frame->payload)->args[0] == 0x08000000, "clone's flags");
	frame = reader_wait(&reader, 0, FRAME_PRIVILEGE, jail.id, is_privilege, &wanted[9], 100);
	CHECK(frame && ((const struct frame_privilege *)frame->payload)->args[0] == 0x04000000, "clone3's flags");
	pthread_mutex_lock(&reader.lock);
	for (size_t i = 0; i < reader.count; i++)
		clones += reader.all[i].header.type == FRAME_PRIVILEGE && reader.all[i].header.cgroup_id == jail.id &&
			  ((const struct frame_privilege *)reader.all[i].payload)->op == OP_NEW_NAMESPACE;
	pthread_mutex_unlock(&reader.lock);
	CHECK(clones == 2, "one event a clone, none for its child or for a plain fork");
	jail_end(&jail);
}

static void test_files(void)
{
	const struct frame_exec *exec;
	struct jail jail;
	char long_args[6000];

	begin(&jail);
	in_jail(&jail, RUN("memfd", "/bin/mark"));
	exec = exec_of(jail.id, 0, filename_is, "/dev/fd/3");
	CHECK(exec && exec->flags & EXEC_IN_MEMORY && exec->path_length && ((const char *)(exec + 1))[0] != '/', "a memfd is in memory, and has no path");
	in_jail(&jail, RUN("evade", "deleted"));
	exec = exec_of(jail.id, 0, filename_is, "/dev/fd/3");
	in_jail(&jail, RUN("copy", "/bin/actor", "/tmp/mine"));
	in_jail(&jail, RUN("run", "/tmp/mine", "exit", "0"));
	exec = exec_of(jail.id, 0, path_is, "/tmp/mine");
	CHECK(exec && exec->flags == EXEC_UPPER_LAYER, "a file written by the container: upper layer");
	in_jail(&jail, RUN("copy", "/bin/actor", "/vol/mine"));
	in_jail(&jail, RUN("run", "/vol/mine", "exit", "0"));
	exec = exec_of(jail.id, 0, path_is, "/vol/mine");
	CHECK(exec && exec->flags == (EXEC_VOLUME | EXEC_IN_MEMORY | EXEC_LAYER_UNKNOWN), "a file on a tmpfs volume");
	in_jail(&jail, RUN("run", "/bin/script"));
	exec = exec_of(jail.id, 0, filename_is, "/bin/script");
	CHECK(exec && exec->flags == EXEC_SCRIPT && path_is(&(struct received){.payload = exec}, "/bin/actor"), "a script tells its interpreter");
	in_jail(&jail, RUN("socket", "/bin/allowed1", "exit", "0"));
	exec = exec_of(jail.id, 0, path_is, "/bin/allowed1");
	CHECK(exec && exec->stdio[0] == STDIO_SOCKET && exec->stdio[1] == STDIO_LOCAL_SOCKET && exec->stdio[2] == STDIO_PIPE, "what the descriptors are");
	memset(long_args, 'a', sizeof(long_args));
	long_args[sizeof(long_args) - 1] = 0;
	in_jail(&jail, RUN("run", "/bin/allowed2", "exit", "0", long_args));
	exec = exec_of(jail.id, 0, path_is, "/bin/allowed2");
	CHECK(exec && exec->flags == EXEC_ARGS_CUT && exec->args_length == FRAME_TEXT_ARGS, "long arguments are cut, and that is told");
	in_jail(&jail, RUN("evade", "deleted-image"));
	exec = NULL;
	pthread_mutex_lock(&reader.lock);
	for (size_t i = 0; i < reader.count; i++)
		if (reader.all[i].header.type == FRAME_EXEC && reader.all[i].header.cgroup_id == jail.id &&
		    ((const struct frame_exec *)reader.all[i].payload)->flags & EXEC_DELETED)
			exec = reader.all[i].payload;
	pthread_mutex_unlock(&reader.lock);
	CHECK(exec, "a deleted file is told as such");
	in_jail(&jail, RUN("evade", "long-path"));
	exec = exec_of(jail.id, 0, filename_is, "bin/allowed1");
	CHECK(exec && exec->flags & EXEC_PATH_CUT && exec->path_length > 800 && !memcmp((const char *)(exec + 1) + exec->path_length - 13, "/bin/allowed1", 13),
	      "a path that is too long keeps its end");
	jail_end(&jail);
}

/* Bytes waiting in a pipe: each is a program that ran. */
static int ran(int fd)
{
	char bytes[4096];
	int count = 0;
	ssize_t got;

	fcntl(fd, F_SETFL, O_NONBLOCK);
	while ((got = read(fd, bytes, sizeof(bytes))) > 0)
		count += got;
	return count;
}

static void test_protect(void)
{
	static const char *const ways[] = {
		"plain", "symlink", "relative", "dots", "proc-fd", "execveat", "copy-over", "hardlink", "rename", "rename-directory", "bind-image",
		"bind-volume", "bind-directory", "chroot", "chroot-image", "pivot", "pivot-bind", "overlay", "memfd", "memfd-named", "shm", "deleted",
		"deleted-image", "long-path",
	};
	const struct frame_exec *exec;
	unsigned long long id;
	struct jail jail;
	int pipes[2], status;

	begin(&jail);
	id = jail.id;
	if (pipe2(pipes, O_CLOEXEC))
		exit(1);
	jail_wait(jail_enter(&jail, RUN("run", "/bin/mark"), -1, pipes[1]));
	CHECK(ran(pipes[0]) == 1, "the test program shows when it runs");
	reader_command(&reader, "allow %llu /bin/actor", id);
	for (int i = 1; i <= 5; i++)
		reader_command(&reader, "allow %llu /bin/allowed%d", id, i);
	reader_command(&reader, "allow %llu /opt/tools/tool", id);
	CHECK(!reader_command(&reader, "protect %llu dry", id), "dry run");
	jail_wait(jail_enter(&jail, RUN("evade", "relative"), -1, pipes[1]));
	exec = exec_of(jail.id, 0, filename_is, "./mark");
	CHECK(ran(pipes[0]) == 1 && exec && exec->flags == EXEC_WOULD_KILL, "a dry run only tells");
	CHECK(!reader_command(&reader, "protect %llu enforce", id), "enforce");
	CHECK(in_jail(&jail, RUN("run", "/bin/allowed1", "exit", "3")) == 3 && in_jail(&jail, RUN("run", "/opt/tools/tool", "exit", "4")) == 4,
	      "what is allowed runs");
	CHECK(in_jail(&jail, ((char *[]){"/bin/mark", NULL})) == 128 + SIGKILL, "what enters is judged too");
	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
		status = jail_wait(jail_enter(&jail, RUN("evade", (char *)ways[i]), -1, pipes[1]));
		/* 99: the file system refused the trick, so that what ran was the real one. */
		CHECK((status == 128 + SIGKILL || (status == 99 && !strcmp(ways[i], "rename-directory"))) && !ran(pipes[0]),
		      "evading by %s: killed before it runs (%d)", ways[i], status);
	}
	for (int step = 0; step < 10; step++) {
		status = jail_wait(jail_enter(&jail, RUN("hammer", "/bin/mark", "1000"), -1, pipes[1]));
		if (status)
			break;
	}
	CHECK(!status && !ran(pipes[0]), "10,000 tries, no first instruction");
	exec = exec_of(jail.id, 0, filename_is, "/bin/mark");
	let_windows_pass();
	CHECK(!reader_command(&reader, "forget %llu", id) && in_jail(&jail, RUN("exit", "0")) == 128 + SIGKILL, "an empty list allows nothing");
	reader_command(&reader, "allow %llu /bin/actor", id);
	in_jail(&jail, RUN("copy", "/bin/actor", "/vol/tool"));
	CHECK(!reader_command(&reader, "protect %llu off", id) && in_jail(&jail, RUN("run", "/vol/tool", "exit", "3")) == 3, "off again");
	jail_end(&jail);
}

/* A file system that does not tell layers apart: the time of change does. */
static void test_protect_plain(void)
{
	static const char *const ways[] = {"plain", "symlink", "copy-over", "hardlink", "rename", "rename-directory", "bind-image", "bind-volume", "chroot-image",
					   "pivot", "pivot-bind", "memfd", "deleted"};
	char command[2 * PATH_MAX + 64], root[PATH_MAX + 16];
	unsigned long long id;
	struct jail jail;
	int pipes[2], status;

	snprintf(root, sizeof(root), "plain:%s-plain", image);
	snprintf(command, sizeof(command), "cp -r %s %s-plain", image, image);
	if (pipe2(pipes, O_CLOEXEC) || system(command))
		exit(1);
	usleep(20000);
	if (jail_make(&jail, fresh_name()) || jail_start(&jail, root, RUN("pause")) < 0)
		exit(1);
	jail_settle(&jail);
	id = jail.id;
	reader_command(&reader, "allow %llu /bin/actor", id);
	for (int i = 1; i <= 5; i++)
		reader_command(&reader, "allow %llu /bin/allowed%d", id, i);
	reader_command(&reader, "allow %llu /opt/tools/tool", id);
	reader_command(&reader, "protect %llu enforce", id);
	CHECK(in_jail(&jail, RUN("run", "/bin/allowed1", "exit", "3")) == 3, "without an overlay: what is allowed runs");
	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
		status = jail_wait(jail_enter(&jail, RUN("evade", (char *)ways[i]), -1, pipes[1]));
		CHECK(status == 128 + SIGKILL && !ran(pipes[0]), "without an overlay: evading by %s (%d)", ways[i], status);
	}
	jail_end(&jail);
	snprintf(command, sizeof(command), "rm -rf %s-plain", image);
	if (system(command))
		perror("rm");
}

static void test_membership(void)
{
	char path[PATH_MAX + 64];
	struct jail jail;
	int out, status;

	begin(&jail);
	snprintf(path, sizeof(path), "%s/cgroup.procs", jail_hierarchy());
	out = open(path, O_WRONLY);
	status = jail_wait(jail_enter(&jail, RUN("move", "1111"), out, -1));
	close(out);
	CHECK(!status, "a process leaves the container's cgroup");
	snprintf(path, sizeof(path), "%s/%s", jail.cgroup, fresh_name());
	mkdir(path, 0755);
	strcat(path, "/cgroup.procs");
	out = open(path, O_WRONLY);
	status = jail_wait(jail_enter(&jail, RUN("move", "2222"), out, -1));
	close(out);
	let_windows_pass();
	CHECK(!status && counted(jail.id, SYS_getppid) == 3333, "its calls stay the container's, there and in a cgroup below: %llu",
	      (unsigned long long)counted(jail.id, SYS_getppid));
	*strrchr(path, '/') = 0;
	rmdir(path);
	jail_end(&jail);
}

static bool vanished(const struct received *frame, const void *unused)
{
	return ((const struct frame_container *)frame->payload)->state == 2;
}

static void test_short_life(void)
{
	uint64_t start = boot_ns(), ms;
	struct jail jail;
	int good = 0;

	for (int i = 0; i < 50; i++) {
		const struct received *gone;

		jail_make(&jail, fresh_name());
		jail_wait(jail_start(&jail, image, RUN("count", "100")));
		jail.init = 0;
		jail_end(&jail);
		gone = reader_wait(&reader, 0, FRAME_CONTAINER, jail.id, vanished, NULL, 1000);
		good += gone && reader_wait(&reader, 0, FRAME_EXEC, jail.id, NULL, NULL, 0) && reader_wait(&reader, 0, FRAME_EXIT, jail.id, NULL, NULL, 0) &&
			counted(jail.id, SYS_getppid) == 100;
	}
	ms = (boot_ns() - start) / NS_PER_MS / 50;
	CHECK(good == 50, "50 containers of %llu ms each: exec, exit and all calls of %d", (unsigned long long)ms, good);
}

static int by_size(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static void test_latency(void)
{
	uint64_t waits[2000];
	size_t from, count = 0;
	struct jail jail;

	begin(&jail);
	usleep(100000);
	from = reader_count(&reader);
	for (int i = 0; i < 200; i++) {
		in_jail(&jail, RUN("exit", "0"));
		usleep(2000);
	}
	usleep(50000);
	pthread_mutex_lock(&reader.lock);
	for (size_t i = from; i < reader.count && count < 2000; i++)
		if (reader.all[i].header.type == FRAME_EXEC && reader.all[i].header.cgroup_id == jail.id)
			waits[count++] = reader.all[i].seen_ns - reader.all[i].header.time_ns;
	pthread_mutex_unlock(&reader.lock);
	qsort(waits, count, sizeof(*waits), by_size);
	CHECK(count == 200 && waits[count / 2] < 10 * NS_PER_MS && waits[count * 99 / 100] < 100 * NS_PER_MS,
	      "from exec to frame: median %llu us, p99 %llu us", (unsigned long long)waits[count / 2] / 1000,
	      (unsigned long long)waits[count * 99 / 100] / 1000);
	jail_end(&jail);
}

static void test_watch(void)
{
	char path[PATH_MAX];
	struct jail jail;
	unsigned long long id;

	jail_make(&jail, "not-a-container");
	jail_start(&jail, image, RUN("pause"));
	jail_settle(&jail);
	id = jail.id;
	CHECK(!reader_wait(&reader, 0, FRAME_CONTAINER, jail.id, NULL, NULL, 100), "another name is not watched");
	snprintf(path, sizeof(path), "%s", jail.cgroup + strlen(jail_hierarchy()));
	CHECK(!reader_command(&reader, "watch %llu %s", id, path), "unless asked for");
	in_jail(&jail, RUN("count", "42"));
	let_windows_pass();
	/* With no runtime to tell apart, everything that goes on in it is its own. */
	CHECK(counted(jail.id, SYS_getppid) == 42 + 2 * JAIL_NOISE, "then it counts: %llu", (unsigned long long)counted(jail.id, SYS_getppid));
	jail_end(&jail);
	CHECK(reader_wait(&reader, 0, FRAME_CONTAINER, jail.id, vanished, NULL, 2000), "and its end is told");
}

/* ---- tests that need a sensor of their own ---- */

#define MAX_PROGRAMS 32

/* The programs a sensor holds, by the kernel's numbers: other sensors may come and go on this machine. */
static int programs_of(pid_t pid, unsigned ids[MAX_PROGRAMS])
{
	char command[128];
	int count = 0;
	FILE *list;

	snprintf(command, sizeof(command), "cat /proc/%d/fdinfo/* 2>/dev/null | sed -n 's/^prog_id:[[:space:]]*//p' | sort -u", pid);
	list = popen(command, "r");
	while (count < MAX_PROGRAMS && fscanf(list, "%u", &ids[count]) == 1)
		count++;
	pclose(list);
	return count;
}

/* How many of them the kernel still has; it takes a moment to let go. */
static int programs_left(const unsigned ids[MAX_PROGRAMS], int count)
{
	int left = count;

	for (int tries = 0; left && tries < 20; tries++) {
		left = 0;
		usleep(50000);
		for (int i = 0; i < count; i++) {
			char command[64];

			snprintf(command, sizeof(command), "bpftool prog show id %u >/dev/null 2>&1", ids[i]);
			left += !system(command);
		}
	}
	return left;
}

static void start_own(char *const more[])
{
	reader_start(&reader, sensor, more);
	if (!reader_wait(&reader, 0, FRAME_HELLO, 0, NULL, NULL, 8000)) {
		CHECK(0, "the sensor starts");
		exit(1);
	}
	usleep(100000);
}

static void test_already_running(void)
{
	const struct received *frame;
	struct jail jail;

	begin(&jail);
	usleep(100000);
	start_own(NULL);
	reader_command(&reader, "window * 100");
	frame = reader_wait(&reader, 0, FRAME_CONTAINER, jail.id, NULL, NULL, 2000);
	CHECK(frame && ((const struct frame_container *)frame->payload)->already_running, "a container that was there before");
	in_jail(&jail, RUN("run", "/bin/actor", "count", "64"));
	let_windows_pass();
	CHECK(counted(jail.id, SYS_getppid) == 64, "is counted, without the runtime's calls: %llu", (unsigned long long)counted(jail.id, SYS_getppid));
	frame = reader_wait(&reader, 0, FRAME_EXEC, jail.id, path_is, "/bin/actor", 1000);
	CHECK(frame && ((const struct frame_exec *)frame->payload)->flags == EXEC_ENTERED, "and its paths are told from its root");
	reader_stop(&reader);
	reader_free(&reader);
	jail_end(&jail);
}

static void test_slots(void)
{
	const struct received *frame;
	struct jail jails[3];
	char slots[16];
	int others = 0;

	/* Other containers of this machine take slots too. */
	start_own(NULL);
	for (size_t i = 0; i < reader_count(&reader); i++)
		others += reader.all[i].header.type == FRAME_CONTAINER;
	reader_stop(&reader);
	reader_free(&reader);
	snprintf(slots, sizeof(slots), "%d", others + 2);
	start_own((char *[]){"--slots", slots, NULL});
	for (int i = 0; i < 3; i++)
		begin(&jails[i]);
	frame = reader_wait(&reader, 0, FRAME_CONTAINER, jails[2].id, NULL, NULL, 1000);
	CHECK(frame && ((const struct frame_container *)frame->payload)->slot == SLOT_NONE, "the third of two slots is told as not watched");
	frame = reader_wait(&reader, reader_count(&reader), FRAME_LOST, 0, NULL, NULL, 2500);
	CHECK(frame && ((const struct frame_lost *)frame->payload)->containers_full >= 1, "and counted");
	jail_end(&jails[0]);
	jail_end(&jails[1]);
	usleep(1500000);
	in_jail(&jails[2], RUN("run", "/bin/actor", "exit", "0"));
	CHECK(reader_wait(&reader, 0, FRAME_EXEC, jails[2].id, NULL, NULL, 2000), "it gets a slot when one is free");
	jail_end(&jails[2]);
	reader_stop(&reader);
	reader_free(&reader);
}

static void test_slow_reader(void)
{
	const struct received *frame;
	uint64_t execs = 0, exits = 0, others = 0, lost, delivered;
	struct jail jail;

	start_own((char *[]){"--ring", "1", NULL});
	begin(&jail);
	usleep(200000);
	__atomic_store_n(&reader.paused, true, __ATOMIC_SEQ_CST);
	in_jail(&jail, RUN("churn", "300000"));
	for (int i = 0; i < 4; i++)
		in_jail(&jail, RUN("hammer", "/bin/allowed1", "1500"));
	__atomic_store_n(&reader.paused, false, __ATOMIC_SEQ_CST);
	usleep(2500000);
	frame = reader_wait(&reader, reader_count(&reader) - 20, FRAME_LOST, jail.id, NULL, NULL, 100);
	frame = NULL;
	pthread_mutex_lock(&reader.lock);
	for (size_t i = 0; i < reader.count; i++) {
		if (reader.all[i].header.cgroup_id != jail.id)
			continue;
		execs += reader.all[i].header.type == FRAME_EXEC;
		exits += reader.all[i].header.type == FRAME_EXIT;
		others += reader.all[i].header.type == FRAME_NOVELTY || reader.all[i].header.type == FRAME_PRIVILEGE;
		if (reader.all[i].header.type == FRAME_LOST)
			frame = &reader.all[i];
	}
	lost = frame ? ((const struct frame_lost *)frame->payload)->ring_full : 0;
	delivered = frame ? ((const struct frame_lost *)frame->payload)->events : 0;
	pthread_mutex_unlock(&reader.lock);
	CHECK(lost > 0, "a reader that does not read: %llu lost, and counted", (unsigned long long)lost);
	CHECK(delivered <= execs + exits + others && execs + exits + others <= delivered + 64,
	      "what was counted as delivered came: %llu of %llu", (unsigned long long)(execs + exits + others), (unsigned long long)delivered);
	CHECK(execs + exits < 12000 && lost + execs + exits + others >= 12000, "and what came and what was lost is all there was");
	CHECK(!reader.damaged, "no frame was damaged by it");
	jail_end(&jail);
	CHECK(reader_stop(&reader) == 0, "and it still ends cleanly");
	reader_free(&reader);
}

static void test_ends(void)
{
	char path[64], line[256], rights[64] = "?";
	unsigned ids[MAX_PROGRAMS];
	int programs, status;
	FILE *file;

	start_own(NULL);
	programs = programs_of(reader.pid, ids);
	CHECK(programs == 7, "seven programs are attached (%d)", programs);
	snprintf(path, sizeof(path), "/proc/%d/status", reader.pid);
	file = fopen(path, "r");
	while (fgets(line, sizeof(line), file))
		if (!strncmp(line, "CapPrm:", 7) || !strncmp(line, "NoNewPrivs:", 11))
			strcat(strcat(rights, strtok(line + 11 - 4 * !strncmp(line, "CapPrm:", 7), " \t\n")), " ");
	fclose(file);
	CHECK(strstr(rights, "0000000000000000 ") && strstr(rights, "1 "), "no capability left, no way to gain one (%s)", rights);
	CHECK(reader_stop(&reader) == 0 && !programs_left(ids, programs), "end of input: exit 0, programs gone");
	reader_free(&reader);

	start_own(NULL);
	programs = programs_of(reader.pid, ids);
	kill(reader.pid, SIGTERM);
	CHECK(reader_reap(&reader) == 0 && programs && !programs_left(ids, programs), "SIGTERM: exit 0, programs gone");
	close(reader.commands);
	reader_free(&reader);

	start_own(NULL);
	programs = programs_of(reader.pid, ids);
	kill(reader.pid, SIGKILL);
	status = reader_reap(&reader);
	CHECK(status == 128 + SIGKILL && programs && !programs_left(ids, programs), "SIGKILL: programs gone all the same");
	close(reader.commands);
	reader_free(&reader);

	start_own(NULL);
	__atomic_store_n(&reader.paused, true, __ATOMIC_SEQ_CST);
	kill(reader.pid, SIGSTOP);
	usleep(20000);
	kill(reader.pid, SIGCONT);
	pthread_cancel(reader.thread);
	pthread_join(reader.thread, NULL);
	close(reader.frames);
	for (int i = 0; i < 3000 && waitpid(reader.pid, &status, WNOHANG) == 0; i++)
		usleep(1000);
	CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0, "the reader goes away: exit 0");
	close(reader.commands);
}

static void test_idle(void)
{
	char path[64], text[1024];
	unsigned long user = 0, system_ = 0;
	FILE *file;

	start_own(NULL);
	usleep(200000);
	for (int round = 0; round < 2; round++) {
		unsigned long before = user + system_;

		snprintf(path, sizeof(path), "/proc/%d/stat", reader.pid);
		file = fopen(path, "r");
		if (fread(text, 1, sizeof(text), file) < 1 ||
		    sscanf(strrchr(text, ')'), ") %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %lu %lu", &user, &system_) != 2)
			user = 0;
		fclose(file);
		if (!round)
			usleep(3000000);
		else
			CHECK(user + system_ - before <= 3, "idle: %lu ticks of 10 ms in 3 s", user + system_ - before);
	}
	reader_stop(&reader);
	reader_free(&reader);
}

static void remove_folder(void)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/plimsoll-test-%d", jail_hierarchy(), getpid());
	rmdir(path);
}

int main(int argc, char **argv)
{
	if (argc < 3 || geteuid()) {
		fprintf(stderr, "usage: kernel SENSOR TOOLS, as root\n");
		return 2;
	}
	signal(SIGPIPE, SIG_IGN);
	alarm(300); /* nothing here takes so long */
	sensor = argv[1];
	tools = argv[2];
	make_image();

	reader_start(&reader, sensor, (char *[]){"--slots", "32", NULL});
	test_hello();
	test_exec_and_counts();
	test_tokens();
	test_novelty();
	test_rate();
	test_privileges();
	test_files();
	test_protect();
	test_protect_plain();
	test_membership();
	test_short_life();
	test_latency();
	test_watch();
	CHECK(!reader.damaged, "%zu frames, none damaged", reader.count);
	CHECK(reader_stop(&reader) == 0, "end of input: exit 0");
	reader_free(&reader);

	test_already_running();
	test_slots();
	test_slow_reader();
	test_ends();
	test_idle();
	remove_folder();
	remove_image();
	return check_result();
}
