/** Secrets in the files of a layer, whether or not a later layer deletes them. */
import { createHash } from 'node:crypto';
import type { Analyzer, FactSink, LayerPass } from '../facts/analyzer.ts';
import type { LayerEntry } from '../source/source.ts';
import { type SecretMatcher, secretMatcher } from './matcher.ts';
import { type Look, lookAt, textLimit } from './noise.ts';
import type { SecretRule } from './rule.ts';

/** Raised when the built-in rules or what is looked at change. */
const version = 2;
const secretsALayer = 2000;

export interface SecretAnalyzerOptions {
  readonly rules: readonly SecretRule[];
  /** Fingerprints tell two secrets apart only under the same salt. */
  readonly salt: string;
}

/** Its version changes with the rules and the salt, so that facts of others are not taken for its own. */
export function createSecretAnalyzer({ rules, salt }: SecretAnalyzerOptions): Analyzer {
  const matcher = secretMatcher(rules, salt);
  const saltHash = createHash('sha256').update('salt').update(salt).digest('hex').slice(0, 12);
  return {
    id: 'secret',
    version: `${version}-${rulesHash(rules)}-${saltHash}`,
    open: (sink) => secretPass(matcher, sink),
  };
}

function rulesHash(rules: readonly SecretRule[]): string {
  const hash = createHash('sha256');
  for (const { id, keywords, entropy, origin } of rules.map((rule) => ({ ...rule, origin: rule.pattern.source }))) {
    hash.update(JSON.stringify([id, keywords, entropy, origin]));
  }
  return hash.digest('hex').slice(0, 12);
}

function secretPass(matcher: SecretMatcher, sink: FactSink): LayerPass {
  let left = secretsALayer;
  let lastPath = '';
  let lastLook: Look = 'all';
  const look = (path: string, bytes: number): Look => {
    if (path !== lastPath) [lastPath, lastLook] = [path, lookAt(path, bytes)];
    return lastLook;
  };
  return {
    wants({ kind, path, bytes }: LayerEntry): number {
      if (kind !== 'file') return 0;
      const how = look(path, bytes);
      if (typeof how === 'object') {
        if (how.skip !== 'empty') sink.passedOver(`secret: ${how.skip}`);
        return 0;
      }
      return Math.min(bytes, textLimit);
    },
    look({ entry, bytes, whole }): void {
      const how = look(entry.path, entry.bytes);
      if (typeof how === 'object') return;
      const text = textOf(bytes.subarray(0, textLimit));
      const limit = limitOf(text, whole && bytes.length <= textLimit, left);
      if (limit !== undefined) sink.passedOver(`secret: ${limit}`);
      if (text === undefined || left === 0) return;
      const { secrets, cut } = matcher.find(text, entry.path, how === 'all');
      if (cut) sink.passedOver('secret: too many places to try');
      for (const { at: _, end: __, ...secret } of secrets.slice(0, left)) sink.secret({ ...secret, path: entry.path });
      left = Math.max(0, left - secrets.length);
    },
    close() {},
  };
}

function limitOf(text: Uint8Array | undefined, whole: boolean, left: number): string | undefined {
  if (text === undefined) return 'binary';
  if (left === 0) return `more than ${secretsALayer} in the layer`;
  return whole ? undefined : `only the first ${textLimit / 1024} KiB read`;
}

/** undefined for what is no text. UTF-16 with its mark, as Windows writes settings, becomes one byte a character. */
function textOf(bytes: Uint8Array): Uint8Array | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) {
    const view = Buffer.from(bytes.buffer, bytes.byteOffset + 2, (bytes.byteLength - 2) & ~1);
    return Buffer.from(view.toString('utf16le').replace(/[\u0100-\uffff]/g, '?'), 'latin1');
  }
  const head = bytes.subarray(0, 8192);
  return head.includes(0) ? undefined : bytes;
}
