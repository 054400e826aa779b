import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import { ScanError } from '../errors.ts';
import type { ScanPolicy } from './policy.ts';
import { policySchema } from './policy-schema.ts';

const longest = 1024 * 1024;

/**
 * A policy file: YAML, and so JSON too.
 *
 * @throws ScanError POLICY_INVALID that says where
 */
export function readPolicy(text: string, name: string): ScanPolicy {
  if (text.length > longest) throw invalid(`${name} has more than ${longest} characters`);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, strict: true, uniqueKeys: true });
  const [broken] = document.errors;
  if (broken !== undefined)
    throw invalid(`${name}:${lines.linePos(broken.pos[0]).line}: ${broken.message.slice(0, 300)}`, broken);
  const parsed = policySchema.safeParse(plainValueOf(document, name));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = (issue?.path ?? []).filter((part) => typeof part !== 'symbol');
  const keys = issue?.code === 'unrecognized_keys' ? issue.keys : [];
  const place = offsetOf(document, path, keys[0]);
  const at = place === undefined ? name : `${name}:${lines.linePos(place).line}`;
  throw invalid(`${at}: ${path.length === 0 ? 'the file' : path.join('.')}: ${issue?.message}`, parsed.error);
}

function plainValueOf(document: Document, name: string): unknown {
  try {
    // A few lines of aliases can stand for gigabytes.
    return document.toJS({ maxAliasCount: 100 });
  } catch (cause) {
    throw invalid(`${name}: ${cause instanceof Error ? cause.message : cause}`, cause);
  }
}

/** Of the part the path names, or of the nearest that is there. */
function offsetOf(document: Document, path: readonly (string | number)[], key: string | undefined): number | undefined {
  for (let length = path.length; length >= 0; length--) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (!isNode(node)) continue;
    if (key !== undefined && length === path.length && isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && item.key.value === key);
      if (isNode(pair?.key) && pair.key.range) return pair.key.range[0];
    }
    return node.range?.[0];
  }
  return undefined;
}

function invalid(message: string, cause?: unknown): ScanError {
  return new ScanError('POLICY_INVALID', message, {
    hint: 'A policy has schema: plimsoll-policy/1, a name and rules; see docs/guide/scanning.md.',
    cause,
  });
}
