/** What is said of an SBOM. It has packages and nothing else: neither secrets nor configuration are judged, no check is said to have passed. */
import type { EpochMs, Image, OperatingSystem } from '@plimsoll/core';
import { type ReleaseEnds, supportOf } from '../catalog/os/end-of-life.ts';
import type { ImageContents } from '../facts/contents.ts';
import { matchPackages } from '../match/match-packages.ts';
import { imageConfig } from '../source/image/image-config.ts';
import type { OpenedSbom } from '../source/source.ts';
import { finish, unjudgedIn } from './judge-image.ts';
import type { Judged, Surroundings } from './scanner.ts';

interface SbomJudgement {
  readonly surroundings: Surroundings;
  readonly startedAt: EpochMs;
  readonly now: () => EpochMs;
}

export function judgeSbom(sbom: OpenedSbom, { surroundings, startedAt, now }: SbomJudgement): Judged {
  const { database } = surroundings;
  const os = sbom.os === undefined ? undefined : systemOf(sbom.os, database);
  const contents: ImageContents = {
    os,
    packages: sbom.packages,
    executables: [],
    writable: [],
    secrets: [],
    malware: [],
    problems: sbom.problems,
    notes: ['An SBOM lists packages only: secrets, malware and configuration were not looked at'],
    ownerOf: () => undefined,
  };
  const image: Image = {
    reference: sbom.reference,
    repository: undefined,
    tag: undefined,
    digest: undefined,
    platform: undefined,
    createdAt: undefined,
    bytes: 0,
    config: imageConfig(undefined),
    layers: [],
    os,
    base: undefined,
  };
  const matched = database === undefined ? undefined : matchPackages({ image, contents, database, now: now() });
  const report = finish({
    report: { image, packages: contents.packages, checks: [], ...unjudgedIn(matched) },
    found: matched?.findings ?? [],
    notes: [...contents.notes, ...(matched?.notes ?? [])],
    judgement: { surroundings, problems: sbom.problems, now: now(), durationMs: now() - startedAt },
    contents,
  });
  return { report, contents };
}

function systemOf({ id, version }: NonNullable<OpenedSbom['os']>, ends: ReleaseEnds | undefined): OperatingSystem {
  const name = `${id} ${version}`.trim();
  return { id, idLike: [], version, codename: undefined, name, ...supportOf({ id, version, name }, ends) };
}
