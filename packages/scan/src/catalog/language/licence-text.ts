/** Licences as packages declare them: an SPDX expression or nothing, never a guess. */
import { spdxOf } from '../licence.ts';

/** What nine of ten packages say; spares the parser. */
const usual = new Set(['MIT', 'ISC', 'Apache-2.0', 'BSD-3-Clause', 'BSD-2-Clause', '0BSD', 'MPL-2.0', 'Unlicense']);

/** Free text ("see LICENSE", "BSD") does not say which licence is meant: then undefined. */
export function licenceText(text: unknown): string | undefined {
  if (typeof text !== 'string') return undefined;
  return usual.has(text) ? text : spdxOf(text, { unlisted: 'refuse' });
}

/** Several licences of which any may be chosen, as npm's, Composer's and RubyGems' lists mean it; undefined when one of them is not SPDX. */
export function anyOfLicences(texts: readonly unknown[]): string | undefined {
  const read = texts.map(licenceText);
  if (read.length === 0 || read.some((each) => each === undefined)) return undefined;
  if (read.length === 1) return read[0];
  return read.map((each) => (each?.includes(' ') ? `(${each})` : each)).join(' OR ');
}
