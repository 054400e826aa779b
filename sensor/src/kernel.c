/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Loads the programs, and maps their memory.
 *
 * in     sensor.skel.h, the options, the cgroup mode
 * out    attached programs; slots, bitmaps, counters and the ring as plain memory
 * holds  nothing is pinned: when this process ends, however it ends, so do the programs; the slots and counters are reached
 *        without system calls
 */
#include "kernel.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clock.h"
#include "sensor.skel.h"

#define MIN_RECENT_SETS 4096
#define MAX_RECENT_SETS 65536

static int print_libbpf(enum libbpf_print_level level, const char *format, va_list args)
{
	/* A refusal is told in one line of our own; the verifier's reasons are many, and for whoever changes the programs. */
	return level == LIBBPF_WARN && getenv("PLIMSOLL_SENSOR_DEBUG") ? vfprintf(stderr, format, args) : 0;
}

/* The number of arguments of a tracepoint, which grew over the years. */
static int tracepoint_arguments(const char *name)
{
	struct btf *btf = btf__load_vmlinux_btf();
	const struct btf_type *type;
	int id = btf ? btf__find_by_name_kind(btf, name, BTF_KIND_TYPEDEF) : -1, count = 0;

	if (id > 0) {
		type = btf__type_by_id(btf, btf__type_by_id(btf, id)->type);
		if (btf_is_ptr(type))
			type = btf__type_by_id(btf, type->type);
		if (btf_is_func_proto(type))
			count = btf_vlen(type) - 1; /* the first is the tracepoint's own */
	}
	btf__free(btf);
	return count;
}

static uint32_t host_mount_namespace(void)
{
	struct stat stat_;

	/* Process 1 is the host's only when we see the host's processes; otherwise our own will do. */
	if (stat("/proc/1/ns/mnt", &stat_) && stat("/proc/self/ns/mnt", &stat_))
		return 0;
	return stat_.st_ino;
}

/* Room for the threads there are, four times over; each set takes 576 bytes. */
static uint32_t sets_for_threads(void)
{
	unsigned threads = 0;
	FILE *file = fopen("/proc/loadavg", "re");
	uint32_t sets = MIN_RECENT_SETS;

	if (file && fscanf(file, "%*s %*s %*s %*u/%u", &threads) != 1)
		threads = 0;
	if (file)
		fclose(file);
	while (sets < threads && sets < MAX_RECENT_SETS)
		sets *= 2;
	return sets;
}

static void set_constants(struct sensor *skeleton, const struct kernel *kernel, const struct cgroups *cgroups)
{
	uint64_t seeds[2];

	skeleton->rodata->slot_count = kernel->slot_count;
	skeleton->rodata->cpu_count = kernel->cpus;
	skeleton->rodata->recent_sets = bpf_map__max_entries(skeleton->maps.recents);
	skeleton->rodata->unified_cgroups = cgroups->mode == CGROUP_V2;
	skeleton->rodata->exit_tells_group_dead = tracepoint_arguments("btf_trace_sched_process_exit") >= 2;
	skeleton->rodata->host_mount_namespace = host_mount_namespace();
	if (getrandom(seeds, sizeof(seeds), 0) == sizeof(seeds)) {
		skeleton->rodata->gram_seed = seeds[0] | 1;
		skeleton->rodata->gram_seed2 = seeds[1] | 1;
	}
	/* Unique over restarts: fewer than one exec a nanosecond. */
	skeleton->data->next_exec_id = boot_ns();
	skeleton->bss->realtime_offset_ns = realtime_offset();
}

static void choose_programs(struct sensor *skeleton, enum run_mode mode)
{
	struct bpf_program *program;

	bpf_program__set_autoload(skeleton->progs.on_sys_exit, mode == RUN_SENSOR);
	bpf_program__set_autoload(skeleton->progs.on_sys_exit_empty, mode == RUN_BENCH_EMPTY);
	bpf_program__set_autoload(skeleton->progs.on_sys_exit_stream, mode == RUN_BENCH_STREAM);
	if (mode != RUN_BENCH_EMPTY)
		return;
	bpf_object__for_each_program(program, skeleton->obj)
		if (program != skeleton->progs.on_sys_exit_empty)
			bpf_program__set_autoload(program, false);
}

static size_t stride(size_t value_size)
{
	return (value_size + 7) & ~7ull;
}

static void *map_memory(const struct bpf_map *map)
{
	size_t page = sysconf(_SC_PAGESIZE);
	size_t size = stride(bpf_map__value_size(map)) * bpf_map__max_entries(map);
	void *memory = mmap(NULL, (size + page - 1) & ~(page - 1), PROT_READ | PROT_WRITE, MAP_SHARED, bpf_map__fd(map), 0);

	return memory == MAP_FAILED ? NULL : memory;
}

/* The loop over calls comes last, so that every thread it meets can be told from those that were there before. */
static int attach(struct sensor *skeleton)
{
	struct bpf_program *order[] = {
		skeleton->progs.on_fork,	   skeleton->progs.on_cgroup_attach,	skeleton->progs.on_cgroup_mkdir,
		skeleton->progs.on_cgroup_rmdir,   skeleton->progs.on_exec,		skeleton->progs.on_exit,
		skeleton->progs.on_sys_exit,	   skeleton->progs.on_sys_exit_empty,	skeleton->progs.on_sys_exit_stream,
	};

	for (size_t i = 0; i < sizeof(order) / sizeof(*order); i++) {
		struct bpf_link *link;

		if (!bpf_program__autoload(order[i]))
			continue;
		link = bpf_program__attach(order[i]);
		if (!link) {
			fprintf(stderr, "plimsoll-sensor: cannot attach %s: %s\n", bpf_program__name(order[i]), strerror(errno));
			return errno;
		}
	}
	return 0;
}

