/**
 * The built console in a real browser, on a real server of its own.
 *
 * in     what the server is told before the page opens: nothing, the seeded host, the same with images scanned, a blind sensor
 * out    a signed-in page, and what went wrong in it
 * holds  everything is gone after close(); an error in the page's console fails the test that asks `problems`
 */
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock } from '@plimsoll/server';
import {
  type ScriptedWorker,
  scriptedWorker,
  scriptImages,
  seed,
  seedScans,
  type TemporaryServer,
  temporaryServer,
} from '@plimsoll/testkit';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { openChromium } from './chromium.ts';

const built = fileURLToPath(new URL('../dist', import.meta.url));

export interface OpenConsole {
  readonly page: Page;
  readonly server: TemporaryServer;
  /** Where images come from on a host that is `scanned`. */
  readonly worker: ScriptedWorker;
  /** Goes to an address and waits until its heading is there. */
  readonly visit: (path: string) => Promise<void>;
  /** Errors of the page, its console and its CSP since it was opened. */
  readonly problems: readonly string[];
  /** Ends the scan that never ends by itself, so that what waits behind it comes to its turn. */
  readonly letGo: () => void;
  readonly close: () => Promise<void>;
}

export interface ConsoleOptions {
  readonly host: 'seeded' | 'scanned' | 'empty' | 'blind';
  readonly signedIn?: boolean;
  readonly browser?: BrowserContextOptions;
}

export async function openConsole({ host, signedIn = true, browser = {} }: ConsoleOptions): Promise<OpenConsole> {
  if (!existsSync(built)) throw new Error('The console is not built. Run: npm run build -w packages/console');
  // A copy, so that building again while the tests run does not pull the page from under them.
  const consoleDir = mkdtempSync(join(tmpdir(), 'plimsoll-console-'));
  cpSync(built, consoleDir, { recursive: true });
  const worker = scriptedWorker(systemClock.now);
  // One scan never ends by itself, so that progress can be looked at; it must end before the server can.
  const slow = Promise.withResolvers<never>();
  slow.promise.catch(() => {});
  if (host === 'scanned') {
    scriptImages(worker, systemClock.now());
    worker.images.set('registry.example/shop/slow:1', () => slow.promise);
  }
  const server = await temporaryServer({
    consoleDir,
    clock: systemClock,
    scanWorker: worker,
    settings: { mergeEveryMs: 500 },
  });
  const seeded = host === 'empty' ? undefined : await seed(server.server.link, { now: systemClock.now });
  if (host === 'scanned')
    await seedScans({ client: server.client, link: server.server.link, worker, now: systemClock.now });
  const alive = setInterval(() => seeded?.moment(), 500);
  if (host === 'empty') server.server.link.health(healthOf({ sensor: 'running' }));
  if (host === 'blind') {
    clearInterval(alive);
    server.server.link.health(healthOf({ sensor: 'unavailable', blind: [noBtf] }));
  }
  const chromium = await openChromium({
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
    ...browser,
  });
  const page = await chromium.context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('401')) problems.push(message.text());
  });
  await page.goto(`${server.url}/`);
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  if (signedIn) {
    await page.getByLabel('Token').fill(server.token);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.locator('#main h1').waitFor();
  }
  return {
    page,
    server,
    worker,
    problems,
    letGo: () => slow.reject(new Error('The registry hung up')),
    async visit(path) {
      await page.goto(`${server.url}${path}`);
      await page.locator('#main h1').first().waitFor();
    },
    async close() {
      clearInterval(alive);
      await chromium.close();
      slow.reject(new Error('The test is over'));
      await server.stop();
      rmSync(consoleDir, { recursive: true, force: true });
    },
  };
}

type Health = Parameters<TemporaryServer['server']['link']['health']>[0];

const noBtf: Omit<Health['blind'][number], 'since'> = {
  what: 'what containers do',
  why: 'This kernel has no BTF, which the sensor needs to read kernel structures.',
  hint: 'Use a kernel with CONFIG_DEBUG_INFO_BTF=y.',
};

function healthOf({ sensor, blind = [] }: { sensor: Health['sensor']; blind?: readonly (typeof noBtf)[] }): Health {
  const at = systemClock.now();
  const lost = blind.length === 0 ? 0 : 120;
  return {
    node: 'this host',
    kernel: '6.12.0-amd64',
    sensor,
    sensorSince: at,
    restarts: 0,
    gaps: 0,
    engine: 'connected',
    blind: blind.map((reason) => ({ ...reason, since: at })),
    containers: 0,
    eventsPerSecond: 0,
    losses: { ringFull: lost, threadsFull: 0, containersFull: 0, heldBack: 0, cut: 0, delivered: 880 },
    lossesByContainer: [],
    memoryBytes: 0,
    at,
  };
}
