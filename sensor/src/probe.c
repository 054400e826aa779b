/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What this kernel, and our rights, allow.
 *
 * in     the running kernel
 * out    one JSON object on stdout; exit code 0 if the sensor can run, 3 if not, with the first reason on stderr
 * holds  nothing is guessed from a version: each program type is loaded and attached for a moment
 */
#include "probe.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <linux/perf_event.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "options.h"
#include "rights.h"

struct answer {
	const char *name;
	bool needed;
	bool ok;
	char why[160];
};

static void say_yes(struct answer *answer, const char *why)
{
	answer->ok = true;
	snprintf(answer->why, sizeof(answer->why), "%s", why);
}

static void say_no(struct answer *answer, const char *what, int error)
{
	bool have = rights_effective() & (1ull << CAP_SYS_ADMIN_BIT | 1ull << CAP_BPF_BIT);
	const char *hint = error == EINVAL ? " (this kernel was built without it)"
			   : error != EPERM ? ""
			   : have	    ? " (refused although we hold the rights: lockdown, or whoever runs this kernel)"
					    : " (rights: CAP_BPF and CAP_PERFMON, or root)";

	snprintf(answer->why, sizeof(answer->why), "%s: %s%s", what, strerror(error), hint);
}

static int load(enum bpf_prog_type type, enum bpf_attach_type attach, int btf_id, const struct bpf_insn *code, size_t count)
{
	LIBBPF_OPTS(bpf_prog_load_opts, options, .expected_attach_type = attach, .attach_btf_id = btf_id);

	return bpf_prog_load(type, "probe", "GPL", code, count, &options);
}

static const struct bpf_insn nothing[] = {
	{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0, .imm = 0},
	{.code = BPF_JMP | BPF_EXIT},
};

/* Loads an empty program and attaches it as the sensor would. */
static void try_tracing(struct answer *answer, enum bpf_prog_type type, enum bpf_attach_type attach, const char *target)
{
	int id = libbpf_find_vmlinux_btf_id(target, attach), program, link;

	if (id <= 0) {
		snprintf(answer->why, sizeof(answer->why), "no %s in this kernel's BTF", target);
		return;
	}
	program = load(type, attach, id, nothing, 2);
	if (program < 0) {
		say_no(answer, "load", -program);
		return;
	}
	link = bpf_raw_tracepoint_open(NULL, program);
	if (link < 0) {
		say_no(answer, "attach", -link);
	} else {
		say_yes(answer, "loaded and attached");
		close(link);
	}
	close(program);
}

static void try_kprobe(struct answer *answer)
{
	FILE *file = fopen("/sys/bus/event_source/devices/kprobe/type", "re");
	struct perf_event_attr attributes = {.size = sizeof(attributes)};
	int type, program, event;

	if (!file || fscanf(file, "%d", &type) != 1) {
		say_no(answer, "kprobe events", EINVAL);
		if (file)
			fclose(file);
		return;
	}
	fclose(file);
	program = load(BPF_PROG_TYPE_KPROBE, 0, 0, nothing, 2);
	if (program < 0) {
		say_no(answer, "load", -program);
		return;
	}
	attributes.type = type;
	attributes.kprobe_func = (uintptr_t)"do_exit";
	event = syscall(SYS_perf_event_open, &attributes, -1, 0, -1, PERF_FLAG_FD_CLOEXEC);
	if (event < 0)
		say_no(answer, "attach", errno);
	else
		say_yes(answer, "loaded and attached");
	close(event);
	close(program);
}

static void try_map(struct answer *answer, enum bpf_map_type type)
{
	LIBBPF_OPTS(bpf_map_create_opts, options);
	int storage = type == BPF_MAP_TYPE_TASK_STORAGE, map = -1;
	struct btf_blob {
		struct {
			uint16_t magic;
			uint8_t version, flags;
			uint32_t header, type_at, types, string_at, strings;
		} head;
		uint32_t integer[4];
		char names[5];
	} __attribute__((packed)) blob = {
		/* One type, a signed integer of four bytes: task storage wants BTF for its key and value. */
		.head = {.magic = 0xeb9f, .version = 1, .header = 24, .types = 16, .string_at = 16, .strings = 5},
		.integer = {1, 1u << 24, 4, 1u << 24 | 32},
		.names = "\0int",
	};
	int btf = -1;

	if (storage) {
		btf = bpf_btf_load(&blob, sizeof(blob), NULL);
		options.btf_fd = btf;
		options.btf_key_type_id = 1;
		options.btf_value_type_id = 1;
		options.map_flags = BPF_F_NO_PREALLOC;
		map = btf < 0 ? btf : bpf_map_create(type, "probe", 4, 4, 0, &options);
	} else {
		map = bpf_map_create(type, "probe", 0, 0, 65536, &options);
	}
	if (map < 0)
		say_no(answer, "create", -map);
	else
		say_yes(answer, "created");
	close(map);
	close(btf);
}

