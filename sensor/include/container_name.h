/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * Does a cgroup directory's name say "container"?
 *
 * in     one directory name and its length, in a buffer of CONTAINER_NAME_MAX bytes
 * out    yes or no; compiled into the BPF programs and into the loader, so that both agree
 * holds  yes for <64hex>, docker-<64hex>.scope, cri-containerd-<64hex>.scope, crio-<64hex>.scope, libpod-<64hex>[.scope];
 *        no for monitors (libpod-conmon-…), systemd's mount and timer units that carry an id in their name
 */
#ifndef PLIMSOLL_CONTAINER_NAME_H
#define PLIMSOLL_CONTAINER_NAME_H

#define CONTAINER_NAME_MAX 128
#define CONTAINER_ID_LENGTH 64

static inline __attribute__((always_inline)) int is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

/* `text` (`size` bytes) stands in `name` at `at`. Written for the BPF verifier too: bounded index, no state between rounds. */
static inline __attribute__((always_inline)) int stands_at(const char name[CONTAINER_NAME_MAX], unsigned at, const char *text,
							   unsigned size)
{
	for (unsigned i = 0; i < size; i++)
		if (name[(at + i) & (CONTAINER_NAME_MAX - 1)] != text[i])
			return 0;
	return 1;
}

static inline __attribute__((always_inline)) int is_container_name(const char name[CONTAINER_NAME_MAX], unsigned length)
{
	unsigned id;

	if (length < CONTAINER_ID_LENGTH || length >= CONTAINER_NAME_MAX)
		return 0;
	if (length >= CONTAINER_ID_LENGTH + 6 && stands_at(name, length - 6, ".scope", 6))
		length -= 6;
	id = length - CONTAINER_ID_LENGTH;
	for (unsigned i = 0; i < CONTAINER_ID_LENGTH; i++)
		if (!is_hex(name[(id + i) & (CONTAINER_NAME_MAX - 1)]))
			return 0;
	if (!id)
		return 1;
	if (name[(id - 1) & (CONTAINER_NAME_MAX - 1)] != '-')
		return 0;
	return id < 7 || !stands_at(name, id - 7, "conmon-", 7);
}

#endif
