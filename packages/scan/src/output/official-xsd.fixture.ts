/** XML schemas others publish, checked by libxml2. */
import { readFileSync } from 'node:fs';
import { validateXML } from 'xmllint-wasm';

/** Problems of the document against a file in schemas/; [] when it is valid. */
export function officialXsd(name: string): (document: string) => Promise<readonly string[]> {
  const schema = readFileSync(new URL(`./schemas/${name}`, import.meta.url), 'utf8');
  return async (document) => {
    const { valid, errors, rawOutput } = await validateXML({ xml: document, schema });
    const messages = errors.map(({ message }) => message);
    return valid || messages.length > 0 ? messages : [rawOutput];
  };
}
