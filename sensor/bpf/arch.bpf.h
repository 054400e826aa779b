/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * What depends on the processor: which call it was, and with what.
 *
 * in     the registers at sys_exit
 * out    the token (frame.h) and the first four arguments
 * holds  a token is below TOKENS whatever number user space put in its register
 */
#ifndef PLIMSOLL_ARCH_BPF_H
#define PLIMSOLL_ARCH_BPF_H

#ifndef __TARGET_ARCH_x86
#error "only x86_64 so far: another processor needs its registers here and its numbers in privilege_table.h"
#endif

#define TS_COMPAT 0x0002 /* arch/x86/include/asm/thread_info.h; still set at sys_exit */
#define NR_RT_SIGRETURN 15
#define NR_RT_SIGRETURN_IA32 173
#define NO_SUCH_CALL 38 /* ENOSYS */

static __always_inline bool call_is_compat(struct task_struct *task)
{
	return task->thread_info.status & TS_COMPAT;
}

static __always_inline __u32 call_token(struct task_struct *task, __s64 number, long result)
{
	bool compat = call_is_compat(task);

	/* rt_sigreturn restores the registers of the interrupted code, with -1 in place of the number. */
	if (number == -1 && result != -NO_SUCH_CALL)
		number = compat ? NR_RT_SIGRETURN_IA32 : NR_RT_SIGRETURN;
	if ((__u64)number >= TOKEN_UNKNOWN)
		number = TOKEN_UNKNOWN;
	return compat ? number + COMPAT_TOKEN : number;
}

static __always_inline void call_arguments(struct pt_regs *regs, bool compat, __u64 args[4])
{
	if (compat) {
		args[0] = (__u32)regs->bx;
		args[1] = (__u32)regs->cx;
		args[2] = (__u32)regs->dx;
		args[3] = (__u32)regs->si;
	} else {
		args[0] = regs->di;
		args[1] = regs->si;
		args[2] = regs->dx;
		args[3] = regs->r10;
	}
}

#endif