static void try_send_signal(struct answer *answer)
{
	const struct bpf_insn code[] = {
		{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_1, .imm = 9},
		{.code = BPF_JMP | BPF_CALL, .imm = BPF_FUNC_send_signal},
		{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0, .imm = 0},
		{.code = BPF_JMP | BPF_EXIT},
	};
	int id = libbpf_find_vmlinux_btf_id("sched_process_exec", BPF_TRACE_RAW_TP);
	int program = load(BPF_PROG_TYPE_TRACING, BPF_TRACE_RAW_TP, id > 0 ? id : 0, code, 4);

	if (program < 0)
		say_no(answer, "load", -program);
	else
		say_yes(answer, "loaded");
	close(program);
}

static void try_btf(struct answer *answer)
{
	if (access("/sys/kernel/btf/vmlinux", R_OK))
		snprintf(answer->why, sizeof(answer->why), "no /sys/kernel/btf/vmlinux: this kernel was built without CONFIG_DEBUG_INFO_BTF");
	else
		say_yes(answer, "/sys/kernel/btf/vmlinux");
}

static void try_capability(struct answer *answer, int bit)
{
	uint64_t have = rights_effective();

	if (have & 1ull << bit)
		say_yes(answer, "held");
	else if (have & 1ull << CAP_SYS_ADMIN_BIT)
		say_yes(answer, "covered by CAP_SYS_ADMIN");
	else
		snprintf(answer->why, sizeof(answer->why), "not held");
}

static void try_cgroup(struct answer *answer, const struct cgroups *cgroups)
{
	if (!cgroups->mode)
		snprintf(answer->why, sizeof(answer->why), "no cgroup file system is mounted");
	else if (!cgroups->root[0])
		snprintf(answer->why, sizeof(answer->why), "the pids hierarchy is not mounted: give --cgroup-root");
	else
		say_yes(answer, cgroups->root);
}

static void print_text(const char *text)
{
	putchar('"');
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			printf("\\%c", *text);
		else if ((unsigned char)*text < 0x20)
			printf("\\u%04x", *text);
		else
			putchar(*text);
	}
	putchar('"');
}

static void print(const struct answer *answers, size_t count, const struct cgroups *cgroups, const struct answer *missing)
{
	struct utsname system;

	uname(&system);
	printf("{\"kernel\":");
	print_text(system.release);
	printf(",\"machine\":");
	print_text(system.machine);
	printf(",\"cgroup\":\"%s\"", cgroups_mode_name(cgroups->mode));
	for (size_t i = 0; i < count; i++) {
		printf(",\"%s\":{\"ok\":%s,\"needed\":%s,\"why\":", answers[i].name, answers[i].ok ? "true" : "false",
		       answers[i].needed ? "true" : "false");
		print_text(answers[i].why);
		putchar('}');
	}
	printf(",\"ok\":%s}\n", missing ? "false" : "true");
}

static int be_silent(enum libbpf_print_level level, const char *format, va_list args)
{
	return 0;
}

int probe(const struct cgroups *cgroups)
{
	struct answer answers[] = {
		{"btf", true},	      {"tp_btf", true},	      {"fentry", false},      {"lsm", false},
		{"kprobe", false},    {"ringbuf", true},      {"task_storage", true}, {"send_signal", false},
		{"cap_bpf", true},    {"cap_perfmon", true},  {"cgroup_tree", true},
	};
	const struct answer *missing = NULL;
	const size_t count = sizeof(answers) / sizeof(*answers);
	struct rlimit unlimited = {RLIM_INFINITY, RLIM_INFINITY};

	libbpf_set_print(be_silent);
	setrlimit(RLIMIT_MEMLOCK, &unlimited); /* before 5.11 BPF memory counted against it */
	try_btf(&answers[0]);
	try_tracing(&answers[1], BPF_PROG_TYPE_TRACING, BPF_TRACE_RAW_TP, "sys_exit");
	try_tracing(&answers[2], BPF_PROG_TYPE_TRACING, BPF_TRACE_FENTRY, "do_exit");
	try_tracing(&answers[3], BPF_PROG_TYPE_LSM, BPF_LSM_MAC, "bprm_check_security");
	try_kprobe(&answers[4]);
	try_map(&answers[5], BPF_MAP_TYPE_RINGBUF);
	try_map(&answers[6], BPF_MAP_TYPE_TASK_STORAGE);
	try_send_signal(&answers[7]);
	try_capability(&answers[8], CAP_BPF_BIT);
	try_capability(&answers[9], CAP_PERFMON_BIT);
	try_cgroup(&answers[10], cgroups);
	for (size_t i = 0; i < count && !missing; i++)
		if (answers[i].needed && !answers[i].ok)
			missing = &answers[i];
	print(answers, count, cgroups, missing);
	if (!missing)
		return EXIT_CLEAN;
	fprintf(stderr, "plimsoll-sensor: cannot run here: %s: %s\n", missing->name, missing->why);
	return EXIT_NOT_ALLOWED;
}
