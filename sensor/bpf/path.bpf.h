/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * A path, by walking the dentries up: bpf_d_path may not be called from these programs.
 *
 * in     a dentry, its mount, and the dentry to stop at
 * out    the path at the end of `text`, from `at`; whether it was cut, and whether it left the stop's mount
 * holds  bounded in steps and bytes; when it does not fit, the deepest part is what is kept
 */
#ifndef PLIMSOLL_PATH_BPF_H
#define PLIMSOLL_PATH_BPF_H

#define PATH_STEPS 160
#define NAME_BYTES 256

struct path_walk {
	struct dentry *dentry;
	struct mount *mount;
	__u64 stop;
	__u32 at;
	__u8 cut;
	__u8 crossed; /* went from one mount to the one it is mounted on */
	__u8 reached; /* ended at `stop` */
	__u8 nameless; /* has no place in any tree, such as a memfd */
	char text[FRAME_TEXT_PATH + NAME_BYTES];
};

static __always_inline void put_name(struct path_walk *walk, struct dentry *dentry, bool slash)
{
	__u32 length = BPF_CORE_READ(dentry, d_name.len);
	const unsigned char *name = BPF_CORE_READ(dentry, d_name.name);
	__u32 at = walk->at;

	if (length >= NAME_BYTES || at > FRAME_TEXT_PATH || at < length + 1) {
		walk->cut = 1;
		return;
	}
	at -= length;
	bpf_probe_read_kernel(&walk->text[at & (FRAME_TEXT_PATH - 1)], length & (NAME_BYTES - 1), name);
	if (slash) {
		at--;
		walk->text[at & (FRAME_TEXT_PATH - 1)] = '/';
	}
	walk->at = at;
}

/* One step; 0 at the end. A global function is verified once and not for every round of the loop; bpf_loop would do as well, but
 * only since Linux 5.17. */
__noinline int walk_up(struct path_walk *walk)
{
	struct dentry *dentry, *parent;
	struct mount *mount, *below;

	if (!walk)
		return 0;
	dentry = walk->dentry;
	mount = walk->mount;
	if ((__u64)dentry == walk->stop) {
		walk->reached = 1;
		return 0;
	}
	parent = BPF_CORE_READ(dentry, d_parent);
	if (dentry == BPF_CORE_READ(mount, mnt.mnt_root) || dentry == parent) {
		below = BPF_CORE_READ(mount, mnt_parent);
		if (below == mount || !below)
			return 0;
		walk->crossed = 1;
		walk->dentry = BPF_CORE_READ(mount, mnt_mountpoint);
		walk->mount = below;
		return 1;
	}
	put_name(walk, dentry, true);
	walk->dentry = parent;
	return !walk->cut;
}

/* `place` is a struct path in the kernel; kernel pointers are plain numbers to a global function. */
__noinline int walk_path(struct path_walk *walk, __u64 place, __u64 stop)
{
	struct path *path = (struct path *)place;
	struct dentry *dentry = BPF_CORE_READ(path, dentry);
	struct vfsmount *vfs = BPF_CORE_READ(path, mnt);

	if (!walk)
		return 0;
	walk->dentry = dentry;
	walk->mount = mount_of(vfs);
	walk->stop = stop;
	walk->at = FRAME_TEXT_PATH;
	walk->cut = 0;
	walk->crossed = 0;
	walk->reached = 0;
	walk->nameless = 0;
	for (int i = 0; i < PATH_STEPS; i++)
		if (!walk_up(walk))
			goto end;
	walk->cut = 1;
end:
	if (walk->at == FRAME_TEXT_PATH && !walk->cut) {
		/* A root directory, or a file that is its own root: then its name is all there is to tell. */
		if (!walk->reached && !walk->crossed && BPF_CORE_READ(dentry, d_parent) == dentry &&
		    (BPF_CORE_READ(dentry, d_inode, i_mode) & 00170000) != 0040000) {
			walk->nameless = 1;
			put_name(walk, dentry, false);
		} else {
			walk->at = FRAME_TEXT_PATH - 1;
			walk->text[FRAME_TEXT_PATH - 1] = '/';
		}
	}
	return 0;
}

#endif
