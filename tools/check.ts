/**
 * Everything that can be said about the sources without running them.
 *
 * in     the working tree
 * out    each check's findings as it prints them, one line a check at the end; exit code 1 when one failed
 * holds  all checks run, so that one look shows everything that is wrong
 */
import { spawnSync } from 'node:child_process';

const checks: readonly { readonly name: string; readonly command: readonly string[] }[] = [
  { name: 'types', command: ['tsc', '-b'] },
  { name: 'types of tests', command: ['tsc', '-p', 'tsconfig.test.json'] },
  { name: 'lint and format', command: ['biome', 'check', '--error-on-warnings', '.'] },
  { name: 'dead code', command: ['knip'] },
  { name: 'architecture', command: ['node', '--conditions=source', 'tools/architecture.ts'] },
  { name: 'assertions', command: ['node', 'tools/assertions.ts'] },
];

const results = checks.map(({ name, command: [program = '', ...args] }) => {
  process.stdout.write(`── ${name}\n`);
  const { status, error } = spawnSync(program, args, {
    stdio: 'inherit',
    env: { ...process.env, PATH: `node_modules/.bin:${process.env.PATH}` },
  });
  if (error) process.stderr.write(`${program} did not start: ${error.message}\n`);
  return { name, ok: status === 0 };
});

process.stdout.write(`\n${results.map(({ name, ok }) => `${ok ? 'ok  ' : 'FAIL'} ${name}`).join('\n')}\n`);
process.exitCode = results.every(({ ok }) => ok) ? 0 : 1;
