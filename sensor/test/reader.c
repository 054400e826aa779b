/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs a sensor and keeps what it says.
 *
 * in     the sensor's stdout
 * out    frames, each checked for magic, checksum and sequence
 * holds  a test that reads a frame has read a whole and good one
 */
#include "reader.h"

#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"
#include "crc32.h"

static bool read_all(int fd, void *to, size_t length)
{
	for (size_t have = 0; have < length;) {
		ssize_t got = read(fd, (char *)to + have, length - have);

		if (got <= 0)
			return false;
		have += got;
	}
	return true;
}

static void *keep_reading(void *argument)
{
	struct reader *reader = argument;
	struct frame_header header;
	uint64_t sequence = 0;

	for (;;) {
		uint32_t sum;
		void *payload;

		while (__atomic_load_n(&reader->paused, __ATOMIC_SEQ_CST))
			usleep(1000);
		if (!read_all(reader->frames, &header, sizeof(header)))
			break;
		if (header.magic != FRAME_MAGIC || header.length > FRAME_MAX_PAYLOAD) {
			reader->damaged++;
			break;
		}
		payload = malloc(header.length + 1);
		if (!read_all(reader->frames, payload, header.length))
			break;
		sum = header.checksum;
		header.checksum = 0;
		if (crc32_add(crc32_add(0, &header, sizeof(header)), payload, header.length) != sum || header.sequence != ++sequence)
			reader->damaged++;
		pthread_mutex_lock(&reader->lock);
		if (reader->count == reader->room) {
			reader->room = reader->room ? 2 * reader->room : 4096;
			reader->all = realloc(reader->all, reader->room * sizeof(*reader->all));
		}
		reader->all[reader->count++] = (struct received){.header = header, .seen_ns = boot_ns(), .payload = payload};
		pthread_mutex_unlock(&reader->lock);
	}
	reader->ended = true;
	return NULL;
}

void reader_start(struct reader *reader, const char *sensor, char *const more[])
{
	char *argv[16] = {(char *)sensor};
	int in[2], out[2];

	memset(reader, 0, sizeof(*reader));
	pthread_mutex_init(&reader->lock, NULL);
	for (int i = 0; more && more[i] && i < 14; i++)
		argv[i + 1] = more[i];
	if (pipe2(in, O_CLOEXEC) || pipe2(out, O_CLOEXEC))
		exit(1);
	reader->pid = fork();
	if (!reader->pid) {
		dup2(in[0], 0);
		dup2(out[1], 1);
		execv(sensor, argv);
		_exit(127);
	}
	close(in[0]);
	close(out[1]);
	reader->commands = in[1];
	reader->frames = out[0];
	pthread_create(&reader->thread, NULL, keep_reading, reader);
}

const struct received *reader_wait(struct reader *reader, size_t from, uint16_t type, uint64_t cgroup, matcher match,
				   const void *context, int ms)
{
	uint64_t deadline = boot_ns() + ms * NS_PER_MS;

	for (;;) {
		pthread_mutex_lock(&reader->lock);
		for (; from < reader->count; from++) {
			struct received *frame = &reader->all[from];

			if (frame->header.type == type && frame->header.cgroup_id == cgroup && (!match || match(frame, context))) {
				/* The list may move; a copy does not. */
				struct received *copy = malloc(sizeof(*copy));

				*copy = *frame;
				pthread_mutex_unlock(&reader->lock);
				return copy;
			}
		}
		pthread_mutex_unlock(&reader->lock);
		if (boot_ns() > deadline)
			return NULL;
		usleep(500);
	}
}

size_t reader_count(struct reader *reader)
{
	size_t count;

	pthread_mutex_lock(&reader->lock);
	count = reader->count;
	pthread_mutex_unlock(&reader->lock);
	return count;
}

static bool answers(const struct received *frame, const void *context)
{
	const struct frame_ack *ack = frame->payload;

	return ack->command == *(const uint32_t *)context;
}

int reader_command(struct reader *reader, const char *format, ...)
{
	uint32_t number = ++reader->next_command;
	const struct received *frame;
	va_list args;

	dprintf(reader->commands, "%u ", number);
	va_start(args, format);
	vdprintf(reader->commands, format, args);
	va_end(args);
	dprintf(reader->commands, "\n");
	frame = reader_wait(reader, 0, FRAME_ACK, 0, answers, &number, 3000);
	return frame ? ((const struct frame_ack *)frame->payload)->status : -1;
}

int reader_reap(struct reader *reader)
{
	int status;

	for (int i = 0; i < 5000; i++) {
		if (waitpid(reader->pid, &status, WNOHANG) == reader->pid) {
			pthread_join(reader->thread, NULL);
			return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
		}
		usleep(1000);
	}
	kill(reader->pid, SIGKILL);
	waitpid(reader->pid, &status, 0);
	return -1;
}

int reader_stop(struct reader *reader)
{
	close(reader->commands);
	return reader_reap(reader);
}

void reader_free(struct reader *reader)
{
	close(reader->frames);
	free(reader->all);
}
