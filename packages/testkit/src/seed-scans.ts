/**
 * Scanning on the seeded host: images scanned and in use, a queue with everything in it, registries, schedules, exceptions, policies.
 *
 * in     the API of a server whose worker is the scripted one
 * out    all of it made through that API, as a person or a host would
 * holds  what waits and runs stays so: two scans never end, so that progress can be looked at
 */
import type { Client, ServerLink } from '@plimsoll/api';
import type { EpochMs, WorkloadId } from '@plimsoll/core';
import type { ScriptedWorker } from './scripted-worker.ts';
import { engineIdOf, seededImages, seededUse } from './seed-images.ts';

export interface ScanSeed {
  readonly client: Client;
  readonly link: ServerLink;
  readonly worker: ScriptedWorker;
  readonly now: () => EpochMs;
  readonly node?: string;
}

const hour = 3_600_000;
const running = {
  'docker/shop/web': 'nginx:1.27',
  'docker/shop/api': 'shop/api:2026.7',
  'docker/shop/database': 'postgres:18',
};

/** Before anything runs: what the engine's images hold. */
export function scriptImages(worker: ScriptedWorker, now: number): void {
  const reports = seededImages(now);
  // The same for all, fetched or not: pages that tell how old they are tell the same.
  worker.data = reports[0]?.data;
  for (const report of reports) worker.images.set(report.image.reference, report);
  for (const [index, image] of Object.values(running).entries()) {
    const report = reports[index];
    if (report !== undefined) worker.images.set(`docker:${engineIdOf(image)}`, report);
  }
  for (const files of Object.values(seededUse)) for (const [, path, owner] of files) worker.owners.set(path, owner);
  worker.images.set('registry.example/shop/slow:1', () => new Promise(() => {}));
  worker.images.set('registry.example/shop/gone:2', () => {
    throw Object.assign(new Error('registry.example has no manifest shop/gone:2'), {
      code: 'IMAGE_NOT_FOUND',
      hint: 'Check the name and the tag; the registry may also hide it from this account',
    });
  });
}

export async function seedScans({ client, link, worker, now, node = 'this host' }: ScanSeed): Promise<void> {
  const at = now();
  await client.addPolicy({ body: { text: policy } });
  for (const { image } of seededImages(at)) await scanned(client, image.reference);
  await settled(client);
  for (const [workload, image] of Object.entries(running)) {
    const files = seededUse[workload as keyof typeof seededUse].map(([kind, path]) => ({
      ...{ image: engineIdOf(image), workload: workload as WorkloadId, kind, path },
      ...{ firstAt: (at - 30 * hour) as EpochMs, lastAt: (at - 60_000) as EpochMs },
    }));
    const watched = [
      { image: engineIdOf(image), workload: workload as WorkloadId, since: (at - 216 * hour) as EpochMs },
    ];
    await link.used({ node, watched, files, dropped: 0 });
  }
  await seedSettings(client, at);
  await settled(client);
  await scanned(client, 'registry.example/shop/gone:2');
  await settled(client);
  await scanned(client, 'registry.example/shop/slow:1');
  for (const { image } of seededImages(at).slice(3, 7)) await scanned(client, image.reference);
  worker.tags.set('shop/web', new Map([['4.2', 'sha256:'.padEnd(71, '4')]]));
}

async function scanned(client: Client, reference: string): Promise<void> {
  await client.requestScan({ body: { reference } });
}

/** Asks until nothing waits or runs. */
async function settled(client: Client): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    const { counts } = await client.listScans({ query: { limit: 1 } });
    if (counts.queued + counts.running === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('the seeded scans do not end');
}

async function seedSettings(client: Client, at: EpochMs): Promise<void> {
  const registry = await client.addRegistry({
    body: {
      name: 'Shop',
      host: 'registry.example',
      credentials: { kind: 'basic', user: 'scanner', password: 'not a real one' },
      mirrors: ['mirror.example:5000'],
      filters: [
        { repository: 'shop/*', tags: ['*'], notTags: ['*-dev'], newest: 5 },
        { repository: 'library/**', tags: [], notTags: [], newest: 2 },
      ],
      poll: { cron: '*/30 * * * *', timezone: 'Europe/Berlin' },
    },
  });
  await client.rotateHookSecret({ params: { registry: registry.id } });
  await client.addRegistry({ body: { name: 'Docker Hub', host: 'docker.io', limits: { scans: 1, requests: 2 } } });
  await client.addSchedule({
    body: { name: 'nightly', cron: '0 3 * * *', timezone: 'Europe/Berlin', scope: { kind: 'running' } },
  });
  await client.addSchedule({
    body: {
      name: 'whole registry',
      cron: '0 5 * * 0',
      timezone: 'UTC',
      scope: { kind: 'registry', registry: registry.id },
    },
  });
  await client.addException({
    body: {
      scope: { ids: ['CVE-2023-45853'], packages: ['zlib1g'] },
      reason: 'MiniZip is not built into the library',
      owner: 'platform team',
      expiresAt: (at + 60 * 24 * hour) as EpochMs,
      status: 'not_affected',
    },
  });
  const revoked = await client.addException({
    body: { scope: { ids: ['CVE-2024-7347'] }, reason: 'The mp4 module is off', expiresAt: null },
  });
  await client.revokeException({ params: { exception: revoked.id }, body: { reason: 'It was turned on' } });
}

const policy = `schema: plimsoll-policy/1
name: production
rules:
  - name: no exploited vulnerabilities
    kinds: [vulnerability]
    kev: true
  - name: no secrets
    kinds: [secret]
  - name: no malware
    kinds: [malware]
    severity: high
`;
