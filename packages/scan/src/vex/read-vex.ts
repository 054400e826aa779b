import type { Digest } from '@plimsoll/core';
import { z } from 'zod';
import { ScanError } from '../errors.ts';
import { readCsaf } from './csaf.ts';
import { readCycloneDxVex } from './cyclonedx-vex.ts';
import { unwrap } from './envelope.ts';
import { invalidVex } from './invalid-vex.ts';
import { vexLimits } from './limits.ts';
import { readOpenVex } from './openvex.ts';
import type { VexDocument } from './vex-document.ts';

/**
 * A VEX document in any of the three formats, recognised by what it says of itself, with or without an attestation around it.
 *
 * @throws ScanError VEX_INVALID that names the file and what is wrong in it
 */
export function readVex(bytes: Uint8Array, name: string): VexDocument {
  return readAttestedVex(bytes, name).document;
}

export interface AttestedVex {
  readonly document: VexDocument;
  /** SHA-256 of the statement the attestation around it signs; undefined for a bare document. */
  readonly signed: Digest | undefined;
}

/** The same, with what a signature would have to be over. @throws ScanError VEX_INVALID */
export function readAttestedVex(bytes: Uint8Array, name: string): AttestedVex {
  if (bytes.length > vexLimits.bytes)
    throw invalidVex(name, `has ${bytes.length} bytes; at most ${vexLimits.bytes} are read`);
  const unwrapped = unwrap(parseJson(bytes, name));
  if (unwrapped === undefined) throw invalidVex(name, 'the attestation holds no JSON document');
  const { json, attested, signed } = unwrapped;
  const document = { ...readFormat(json, name), trust: attested ? ('unverified' as const) : ('given' as const) };
  let products = 0;
  for (const { products: own } of document.statements)
    for (const { subcomponents } of own) products += Math.max(1, subcomponents.length);
  if (products > vexLimits.products)
    throw invalidVex(name, `names ${products} products; at most ${vexLimits.products} are read`);
  return { document, signed };
}

function parseJson(bytes: Uint8Array, name: string): unknown {
  try {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
    return JSON.parse(text.startsWith('\ufeff') ? text.slice(1) : text);
  } catch (cause) {
    throw invalidVex(name, 'is no JSON', cause);
  }
}

const marks = z.object({
  '@context': z.unknown().optional(),
  bomFormat: z.unknown().optional(),
  document: z.object({ csaf_version: z.unknown().optional() }).optional().catch(undefined),
  statements: z.unknown().optional(),
});

function readFormat(json: unknown, name: string): Omit<VexDocument, 'trust'> {
  const seen = marks.safeParse(json).data;
  try {
    if (seen?.bomFormat === 'CycloneDX') return readCycloneDxVex(json, name);
    if (seen?.document?.csaf_version !== undefined) return readCsaf(json, name);
    if (JSON.stringify(seen?.['@context'] ?? '').includes('openvex') || seen?.statements !== undefined)
      return readOpenVex(json, name);
  } catch (cause) {
    if (cause instanceof ScanError) throw cause;
    if (!(cause instanceof z.ZodError)) throw cause;
    const [issue] = cause.issues;
    throw invalidVex(name, `${(issue?.path ?? []).map(String).join('.') || 'the document'}: ${issue?.message}`, cause);
  }
  throw invalidVex(name, 'is none of OpenVEX, CycloneDX and CSAF');
}
