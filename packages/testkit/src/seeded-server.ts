/**
 * A server with the seeded host behind it, to look at pages by:
 * `node --conditions=source packages/testkit/src/seeded-server.ts [console folder]`. Everything it keeps is in a temporary
 * directory, which goes when it ends.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@plimsoll/api';
import { createServer, systemClock } from '@plimsoll/server';
import { pino } from 'pino';
import { scriptedWorker } from './scripted-worker.ts';
import { seed } from './seed.ts';
import { scriptImages, seedScans } from './seed-scans.ts';

const [consoleDir] = process.argv.slice(2);
const dataDir = mkdtempSync(join(tmpdir(), 'plimsoll-seeded-'));
const scanWorker = scriptedWorker(systemClock.now);
scriptImages(scanWorker, systemClock.now());
const server = createServer({
  scanWorker,
  dataDir,
  log: pino({ level: 'warn' }),
  port: Number(process.env.PORT ?? 0),
  consoleDir,
  settings: { mergeEveryMs: 1000 },
});
const { url, socket, firstToken } = await server.start();
const seeded = await seed(server.link, { now: systemClock.now });
const client = createClient({ baseUrl: url, fetch, token: firstToken });
await seedScans({ client, link: server.link, worker: scanWorker, now: systemClock.now });
process.stdout.write(`${JSON.stringify({ url, socket, token: firstToken, findings: seeded.findings })}\n`);
const timer = setInterval(() => seeded.moment(), 1000);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    clearInterval(timer);
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });
}
