/* SPDX-License-Identifier: Apache-2.0 */
/*
 * plimsoll-sensor: what containers do, told by the kernel.
 *
 * in     commands on stdin
 * out    frames on stdout (PROTOCOL.md), text on stderr
 * holds  one thread; everything it waits for is in one epoll set; ends when its input, its reader or its parent does
 */
#include <errno.h>
#include <bpf/libbpf.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "cgroups.h"
#include "clock.h"
#include "commands.h"
#include "frames.h"
#include "kernel.h"
#include "options.h"
#include "probe.h"
#include "rights.h"
#include "sensor.skel.h"
#include "slots.h"

#define NAP_MS 2	  /* while events keep coming we look this often, and nobody wakes us */
#define BATCH 4096	  /* samples between two looks at signals and time */
#define LAST_WORDS_MS 1000 /* for a slow reader at the end */
#define EVENT_CALL 100	  /* bench.bpf.h */

static struct frames frames;
static struct commands commands;

struct loop {
	int epoll, signals, timer, ring;
	uint64_t timer_at;
	bool ending, reader_slow;
};

static void tell_hello(const struct kernel *kernel, const struct cgroups *cgroups)
{
	struct frame_hello hello = {
		.realtime_offset_ns = realtime_offset(),
		.slots = kernel->slot_count,
		.cpus = kernel->cpus,
		.cgroup_mode = cgroups->mode,
		.sensor_pid = getpid(),
	};
	struct utsname system;

	uname(&system);
	snprintf(hello.kernel, sizeof(hello.kernel), "%.63s", system.release);
	snprintf(hello.machine, sizeof(hello.machine), "%.15s", system.machine);
	frames_add(&frames, FRAME_HELLO, boot_ns(), 0, &hello, sizeof(hello), NULL, 0);
}

/* Moves samples from the ring to the frames. Returns how many. */
static int take_events(struct slots *slots)
{
	struct ring *ring = &slots->kernel->ring;
	const struct event *event;
	uint32_t length;
	int taken = 0;

	while (taken < BATCH && frames_have_room(&frames) && (event = ring_next(ring, &length))) {
		if (event->type == FRAME_CONTAINER)
			slots_container_event(slots, event);
		else if (event->type != EVENT_CALL && length >= sizeof(*event) && event->length <= length - sizeof(*event))
			frames_add(&frames, event->type, event->time_ns, event->cgroup_id, event + 1, event->length, NULL, 0);
		ring_done(ring, length);
		taken++;
	}
	return taken;
}

static int wait_on(struct loop *loop, int fd, uint32_t events)
{
	struct epoll_event event = {.events = events, .data.fd = fd};

	return epoll_ctl(loop->epoll, EPOLL_CTL_ADD, fd, &event);
}

static int open_loop(struct loop *loop, int ring)
{
	sigset_t stop;

	sigemptyset(&stop);
	sigaddset(&stop, SIGTERM);
	sigaddset(&stop, SIGINT);
	sigprocmask(SIG_BLOCK, &stop, NULL);
	signal(SIGPIPE, SIG_IGN);
	*loop = (struct loop){.epoll = epoll_create1(EPOLL_CLOEXEC), .ring = ring};
	loop->signals = signalfd(-1, &stop, SFD_CLOEXEC | SFD_NONBLOCK);
	loop->timer = timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK);
	if (loop->epoll < 0 || loop->signals < 0 || loop->timer < 0)
		return errno;
	wait_on(loop, loop->signals, EPOLLIN);
	wait_on(loop, loop->timer, EPOLLIN);
	wait_on(loop, loop->ring, EPOLLIN);
	/* A regular file cannot be waited for: then it is the reader that never is slow, and the input that has ended. */
	wait_on(loop, STDOUT_FILENO, 0);
	if (wait_on(loop, STDIN_FILENO, EPOLLIN) && errno == EPERM)
		fprintf(stderr, "plimsoll-sensor: stdin is a file: no commands\n");
	return 0;
}

static void set_timer(struct loop *loop, uint64_t at)
{
	struct itimerspec time = {.it_value = {.tv_sec = at / NS_PER_S, .tv_nsec = at % NS_PER_S}};

	if (at == loop->timer_at)
		return;
	loop->timer_at = at;
	timerfd_settime(loop->timer, TFD_TIMER_ABSTIME, &time, NULL);
}

