/**
 * Agent and server of one host, put together.
 *
 * in     the settings, and who wants to know what happens
 * out    a host that starts and stops as one
 * holds  one owner a data directory; what was learned is in the database before it closes; a failed start leaves nothing behind
 */
import { type Agent, systemClock as agentClock, createAgent } from '@plimsoll/agent';
import type { ServerLink } from '@plimsoll/api';
import type { EpochMs, RecordId } from '@plimsoll/core';
import { createServer, databaseName, restoreDatabase, type Server } from '@plimsoll/server';
import type { Config } from './config/config.ts';
import { surroundingsOf } from './config/places.ts';
import { createIds } from './ids.ts';
import { type Lock, takeLock } from './lock.ts';
import { type Log, openLog } from './log.ts';
import type { Notice } from './notice.ts';
import { consoleIn, scanWorkerOf, serverOptionsOf } from './server-options.ts';
import { watchLink } from './watch-link.ts';

export interface HostOptions {
  readonly config: Config;
  /** First put the newest backup in the database's place. */
  readonly restore: boolean;
  readonly notify: (notice: Notice) => void;
  /** Program and arguments that start a scan worker; without them this host does not scan. */
  readonly scanWorker?: readonly [string, ...string[]] | undefined;
}

export interface Host {
  readonly url: string;
  readonly socket: string;
  /** The way into the server that the agent uses. */
  readonly link: ServerLink;
  /** Ships what was learned, closes the database. Called again it waits for the same end. */
  stop(): Promise<void>;
}

/** @throws HostError, ServerError, StoreError: nothing is left running then */
export async function startHost({ config, restore, notify, scanWorker }: HostOptions): Promise<Host> {
  const parts: { lock?: Lock; log?: Log; server?: Server; agent?: Agent } = {};
  const now = () => Date.now() as EpochMs;
  const newId = createIds();
  try {
    parts.lock = takeLock(config.dataDir);
    if (restore) notify({ kind: 'restored', at: now(), ...restoreDatabase({ dataDir: config.dataDir, now: now() }) });
    parts.log = openLog(config.dataDir, config.log);
    const log = parts.log.logger;
    const engine = config.engine === 'automatic' ? undefined : config.engine;
    const server = createServer({
      ...serverOptionsOf(config),
      scanWorker: scanWorkerOf(config, {
        command: scanWorker,
        engine: engine ?? unixSocketOf(process.env.DOCKER_HOST),
        log: log.child({ app: 'scan' }),
        surroundings: surroundingsOf(process),
      }),
      log: log.child({ app: 'server' }),
      newId: () => newId() as RecordId,
    });
    parts.server = server;
    const { url, socket, firstToken } = await server.start();
    notify({ kind: 'listening', at: now(), url, socket, token: firstToken, console: consoleIn(config) !== undefined });
    const link = watchLink(server.link, { notify, now });
    const agent = createAgent({
      node: config.node,
      sensorPath: config.sensor,
      ...(config.engine !== 'automatic' && { dockerSocket: config.engine }),
      ...(process.env.DOCKER_HOST !== undefined && { dockerHost: process.env.DOCKER_HOST }),
      link,
      log: log.child({ app: 'agent' }),
      clock: agentClock,
      newId,
    });
    parts.agent = agent;
    agent.start();
    log.info({ database: databaseName, url }, 'started');
    let stopping: Promise<void> | undefined;
    return {
      url,
      socket,
      link: server.link,
      stop: () => (stopping ??= stopAll(parts)),
    };
  } catch (error) {
    await stopAll(parts);
    throw error;
  }
}

/** What is reached over the network is no socket of this host. */
function unixSocketOf(dockerHost: string | undefined): string | undefined {
  return dockerHost?.startsWith('unix://') === true ? dockerHost.slice('unix://'.length) : undefined;
}

/** Every part is ended even if one before it fails; the first failure is the one that is told. */
async function stopAll({
  agent,
  server,
  log,
  lock,
}: {
  lock?: Lock;
  log?: Log;
  server?: Server;
  agent?: Agent;
}): Promise<void> {
  const failures: unknown[] = [];
  for (const end of [() => agent?.stop(), () => server?.stop(), () => log?.close(), () => lock?.release()]) {
    try {
      await end();
    } catch (error) {
      log?.logger.error({ err: error }, 'a part did not stop cleanly');
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}
