/**
 * Semantic Versioning 2.0, as npm reads it, and a little more widely: `v1.2.3`, `1.2`, `1`.
 * Build metadata does not count. https://semver.org/spec/v2.0.0.html
 */
import { SemVer } from 'semver';
import { versionOrder } from './order.ts';

const short = /^(\d+)(\.\d+)?((?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?)$/;

export const semver = versionOrder<SemVer>('semver', readSemver, orderSemver);

export function readSemver(text: string): SemVer | undefined {
  const bare = /^[vV=]/.test(text) ? text.slice(1) : text;
  if (!/^\d/.test(bare)) return undefined;
  const match = short.exec(bare);
  const full = match === null ? bare : `${match[1]}${match[2] ?? '.0'}.0${match[3]}`;
  try {
    return new SemVer(full, { loose: true });
  } catch {
    // It throws for what is no version, and has no constructor that does not.
    return undefined;
  }
}

export function orderSemver(a: SemVer, b: SemVer): number {
  return a.compareMain(b) || a.comparePre(b);
}
