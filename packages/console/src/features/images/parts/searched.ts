/** What was written into the search of images: the number of a vulnerability asks which images hold it, the rest is part of a name. */
import type { ImagesSearch } from '../search.ts';

/** As the advisories write their numbers; `CVE-2024-3094`, `GHSA-29mw-wpgm-hmr9`, `DSA-5649-1`. */
const number =
  /^(?:CVE-\d{4}-\d{4,}|GHSA(?:-[0-9a-z]{4}){3}|(?:GO|PYSEC|MAL|RUSTSEC|DSA|DLA|USN|RHSA|ALSA|ELSA)-\d[\w:.-]*)$/i;

export function searched(text: string | undefined): Pick<ImagesSearch, 'text' | 'holds'> {
  if (text === undefined || !number.test(text)) return { text };
  return { text: undefined, holds: asWritten(text) };
}

/** People type as they like; GitHub writes the letters of its own numbers small, everybody else writes them large. */
function asWritten(text: string): string {
  return /^ghsa/i.test(text) ? `GHSA${text.slice(4).toLowerCase()}` : text.toUpperCase();
}
