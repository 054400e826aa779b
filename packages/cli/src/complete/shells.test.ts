/** The completion scripts, sourced by the shells they are for, against the real command and a real server. */
import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scripts } from './scripts.ts';

const root = new URL('../../../../', import.meta.url).pathname;
let server: ChildProcessWithoutNullStreams;
let folder: string;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-shells-'));
  const bin = join(folder, 'plimsoll');
  writeFileSync(
    bin,
    `#!/bin/sh\nexec '${process.execPath}' --conditions=source '${root}packages/cli/src/main.ts' "$@"\n`,
  );
  chmodSync(bin, 0o755);
  for (const [shell, script] of Object.entries(scripts)) writeFileSync(join(folder, `completion.${shell}`), script);
  server = spawn(process.execPath, ['--conditions=source', join(root, 'packages/testkit/src/seeded-server.ts')]);
  const [line] = (await once(createInterface(server.stdout), 'line')) as [string];
  const { socket } = JSON.parse(line) as { socket: string };
  env = { ...process.env, PATH: `${folder}:${process.env.PATH}`, PLIMSOLL_DATA_DIR: dirname(socket) };
}, 60_000);

afterAll(async () => {
  rmSync(folder, { recursive: true });
  server.kill('SIGTERM');
  await once(server, 'exit');
});

function has(shell: string): boolean {
  try {
    execFileSync(shell, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** What bash offers for a line with the cursor at its end, its own word breaks included. */
function inBash(line: string, more: NodeJS.ProcessEnv = {}): string[] {
  const script = `
    source '${folder}/completion.bash'
    COMP_LINE=$1 COMP_POINT=\${#1}
    words=\${1//=/ = }; words=\${words//:/ : }
    read -ra COMP_WORDS <<< "$words"
    [[ $1 == *' ' ]] && COMP_WORDS+=('')
    COMP_CWORD=$(( \${#COMP_WORDS[@]} - 1 ))
    compopt() { :; }
    _plimsoll
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  const out = execFileSync('bash', ['--norc', '-c', script, 'bash', line], {
    encoding: 'utf8',
    env: { ...env, ...more },
  });
  return out.split('\n').filter(Boolean);
}

describe.runIf(has('bash'))('bash', () => {
  it('completes commands, options and choices', () => {
    expect(inBash('plimsoll base')).toEqual(['baseline']);
    expect(inBash('plimsoll baseline ')).toEqual(['show', 'trust', 'reject', 'relearn', 'export', 'import']);
    expect(inBash('plimsoll findings --se')).toEqual(['--severity', '--server']);
    expect(inBash('plimsoll findings --severity high,c')).toEqual(['high,critical']);
    expect(inBash('plimsoll findings --severity=hi')).toEqual(['high']);
  });

  it('completes ids that the server knows', () => {
    expect(inBash('plimsoll workload docker/shop/w')).toEqual(['docker/shop/web']);
    expect(inBash('plimsoll workload we')).toEqual(['docker/shop/web']);
    expect(inBash('plimsoll explain seed-').length).toBeGreaterThan(3);
  });

  it('completes files', () => {
    expect(inBash(`plimsoll replay ${folder}/completion.b`)).toEqual([`${folder}/completion.bash`]);
  });

  it('offers nothing, quietly, without a server', () => {
    expect(inBash('plimsoll workload ', { PLIMSOLL_DATA_DIR: folder })).toEqual([]);
  });

  it('is registered for the command', () => {
    const out = execFileSync('bash', ['--norc', '-c', `source '${folder}/completion.bash'; complete -p plimsoll`], {
      encoding: 'utf8',
    });
    expect(out.trim()).toBe('complete -F _plimsoll plimsoll');
  });
});

describe.runIf(has('zsh'))('zsh', () => {
  it('loads, and asks the program', () => {
    const script = `autoload -Uz compinit; compinit -D; source '${folder}/completion.zsh'; print \${_comps[plimsoll]}
      _describe() { print -l -- $described }; words=(plimsoll baseline '') CURRENT=3; _plimsoll`;
    const out = execFileSync('zsh', ['-f', '-c', script], { encoding: 'utf8', env });
    expect(out.split('\n')[0]).toBe('_plimsoll');
    expect(out).toMatch(/^show:/m);
  });
});

// Named apart from its call: not every machine has it, and it is no dependency.
const fish = 'fish';
describe.runIf(has(fish))(fish, () => {
  it('offers what the program says', () => {
    const script = `source '${folder}/completion.fish'; complete -C 'plimsoll baseline '`;
    expect(execFileSync(fish, ['--no-config', '-c', script], { encoding: 'utf8', env })).toMatch(/^show/m);
  });
});
