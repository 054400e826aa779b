/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * What is known of an executable besides its path.
 *
 * in     the file
 * out    EXEC_UPPER_LAYER, EXEC_LAYER_UNKNOWN, EXEC_IN_MEMORY, EXEC_DELETED; its time of change
 * holds  nothing here is taken from a name that the container can choose
 */
#ifndef PLIMSOLL_FILE_BPF_H
#define PLIMSOLL_FILE_BPF_H

#define OVERLAY_MAGIC 0x794c7630
#define TMPFS_MAGIC 0x01021994
#define RAMFS_MAGIC 0x858458f6
#define HUGETLBFS_MAGIC 0x958458f6

struct ovl_inode___x {
	struct inode vfs_inode;
	struct dentry *__upperdentry;
} __attribute__((preserve_access_index));

struct inode___sec { /* since 6.11 */
	time64_t i_ctime_sec;
	__u32 i_ctime_nsec;
} __attribute__((preserve_access_index));

struct inode___private { /* 6.6 … 6.10 */
	struct timespec64 __i_ctime;
} __attribute__((preserve_access_index));

struct inode___plain { /* before 6.6 */
	struct timespec64 i_ctime;
} __attribute__((preserve_access_index));

/* The dentry of the file's copy in the container's writable layer. overlayfs as a module without BTF does not tell where it keeps
 * it: right after the inode, in every kernel so far. */
static __always_inline struct dentry *upper_of(struct inode *inode)
{
	struct ovl_inode___x *overlay = (void *)inode;
	struct dentry *upper = NULL;

	if (bpf_core_field_exists(overlay->__upperdentry)) {
		overlay = (void *)inode - bpf_core_field_offset(struct ovl_inode___x, vfs_inode);
		return BPF_CORE_READ(overlay, __upperdentry);
	}
	bpf_probe_read_kernel(&upper, sizeof(upper), (void *)inode + bpf_core_type_size(struct inode));
	return upper;
}

static __always_inline __s64 changed_at(struct inode *inode)
{
	struct inode___sec *sec = (void *)inode;
	struct inode___private *hidden = (void *)inode;
	struct inode___plain *plain = (void *)inode;

	if (bpf_core_field_exists(sec->i_ctime_sec))
		return BPF_CORE_READ(sec, i_ctime_sec) * 1000000000ll + BPF_CORE_READ(sec, i_ctime_nsec);
	if (bpf_core_field_exists(hidden->__i_ctime))
		return BPF_CORE_READ(hidden, __i_ctime.tv_sec) * 1000000000ll + BPF_CORE_READ(hidden, __i_ctime.tv_nsec);
	return BPF_CORE_READ(plain, i_ctime.tv_sec) * 1000000000ll + BPF_CORE_READ(plain, i_ctime.tv_nsec);
}

__noinline __u32 file_flags(__u64 kernel_file, __u64 container_root)
{
	struct file *file = (struct file *)kernel_file;
	struct inode *inode = BPF_CORE_READ(file, f_inode);
	struct dentry *dentry = BPF_CORE_READ(file, f_path.dentry);
	__u64 magic = BPF_CORE_READ(inode, i_sb, s_magic);
	__u32 flags = 0;

	if (magic == OVERLAY_MAGIC) {
		if (upper_of(inode))
			flags |= EXEC_UPPER_LAYER;
	} else {
		flags |= EXEC_LAYER_UNKNOWN;
	}
	if (magic == TMPFS_MAGIC || magic == RAMFS_MAGIC || magic == HUGETLBFS_MAGIC) {
		struct dentry *root = (struct dentry *)container_root;

		/* A container whose image itself was unpacked to memory has nothing else to run. */
		if (!root || BPF_CORE_READ(root, d_sb) != BPF_CORE_READ(inode, i_sb))
			flags |= EXEC_IN_MEMORY;
	}
	/* Unhashed: no longer, or never, found by name. */
	if (!BPF_CORE_READ(inode, i_nlink) || !BPF_CORE_READ(dentry, d_hash.pprev))
		flags |= EXEC_DELETED;
	return flags;
}

#endif
