/** Versions of the Go toolchain, which is its standard library's. */

/**
 * `go1.21rc2 X:boringcrypto` → `1.21.0-rc.2`: semver, so that it compares. What follows the number (experiments, a vendor's mark) does not
 * count. undefined for a development build, which is no release at all.
 */
export function goVersion(written: string): string | undefined {
  const [, major, minor, patch, stage, number] =
    /^go(\d{1,4})\.(\d{1,4})(?:\.(\d{1,4}))?(?:(alpha|beta|rc)(\d{1,4}))?/.exec(written) ?? [];
  if (major === undefined) return undefined;
  const release = `${major}.${minor}.${patch ?? 0}`;
  return stage === undefined ? release : `${release}-${stage}.${number}`;
}
