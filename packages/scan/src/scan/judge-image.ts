/**
 * What is said of an image, from its facts and what is known today.
 *
 * in     a stored image, the facts of its layers, advisories, documents, uses, norms
 * out    the report, and the contents it was made from
 * holds  pure: the same arguments always give the same report, but for how long it took
 */
import type { EpochMs, ImageFinding, ScanProblem, ScanReport } from '@plimsoll/core';
import { supported } from '../catalog/os/end-of-life.ts';
import { checkImage, imageFormat } from '../check/image-check.ts';
import { findBase } from '../facts/base-image.ts';
import type { KnownImages } from '../facts/base-image-known.ts';
import type { ImageContents } from '../facts/contents.ts';
import { mergeLayers } from '../facts/merge.ts';
import { malwareFindings } from '../malware/finding.ts';
import { imageSigns } from '../malware/image-signs.ts';
import { type Matched, matchPackages } from '../match/match-packages.ts';
import { secretFindings } from '../secret/finding.ts';
import type { SecretRule } from '../secret/rule.ts';
import { layerName } from '../source/image/read-layer.ts';
import { describeImage } from './describe-image.ts';
import type { LayerWithFacts } from './read-layers.ts';
import type { Judged, StoredImage, Surroundings } from './scanner.ts';

export interface Judgement {
  readonly stored: StoredImage;
  readonly layers: readonly LayerWithFacts[];
  readonly problems: readonly ScanProblem[];
  /** Of the reading. */
  readonly notes: readonly string[];
  readonly surroundings: Surroundings;
  readonly knownImages: KnownImages;
  /** undefined: secrets are not looked for. */
  readonly secretRules: readonly SecretRule[] | undefined;
  readonly now: EpochMs;
  readonly durationMs: number;
}

export function judgeImage(judgement: Judgement): Judged {
  const { stored, layers, surroundings, secretRules, now } = judgement;
  const base = findBase({
    annotations: stored.annotations,
    config: stored.config,
    history: stored.history,
    layers: stored.layers,
    known: judgement.knownImages,
    materials: stored.materials,
  });
  const { database } = surroundings;
  const merged = mergeLayers({ layers, base });
  const contents = { ...merged, os: merged.os === undefined ? undefined : supported(merged.os, database) };
  const image = describeImage(stored, { base, os: contents.os });

  const matched = database === undefined ? undefined : matchPackages({ image, contents, database, now });
  const checked = checkImage({
    image,
    contents: { ...contents, problems: judgement.problems },
    history: stored.history,
    secretsInConfig: stored.configSecrets,
    format: imageFormat(stored.layers),
    now,
  });
  const found: readonly ImageFinding[] = [
    ...(matched?.findings ?? []),
    ...(secretRules === undefined
      ? []
      : secretFindings({ contents, image, inConfig: stored.configSecrets, rules: secretRules })),
    ...malwareFindings({ contents, image }),
    ...imageSigns({ image, contents }),
    ...checked.findings,
  ];
  return {
    contents,
    report: finish({
      report: { image, packages: contents.packages, checks: checked.results, ...unjudgedIn(matched) },
      found,
      notes: [...judgement.notes, ...contents.notes, ...(matched?.notes ?? [])],
      judgement: { ...judgement, problems: judgement.problems.map((problem) => namedProblem(problem, stored)) },
      contents,
    }),
  };
}

/** Facts of a layer serve every image that has it: which image, and which of its layers, is known only here. */
function namedProblem(problem: ScanProblem, { layers, reference }: StoredImage): ScanProblem {
  const layer = layers.find(({ diffId }) => diffId !== undefined && diffId === problem.layer);
  if (layer === undefined) return problem;
  const what = layerName(layer, reference);
  return problem.message.includes(what) ? problem : { ...problem, message: `${what}: ${problem.message}` };
}

interface Unfinished {
  readonly report: Pick<ScanReport, 'image' | 'packages' | 'checks' | 'unjudged'>;
  readonly found: readonly ImageFinding[];
  readonly notes: readonly string[];
  readonly judgement: Pick<Judgement, 'surroundings' | 'problems' | 'now' | 'durationMs'>;
  readonly contents: ImageContents;
}

/** What is the same for an image and for an SBOM: uses, norms, documents, and whether it is complete. */
export function finish({ report, found, notes, judgement, contents }: Unfinished): ScanReport {
  const { surroundings, problems, now, durationMs } = judgement;
  const subject = { image: report.image, packages: report.packages, now };
  const useOf = surroundings.uses?.(subject, contents);
  const used = useOf === undefined ? found : found.map((finding) => withUse(finding, useOf));
  const departures = surroundings.norm?.(subject, contents) ?? [];
  const findings = surroundings.suppressors.reduce<readonly ImageFinding[]>(
    (list, suppress) => suppress(list, subject),
    [...used, ...departures],
  );
  const data = surroundings.database?.data;
  return {
    schema: 'plimsoll-scan/1',
    scannedAt: now,
    durationMs,
    ...report,
    findings,
    data,
    complete: data !== undefined && problems.length === 0,
    problems,
    notes,
  };
}

/** A report says it only where there is something to say. */
export function unjudgedIn(matched: Matched | undefined): Pick<ScanReport, 'unjudged'> {
  return matched === undefined || matched.unjudged === 0 ? {} : { unjudged: matched.unjudged };
}

function withUse(
  finding: ImageFinding,
  useOf: NonNullable<ReturnType<NonNullable<Surroundings['uses']>>>,
): ImageFinding {
  return finding.kind === 'vulnerability' ? { ...finding, use: useOf(finding.package) } : finding;
}
