/**
 * A document inside an attestation: a sigstore bundle or DSSE envelope around an in-toto statement around the document.
 * https://github.com/secure-systems-lab/dsse, https://github.com/in-toto/attestation
 */
import type { Digest } from '@plimsoll/core';
import { z } from 'zod';
import { digestOfStatement } from '../sign/payload.ts';
import { vexLimits } from './limits.ts';

const bundle = z.object({ dsseEnvelope: z.unknown() });
const envelope = z.object({ payloadType: z.string(), payload: z.string().max(vexLimits.bytes * 2) });
const statement = z.object({ predicateType: z.string(), predicate: z.unknown() });

export interface Unwrapped {
  readonly json: unknown;
  /** Whether there was anything around it. Nothing here verifies signatures. */
  readonly attested: boolean;
  /** SHA-256 of what the outermost envelope signs; undefined without one. Whoever verifies signatures tells by it what they verified. */
  readonly signed: Digest | undefined;
}

/** undefined for a payload that cannot be read. */
export function unwrap(json: unknown): Unwrapped | undefined {
  let inner = json;
  let signed: Digest | undefined;
  for (let depth = 0; depth < vexLimits.envelopes; depth++) {
    const next = layerBelow(inner);
    if (next === undefined) return { json: inner, attested: depth > 0, signed };
    if (next === 'broken') return undefined;
    if (next.payload !== undefined) signed ??= digestOfStatement(next.payload);
    inner = next.json;
  }
  return undefined;
}

interface Layer {
  readonly json: unknown;
  /** Of an envelope. */
  readonly payload?: Uint8Array;
}

function layerBelow(json: unknown): Layer | 'broken' | undefined {
  const bundled = bundle.safeParse(json).data;
  if (bundled?.dsseEnvelope !== undefined) return { json: bundled.dsseEnvelope };
  const enveloped = envelope.safeParse(json).data;
  if (enveloped !== undefined) {
    try {
      const payload = Buffer.from(enveloped.payload, 'base64');
      return { json: JSON.parse(payload.toString('utf8')) as unknown, payload };
    } catch {
      // The caller says of which file the payload is not JSON.
      return 'broken';
    }
  }
  const stated = statement.safeParse(json).data;
  return stated?.predicate === undefined ? undefined : { json: stated.predicate };
}
