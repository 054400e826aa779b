/** What a finding about a package is called, in this image and in the next of its repository. */
import { type ImageFinding, isOsPackage, type Package } from '@plimsoll/core';

type Named = Pick<Package, 'type' | 'name' | 'version' | 'path'>;

/**
 * A system has one package of a name; of a language's packages each place has its own. Where the place's name holds the version, an
 * upgrade does not make it another place.
 */
export function findingKey(kind: 'vulnerability' | 'malware', id: string, pkg: Named): string {
  const head = `${kind}|${id}|${pkg.type}|${pkg.name}`;
  if (isOsPackage(pkg.type)) return head;
  const place = pkg.version === undefined ? pkg.path : pkg.path.replaceAll(pkg.version, '*');
  return `${head}|${place}`;
}

/** Two versions side by side (in one lock file, for two architectures) are two findings, and stay two when they are kept by key. */
export function withDistinctKeys(
  findings: readonly ImageFinding[],
  versionOf: (finding: ImageFinding) => string | undefined,
): readonly ImageFinding[] {
  const counts = new Map<string, number>();
  for (const { key } of findings) counts.set(key, (counts.get(key) ?? 0) + 1);
  if (counts.size === findings.length) return findings;
  const taken = new Map<string, number>();
  return findings.map((finding) => {
    if (counts.get(finding.key) === 1) return finding;
    const key = `${finding.key}|${versionOf(finding) ?? ''}`;
    const before = taken.get(key) ?? 0;
    taken.set(key, before + 1);
    return { ...finding, key: before === 0 ? key : `${key}|${before + 1}` };
  });
}