int kernel_open(struct kernel *kernel, const struct options *options, const struct cgroups *cgroups)
{
	struct sensor *skeleton;
	size_t ring_size = (size_t)options->ring_mib << 20;
	int error;

	memset(kernel, 0, sizeof(*kernel));
	kernel->slot_count = options->slots;
	kernel->cpus = sysconf(_SC_NPROCESSORS_CONF);
	libbpf_set_print(print_libbpf);
	skeleton = sensor__open();
	if (!skeleton) {
		fprintf(stderr, "plimsoll-sensor: cannot open its programs: %s\n", strerror(errno));
		return errno;
	}
	kernel->skeleton = skeleton;
	choose_programs(skeleton, options->mode);
	bpf_map__set_max_entries(skeleton->maps.recents, sets_for_threads());
	set_constants(skeleton, kernel, cgroups);
	bpf_map__set_max_entries(skeleton->maps.slots, options->slots);
	bpf_map__set_max_entries(skeleton->maps.behaviours, options->slots);
	bpf_map__set_max_entries(skeleton->maps.counts, (kernel->cpus + 1) * options->slots);
	bpf_map__set_max_entries(skeleton->maps.slot_of_cgroup, 2 * options->slots);
	bpf_map__set_max_entries(skeleton->maps.events, ring_size);
	error = sensor__load(skeleton);
	if (error) {
		fprintf(stderr, "plimsoll-sensor: this kernel, or our rights, do not allow the programs: %s (try --probe)\n",
			strerror(-error));
		return -error;
	}
	kernel->slots = map_memory(skeleton->maps.slots);
	kernel->slot_stride = stride(bpf_map__value_size(skeleton->maps.slots));
	kernel->behaviours = map_memory(skeleton->maps.behaviours);
	kernel->counts = map_memory(skeleton->maps.counts);
	kernel->allowed_fd = bpf_map__fd(skeleton->maps.allowed);
	kernel->slot_of_cgroup_fd = bpf_map__fd(skeleton->maps.slot_of_cgroup);
	error = ring_open(&kernel->ring, bpf_map__fd(skeleton->maps.events), ring_size);
	if (error || !kernel->slots || !kernel->behaviours || !kernel->counts) {
		fprintf(stderr, "plimsoll-sensor: cannot map its memory: %s\n", strerror(error ? error : errno));
		return ENOMEM;
	}
	return attach(skeleton);
}

void kernel_close(struct kernel *kernel)
{
	sensor__destroy(kernel->skeleton);
	kernel->skeleton = NULL;
}

struct slot *kernel_slot(const struct kernel *kernel, uint32_t index)
{
	return (struct slot *)((uint8_t *)kernel->slots + index * kernel->slot_stride);
}

uint32_t kernel_claim(const struct kernel *kernel, uint64_t cgroup_id, uint64_t born_ns)
{
	uint32_t already;

	if (!bpf_map_lookup_elem(kernel->slot_of_cgroup_fd, &cgroup_id, &already))
		return SLOT_NONE - 1;
	for (uint32_t i = 0; i < kernel->slot_count; i++) {
		struct slot *slot = kernel_slot(kernel, i);
		__u64 free = 0;

		if (!__atomic_compare_exchange_n(&slot->cgroup_id, &free, cgroup_id, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
			continue;
		slot->slice = 1;
		slot->rate = kernel->skeleton->data->default_rate;
		slot->protect = kernel->skeleton->bss->default_protect;
		slot->born_ns = born_ns;
		if (bpf_map_update_elem(kernel->slot_of_cgroup_fd, &cgroup_id, &i, BPF_NOEXIST)) {
			__atomic_store_n(&slot->cgroup_id, 0, __ATOMIC_SEQ_CST);
			return errno == EEXIST ? SLOT_NONE - 1 : SLOT_NONE;
		}
		__atomic_store_n(&slot->state, SLOT_ACTIVE, __ATOMIC_SEQ_CST);
		return i;
	}
	return SLOT_NONE;
}

void kernel_release(const struct kernel *kernel, uint32_t index)
{
	struct slot *slot = kernel_slot(kernel, index);

	memset(&kernel->behaviours[index], 0, sizeof(struct behaviour));
	for (uint32_t row = 0; row <= kernel->cpus; row++)
		memset(&kernel->counts[row * kernel->slot_count + index], 0, sizeof(struct counters));
	memset((uint8_t *)slot + sizeof(slot->cgroup_id), 0, sizeof(*slot) - sizeof(slot->cgroup_id));
	__atomic_store_n(&slot->cgroup_id, 0, __ATOMIC_SEQ_CST);
}

void kernel_sum(const struct kernel *kernel, uint32_t index, uint32_t sums[TOKENS])
{
	memset(sums, 0, TOKENS * sizeof(*sums));
	for (uint32_t row = 0; row <= kernel->cpus; row++) {
		const struct counters *counters = &kernel->counts[row * kernel->slot_count + index];

		for (int token = 0; token < TOKENS; token++)
			sums[token] += counters->calls[token];
	}
}

void kernel_resettle(const struct kernel *kernel)
{
	__atomic_fetch_add(&kernel->skeleton->data->generation, 1, __ATOMIC_SEQ_CST);
}
