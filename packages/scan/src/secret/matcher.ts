/**
 * All rules over one text.
 *
 * in     the bytes of a text, and where they come from
 * out    what was found, each place once, by rising place; whether a limit cut it off
 * holds  time linear in the bytes: one pass for the keywords, then bounded windows, and at most so many of those
 */
import { createHash } from 'node:crypto';
import { entropyOf } from './entropy.ts';
import { type Keyword, keywordSearch } from './keyword-search.ts';
import { notASecret } from './placeholder.ts';
import type { Judgement, PatternMatch, SecretRule } from './rule.ts';

export interface SecretMatcher {
  readonly rules: readonly SecretRule[];
  /** @param generic whether rules that stand on context alone are tried too */
  find(bytes: Uint8Array, path: string, generic: boolean): Matches;
}

export interface Matches {
  readonly secrets: readonly FoundSecret[];
  /** More places looked promising than are tried. */
  readonly cut: boolean;
}

export interface FoundSecret {
  readonly rule: string;
  /** Byte offset and end of the secret. */
  readonly at: number;
  readonly end: number;
  readonly line: number;
  readonly redacted: string;
  readonly validated: Judgement['validated'];
  readonly entropy: number;
  readonly fingerprint: string;
}

const triesAtMost = 20_000;
const secretsAtMost = 100;
const wholeFileMost = 256 * 1024;

interface Found extends Omit<FoundSecret, 'line'> {
  readonly rank: number;
}

export function secretMatcher(rules: readonly SecretRule[], salt: string): SecretMatcher {
  const keywords: Keyword[] = [];
  const owners: number[] = [];
  rules.forEach((rule, index) => {
    for (const text of rule.search === 'whole-file' ? [] : rule.keywords) {
      keywords.push({ text, exactCase: rule.exactCase });
      owners.push(index);
    }
  });
  const search = keywordSearch(keywords);
  const wholeFile = rules.map((rule, index) => ({ rule, index })).filter(({ rule }) => rule.search === 'whole-file');

  function find(bytes: Uint8Array, path: string, generic: boolean): Matches {
    const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const found: Found[] = [];
    /** Per rule, up to where its windows were tried: a keyword inside what was matched already is not tried again. */
    const done = new Int32Array(rules.length).fill(-1);
    let tries = 0;
    search.run(bytes, (keyword, at) => {
      const index = owners[keyword] as number;
      const rule = rules[index] as SecretRule;
      if (at < (done[index] as number) || (rule.generic && !generic) || rule.files?.(path) === false) return true;
      const start = Math.max(0, at - rule.before);
      const text = view.toString('latin1', start, Math.min(bytes.length, at + rule.after));
      const isSticky = rule.search === 'at-keyword';
      for (const match of rule.pattern.find(text, isSticky ? at - start : 0, isSticky)) {
        done[index] = Math.max(done[index] as number, start + match.index + match.secret.length);
        take(rule, index, match, text, start);
      }
      return ++tries < triesAtMost && found.length < secretsAtMost;
    });
    for (const { rule, index } of wholeFile) {
      if (rule.files?.(path) !== true || bytes.length > wholeFileMost) continue;
      const text = view.toString('latin1', 0, bytes.length);
      for (const match of rule.pattern.find(text, 0, false)) take(rule, index, match, text, 0);
    }
    return {
      secrets: withLines(withoutOverlaps(found), view),
      cut: tries >= triesAtMost || found.length >= secretsAtMost,
    };

    function take(rule: SecretRule, rank: number, match: PatternMatch, text: string, start: number): void {
      const { secret } = match;
      const entropy = entropyOf(secret.slice(0, 512));
      if (entropy < rule.entropy) return;
      const judgement =
        rule.judge === undefined ? { validated: 'shape' as const } : rule.judge({ ...match, text, path });
      if (judgement === undefined) return;
      if (
        judgement.validated === 'shape' &&
        notASecret(secret, !rule.generic) !== undefined &&
        judgement.shown === undefined
      )
        return;
      found.push({
        rule: judgement.rule ?? rule.id,
        at: start + match.index,
        end: start + match.index + secret.length,
        redacted: judgement.shown ?? redacted(secret),
        validated: judgement.validated,
        entropy: Math.round(entropy * 100) / 100,
        fingerprint: fingerprint(secret, salt),
        rank,
      });
    }
  }
  return { rules, find };
}

/** First four and last two characters at most, and never more than a third of it. */
export function redacted(secret: string): string {
  const first = Math.min(4, Math.floor(secret.length / 6));
  const last = Math.min(2, Math.floor(secret.length / 12));
  const shown = `${secret.slice(0, first)}…${last === 0 ? '' : secret.slice(-last)}`;
  return shown.replace(/[^\x20-\x7e…]/g, '?');
}

/** What `redacted` leaves of a secret. */
export function isRedacted(text: string): boolean {
  return /^[^…]{0,4}…[^…]{0,2}$/.test(text);
}

/** Line ends and their escapes do not make another secret. */
export function fingerprint(secret: string, salt: string): string {
  return createHash('sha256')
    .update(salt)
    .update(secret.replace(/\s+|\\[rn]/g, ''))
    .digest('hex');
}

/** Of places that overlap, the rule that stands first has it; of equal rules, the longer match. */
function withoutOverlaps(found: readonly Found[]): readonly Found[] {
  const best = [...found].sort((a, b) => a.rank - b.rank || b.end - b.at - (a.end - a.at));
  const kept: Found[] = [];
  for (const one of best) {
    if (!kept.some((other) => one.at < other.end && other.at < one.end)) kept.push(one);
  }
  return kept.sort((a, b) => a.at - b.at);
}

function withLines(found: readonly Found[], view: Buffer): readonly FoundSecret[] {
  let line = 1;
  let at = 0;
  return found.map(({ rank: _, ...one }) => {
    for (let next = view.indexOf(10, at); next !== -1 && next < one.at; next = view.indexOf(10, at)) {
      line++;
      at = next + 1;
    }
    return { ...one, line };
  });
}
