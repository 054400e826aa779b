/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Commands from stdin: one a line, as PROTOCOL.md says.
 *
 * in     bytes, in whatever pieces they come
 * out    changed settings; one FRAME_ACK a line that begins with a number
 * holds  what is not understood changes nothing and is answered with EINVAL
 */
#include "commands.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "allow.h"
#include "clock.h"
#include "sensor.skel.h"

#define EVERY UINT64_MAX /* "*" */

struct request {
	struct slots *slots;
	uint64_t cgroup; /* kernfs id, or EVERY */
	uint32_t index;  /* of its slot, SLOT_NONE for EVERY */
	char *rest;      /* what follows the cgroup */
};

static int parse_number(const char *text, uint64_t low, uint64_t high, uint64_t *value)
{
	char *end;

	errno = 0;
	*value = strtoull(text, &end, 10);
	return *text >= '0' && *text <= '9' && !*end && !errno && *value >= low && *value <= high;
}

typedef void (*setter)(struct slots *, uint32_t, uint32_t, uint64_t);

static void set_each(const struct request *request, setter set, uint32_t value)
{
	uint64_t now = boot_ns();

	if (request->index != SLOT_NONE) {
		set(request->slots, request->index, value, now);
		return;
	}
	for (uint32_t i = 0; i < request->slots->kernel->slot_count; i++)
		if (request->slots->watches[i].cgroup_id)
			set(request->slots, i, value, now);
}

static int do_window(const struct request *request)
{
	uint64_t ms;

	if (!parse_number(request->rest, 100, 60000, &ms))
		return EINVAL;
	if (request->cgroup == EVERY)
		request->slots->default_window_ms = ms;
	set_each(request, slots_set_window, ms);
	return 0;
}

static int do_slice(const struct request *request)
{
	uint64_t ms;

	if (!parse_number(request->rest, 0, UINT32_MAX, &ms))
		return EINVAL;
	if (request->cgroup == EVERY)
		request->slots->default_slice_ms = ms;
	set_each(request, slots_set_slice, ms);
	return 0;
}

static void set_rate(struct slots *slots, uint32_t index, uint32_t rate, uint64_t now)
{
	kernel_slot(slots->kernel, index)->rate = rate;
}

static int do_rate(const struct request *request)
{
	uint64_t rate;

	if (!parse_number(request->rest, 0, UINT32_MAX, &rate))
		return EINVAL;
	if (request->cgroup == EVERY)
		request->slots->kernel->skeleton->data->default_rate = rate;
	set_each(request, set_rate, rate);
	return 0;
}

static void set_protect(struct slots *slots, uint32_t index, uint32_t mode, uint64_t now)
{
	kernel_slot(slots->kernel, index)->protect = mode;
}

static int do_protect(const struct request *request)
{
	static const char *const modes[] = {"off", "dry", "enforce"};

	for (uint32_t mode = 0; mode < 3; mode++) {
		if (strcmp(request->rest, modes[mode]))
			continue;
		if (request->cgroup == EVERY)
			request->slots->kernel->skeleton->bss->default_protect = mode;
		set_each(request, set_protect, mode);
		return 0;
	}
	return EINVAL;
}

static int do_allow(const struct request *request)
{
	return allow_add(request->slots->kernel->allowed_fd, request->index, request->rest, ALLOW_PLAIN);
}

static int do_allow_volume(const struct request *request)
{
	return allow_add(request->slots->kernel->allowed_fd, request->index, request->rest, ALLOW_PLAIN | ALLOW_VOLUME);
}

static int do_forget(const struct request *request)
{
	return *request->rest ? EINVAL : allow_forget(request->slots->kernel->allowed_fd, request->index);
}

static int do_watch(const struct request *request)
{
	if (request->cgroup == EVERY || !*request->rest)
		return EINVAL;
	return slots_watch(request->slots, request->cgroup, request->rest);
}

static const struct verb {
	const char *name;
	int (*run)(const struct request *);
	int unknown_cgroup; /* also for a cgroup that is not watched */
} verbs[] = {
	{"window", do_window, 0}, {"slice", do_slice, 0},   {"rate", do_rate, 0},	{"watch", do_watch, 1},
	{"allow", do_allow, 0},	  {"forget", do_forget, 0}, {"protect", do_protect, 0}, {"allow-volume", do_allow_volume, 0},
};

/* Cuts the first word off. */
static char *take_word(char **text)
{
	char *word = *text, *blank = strchr(word, ' ');

	if (blank)
		*blank++ = 0;
	*text = blank ? blank : word + strlen(word);
	return word;
}

static int obey(struct slots *slots, char *text, const char **message)
{
	struct request request = {.slots = slots, .index = SLOT_NONE};
	const char *name = take_word(&text), *cgroup;

	for (size_t i = 0; i < sizeof(verbs) / sizeof(*verbs); i++) {
		if (strcmp(name, verbs[i].name))
			continue;
		cgroup = take_word(&text);
		request.rest = text;
		if (!strcmp(cgroup, "*"))
			request.cgroup = EVERY;
		else if (!parse_number(cgroup, 1, UINT64_MAX - 1, &request.cgroup))
			return EINVAL;
		else
			request.index = slots_index(slots, request.cgroup);
		if (request.cgroup != EVERY && request.index == SLOT_NONE && !verbs[i].unknown_cgroup) {
			*message = "no such cgroup is watched";
			return ENOENT;
		}
		return verbs[i].run(&request);
	}
	*message = "unknown command";
	return EINVAL;
}

static void answer(struct slots *slots, char *line)
{
	struct frame_ack ack = {0};
	const char *message = NULL;
	char count[32];
	uint64_t number;

	if (!parse_number(take_word(&line), 0, UINT32_MAX, &number)) {
		fprintf(stderr, "plimsoll-sensor: a command begins with a number\n");
		return;
	}
	ack.command = number;
	if (!strcmp(line, "ping")) {
		snprintf(count, sizeof(count), "%llu", (unsigned long long)slots->frames->sequence);
		message = count;
	} else {
		ack.status = obey(slots, line, &message);
	}
	if (!message)
		message = ack.status ? strerror(ack.status) : "";
	frames_add(slots->frames, FRAME_ACK, boot_ns(), 0, &ack, sizeof(ack), message, strlen(message));
}

bool commands_read(struct commands *commands, int fd)
{
	ssize_t got = read(fd, commands->line + commands->length, sizeof(commands->line) - commands->length);
	char *start = commands->line, *end;

	if (got < 0)
		return errno == EINTR || errno == EAGAIN;
	if (!got)
		return false;
	commands->length += got;
	while ((end = memchr(start, '\n', commands->line + commands->length - start))) {
		*end = 0;
		if (!commands->skipping)
			answer(commands->slots, start);
		commands->skipping = false;
		start = end + 1;
	}
	commands->length -= start - commands->line;
	memmove(commands->line, start, commands->length);
	if (commands->length == sizeof(commands->line)) {
		fprintf(stderr, "plimsoll-sensor: a command is longer than %d bytes\n", COMMAND_LINE);
		commands->skipping = true;
		commands->length = 0;
	}
	return true;
}
