/**
 * Secrets: what must not lie in an image, found by its shape, checked by its format, told by its first and last characters.
 *
 * in     files of a layer, the image's configuration and history, rules (built in, or a user's YAML)
 * out    secret facts, findings, and texts with the secrets taken out
 * holds  a secret never leaves this room whole; every file costs time linear in its bytes; what a limit cut off is counted
 */
import type { ImageSeverity } from '@plimsoll/core';

export interface SecretRule {
  /** Stable, kebab-case. */
  readonly id: string;
  /** What was found, as a noun: `AWS access key`. */
  readonly title: string;
  readonly severity: Exclude<ImageSeverity, 'unknown' | 'negligible'>;
  /** What to do about it. */
  readonly remedy: string;
  /** Nothing is matched where none of these occurs; ASCII, at least three characters. [] only with `whole-file`. */
  readonly keywords: readonly string[];
  /** Keywords are told apart by case. */
  readonly exactCase: boolean;
  /** Where the pattern is tried: from the keyword on, in a window around it, or once over the (small, named) file. */
  readonly search: 'at-keyword' | 'around-keyword' | 'whole-file';
  /** Bytes the window reaches. */
  readonly before: number;
  readonly after: number;
  readonly pattern: SecretPattern;
  /** Bits a character of the secret at least; 0 asks for none. */
  readonly entropy: number;
  /** Only in files of such paths (without leading slash). */
  readonly files: ((path: string) => boolean) | undefined;
  /** Stands on context alone: not tried in code of others, lock files, documentation. */
  readonly generic: boolean;
  /** A second look at what the pattern found; undefined: not a secret after all. Without it everything is `shape`. */
  readonly judge: ((candidate: Candidate) => Judgement | undefined) | undefined;
}

export interface SecretPattern {
  /** As written: two rules with the same source find the same. */
  readonly source: string;
  /** Matches in `text` that begin at or after `from` (exactly there when `sticky`). */
  find(text: string, from: number, sticky: boolean): readonly PatternMatch[];
}

export interface PatternMatch {
  /** Of the secret itself, within the text. */
  readonly index: number;
  readonly secret: string;
  /** What the pattern's other groups caught. */
  readonly groups: Readonly<Record<string, string | undefined>>;
}

export interface Candidate extends PatternMatch {
  /** The window. */
  readonly text: string;
  readonly path: string;
}

export interface Judgement {
  readonly validated: 'checksum' | 'key' | 'shape';
  /** Instead of first and last characters. */
  readonly shown?: string;
  /** When the look showed that another rule's words fit better: `private-key-encrypted`. */
  readonly rule?: string;
}
