/** Runs bench/NAME/main.ts with the rest of the arguments; without a name lists what there is. */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [name, ...args] = process.argv.slice(2);
const names = readdirSync('bench', { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(join('bench', entry.name, 'main.ts')))
  .map((entry) => entry.name)
  .sort();

if (name === undefined) {
  process.stdout.write(names.map((each) => `${each.padEnd(12)}${purpose(each)}\n`).join(''));
} else if (!names.includes(name)) {
  process.stderr.write(`There is no benchmark '${name}'. There are: ${names.join(', ')}.\n`);
  process.exitCode = 2;
} else {
  const script = join('bench', name, 'main.ts');
  const options = ['--disable-warning=ExperimentalWarning', '--conditions=source', '--expose-gc'];
  spawn(process.execPath, [...options, script, ...args], { stdio: 'inherit' }).once('close', (code) => {
    process.exitCode = code ?? 1;
  });
}

/** The first line of a benchmark's opening comment that says something. */
function purpose(each: string): string {
  const opening = readFileSync(join('bench', each, 'main.ts'), 'utf8').match(/\/\*\*([\s\S]*?)\*\//)?.[1] ?? '';
  return (
    opening
      .split('\n')
      .map((line) => line.replace(/^\s*\*?\s*/, ''))
      .find((line) => line !== '') ?? ''
  );
}
