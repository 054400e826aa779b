/**
 * The server of one host, put together.
 *
 * in     a data directory, where to listen, and what else is not a default
 * out    the link for agents in the same process; the API on a port and on a local socket
 * holds  everything it needs is an argument; stop() leaves nothing running and nothing unwritten
 */
import { randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { metricsPath, openApi, openApiPath, productVersion, type ServerLink } from '@plimsoll/api';
import type { RecordId } from '@plimsoll/core';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { createGate, localUser } from './auth/gate.ts';
import { type Clock, systemClock } from './clock.ts';
import { createCounters } from './counters.ts';
import { ServerError } from './errors.ts';
import { createHandlers } from './handlers.ts';
import { type App, createApp } from './http/app.ts';
import { serveConsole } from './http/console-files.ts';
import { checkReach, connectionsOf, createLocalSocket } from './http/listen.ts';
import { serveLive } from './http/live-route.ts';
import { metricsText } from './http/metrics.ts';
import { createCommitQueue } from './ingest/commit-queue.ts';
import { createLink } from './ingest/link.ts';
import { createHub } from './live/hub.ts';
import { coreBaselineModel } from './merge/baseline-model.ts';
import { createMerger } from './merge/merger.ts';
import { createOrders } from './merge/orders.ts';
import { serveHooks } from './scan/hook-route.ts';
import { serveReports } from './scan/report-route.ts';
import { createScanRoom } from './scan/room.ts';
import { openVault } from './scan/vault.ts';
import type { ScanWorker } from './scan/worker.ts';
import { defaultServerSettings, type ServerSettings } from './settings.ts';
import { openSigningKey } from './sign/key.ts';
import { createFleet } from './status/fleet.ts';
import { createStatusRoom } from './status/room.ts';
import { backUp, databaseName, newestBackupAt } from './store/backup.ts';
import { createLedgerCheck } from './store/ledger-check.ts';
import { openStore } from './store/open.ts';
import { promoteIfReady } from './workload/promotion.ts';
import { createRegistry } from './workload/registry.ts';

export interface ServerOptions {
  /** Made if need be, open to its owner alone: database, backups, signing key, socket. */
  readonly dataDir: string;
  readonly log: Logger;
  readonly host?: string | undefined;
  /** 0 for any free one. */
  readonly port?: number | undefined;
  /** Needed to listen on anything but loopback, together with `tls` or `insecureHttp`. */
  readonly allowRemote?: boolean | undefined;
  readonly insecureHttp?: boolean | undefined;
  readonly allowedHosts?: readonly string[] | undefined;
  readonly tls?: { readonly key: string | Buffer; readonly cert: string | Buffer } | undefined;
  /** Where the built console lies. */
  readonly consoleDir?: string | undefined;
  /** Does the scanning; without one this server does not scan. Closed with the server. */
  readonly scanWorker?: ScanWorker | undefined;
  readonly clock?: Clock | undefined;
  readonly newId?: (() => RecordId) | undefined;
  readonly settings?: Partial<ServerSettings> | undefined;
}

export interface Server {
  readonly link: ServerLink;
  /** @throws ServerError when port or socket cannot be had */
  start(): Promise<Started>;
  stop(): Promise<void>;
  rotateToken(): Promise<string>;
}

export interface Started {
  readonly url: string;
  readonly socket: string;
  /** Only at the very first start, and nowhere else ever again. */
  readonly firstToken?: string;
}

const flushMs = 5000;
const orderTickMs = 1000;
/** Whether a copy is due is asked more often than copies are made: a host may be restarted every day at lunch. */
const backupTickMs = 60_000;

/** @throws StoreError for a database that is damaged, foreign or newer; ServerError for a host that is not loopback */
export function createServer(options: ServerOptions): Server {
  const { dataDir, log, host = '127.0.0.1', port = 7717, tls } = options;
  const { clock = systemClock, newId = () => randomUUID() as string as RecordId } = options;
  const settings: ServerSettings = { ...defaultServerSettings, ...options.settings };
  const { allowRemote = false, insecureHttp = false } = options;
  checkReach({ host, allowRemote, insecureHttp, tls: tls !== undefined });
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  chmodSync(dataDir, 0o700);

  const store = openStore({ file: join(dataDir, databaseName) });
  chmodSync(store.file, 0o600);
  const key = openSigningKey(dataDir);
  const model = coreBaselineModel(settings.learning);
  const commits = createCommitQueue(store);
  const counters = createCounters(store.counters);
  const registry = createRegistry({
    stores: store,
    clock,
    most: settings.keep.workloads,
    changed: (id) => {
      hub.workload(id);
      orders.changed(id);
    },
  });
  const fleet = createFleet({ clock, lost: (workload, lost) => registry.count(workload, { lost }) });
  const status = createStatusRoom({
    findings: store.findings,
    registry,
    fleet,
    trouble: () => {
      const damage = store.damage();
      return damage === undefined ? commits.trouble() : { why: damage.message, hint: damage.hint };
    },
    counters,
    clock,
    startedAt: clock.now(),
  });
  const hub = createHub({ clock, counters, status: () => status.now() });
  const orders = createOrders({
    registry,
    baselines: store.baselines,
    clock,
    log,
    learning: settings.learning,
    everyMs: settings.orderEveryMs,
  });
  const merger = createMerger({
    baselines: store.baselines,
    deltas: store.deltas,
    commits,
    registry,
    model,
    counters,
    clock,
    newId,
    log,
    settings,
    merged: async (workload) => {
      if (!settings.autoPromote || !(await promoteIfReady(workload, { commits, registry, clock, newId }))) return;
      log.info({ workload }, 'the baseline is ready: from discover to monitor');
      orders.changed(workload, { urgent: true });
    },
  });
  const gate = createGate({ store: store.sessions, clock, keep: settings.keep.sessions });
  const ready = Promise.all([registry.load(), counters.load()]).then(() => undefined);
  const scanRoom = createScanRoom({
    ...{ store, commits, worker: options.scanWorker, vault: openVault(dataDir), clock, newId },
    log: log.child({ room: 'scan' }),
    settings: settings.scan,
    keepFindings: settings.keep.findings,
    tell: (message) => hub.tell(message),
    found: (finding) => {
      hub.finding(finding);
      hub.workload(finding.workload);
    },
    ensureWorkload: (workload) => registry.ensure(workload),
    dropped: (what, count) => counters.drop(what, count),
  });
  const { inUse } = scanRoom;
  const link = createLink({
    ...{ ready, commits, registry, model, counters, orders, fleet, hub, inUse, clock, log, settings },
  });
  async function rotateToken(actor: string): Promise<string> {
    const token = await gate.rotateToken();
    await commits.write((stores) =>
      stores.ledger.append({
        id: newId(),
        at: clock.now(),
        actor,
        what: 'token.rotated',
        subject: 'host',
        before: {},
        after: {},
        reason: 'Asked for',
        because: [],
      }),
    );
    return token;
  }

  const ledgerCheck = createLedgerCheck(store.ledger, clock);
  const handlers = createHandlers({
    store,
    commits,
    registry,
    model,
    merger,
    orders,
    fleet,
    hub,
    status,
    ledgerCheck,
    gate,
    scanRoom,
    key,
    rotateToken,
    clock,
    newId,
    settings,
  });
  const socket = createLocalSocket(dataDir);
  let app: App | undefined;
  let endConnections = () => {};
  let stops: readonly (() => void)[] = [];
  let stopped = false;
  const background = new Set<Promise<unknown>>();

  async function buildApp(): Promise<App> {
    const built = await createApp({
      handlers,
      guard: {
        gate,
        isLocal: socket.isLocal,
        allowedHosts: (options.allowedHosts ?? []).map((name) => name.toLowerCase()),
      },
      log,
      secure: tls !== undefined,
      makeServer: (handler) => (tls === undefined ? createHttpServer(handler) : createHttpsServer(tls, handler)),
    });
    const { fastify, callerFor } = built;
    endConnections = connectionsOf(fastify.server);
    serveLive(fastify, { hub, gate, callerFor });
    serveHooks(fastify, { registries: scanRoom.registries, pushed: scanRoom.pushed, now: clock.now });
    serveReports(fastify, { images: store.images, worker: options.scanWorker });
    fastify.get(openApiPath, async () => openApi(productVersion));
    fastify.get(metricsPath, async (_, reply) => {
      reply.type('text/plain; version=0.0.4; charset=utf-8');
      return metricsText(await status.now(), {
        rss: process.memoryUsage.rss(),
        watchers: hub.watchers(),
        images: await store.images.counts(),
        scans: await store.scans.counts(),
      });
    });
    serveConsole(fastify, options.consoleDir);
    await fastify.ready();
    return built;
  }

  function inBackground(what: string, work: () => Promise<unknown>): () => void {
    let busy = false;
    return () => {
      if (busy) return;
      busy = true;
      const working = work()
        // What the end cuts short is no trouble.
        .catch((error) => stopped || log.error({ err: error }, what))
        .finally(() => {
          busy = false;
          background.delete(working);
        });
      background.add(working);
    };
  }

  async function flush(): Promise<void> {
    if (!registry.unwritten() && !counters.unwritten()) return;
    await commits.write(async (stores) => {
      await registry.flush(stores);
      await counters.flush(stores.counters);
    });
  }

  async function backUpWhenDue(): Promise<void> {
    if (clock.now() - (newestBackupAt(dataDir) ?? 0) < settings.backupEveryMs) return;
    await backUp(store, { dataDir, now: clock.now(), keep: settings.keep.backups });
  }

  return {
    link,
    rotateToken: () => rotateToken(localUser.name),
    async start() {
      await ready;
      app = await buildApp();
      const { fastify } = app;
      try {
        await socket.listen((request, response) => fastify.routing(request, response));
        await listen(fastify, { host, port });
      } catch (error) {
        await socket.close();
        endConnections();
        await fastify.close();
        throw error;
      }
      if (allowRemote && tls === undefined)
        log.warn({ host }, 'tokens and cookies travel unencrypted, as was asked for');
      stops = [
        clock.every(
          settings.mergeEveryMs,
          inBackground('baselines could not be merged', () => merger.mergeAll()),
        ),
        clock.every(flushMs, inBackground('counts could not be written', flush)),
        clock.every(orderTickMs, () => orders.tick()),
        clock.every(
          Math.min(backupTickMs, settings.backupEveryMs),
          inBackground('the database could not be copied', backUpWhenDue),
        ),
      ];
      await scanRoom.start();
      const firstToken = await gate.firstToken();
      const address = fastify.server.address() as AddressInfo;
      const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
      return {
        url: `${tls === undefined ? 'http' : 'https'}://${name}:${address.port}`,
        socket: socket.path,
        ...(firstToken !== undefined && { firstToken }),
      };
    },
    async stop() {
      stopped = true;
      for (const stop of stops) stop();
      stops = [];
      hub.close();
      await socket.close();
      endConnections();
      await app?.fastify.close();
      await ready;
      await scanRoom.stop();
      // Whoever asked is gone, what they asked for may not be: it ends with the worker, and before the database does.
      await app?.settled();
      try {
        await merger.mergeAll();
        await commits.drained();
        await flush();
      } catch (error) {
        // A damaged or full disk must not keep the server from ending; what was acknowledged is on the disk already.
        log.error({ err: error }, 'not everything could be written at the end');
      }
      await store.close();
      // A copy that is being made ends with the database.
      await Promise.all(background);
    },
  };
}

async function listen(fastify: FastifyInstance, { host, port }: { host: string; port: number }): Promise<void> {
  try {
    await fastify.listen({ host, port });
  } catch (cause) {
    throw new ServerError('PORT_UNAVAILABLE', `The server cannot listen on ${host}:${port}`, {
      hint: 'Another program may use that port: choose another with --port',
      cause,
    });
  }
}