/* While the reader is slow we wait for it, and take neither events nor commands: the kernel counts what it loses. */
static void set_reader_slow(struct loop *loop, bool slow)
{
	struct epoll_event out = {.events = slow ? EPOLLOUT : 0, .data.fd = STDOUT_FILENO};
	struct epoll_event in = {.events = slow ? 0 : EPOLLIN, .data.fd = STDIN_FILENO};
	struct epoll_event ring = {.events = slow ? 0 : EPOLLIN, .data.fd = loop->ring};

	if (slow == loop->reader_slow)
		return;
	loop->reader_slow = slow;
	epoll_ctl(loop->epoll, EPOLL_CTL_MOD, STDOUT_FILENO, &out);
	epoll_ctl(loop->epoll, EPOLL_CTL_MOD, STDIN_FILENO, &in);
	epoll_ctl(loop->epoll, EPOLL_CTL_MOD, loop->ring, &ring);
}

static void wait_for_something(struct loop *loop, int timeout_ms)
{
	struct epoll_event ready[8];
	int count = epoll_wait(loop->epoll, ready, 8, timeout_ms);
	uint64_t ticks;

	for (int i = 0; i < count; i++) {
		if (ready[i].data.fd == loop->signals)
			loop->ending = true;
		else if (ready[i].data.fd == loop->timer)
			loop->timer_at = read(loop->timer, &ticks, sizeof(ticks)) > 0 ? 0 : loop->timer_at;
		else if (ready[i].data.fd == STDIN_FILENO && !loop->reader_slow)
			loop->ending |= !commands_read(&commands, STDIN_FILENO);
		else if (ready[i].data.fd == STDOUT_FILENO && (ready[i].events & (EPOLLERR | EPOLLHUP)))
			frames.closed = true;
	}
}

static void run(struct loop *loop, struct slots *slots)
{
	uint32_t *sleeps = &slots->kernel->skeleton->bss->loader_sleeps;

	while (!loop->ending && !frames.closed) {
		int taken = 0, timeout = -1;

		if (!loop->reader_slow)
			taken = take_events(slots);
		if (frames.end - frames.start < FRAMES_ROOM / 4)
			set_timer(loop, slots_tick(slots, boot_ns()));
		set_reader_slow(loop, !frames_flush(&frames));
		if (taken == BATCH) {
			timeout = 0;
		} else if (taken) {
			timeout = NAP_MS;
		} else if (!loop->reader_slow) {
			__atomic_store_n(sleeps, 1, __ATOMIC_SEQ_CST);
			if (ring_has_more(&slots->kernel->ring))
				timeout = NAP_MS; /* reserved, not yet committed */
		}
		wait_for_something(loop, timeout);
		__atomic_store_n(sleeps, 0, __ATOMIC_SEQ_CST);
	}
}

static int end(struct loop *loop, struct slots *slots)
{
	if (frames.closed)
		return EXIT_CLEAN;
	while (take_events(slots) && frames_drain(&frames, LAST_WORDS_MS))
		;
	slots_finish(slots, boot_ns());
	frames_drain(&frames, LAST_WORDS_MS);
	return EXIT_CLEAN;
}

int main(int argc, char **argv)
{
	static struct kernel kernel;
	static struct cgroups cgroups;
	static struct slots slots;
	static struct loop loop;
	struct options options;
	int status = options_parse(&options, argc, argv), error;

	if (status >= 0)
		return status;
	cgroups_find(&cgroups, options.cgroup_root);
	if (options.mode == RUN_PROBE)
		return probe(&cgroups);
	if (!rights_follow_parent())
		return EXIT_CLEAN;
	error = frames_open(&frames);
	if (error) {
		fprintf(stderr, "plimsoll-sensor: cannot write to stdout: %s\n", strerror(error));
		return EXIT_OTHER;
	}
	if (!cgroups.mode) {
		fprintf(stderr, "plimsoll-sensor: no cgroups are mounted: containers cannot be told apart\n");
		return EXIT_NOT_ALLOWED;
	}
	if (kernel_open(&kernel, &options, &cgroups)) {
		kernel_close(&kernel);
		return EXIT_NOT_ALLOWED;
	}
	if (slots_open(&slots, &kernel, &frames, &cgroups) || (error = open_loop(&loop, bpf_map__fd(kernel.skeleton->maps.events)))) {
		fprintf(stderr, "plimsoll-sensor: cannot start: %s\n", strerror(error ? error : ENOMEM));
		return EXIT_OTHER;
	}
	commands.slots = &slots;
	frames.stop = loop.signals;
	tell_hello(&kernel, &cgroups);
	slots_discover(&slots);
	error = rights_drop(kernel.slot_of_cgroup_fd);
	if (error)
		fprintf(stderr, "plimsoll-sensor: cannot give up its rights: %s\n", strerror(error));
	run(&loop, &slots);
	status = end(&loop, &slots);
	kernel_close(&kernel);
	return status;
}
