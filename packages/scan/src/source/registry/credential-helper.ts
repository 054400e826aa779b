/** Programs that keep passwords for Docker: https://github.com/docker/docker-credential-helpers#development */
import { spawn } from 'node:child_process';
import { z } from 'zod';
import { ScanError } from '../../errors.ts';
import type { Credentials } from '../source.ts';

const Answer = z.object({ Username: z.string(), Secret: z.string() });
const OUTPUT_MOST = 256 * 1024;
const NOTHING = /credentials not found|no credentials|not found in native keychain/i;

/** The host goes to its input, the answer comes from its output; nothing secret is on a command line. */
export async function askHelper(
  helper: string,
  host: string,
  { env, timeout }: { env: Readonly<Record<string, string | undefined>>; timeout: number },
): Promise<Credentials | undefined> {
  const program = `docker-credential-${helper}`;
  // A name from a file becomes a program's name: it must not lead anywhere else.
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(helper)) {
    throw unusable(
      `${JSON.stringify(helper.slice(0, 64))} is no name of a credential helper`,
      'Repair credsStore or credHelpers in Docker’s config.json.',
    );
  }
  const { code, output } = await run(program, host, { env, timeout });
  if (code !== 0) {
    if (NOTHING.test(output)) return undefined;
    throw unusable(
      `${program} failed for ${host} (exit code ${code})`,
      `Try it by hand: echo ${host} | ${program} get`,
    );
  }
  const parsed = Answer.safeParse(jsonOf(output));
  // Neither cause nor text: both may hold the secret.
  if (!parsed.success) throw unusable(`${program} answers with something that is no login`, 'Update or replace it.');
  const { Username, Secret } = parsed.data;
  if (Secret === '') return undefined;
  return Username === '<token>'
    ? { kind: 'identity', token: Secret }
    : { kind: 'basic', user: Username, password: Secret };
}

function run(
  program: string,
  input: string,
  { env, timeout }: { env: Readonly<Record<string, string | undefined>>; timeout: number },
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, ['get'], { stdio: ['pipe', 'pipe', 'ignore'], env, timeout, killSignal: 'SIGKILL' });
    const chunks: Buffer[] = [];
    let length = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > OUTPUT_MOST) child.kill('SIGKILL');
      else chunks.push(chunk);
    });
    // A helper that ends without reading is no failing of ours.
    child.stdin.on('error', () => {});
    child.on('error', (error: NodeJS.ErrnoException) => {
      const hint =
        error.code === 'ENOENT'
          ? 'Install it, or take credsStore and credHelpers out of Docker’s config.json.'
          : 'Check that it can be run.';
      reject(unusable(`${program} cannot be run: ${error.code ?? error.message}`, hint));
    });
    child.on('close', (code, killed) => {
      if (killed === 'SIGKILL')
        reject(
          unusable(
            `${program} took too long or wrote too much, and was ended`,
            'Try it by hand; it may be waiting for a person.',
          ),
        );
      else resolve({ code, output: Buffer.concat(chunks).toString() });
    });
    child.stdin.end(`${input}\n`);
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // No JSON is no login: the caller says so.
    return undefined;
  }
}

function unusable(message: string, hint: string): ScanError {
  return new ScanError('CREDENTIALS_UNUSABLE', `${message}.`, { hint });
}
