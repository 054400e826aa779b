/** A real server with the seeded host and the built console, in a process of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface SeededServer {
  readonly url: string;
  readonly token: string;
  readonly stop: () => Promise<void>;
}

const program = fileURLToPath(new URL('../../testkit/src/seeded-server.ts', import.meta.url));
const consoleDir = fileURLToPath(new URL('../dist', import.meta.url));

export async function startSeededServer(): Promise<SeededServer> {
  const server = spawn(process.execPath, ['--conditions=source', program, consoleDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(server, 'exit');
  const [line] = await Promise.race([
    once(createInterface(server.stdout), 'line'),
    exited.then(([code]) =>
      Promise.reject(new Error(`The seeded server ended with code ${code} before it was ready.`)),
    ),
  ]);
  const { url, token } = JSON.parse(String(line)) as { url: string; token: string };
  return {
    url,
    token,
    async stop() {
      server.kill('SIGTERM');
      await exited;
    },
  };
}
