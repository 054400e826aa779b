/**
 * A document inside an attestation: a sigstore bundle or DSSE envelope around an in-toto statement around the document.
 * https://github.com/secure-systems-lab/dsse, https://github.com/in-toto/attestation
 */
import { z } from 'zod';
import { vexLimits } from './limits.ts';

const bundle = z.object({ dsseEnvelope: z.unknown() });
const envelope = z.object({ payloadType: z.string(), payload: z.string().max(vexLimits.bytes * 2) });
const statement = z.object({ predicateType: z.string(), predicate: z.unknown() });

export interface Unwrapped {
  readonly json: unknown;
  /** Whether there was anything around it. Nothing here verifies signatures. */
  readonly attested: boolean;
}

/** undefined for a payload that cannot be read. */
export function unwrap(json: unknown): Unwrapped | undefined {
  let inner = json;
  for (let depth = 0; depth < vexLimits.envelopes; depth++) {
    const next = layerBelow(inner);
    if (next === undefined) return { json: inner, attested: depth > 0 };
    if (next === 'broken') return undefined;
    inner = next.json;
  }
  return undefined;
}

function layerBelow(json: unknown): { readonly json: unknown } | 'broken' | undefined {
  const bundled = bundle.safeParse(json).data;
  if (bundled?.dsseEnvelope !== undefined) return { json: bundled.dsseEnvelope };
  const enveloped = envelope.safeParse(json).data;
  if (enveloped !== undefined) {
    try {
      return { json: JSON.parse(Buffer.from(enveloped.payload, 'base64').toString('utf8')) as unknown };
    } catch {
      // The caller says of which file the payload is not JSON.
      return 'broken';
    }
  }
  const stated = statement.safeParse(json).data;
  return stated?.predicate === undefined ? undefined : { json: stated.predicate };
}
