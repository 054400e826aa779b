/** Fields of documents, the way all formats have them. */
import type { EpochMs } from '@plimsoll/core';
import { z } from 'zod';
import { systemOfCpe } from './cpe-system.ts';
import { vexLimits } from './limits.ts';
import type { VexIdentifier } from './vex-document.ts';

export const text = z.string().max(vexLimits.textChars);
export const texts = z.array(text).max(vexLimits.products);

/** The first that is a date. */
export function timeOf(...candidates: readonly (string | undefined)[]): EpochMs | undefined {
  for (const candidate of candidates) {
    const at = candidate === undefined ? Number.NaN : Date.parse(candidate);
    if (Number.isFinite(at)) return at as EpochMs;
  }
  return undefined;
}

/** `label: words`, whichever there are. */
export function justificationOf(label: string | undefined, words: string | undefined): string {
  return [label, words]
    .filter((part) => part !== undefined && part.trim() !== '')
    .join(': ')
    .replace(/\s+/g, ' ')
    .slice(0, vexLimits.justificationChars);
}

/** What a free string identifies: a package URL, a digest, a system's CPE, else an image by its reference. */
export function identifierOf(value: string): VexIdentifier | undefined {
  const trimmed = value.trim();
  if (trimmed === '') return undefined;
  if (/^pkg:/i.test(trimmed)) return { kind: 'purl', purl: trimmed };
  // Only of systems a rule knows: whether an image is any other platform nobody here can decide.
  if (/^cpe:/i.test(trimmed)) return systemOfCpe(trimmed) === undefined ? undefined : { kind: 'cpe', cpe: trimmed };
  const digest = /^(?:sha256:)?([0-9a-f]{64})$/i.exec(trimmed)?.[1];
  if (digest !== undefined) return { kind: 'digest', digest: `sha256:${digest.toLowerCase()}` };
  // IRIs of documents and products name nothing a scan can recognise.
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) || /^urn:/i.test(trimmed)) return undefined;
  return /^[a-z0-9][\w.\-/:@]*$/i.test(trimmed) && trimmed.includes('/')
    ? { kind: 'image', reference: trimmed }
    : undefined;
}
