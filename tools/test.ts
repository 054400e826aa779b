/**
 * Runs the suites one after the other and adds them up.
 *
 * in     names of suites; none for all
 * out    each suite's own output, then one line with the sum; exit code 1 when a test failed
 * holds  a suite that ran no test has failed; under CI=true a skipped test has failed too, unless the README names it
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly string[];
}

interface Suite {
  readonly name: string;
  run(scratch: string): Promise<Tally>;
}

const suites: readonly Suite[] = [
  { name: 'sensor', run: sensorSuite },
  { name: 'unit', run: (scratch) => vitestSuite('vitest.config.ts', join(scratch, 'unit.json')) },
  {
    name: 'console',
    run: (scratch) => vitestSuite('packages/console/vitest.browser.config.ts', join(scratch, 'console.json')),
  },
  { name: 'end-to-end', run: (scratch) => vitestSuite('e2e/vitest.config.ts', join(scratch, 'e2e.json')) },
];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !suites.some((suite) => suite.name === name));
if (unknown.length > 0) {
  process.stderr.write(`There is no suite '${unknown[0]}'. There are: ${suites.map(({ name }) => name).join(', ')}.\n`);
  process.exit(2);
}

const scratch = mkdtempSync(join(tmpdir(), 'plimsoll-test-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));

const readme = readFileSync('README.md', 'utf8');
const rows: string[] = [];
const sum = { passed: 0, failed: 0, skipped: 0 };
for (const suite of suites.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  process.stdout.write(`\n── ${suite.name} ──\n`);
  const started = Date.now();
  const tally = await suite.run(scratch);
  const notAllowed = process.env.CI === 'true' ? tally.skipped.filter((title) => !mayBeSkipped(title, readme)) : [];
  for (const title of notAllowed)
    process.stdout.write(`skipped, and the README does not say why it may be: ${title}\n`);
  sum.passed += tally.passed;
  sum.failed += tally.failed + notAllowed.length;
  sum.skipped += tally.skipped.length - notAllowed.length;
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  rows.push(
    `${suite.name.padEnd(12)}${tally.passed} passed, ${tally.failed + notAllowed.length} failed, ${tally.skipped.length - notAllowed.length} skipped, ${seconds} s`,
  );
}
process.stdout.write(`\n${rows.join('\n')}\n${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped\n`);
process.exitCode = sum.failed > 0 ? 1 : 0;

/** The README names the test, or the mark in its title: `[public advisories]`. */
function mayBeSkipped(title: string, readme: string): boolean {
  const marks = title.match(/\[[^\]]+\]/g) ?? [];
  return readme.includes(title) || marks.some((mark) => readme.includes(mark));
}

/** The sensor's tests print `PASS name`, `FAIL name: why` and `SKIP name: why`, each on a line of its own. */
async function sensorSuite(): Promise<Tally> {
  let output = '';
  const code = await run('make', ['--silent', '-C', 'sensor', 'test'], (text) => {
    output += text;
  });
  const named = (word: string) =>
    [...output.matchAll(new RegExp(`^${word} (.+)$`, 'gm'))].map(([, title]) => title as string);
  return failWhenSilent(code, named('PASS').length, named('FAIL').length, named('SKIP'));
}

async function vitestSuite(config: string, outputFile: string): Promise<Tally> {
  const vitest = 'node_modules/vitest/vitest.mjs';
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${outputFile}`];
  const code = await run(process.execPath, [vitest, 'run', '--config', config, ...reporters]);
  const { testResults } = readReport(outputFile);
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  return failWhenSilent(
    code,
    tests.filter(({ status }) => status === 'passed').length,
    tests.filter(({ status }) => status === 'failed').length,
    tests.filter(({ status }) => status !== 'passed' && status !== 'failed').map(({ fullName }) => fullName),
  );
}

/** A run that ended badly without naming a failed test (a file that does not load, a crash) is one failure. */
function failWhenSilent(code: number, passed: number, failed: number, skipped: readonly string[]): Tally {
  const silent = failed === 0 && (code !== 0 || passed === 0) ? 1 : 0;
  return { passed, failed: failed + silent, skipped };
}

interface VitestReport {
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

function readReport(file: string): VitestReport {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as VitestReport;
  } catch (cause) {
    process.stderr.write(`The suite wrote no report to ${file}: ${String(cause)}\n`);
    return { testResults: [] };
  }
}

function run(command: string, args: readonly string[], listen?: (text: string) => void): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', listen ? 'pipe' : 'inherit', 'inherit'] });
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      process.stdout.write(text);
      listen?.(text);
    });
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}
