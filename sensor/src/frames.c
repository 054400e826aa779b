/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Frames to the reader.
 *
 * in     type, time, cgroup and payload
 * out    whole frames on stdout, many in one write
 * holds  sequence without gaps; a reader that is slow never makes us write half a frame, nor wait where a signal is not heard
 */
#include "frames.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clock.h"
#include "crc32.h"
#include "frame.h"

int frames_open(struct frames *frames)
{
	struct stat stat;

	memset(frames, 0, offsetof(struct frames, bytes));
	frames->fd = STDOUT_FILENO;
	frames->stop = -1;
	if (fstat(STDOUT_FILENO, &stat))
		return errno;
	if (S_ISSOCK(stat.st_mode)) {
		frames->is_socket = true;
	} else if (S_ISFIFO(stat.st_mode)) {
		/* O_NONBLOCK belongs to the open file, which the reader's side may share: open the pipe anew. */
		int own = open("/proc/self/fd/1", O_WRONLY | O_NONBLOCK | O_CLOEXEC);

		if (own < 0)
			return errno;
		if (dup2(own, STDOUT_FILENO) < 0)
			return errno;
		close(own);
		fcntl(STDOUT_FILENO, F_SETPIPE_SZ, 1 << 20); /* a wish */
	}
	return 0;
}

bool frames_have_room(const struct frames *frames)
{
	return frames->end + sizeof(struct frame_header) + FRAME_MAX_PAYLOAD <= FRAMES_ROOM;
}

bool frames_flush(struct frames *frames)
{
	while (frames->start < frames->end && !frames->closed) {
		const void *from = frames->bytes + frames->start;
		size_t length = frames->end - frames->start;
		ssize_t wrote = frames->is_socket ? send(frames->fd, from, length, MSG_DONTWAIT | MSG_NOSIGNAL)
						  : write(frames->fd, from, length);

		if (wrote >= 0)
			frames->start += wrote;
		else if (errno == EAGAIN || errno == EWOULDBLOCK)
			break;
		else if (errno != EINTR)
			frames->closed = true;
	}
	if (frames->closed || frames->start == frames->end) {
		frames->start = frames->end = 0;
		return true;
	}
	if (frames->start > FRAMES_ROOM / 2) {
		memmove(frames->bytes, frames->bytes + frames->start, frames->end - frames->start);
		frames->end -= frames->start;
		frames->start = 0;
	}
	return false;
}

bool frames_drain(struct frames *frames, int ms)
{
	uint64_t deadline = boot_ns() + ms * NS_PER_MS;

	while (!frames_flush(frames)) {
		struct pollfd wait = {.fd = frames->fd, .events = POLLOUT};
		int64_t left = (int64_t)(deadline - boot_ns()) / NS_PER_MS;

		if (left <= 0)
			return false;
		poll(&wait, 1, left);
	}
	return true;
}

static bool told_to_stop(const struct frames *frames)
{
	struct pollfd stop = {.fd = frames->stop, .events = POLLIN};

	return frames->stop >= 0 && poll(&stop, 1, 0) > 0;
}

void frames_add(struct frames *frames, uint16_t type, uint64_t time_ns, uint64_t cgroup_id, const void *head,
		size_t head_length, const void *rest, size_t rest_length)
{
	struct frame_header header = {
		.magic = FRAME_MAGIC,
		.type = type,
		.version = FRAME_VERSION,
		.length = head_length + rest_length,
		.time_ns = time_ns,
		.cgroup_id = cgroup_id,
	};
	uint32_t crc;
	uint8_t *at;

	/* Frames of our own (not from the ring) are few, and the loop in main.c keeps room for most: waiting is rare. */
	while (!frames_have_room(frames) && !frames->closed)
		if (!frames_drain(frames, 1000) && told_to_stop(frames))
			frames->closed = true;
	if (frames->closed || header.length > FRAME_MAX_PAYLOAD)
		return;
	header.sequence = ++frames->sequence;
	crc = crc32_add(0, &header, sizeof(header));
	crc = crc32_add(crc, head, head_length);
	header.checksum = crc32_add(crc, rest, rest_length);
	at = frames->bytes + frames->end;
	memcpy(at, &header, sizeof(header));
	memcpy(at + sizeof(header), head, head_length);
	if (rest_length)
		memcpy(at + sizeof(header) + head_length, rest, rest_length);
	frames->end += sizeof(header) + header.length;
}
