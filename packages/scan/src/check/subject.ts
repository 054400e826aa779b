/** What a check may look at, and what it answers. */
import type { CheckResult, EpochMs, Image, ImageSeverity } from '@plimsoll/core';
import type { ImageContents } from '../facts/contents.ts';
import type { ConfigSecret } from '../secret/config-secrets.ts';
import type { HistoryEntry } from '../source/source.ts';

/** A folder is no image: what only an image's archives carry is not to be seen in it. */
export type ImageFormat = 'docker' | 'oci' | 'folder';

export interface CheckSubject {
  readonly image: Image;
  readonly contents: ImageContents;
  readonly history: readonly HistoryEntry[];
  readonly secretsInConfig: readonly ConfigSecret[];
  /** How the image is written down: Docker's form has health checks, OCI's has not. undefined: not known. */
  readonly format: ImageFormat | undefined;
  readonly now: EpochMs;
}

export type Answer = Pick<CheckResult, 'state' | 'evidence'> & {
  readonly places?: readonly string[];
  /** Of the first place, for the finding. */
  readonly layer?: Image['layers'][number]['diffId'] | undefined;
  /** Where this failing is not as bad as the check can be. */
  readonly severity?: ImageSeverity | undefined;
};
export type Judge = (subject: CheckSubject) => Answer;

export function pass(evidence: string): Answer {
  return { state: 'pass', evidence };
}

export function fail(evidence: string, places: readonly string[] = [], layer?: Answer['layer']): Answer {
  return { state: 'fail', evidence, places, layer };
}

export function notEvaluated(why: string): Answer {
  return { state: 'not-evaluated', evidence: why };
}

export function notApplicable(why: string): Answer {
  return { state: 'not-applicable', evidence: why };
}

/** Not all layers could be read: what was not seen cannot pass. */
export function unreadLayers({ contents }: CheckSubject): string | undefined {
  const unread = new Set(
    contents.problems.filter(({ path }) => path === undefined).map(({ layer }) => layer ?? 'the image'),
  );
  return unread.size === 0
    ? undefined
    : `${unread.size === 1 ? 'A layer' : `${unread.size} layers`} could not be read to the end.`;
}
