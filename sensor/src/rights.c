/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Giving up what loading needed.
 *
 * in     the rights we were started with
 * out    none, or CAP_BPF alone on kernels that want it for every map access
 * holds  a flaw in the loader, which reads what containers chose, gains nothing that the kernel would not give anybody
 */
#include "rights.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <linux/capability.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static int get(struct __user_cap_data_struct data[2])
{
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};

	memset(data, 0, 2 * sizeof(*data));
	return syscall(SYS_capget, &header, data);
}

static int set(uint64_t effective, uint64_t permitted)
{
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[2] = {
		{.effective = effective, .permitted = permitted},
		{.effective = effective >> 32, .permitted = permitted >> 32},
	};

	return syscall(SYS_capset, &header, data) ? errno : 0;
}

uint64_t rights_effective(void)
{
	struct __user_cap_data_struct data[2];

	return get(data) ? 0 : data[0].effective | (uint64_t)data[1].effective << 32;
}

bool rights_follow_parent(void)
{
	pid_t parent = getppid();

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	return getppid() == parent;
}

int rights_drop(int map_fd)
{
	uint64_t keep = 0, effective = rights_effective();
	uint64_t key = 0;
	uint32_t value;
	int error;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0))
		return errno;
	prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
	for (int capability = 0; capability < 64; capability++)
		if (prctl(PR_CAPBSET_DROP, capability, 0, 0, 0))
			break; /* the last one, or no CAP_SETPCAP: no_new_privs keeps us from gaining any */
	error = set(0, effective);
	if (error)
		return error;
	/* Before 5.19 bpf(2) was closed to the unprivileged altogether where kernel.unprivileged_bpf_disabled is set. */
	if (map_fd >= 0 && bpf_map_lookup_elem(map_fd, &key, &value) && errno == EPERM)
		keep = effective & (1ull << CAP_BPF_BIT | 1ull << CAP_SYS_ADMIN_BIT);
	if (keep & 1ull << CAP_BPF_BIT)
		keep = 1ull << CAP_BPF_BIT;
	return set(keep, keep);
}
