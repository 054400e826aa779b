import { z } from 'zod';
import type { TrustedKey } from './signature.ts';
import { holds } from './trusted-key.ts';

/** https://github.com/secure-systems-lab/dsse/blob/master/protocol.md */
const envelope = z.object({
  payloadType: z.string().max(500),
  payload: z.base64(),
  signatures: z
    .array(z.object({ sig: z.base64() }))
    .min(1)
    .max(50),
});

export interface Dsse {
  readonly payloadType: string;
  readonly payload: Buffer;
  readonly signatures: readonly Buffer[];
}

export function readDsse(value: unknown): Dsse | undefined {
  const parsed = envelope.safeParse(value);
  if (!parsed.success) return undefined;
  const { payloadType, payload, signatures } = parsed.data;
  return {
    payloadType,
    payload: Buffer.from(payload, 'base64'),
    signatures: signatures.map(({ sig }) => Buffer.from(sig, 'base64')),
  };
}

/** The key one of its signatures holds under. */
export function dsseSigner(dsse: Dsse, keys: readonly TrustedKey[]): TrustedKey | undefined {
  const signed = preAuthEncoding(dsse);
  return keys.find((key) => dsse.signatures.some((signature) => holds(key, signed, signature)));
}

export function preAuthEncoding({ payloadType, payload }: Pick<Dsse, 'payloadType' | 'payload'>): Buffer {
  const type = Buffer.from(payloadType);
  return Buffer.concat([Buffer.from(`DSSEv1 ${type.length} ${payloadType} ${payload.length} `), payload]);
}
