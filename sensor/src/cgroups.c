/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which cgroup hierarchy tells containers apart, and which containers are there already.
 *
 * in     /proc/self/mountinfo, the mounted cgroup trees
 * out    the mode, and each container's directory
 * holds  the same rule for names as in the kernel (container_name.h); bounded in depth; symbolic links are not followed
 */
#include "cgroups.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clock.h"
#include "container_name.h"

#define MAX_DEPTH 24

static int has_option(const char *options, const char *wanted)
{
	size_t length = strlen(wanted);

	for (const char *at = options; at; at = strchr(at, ',') ? strchr(at, ',') + 1 : NULL)
		if (!strncmp(at, wanted, length) && (!at[length] || at[length] == ',' || at[length] == '\n'))
			return 1;
	return 0;
}

void cgroups_find(struct cgroups *cgroups, const char *root)
{
	FILE *file = fopen("/proc/self/mountinfo", "re");
	char *line = NULL;
	size_t size = 0;
	char v2[PATH_MAX] = "";
	int has_v1 = 0, has_v2 = 0;

	memset(cgroups, 0, sizeof(*cgroups));
	while (file && getline(&line, &size, file) > 0) {
		char where[PATH_MAX], type[64], options[1024];
		const char *rest = strstr(line, " - ");

		if (!rest || sscanf(line, "%*s %*s %*s %*s %4095s", where) != 1 ||
		    sscanf(rest, " - %63s %*s %1023s", type, options) != 2)
			continue;
		if (!strcmp(type, "cgroup2")) {
			has_v2 = 1;
			strcpy(v2, where);
		} else if (!strcmp(type, "cgroup")) {
			has_v1 = 1;
			if (has_option(options, "pids"))
				strcpy(cgroups->root, where);
		}
	}
	free(line);
	if (file)
		fclose(file);
	cgroups->mode = has_v1 && has_v2 ? CGROUP_HYBRID : has_v1 ? CGROUP_V1 : has_v2 ? CGROUP_V2 : 0;
	if (!cgroups->root[0])
		strcpy(cgroups->root, v2);
	if (root)
		snprintf(cgroups->root, sizeof(cgroups->root), "%s", root);
}

const char *cgroups_mode_name(int mode)
{
	return mode == CGROUP_V1 ? "v1" : mode == CGROUP_V2 ? "v2" : mode == CGROUP_HYBRID ? "hybrid" : "none";
}

static int says_container(const char *entry)
{
	char name[CONTAINER_NAME_MAX] = {0};
	size_t length = strlen(entry);

	if (length >= sizeof(name))
		return 0;
	memcpy(name, entry, length);
	return is_container_name(name, length);
}

static void walk(int parent, const char *name, char *path, size_t length, int depth, container_found found, void *context)
{
	int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *directory = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;

	if (!directory) {
		if (fd >= 0)
			close(fd);
		return;
	}
	while ((entry = readdir(directory))) {
		size_t more = strlen(entry->d_name) + 1;
		struct stat stat;

		if (entry->d_type != DT_DIR || entry->d_name[0] == '.' || length + more >= PATH_MAX)
			continue;
		path[length] = '/';
		memcpy(path + length + 1, entry->d_name, more);
		if (!says_container(entry->d_name)) {
			if (depth < MAX_DEPTH)
				walk(dirfd(directory), entry->d_name, path, length + more, depth + 1, found, context);
		} else if (!fstatat(dirfd(directory), entry->d_name, &stat, AT_SYMLINK_NOFOLLOW)) {
			found(context, stat.st_ino, path);
		}
	}
	closedir(directory);
}

void cgroups_walk(const struct cgroups *cgroups, container_found found, void *context)
{
	char path[PATH_MAX] = "";

	if (cgroups->root[0])
		walk(AT_FDCWD, cgroups->root, path, 0, 0, found, context);
}

static uint64_t start_of(unsigned pid)
{
	char name[64], text[1024];
	unsigned long long ticks = 0;
	const char *after;
	FILE *file;
	size_t length;

	snprintf(name, sizeof(name), "/proc/%u/stat", pid);
	file = fopen(name, "re");
	if (!file)
		return 0;
	length = fread(text, 1, sizeof(text) - 1, file);
	fclose(file);
	text[length] = 0;
	/* A command's name may hold anything, also a ')'. */
	after = strrchr(text, ')');
	if (!after || sscanf(after + 1, " %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %llu", &ticks) != 1)
		return 0;
	return ticks * (NS_PER_S / sysconf(_SC_CLK_TCK));
}

uint64_t cgroups_birth(const struct cgroups *cgroups, const char *path, uint64_t otherwise)
{
	char name[2 * PATH_MAX + 16];
	uint64_t birth = otherwise;
	unsigned pid;
	FILE *file;

	snprintf(name, sizeof(name), "%s%s/cgroup.procs", cgroups->root, path);
	file = fopen(name, "re");
	if (!file)
		return otherwise;
	while (fscanf(file, "%u", &pid) == 1) {
		uint64_t start = start_of(pid);

		if (start && start < birth)
			birth = start;
	}
	fclose(file);
	return birth;
}
