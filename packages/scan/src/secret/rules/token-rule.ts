/** Most secrets are tokens: a prefix nobody else uses, then so many characters of a small alphabet. */
import { ownPattern } from '../pattern.ts';
import type { SecretRule } from '../rule.ts';

interface Shape {
  readonly id: string;
  readonly title: string;
  readonly severity?: SecretRule['severity'];
  readonly remedy: string;
  readonly entropy?: number;
  readonly judge?: SecretRule['judge'];
}

export interface TokenShape extends Shape {
  /** How it begins, told apart by case. */
  readonly prefixes: readonly string[];
  /** Source of the pattern for the rest, bounded; the whole from the prefix on is the secret. */
  readonly rest: string;
}

/** A rule for what begins with a prefix of its own. */
export function tokenRule(shape: TokenShape): SecretRule {
  const prefixes = shape.prefixes.map((prefix) => prefix.replace(/[.$+*?()[\]{}|\\^/]/g, '\\$&')).join('|');
  return ruleOf(shape, {
    keywords: shape.prefixes,
    exactCase: true,
    pattern: ownPattern(new RegExp(`(?<![A-Za-z0-9_])(?<secret>(?:${prefixes})${shape.rest})(?![A-Za-z0-9_])`)),
  });
}

export interface NamedShape extends Shape {
  /** What is in the name of the thing the value is given to, in lower case: `datadog`. */
  readonly keywords: readonly string[];
  /** Source of the value's pattern, bounded. */
  readonly value: string;
}

/** Tokens without a prefix: known by the name they are given to. */
export function namedRule(shape: NamedShape): SecretRule {
  const names = shape.keywords.join('|');
  return ruleOf(shape, {
    keywords: shape.keywords,
    exactCase: false,
    pattern: ownPattern(
      new RegExp(
        `(?:${names})[\\w.\\-]{0,40}["'\\]]{0,2}\\s{0,4}(?::=|=>|=|:|,|\\s)\\s{0,4}["'\`]?(?<secret>${shape.value})(?![A-Za-z0-9_/+=-])`,
        'i',
      ),
    ),
  });
}

function ruleOf(
  { id, title, severity = 'high', remedy, entropy = 3, judge }: Shape,
  how: Pick<SecretRule, 'keywords' | 'exactCase' | 'pattern'>,
): SecretRule {
  return {
    id,
    title,
    severity,
    remedy,
    ...how,
    search: 'at-keyword',
    before: 1,
    after: 512,
    entropy,
    files: undefined,
    generic: false,
    judge,
  };
}
