/**
 * Acts that are never learned: whoever does them while a baseline is learned must not make them normal.
 *
 * in     one event
 * out    the rule it matches, with what it saw, or nothing
 * holds  a rule is a plain object that judges one event alone; the same predicate keeps the learner from learning the act and lets
 *        the detector tell it, so the two cannot drift apart
 */
import type { ExecEvent, PrivilegeEvent } from '../event/event.ts';
import type { Severity, Technique } from '../finding/finding.ts';

interface Rule<E> {
  /** Stable: part of fingerprints. */
  readonly id: string;
  /** A few words: `Shell with a socket as its input`. */
  readonly title: string;
  readonly severity: Severity;
  readonly technique: Technique;
  /** What was seen, as the end of a sentence about the process (`was started by … with a socket as its input`), or undefined when the rule does not match. */
  readonly match: (event: E) => string | undefined;
}

export type ExecRule = Rule<ExecEvent>;
export type PrivilegeRule = Rule<PrivilegeEvent>;
export type ActRule = Pick<ExecRule, 'id' | 'title' | 'severity' | 'technique'>;

export interface Act {
  readonly rule: ActRule;
  /** The most telling rule's words. */
  readonly what: string;
  /** Titles of other rules the same event matches. */
  readonly also: readonly string[];
}
