/** The end, in the middle of whatever a server may be doing: it comes soon, loses nothing and leaves nothing to say. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause, setImmediate } from 'node:timers/promises';
import { type ScriptedWorker, scriptedWorker, type TemporaryServer, temporaryServer } from '@plimsoll/testkit';
import Sqlite from 'better-sqlite3';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { WorkerError } from './scan/worker.ts';
import type { ServerOptions } from './server.ts';

let dataDir: string;
let server: TemporaryServer | undefined;
let logged: string[];
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'plimsoll-stop-'));
  logged = [];
});
afterEach(async () => {
  await server?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

async function start(options: Partial<ServerOptions> = {}): Promise<TemporaryServer> {
  const log = pino({ level: 'warn' }, { write: (line: string) => logged.push(line) });
  server = await temporaryServer({ log, dataDir, ...options });
  return server;
}

async function stop(): Promise<void> {
  const stopping = server;
  server = undefined;
  await stopping?.stop();
}

const gone = new WorkerError({ code: 'SCAN_WORKER_ENDED', message: 'The process is gone', hint: 'Again' });

/** Calls of `op` wait until the worker is closed; then they are done in the last moment, or never. */
function waitingIn(op: 'policy' | 'tags', how: 'done' | 'never') {
  const scripted: ScriptedWorker = scriptedWorker(() => Date.now());
  let begun = false;
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const worker: typeof scripted = {
    ...scripted,
    async call(asked, work, watch = {}) {
      if (asked === op) {
        begun = true;
        await ended;
        if (how === 'never') throw gone;
      }
      return scripted.call(asked, work, watch);
    },
    async close() {
      if (how === 'done') return void setImmediate().then(end);
      end();
      await pause(20);
    },
  };
  return { worker, begun: () => vi.waitFor(() => expect(begun).toBe(true)) };
}

/** So that a copy of it takes many turns. */
function makeLarge(file: string): void {
  const database = new Sqlite(file);
  database.exec('CREATE TABLE filling (bytes BLOB); BEGIN');
  const fill = database.prepare('INSERT INTO filling VALUES (randomblob(1000000))');
  for (let i = 0; i < 60; i++) fill.run();
  database.exec('COMMIT');
  database.close();
}

it('waits for no connection on which nothing was said', async () => {
  const { url } = await start({ tls: { key: '', cert: '' } });
  const silent = connect(Number(new URL(url).port), '127.0.0.1');
  const closed = new Promise<void>((resolve) => silent.once('close', () => resolve()));
  await new Promise<void>((resolve) => silent.once('connect', resolve));

  await stop();
  await closed;
});

it('keeps what was asked for and is almost done, although the asker was sent away', async () => {
  const { worker, begun } = waitingIn('policy', 'done');
  const { client } = await start({ scanWorker: worker });
  const text = 'schema: plimsoll-policy/1\nname: prod\nrules:\n  - name: critical\n    severity: critical\n';
  const asked = client.addPolicy({ body: { text } });
  const refused = expect(asked).rejects.toMatchObject({ code: 'UNREACHABLE' });
  await begun();

  await stop();
  await refused;
  expect(logged).toEqual([]);
  const again = await start({ scanWorker: scriptedWorker(() => Date.now()) });
  expect(await again.ask('/api/v1/policies', { local: true }).then(({ text }) => text)).toContain('prod');
});

it('says nothing of a registry that it had no time to look at', async () => {
  const { worker, begun } = waitingIn('tags', 'never');
  const { client } = await start({ scanWorker: worker });
  const filters = [{ repository: 'web', tags: [], notTags: [], newest: 5 }];
  const { id } = await client.addRegistry({ body: { name: 'slow', host: 'slow.example', filters } as never });
  client.pollRegistry({ params: { registry: id } }).catch(() => {});
  await begun();

  await stop();
  expect(logged).toEqual([]);
  const again = await start();
  const shown = JSON.parse((await again.ask(`/api/v1/registries/${id}`, { local: true })).text);
  expect(shown).toMatchObject({ name: 'slow', lastPoll: null });
});

it('leaves no half copy of the database, and does not wait for a whole one', async () => {
  const { clock } = await start();
  makeLarge(join(dataDir, 'plimsoll.db'));
  const copies = () => readdirSync(join(dataDir, 'backups'));
  clock.advance(60_000);
  await vi.waitFor(() => expect(copies().join()).toContain('.part'), { interval: 1 });

  await stop();
  expect(copies()).toEqual([]);
  await setImmediate();
  await setImmediate();
  expect(logged).toEqual([]);
});
