/** Packages with the kernel's name but not its code: what runs is the host's kernel. */
import type { Package } from '@plimsoll/core';

const names: ReadonlySet<string> = new Set([
  'linux-libc-dev',
  'linux-headers',
  'kernel-headers',
  'kernel-devel',
  'linux-glibc-devel',
]);

export function isKernelHeaders({ name, source, type }: Pick<Package, 'name' | 'source' | 'type'>): boolean {
  if (names.has(name)) return true;
  if (type === 'rpm') return /^kernel-(?:.+-)?(?:headers|devel)$/.test(name);
  if (type !== 'deb') return false;
  return (
    /^linux-(?:.+-)?headers-/.test(name) ||
    (/^linux(?:-|$)/.test(source?.name ?? '') && /-(?:libc-dev|headers)(?:-|$)/.test(name))
  );
}
