/**
 * System calls that clean programs come to late: reading and writing what is open, waiting, time, memory, identity.
 *
 * A server calls `shutdown` for the first time when its load ends, and `madvise` when a heap shrinks; `socket`, `execve` or
 * `io_uring_setup` it calls early or never. So the first of these weighs less than the first of any other.
 */
import { syscallName, tokenLimit } from './name.ts';

const names = new Set(
  `read write readv writev pread64 pwrite64 preadv pwritev preadv2 pwritev2 lseek close close_range fstat stat lstat newfstatat
  statx access faccessat faccessat2 open openat getdents getdents64 fcntl flock fsync fdatasync fadvise64 poll ppoll select pselect6
  epoll_wait epoll_pwait epoll_pwait2 epoll_ctl epoll_create1 eventfd2 timerfd_create timerfd_settime recvfrom recvmsg recvmmsg
  sendto sendmsg sendmmsg sendfile splice shutdown accept accept4 getsockopt setsockopt getsockname getpeername mmap munmap mremap
  madvise brk futex sched_yield nanosleep clock_nanosleep clock_gettime gettimeofday time times getrusage getpid gettid getppid
  getuid geteuid getgid getegid rt_sigaction rt_sigprocmask rt_sigreturn restart_syscall sigaltstack set_robust_list rseq membarrier
  getrandom sched_getaffinity uname sysinfo getcwd readlink readlinkat pipe2 dup dup2 dup3 exit exit_group wait4 tgkill`.split(
    /\s+/,
  ),
);
const ordinaryWeight = 0.3;

const weights = Float64Array.from({ length: tokenLimit }, (_, token) =>
  names.has(syscallName(token).replace('compat:', '')) ? ordinaryWeight : 1,
);

/** How much the first use of a system call weighs, 0.3 or 1. */
export function firstUseWeight(token: number): number {
  return weights[token] ?? 1;
}
