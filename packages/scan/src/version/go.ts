/**
 * Go's order: semantic versions of modules with pseudo-versions (`v0.0.0-20220101000000-abcdef123456`, a pre-release) and
 * `+incompatible` (build metadata), and the toolchain's own way to write: `go1.21.3`, `1.21rc2`.
 * https://go.dev/ref/mod#versions, https://go.dev/doc/toolchain#version
 */
import type { SemVer } from 'semver';
import { versionOrder } from './order.ts';
import { orderSemver, readSemver } from './semver.ts';

const toolchain = /^(?:go)?(\d+)\.(\d+)(?:\.(\d+))?(?:(rc|beta|alpha)(\d+))?$/;

export const go = versionOrder<SemVer>(
  'go',
  (text) => {
    const match = toolchain.exec(text);
    if (match === null) return readSemver(text);
    const [, major, minor, patch = '0', word, number] = match;
    return readSemver(`${major}.${minor}.${patch}${word === undefined ? '' : `-${word}.${number}`}`);
  },
  orderSemver,
);

/**
 * The release a Go program says it was built with, without what a builder hangs on to it: `go1.20.6 X:nocoverageredesign`,
 * `go1.22.5-X:boringcrypto`, `go1.21.3-acme.2`. undefined for `devel …`.
 */
export function goRelease(text: string): string | undefined {
  const match = /^(?:go)?(\d+\.\d+(?:\.\d+)?)(?:-?(rc|beta|alpha)\.?(\d+))?(?:[ +-].*)?$/.exec(text.slice(0, 256));
  if (match === null) return undefined;
  const [, release, word, number] = match;
  return word === undefined ? release : `${release}${word}${number}`;
}
