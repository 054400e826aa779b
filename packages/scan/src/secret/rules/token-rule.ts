/** Most secrets are tokens: a prefix nobody else uses, then so many characters of a small alphabet. */
import { ownPattern } from '../pattern.ts';
import type { SecretRule } from '../rule.ts';

export interface TokenShape {
  readonly id: string;
  readonly title: string;
  readonly severity?: SecretRule['severity'];
  readonly remedy: string;
  /** How it begins, told apart by case. */
  readonly prefixes: readonly string[];
  /** Source of the pattern for the rest, bounded; the whole from the prefix on is the secret. */
  readonly rest: string;
  readonly entropy?: number;
  readonly judge?: SecretRule['judge'];
}

export function tokenRule(shape: TokenShape): SecretRule {
  const prefixes = shape.prefixes.map((prefix) => prefix.replace(/[.$+*?()[\]{}|\\^/]/g, '\\$&')).join('|');
  return {
    id: shape.id,
    title: shape.title,
    severity: shape.severity ?? 'high',
    remedy: shape.remedy,
    keywords: shape.prefixes,
    exactCase: true,
    search: 'at-keyword',
    before: 1,
    after: 512,
    pattern: ownPattern(new RegExp(`(?<![A-Za-z0-9_])(?<secret>(?:${prefixes})${shape.rest})(?![A-Za-z0-9_])`)),
    entropy: shape.entropy ?? 3,
    files: undefined,
    generic: false,
    judge: shape.judge,
  };
}

export interface NamedShape {
  readonly id: string;
  readonly title: string;
  readonly severity?: SecretRule['severity'];
  readonly remedy: string;
  /** What is in the name of the thing the value is given to, in lower case: `datadog`. */
  readonly keywords: readonly string[];
  /** Source of the value's pattern, bounded. */
  readonly value: string;
  readonly entropy?: number;
  readonly judge?: SecretRule['judge'];
}

/** Tokens without a prefix: known by the name they are given to. */
export function namedRule(shape: NamedShape): SecretRule {
  const names = shape.keywords.join('|');
  return {
    id: shape.id,
    title: shape.title,
    severity: shape.severity ?? 'high',
    remedy: shape.remedy,
    keywords: shape.keywords,
    exactCase: false,
    search: 'at-keyword',
    before: 1,
    after: 512,
    pattern: ownPattern(
      new RegExp(
        `(?:${names})[\\w.\\-]{0,40}["'\\]]{0,2}\\s{0,4}(?::=|=>|=|:|,|\\s)\\s{0,4}["'\`]?(?<secret>${shape.value})(?![A-Za-z0-9_/+=-])`,
        'i',
      ),
    ),
    entropy: shape.entropy ?? 3,
    files: undefined,
    generic: false,
    judge: shape.judge,
  };
}
