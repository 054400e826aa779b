/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Frames as text, one line each: for people and for shell tests.
 *
 * in     frames on stdin
 * out    lines on stdout
 * holds  bytes a container chose are printed only when they are plain ASCII
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "frame.h"

static uint8_t payload[FRAME_MAX_PAYLOAD];

static const uint8_t *text(const char *name, const uint8_t *at, uint32_t length)
{
	printf(" %s=\"", name);
	for (uint32_t i = 0; i < length; i++)
		putchar(at[i] >= 0x20 && at[i] < 0x7f && at[i] != '"' ? at[i] : at[i] ? '?' : ' ');
	putchar('"');
	return at + length;
}

static void process(const struct frame_process *p)
{
	printf(" pid=%u tid=%u ppid=%u ns_pid=%u uid=%u exec=%llu comm=%.16s", p->pid, p->tid, p->ppid, p->ns_pid, p->uid,
	       (unsigned long long)p->exec_id, p->comm);
}

static void show(const struct frame_header *header)
{
	static const char *const names[] = {"?", "HELLO", "CONTAINER", "EXEC", "EXIT", "PRIVILEGE", "NOVELTY", "COUNTERS", "LOST", "ACK"};
	const void *body = payload;

	printf("%llu %s cgroup=%llu", (unsigned long long)header->sequence, names[header->type < 10 ? header->type : 0],
	       (unsigned long long)header->cgroup_id);
	switch (header->type) {
	case FRAME_CONTAINER: {
		const struct frame_container *c = body;

		printf(" state=%u already=%u slot=%d", c->state, c->already_running, (int)c->slot);
		text("path", (const uint8_t *)(c + 1), c->path_length);
		break;
	}
	case FRAME_EXEC: {
		const struct frame_exec *e = body;
		const uint8_t *at = (const uint8_t *)(e + 1);

		process(&e->process);
		printf(" flags=0x%x stdio=%u,%u,%u parent=%llu parent_comm=%.16s", e->flags, e->stdio[0], e->stdio[1], e->stdio[2],
		       (unsigned long long)e->parent_exec_id, e->parent_comm);
		at = text("path", at, e->path_length);
		at = text("filename", at, e->filename_length);
		at = text("args", at, e->args_length);
		text("cwd", at, e->cwd_length);
		break;
	}
	case FRAME_EXIT: {
		const struct frame_exit *e = body;

		process(&e->process);
		printf(" code=%u lifetime_ns=%llu", e->code, (unsigned long long)e->lifetime_ns);
		break;
	}
	case FRAME_PRIVILEGE: {
		const struct frame_privilege *p = body;

		process(&p->process);
		printf(" op=%u syscall=%u result=%lld args=%llx,%llx,%llx,%llx", p->op, p->syscall, (long long)p->result,
		       (unsigned long long)p->args[0], (unsigned long long)p->args[1], (unsigned long long)p->args[2],
		       (unsigned long long)p->args[3]);
		text("detail", (const uint8_t *)(p + 1), p->detail_length);
		break;
	}
	case FRAME_NOVELTY: {
		const struct frame_novelty *n = body;

		process(&n->process);
		printf(" slice=%u kinds=%u history=", n->slice, n->kinds);
		for (int i = 0; i < n->calls && i < FRAME_HISTORY; i++)
			printf("%s%u:%d", i ? "," : "", n->history[i].token, n->history[i].error);
		break;
	}
	case FRAME_COUNTERS: {
		const struct frame_counters *c = body;
		const struct frame_count *counts = (const void *)(c + 1);

		printf(" slice=%u ms=%llu counts=", c->slice, (unsigned long long)c->duration_ns / 1000000);
		for (uint32_t i = 0; i < c->entries && i < 1024; i++)
			printf("%s%u:%u", i ? "," : "", counts[i].token, counts[i].count);
		break;
	}
	case FRAME_LOST: {
		const struct frame_lost *l = body;

		printf(" ring_full=%llu threads_full=%llu containers_full=%llu held_back=%llu cut=%llu events=%llu",
		       (unsigned long long)l->ring_full, (unsigned long long)l->threads_full, (unsigned long long)l->containers_full,
		       (unsigned long long)l->held_back, (unsigned long long)l->cut, (unsigned long long)l->events);
		break;
	}
	case FRAME_ACK: {
		const struct frame_ack *a = body;

		printf(" command=%u status=%d", a->command, a->status);
		text("message", (const uint8_t *)(a + 1), header->length - sizeof(*a));
		break;
	}
	}
	putchar('\n');
	fflush(stdout);
}

int main(void)
{
	struct frame_header header;

	while (fread(&header, sizeof(header), 1, stdin) == 1) {
		if (header.magic != FRAME_MAGIC || header.length > sizeof(payload) || fread(payload, 1, header.length, stdin) != header.length)
			return 1;
		show(&header);
	}
	return 0;
}
