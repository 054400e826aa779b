/** Findings from decisions. */
import type {
  Digest,
  EpochMs,
  Image,
  ImageFinding,
  Layer,
  MalwareFinding,
  Package,
  VulnerabilityFinding,
} from '@plimsoll/core';
import type { AdvisoryDatabase } from '../advisory/advisory.ts';
import { type Decision, isPastSupport } from './decide.ts';
import { findingKey } from './finding-key.ts';
import type { Vulnerability } from './group.ts';
import { isKernelHeaders } from './kernel-headers.ts';
import { tell } from './wording.ts';

export interface FindingContext {
  readonly image: Pick<Image, 'base' | 'os'>;
  readonly layers: ReadonlyMap<Digest, Layer>;
  readonly database: Pick<AdvisoryDatabase, 'data' | 'kev' | 'epss'>;
  /** When the newest record of a feed was changed; a feed that does not tell is not in it. */
  readonly feedAges: ReadonlyMap<string, EpochMs>;
  readonly now: number;
}

export function findingOf(
  pkg: Package,
  vulnerability: Vulnerability,
  decision: Decision,
  context: FindingContext,
): ImageFinding {
  const malicious = vulnerability.records.some(({ advisory }) => advisory.malicious);
  return malicious
    ? malwareFinding(pkg, vulnerability, decision, context)
    : vulnerabilityFinding(pkg, vulnerability, decision, context);
}

function vulnerabilityFinding(
  pkg: Package,
  vulnerability: Vulnerability,
  decision: Decision,
  context: FindingContext,
): VulnerabilityFinding {
  const { records, id, aliases } = vulnerability;
  const { ground, ratings } = decision;
  const layer = pkg.layer === undefined ? undefined : context.layers.get(pkg.layer);
  const told = tell({
    pkg,
    vulnerability,
    decision,
    summary:
      ground.advisory.summary || (records.find(({ advisory }) => advisory.summary !== '')?.advisory.summary ?? ''),
    layer,
    base: context.image.base,
    systemIsPastSupport: isPastSupport(context.image.os, context.now),
  });
  const [severest] = ratings;
  const cves = [id, ...aliases].filter((name) => name.startsWith('CVE-'));
  const published = records.map(({ advisory }) => advisory.publishedAt).filter((at) => at !== undefined);
  return {
    kind: 'vulnerability',
    key: findingKey('vulnerability', id, pkg),
    severity: severest?.severity ?? 'unknown',
    title: told.title,
    sentence: told.sentence,
    remedy: told.remedy,
    why: grounds(pkg, decision, layer, told, context),
    suppressed: undefined,
    id,
    aliases,
    package: pkg.id,
    packageName: pkg.name,
    packageVersion: pkg.version,
    purl: pkg.purl,
    verdict: decision.verdict,
    status: decision.status,
    fixedIn: decision.fixedIn,
    ratings,
    kev: first(cves, (cve) => context.database.kev(cve)),
    epss: first(cves, (cve) => context.database.epss(cve)),
    publishedAt: published.length === 0 ? undefined : (Math.min(...published) as EpochMs),
    use: undefined,
    // Debian's `unimportant`: in the source, but harmless in what is built from it.
    hidden: isKernelHeaders(pkg) || (severest?.source === 'debian' && severest.severity === 'negligible'),
  };
}

function malwareFinding(
  pkg: Package,
  vulnerability: Vulnerability,
  decision: Decision,
  context: FindingContext,
): MalwareFinding {
  const record = vulnerability.records.find(({ advisory }) => advisory.malicious) ?? decision.ground;
  const { id, summary } = record.advisory;
  const layer = pkg.layer === undefined ? undefined : context.layers.get(pkg.layer);
  const shown = `${pkg.name}${pkg.version === undefined ? '' : ` ${pkg.version}`}`;
  const where = `at ${pkg.path}${layer === undefined ? '' : ` in layer ${layer.index + 1}`}`;
  const certain = decision.verdict === 'affected';
  const sentence = certain
    ? `${shown} ${where} is a malicious package (${id}).`
    : `Whether ${shown} ${where} is the malicious package of ${id} cannot be decided: only some of its versions are.`;
  return {
    kind: 'malware',
    key: findingKey('malware', id, pkg),
    severity: certain ? 'critical' : 'unknown',
    title: `${pkg.name}: ${summary === '' ? 'malicious package' : summary}`,
    sentence,
    remedy: `Remove ${pkg.name} and treat everything it could read as disclosed: revoke the credentials of whoever built or ran it.`,
    why: grounds(
      pkg,
      { ...decision, ground: record },
      layer,
      {
        condition: `${record.lookUp.ecosystem} ${record.lookUp.name}: ${record.condition}`,
        observed: `${shown} ${where}`,
      },
      context,
    ),
    suppressed: undefined,
    engine: 'osv',
    rule: id,
    file: undefined,
    package: pkg.id,
    deletedLater: false,
  };
}

function grounds(
  pkg: Package,
  { ground }: Decision,
  layer: Layer | undefined,
  { condition, observed }: { readonly condition: string; readonly observed: string },
  context: FindingContext,
): ImageFinding['why'] {
  return {
    source: ground.advisory.id,
    condition,
    observed,
    path: pkg.path,
    layer: pkg.layer,
    command: layer?.command,
    origin: pkg.origin,
    dataAt: context.feedAges.get(ground.advisory.feed) ?? context.database.data.newestAt,
  };
}

function first<T>(names: readonly string[], find: (name: string) => T | undefined): T | undefined {
  for (const name of names) {
    const found = find(name);
    if (found !== undefined) return found;
  }
  return undefined;
}
