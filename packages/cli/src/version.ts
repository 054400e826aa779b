import { readFileSync } from 'node:fs';

/** From this package's own package.json: one product version for all packages. */
export function productVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  const { version } = JSON.parse(text) as { readonly version: string };
  return version;
}
