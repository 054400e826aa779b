import { objectOf } from './document-value.ts';
import { sbomLimits } from './sbom.ts';

const prefix = 'plimsoll:package ';

/** Traits in one line of text, for SPDX annotations. */
export function statementOfTraits(traits: Readonly<Record<string, string>>): string {
  return prefix + JSON.stringify(traits);
}

/** undefined when the text is somebody else's. */
export function traitsOfStatement(text: string): Readonly<Record<string, string>> | undefined {
  if (!text.startsWith(prefix)) return undefined;
  try {
    const fields = Object.entries(objectOf(JSON.parse(text.slice(prefix.length))) ?? {});
    return Object.fromEntries(
      fields.filter((field): field is [string, string] => {
        return typeof field[1] === 'string' && field[1].length <= sbomLimits.text && field[0] !== '__proto__';
      }),
    );
  } catch {
    return undefined;
  }
}
