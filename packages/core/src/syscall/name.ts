/**
 * Syscalls as tokens and as names.
 *
 * in     the sensor's token: the number, plus 512 for a 32-bit (compat) entry
 * out    `openat`, `compat:openat`, and `syscall_462` where our table has no name; the way back as well
 * holds  syscallToken(syscallName(t)) is t for every token 0 … 1023
 */
import type { SyscallName } from '../event/event.ts';
import { i386Names } from './i386.ts';
import { x86Names } from './x86-64.ts';

/** A token is below this: two tables of 512. */
export const tokenLimit = 1024;
const compatToken = 512;
const compatPrefix = 'compat:';

const nameOf: readonly SyscallName[] = Array.from({ length: tokenLimit }, (_, token) =>
  token < compatToken ? plainName(x86Names, token) : compatPrefix + plainName(i386Names, token - compatToken),
);
const tokenOf: ReadonlyMap<SyscallName, number> = new Map(nameOf.map((name, token) => [name, token]));

/** The name of any token; a number beyond the tables is told as it is. */
export function syscallName(token: number): SyscallName {
  return nameOf[token] ?? `syscall_${token}`;
}

/** The token of a name, or undefined for what no table knows. */
export function syscallToken(name: SyscallName): number | undefined {
  return tokenOf.get(name);
}

function plainName(table: readonly string[], number: number): string {
  const name = table[number];
  return name === undefined || name === '-' ? `syscall_${number}` : name;
}
