/** A scanned image and findings in it. */
import type { Digest, EpochMs, ImageFinding, Package, VulnerabilityFinding } from '@plimsoll/core';
import { imageWith } from '../image.fixture.ts';
import { advisory, all, fakeAdvisories, installed, system } from '../match/advisories.fixture.ts';
import { matchPackages } from '../match/match-packages.ts';
import type { ScanSubject } from '../scan/scanner.ts';

export const digest = `sha256:${'d'.repeat(64)}` as Digest;
export const now = Date.parse('2026-06-01') as EpochMs;

export const curl = installed('deb', 'libcurl4', '7.88.1-10', {
  purl: 'pkg:deb/debian/libcurl4@7.88.1-10?arch=amd64&distro=debian-12&upstream=curl',
  source: { name: 'curl', version: '7.88.1-10' },
});
export const lodash = installed('npm', 'lodash', '4.17.4', { path: 'app/node_modules/lodash/package.json' });

export function subject(more: Partial<ScanSubject['image']> = {}): ScanSubject {
  const platform = { os: 'linux', architecture: 'amd64', variant: undefined };
  return {
    image: imageWith({}, { digest, platform, os: system('debian', '12'), ...more }),
    packages: [curl, lodash],
    now,
  };
}

/** CVE-2024-1 in libcurl4 (DSA-1-1) and CVE-2018-2 in lodash (GHSA-l). */
export function findings(packages: readonly Package[] = [curl, lodash]): readonly VulnerabilityFinding[] {
  const database = fakeAdvisories([
    advisory('DSA-1-1', 'Debian:12', 'curl', all(), { upstream: ['CVE-2024-1'] }),
    advisory('GHSA-l', 'npm', 'lodash', all(), { aliases: ['CVE-2018-2'] }),
  ]);
  const { image } = subject();
  const matched = matchPackages({ image, contents: { os: image.os, packages }, database, now });
  return matched.findings.filter((each): each is VulnerabilityFinding => each.kind === 'vulnerability');
}

export function suppressedBy(list: readonly ImageFinding[]): readonly (string | undefined)[] {
  return list.map((finding) => finding.suppressed?.source);
}
