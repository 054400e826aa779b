/**
 * Holds the sources against ARCHITECTURE.md: who may import whom, how rooms open, what names are not used.
 *
 * in     packages/<floor>/src and their package.json
 * out    a line for each breach; exit code 1 when there is one
 * holds  a floor in which no source file was seen is itself a breach, so that a check that looks at nothing cannot pass
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const mayImport: Readonly<Record<string, readonly string[]>> = {
  core: [],
  api: ['core'],
  scan: ['core'],
  agent: ['api', 'core'],
  server: ['api', 'core', 'scan'],
  // The one composition root: docs/adr/0004-one-composition-root.md.
  host: ['agent', 'api', 'core', 'scan', 'server'],
  cli: ['api', 'core', 'host', 'scan'],
  console: ['api'],
  testkit: ['agent', 'api', 'core', 'scan', 'server'],
};
const emptyNames = /^(utils?|helpers?|common|misc|manager)\.tsx?$/;
const longest = 400;

const breaches: string[] = [];
for (const floor of readdirSync('packages')) {
  const allowed = mayImport[floor];
  if (!allowed) {
    breaches.push(`packages/${floor}: not a floor of ARCHITECTURE.md`);
    continue;
  }
  const sources = sourcesBelow(join('packages', floor, 'src'));
  if (sources.length === 0) breaches.push(`packages/${floor}: no source file was seen`);
  for (const file of sources) breaches.push(...breachesOf(file, floor, allowed));
}

process.stdout.write(
  breaches.length === 0 ? 'every import goes the way the house allows\n' : `${breaches.join('\n')}\n`,
);
process.exitCode = breaches.length === 0 ? 0 : 1;

function breachesOf(file: string, floor: string, allowed: readonly string[]): readonly string[] {
  const text = readFileSync(file, 'utf8');
  const isTest = /\.(test|contract|fixture)\.tsx?$/.test(file);
  const found: string[] = [];
  for (const [, specifier = ''] of text.matchAll(/(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)) {
    const other = specifier.match(/^@plimsoll\/([a-z]+)/)?.[1];
    const fine = other === undefined || other === floor || allowed.includes(other) || (isTest && other === 'testkit');
    if (!fine) found.push(`${file}: ${floor} must not import ${other}`);
    if (!isTest && floor !== 'testkit' && specifier.endsWith('.fixture.ts'))
      found.push(`${file}: ${specifier} is for tests`);
    if (!isTest && floor === 'core' && specifier.startsWith('node:'))
      found.push(`${file}: core is pure, without ${specifier}`);
  }
  if (emptyNames.test(basename(file))) found.push(`${file}: the name says nothing; name the concept`);
  if (/^export default /m.test(text) && !file.endsWith('.config.ts')) found.push(`${file}: no default exports`);
  const lines = text.split('\n').length;
  if (!isTest && lines > longest && !file.includes('/names/'))
    found.push(`${file}: ${lines} lines; more than one concept?`);
  return found;
}

function sourcesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}
