/** Patterns over small windows: JavaScript's engine for our own rules, RE2's linear one for rules we did not write. */
import { RE2JS } from 're2js';
import type { PatternMatch, SecretPattern } from './rule.ts';

/** More matches than this in one window are not secrets but a list of something. */
const matchesAtMost = 20;

/**
 * For built-in rules only. Each must be linear on its window: bounded repeats, no repeat inside a repeat over the same characters
 * (rules.test.ts measures every one on hostile windows). The group `secret` is the secret; without it, the whole match.
 */
export function ownPattern(source: RegExp): SecretPattern {
  const flags = source.flags.replace(/[gy]/g, '');
  const sticky = new RegExp(source.source, `${flags}y`);
  const global = new RegExp(source.source, `${flags}g`);
  return {
    source: `/${source.source}/${source.flags}`,
    find(text, from, atKeyword) {
      const regex = atKeyword ? sticky : global;
      regex.lastIndex = from;
      const found: PatternMatch[] = [];
      for (let match = regex.exec(text); match !== null; match = regex.exec(text)) {
        const groups = match.groups ?? {};
        const secret = groups.secret ?? match[0];
        if (match[0] === '') break;
        found.push({ index: match.index + match[0].lastIndexOf(secret), secret, groups });
        if (atKeyword || found.length >= matchesAtMost) break;
      }
      return found;
    },
  };
}

/** @throws when RE2 does not accept it: no look-around, no back references */
export function userPattern(source: string): SecretPattern {
  const compiled = RE2JS.compile(source);
  const group = compiled.groupCount() > 0 ? 1 : 0;
  return {
    source,
    find(text, from) {
      const matcher = compiled.matcher(text);
      const found: PatternMatch[] = [];
      for (let at = from; found.length < matchesAtMost && matcher.find(at); ) {
        const secret = matcher.group(group) ?? '';
        if (secret !== '') found.push({ index: matcher.start(group), secret, groups: {} });
        at = Math.max(matcher.end(), at + 1);
        if (at > text.length) break;
      }
      return found;
    },
  };
}
