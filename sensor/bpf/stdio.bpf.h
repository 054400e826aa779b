/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * What the standard descriptors of a process are: a shell on a socket is the mark of a reverse shell.
 *
 * in     the current task
 * out    enum frame_stdio for descriptors 0, 1, 2
 * holds  decided by the inode, not by a name
 */
#ifndef PLIMSOLL_STDIO_BPF_H
#define PLIMSOLL_STDIO_BPF_H

#define AF_INET_ 2
#define AF_INET6_ 10

static __always_inline __u8 kind_of_device(__u32 device)
{
	__u32 major = device >> 20, minor = device & 0xfffff;

	if (major == 1 && minor == 3)
		return STDIO_NULL;
	/* 4 virtual and serial terminals, 5 the controlling one, 136 … 143 pseudo-terminals */
	if (major == 4 || major == 5 || (major >= 136 && major <= 143))
		return STDIO_TTY;
	return STDIO_OTHER;
}

static __always_inline __u8 kind_of_socket(struct inode *inode)
{
	struct socket_alloc *socket = (void *)inode - bpf_core_field_offset(struct socket_alloc, vfs_inode);
	__u16 family = BPF_CORE_READ(socket, socket.sk, __sk_common.skc_family);

	return family == AF_INET_ || family == AF_INET6_ ? STDIO_SOCKET : STDIO_LOCAL_SOCKET;
}

__noinline __u32 kind_of_descriptor(__u32 number)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	struct fdtable *table = BPF_CORE_READ(task, files, fdt);
	struct file **files = BPF_CORE_READ(table, fd), *file = NULL;
	struct inode *inode;

	if (number >= BPF_CORE_READ(table, max_fds))
		return STDIO_CLOSED;
	bpf_probe_read_kernel(&file, sizeof(file), &files[number & 3]);
	if (!file)
		return STDIO_CLOSED;
	inode = BPF_CORE_READ(file, f_inode);
	switch (BPF_CORE_READ(inode, i_mode) & 00170000) {
	case 0140000:
		return kind_of_socket(inode);
	case 0100000:
		return STDIO_FILE;
	case 0010000:
		return STDIO_PIPE;
	case 0020000:
		return kind_of_device(BPF_CORE_READ(inode, i_rdev));
	default:
		return STDIO_OTHER;
	}
}

#endif
