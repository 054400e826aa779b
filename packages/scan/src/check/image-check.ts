/**
 * The checks of an image's configuration, run.
 *
 * in     the image, what lies in it, its history, secrets found in its configuration
 * out    a result for every check, and a finding for each that failed
 * holds  pass is said only of what was looked at; the same image always gives the same results
 */
import type { Check, CheckResult, MisconfigurationFinding } from '@plimsoll/core';
import { configJudges } from './config-checks.ts';
import { contentJudges } from './content-checks.ts';
import { imageChecks } from './definitions.ts';
import { historyJudges } from './history-checks.ts';
import type { Answer, CheckSubject, ImageFormat, Judge } from './subject.ts';

export interface Checked {
  readonly results: readonly CheckResult[];
  readonly findings: readonly MisconfigurationFinding[];
}

const placesAtMost = 100;
/** What a folder's one layer is said to be: source/root-folder.ts */
const folderType = 'inode/directory';
const judges: Readonly<Record<string, Judge>> = { ...configJudges, ...contentJudges, ...historyJudges };

/** Every check of `imageChecks`, in that order. */
export function checkImage(
  subject: Omit<CheckSubject, 'format'> & { readonly format?: CheckSubject['format'] },
): Checked {
  const results: CheckResult[] = [];
  const findings: MisconfigurationFinding[] = [];
  for (const check of imageChecks) {
    const judge = judges[check.id] as Judge;
    const answer = judge({ ...subject, format: subject.format });
    const places = (answer.places ?? []).slice(0, placesAtMost);
    results.push({ check: check.id, state: answer.state, evidence: answer.evidence, places });
    if (answer.state === 'fail') findings.push(findingOf(check, answer, places, subject));
  }
  return { results, findings };
}

function findingOf(
  check: Check,
  answer: Answer,
  places: readonly string[],
  { image }: Pick<CheckSubject, 'image'>,
): MisconfigurationFinding {
  const layer = image.layers.find(({ diffId }) => diffId === answer.layer);
  return {
    kind: 'misconfiguration',
    key: `check:${check.id}`,
    severity: answer.severity ?? check.severity,
    title: check.title,
    sentence: `${check.title}: ${answer.evidence}`,
    remedy: check.remedy,
    why: {
      source: check.id,
      condition: check.controls.length === 0 ? check.rationale : `mapped to ${check.controls.join(', ')}`,
      observed: answer.evidence,
      path: places[0] !== undefined && answer.layer !== undefined ? places[0] : undefined,
      layer: answer.layer,
      command: layer?.command,
      origin: layer?.origin ?? 'unknown',
      dataAt: undefined,
    },
    suppressed: undefined,
    check: check.id,
  };
}

/** By the media types of the layers: the image's own form is not told anywhere else. */
export function imageFormat(layers: readonly { readonly mediaType: string }[]): ImageFormat | undefined {
  if (layers.some(({ mediaType }) => mediaType === folderType)) return 'folder';
  if (layers.some(({ mediaType }) => mediaType.startsWith('application/vnd.docker.'))) return 'docker';
  return layers.some(({ mediaType }) => mediaType.startsWith('application/vnd.oci.')) ? 'oci' : undefined;
}
