/**
 * The licence of a deb, from a copyright file in the machine-readable format (DEP-5):
 * https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
 *
 * Anything else is prose, and prose is not guessed from.
 */
import { spdxOf } from '../licence.ts';

const format = /^Format(?:-Specification)?:\s*\S*(?:copyright-format|dep5|\/dep\/?5)/im;
/** Different licences in one file; above this the whole would say nothing anyway. */
const mostLicences = 60;

export function licenceOfCopyright(text: string): string | undefined {
  if (!format.test(text.slice(0, 2000))) return undefined;
  const licences = new Set<string>();
  let inFiles = false;
  for (const line of text.split('\n')) {
    // A stanza with `Files` (or the header) says what holds; one with `License` alone is only the licence's text.
    if (line.trim() === '') inFiles = false;
    else if (/^(?:Files|Format):/i.test(line)) inFiles = true;
    else if (inFiles) {
      const short = /^Licen[sc]e:[ \t]*(\S.*)$/i.exec(line)?.[1];
      if (short !== undefined) licences.add(short.trim());
    }
    if (licences.size > mostLicences) return undefined;
  }
  const expressions = new Set<string>();
  for (const licence of licences) {
    const expression = spdxOf(licence, { unlisted: 'reference' });
    if (expression === undefined) return undefined;
    expressions.add(expression);
  }
  if (expressions.size === 0) return undefined;
  const sorted = [...expressions].sort();
  return sorted.length === 1 ? sorted[0] : sorted.map((each) => (/ OR /.test(each) ? `(${each})` : each)).join(' AND ');
}
