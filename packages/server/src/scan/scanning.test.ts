import type { ImageFindingQuery, LiveMessage } from '@plimsoll/api';
import type { EpochMs, WorkloadId } from '@plimsoll/core';
import {
  containerRef,
  digestOf,
  imageReport,
  type ScriptedWorker,
  scriptedWorker,
  type TemporaryServer,
  temporaryServer,
} from '@plimsoll/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultServerSettings } from '../settings.ts';
import { defaultScanSettings } from './settings.ts';

const now = 1_700_000_000_000;
const debian = { id: 'debian', version: '12', name: 'Debian 12' };
const engineId = digestOf('engine web');
const workload = 'docker/web' as WorkloadId;
const reference = 'registry.example/shop/web:1';

let server: TemporaryServer;
let worker: ScriptedWorker;

beforeEach(async () => {
  worker = scriptedWorker(() => server?.clock.now() ?? now);
  server = await temporaryServer({ scanWorker: worker });
  worker.images.set(reference, webImage('1'));
  worker.images.set(`docker:${engineId}`, webImage('1'));
});
afterEach(() => server.stop());

function webImage(tag: string, more: { fixed?: boolean; worse?: boolean } = {}) {
  return imageReport({
    repository: 'registry.example/shop/web',
    tag,
    os: debian,
    user: '1000',
    at: now,
    packages: [
      { type: 'deb', name: 'libssl3', version: more.fixed === true ? '3.0.15' : '3.0.11', source: 'openssl' },
      { type: 'deb', name: 'zlib1g', version: '1.2.13', source: 'zlib' },
      { type: 'deb', name: 'nginx', version: '1.27.0', origin: 'app' },
      { type: 'npm', name: 'lodash', version: '4.17.15', origin: 'app' },
    ],
    vulnerable: [
      ...(more.fixed === true
        ? []
        : [
            {
              id: 'CVE-2024-6119',
              package: 'libssl3',
              severity: more.worse === true ? 'critical' : 'high',
              title: 'crash',
              fixedIn: '3.0.14',
              epss: 0.02,
            } as const,
          ]),
      ...(more.worse === true
        ? [{ id: 'CVE-2024-9999', package: 'libssl3', severity: 'critical', title: 'worse' } as const]
        : []),
      { id: 'CVE-2023-45853', package: 'zlib1g', severity: 'critical', title: 'overflow', epss: 0.004 },
      { id: 'CVE-2024-7347', package: 'nginx', severity: 'medium', title: 'mp4', kev: true, epss: 0.5 },
      { id: 'CVE-2020-8203', package: 'lodash', severity: 'high', title: 'pollution', fixedIn: '4.17.19' },
    ],
  });
}

async function scan(of = reference): Promise<string> {
  const { id } = await server.client.requestScan({ body: { reference: of } });
  await expect.poll(async () => (await server.client.getScan({ params: { scan: id } })).state).toBe('done');
  const { outcome } = await server.client.getScan({ params: { scan: id } });
  return outcome?.image ?? '';
}

async function idle(): Promise<void> {
  await expect
    .poll(async () => {
      const { counts } = await server.client.listScans({});
      return counts.queued + counts.running;
    })
    .toBe(0);
}

function runs(image = engineId): void {
  const container = containerRef({ name: 'web-1', image: 'web:1', startedAt: now, imageDigest: image });
  server.server.link.running('node', [{ workload, container }]);
}

const found = async (image: string, query: Partial<ImageFindingQuery> = {}) =>
  (await server.client.listImageFindings({ params: { image }, query: query as never })).items.map(
    ({ finding }) => finding.why.source,
  );

describe('images', () => {
  it('are listed, opened, and their findings sorted and cut by the server', async () => {
    const image = await scan();
    const { items, total, facets } = await server.client.listImages({});
    expect(total).toBe(1);
    expect(items[0]).toMatchObject({
      id: image,
      repository: 'registry.example/shop/web',
      tag: '1',
      state: 'scanned',
      counts: { critical: 1, high: 2, medium: 1 },
      kev: 1,
      fixable: 2,
    });
    expect(facets.severity).toEqual([{ value: 'critical', count: 1 }]);
    expect(await found(image)).toEqual(['CVE-2024-7347', 'CVE-2024-6119', 'CVE-2023-45853', 'CVE-2020-8203']);
    expect(await found(image, { severity: 'high', fixable: 'true' as never })).toEqual([
      'CVE-2024-6119',
      'CVE-2020-8203',
    ]);
    expect(await found(image, { text: 'OPENSSL' })).toEqual([]);
    expect(await found(image, { text: 'libssl' })).toEqual(['CVE-2024-6119']);
    const view = await server.client.getImage({ params: { image } });
    expect(view.report?.image.layers).toHaveLength(3);
    expect(view.layers.map(({ packages }) => packages)).toEqual([2, 1, 1]);
    const held = await server.client.listImagePackages({
      params: { image },
      query: { vulnerable: 'true', sort: 'findings' },
    });
    expect(held.items.map(({ package: one }) => one.name)).toEqual(
      ['zlib1g', 'libssl3', 'lodash', 'nginx'].sort(byWorst),
    );
  });

  const worstFirst = ['zlib1g', 'lodash', 'libssl3', 'nginx'];
  const byWorst = (a: string, b: string) => worstFirst.indexOf(a) - worstFirst.indexOf(b);

  it('give every finding once when their pages are followed, in each order', async () => {
    const image = await scan();
    for (const sort of ['risk', 'severity', 'epss', 'package', 'newest'] as const) {
      const all: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await server.client.listImageFindings({ params: { image }, query: { sort, limit: 1, cursor } });
        all.push(...page.items.map(({ finding }) => finding.key));
        cursor = page.next ?? undefined;
      } while (cursor !== undefined);
      expect(new Set(all).size).toBe(4);
      expect(all).toHaveLength(4);
    }
  });

  it('say what a newer tag changed', async () => {
    const before = await scan();
    worker.images.set('registry.example/shop/web:2', webImage('2', { fixed: true }));
    const after = await scan('registry.example/shop/web:2');
    const compared = await server.client.compareImages({ query: { from: before, to: after } });
    expect(compared.findings).toMatchObject({ addedTotal: 0, removedTotal: 1, kept: 3 });
    expect(compared.packages.changed).toEqual([
      { type: 'deb', name: 'libssl3', path: 'var/lib/dpkg/status', from: '3.0.11', to: '3.0.15' },
    ]);
    expect((await found(after)).includes('CVE-2024-6119')).toBe(false);
  });

  it('can be downloaded', async () => {
    const image = await scan();
    const answer = await server.ask(`/api/v1/images/${encodeURIComponent(image)}/report/json`, {
      headers: { authorization: `Bearer ${server.token}` },
    });
    expect(answer.status).toBe(200);
    expect(answer.headers['content-disposition']).toContain('web-1.json');
    expect(JSON.parse(answer.text).packages).toHaveLength(4);
    const wrong = await server.ask(`/api/v1/images/${encodeURIComponent(image)}/report/exe`, {
      headers: { authorization: `Bearer ${server.token}` },
    });
    expect(wrong.status).toBe(400);
  });

  it('are never read from a file of the host', async () => {
    for (const local of ['dir:/etc', 'oci:/var', './x.tar', 'sbom:/etc/passwd', '/etc']) {
      await expect(server.client.requestScan({ body: { reference: local } })).rejects.toMatchObject({
        code: 'REFERENCE_REFUSED',
      });
    }
  });
});

describe('what runs', () => {
  it('is scanned once when it starts, and again when it never could be', async () => {
    runs();
    await idle();
    await expect.poll(async () => (await server.client.listImages({})).items[0]?.state).toBe('scanned');
    runs();
    server.server.link.running('node', []);
    runs();
    await expect.poll(async () => (await server.client.listImages({})).items[0]?.containers).toBe(1);
    expect(worker.asked.filter(({ op }) => op === 'scan').map(({ about }) => about)).toEqual([`docker:${engineId}`]);
    const { items } = await server.client.listImages({ query: { running: 'true' } });
    expect(items[0]).toMatchObject({ name: 'web:1', workloads: [workload], containers: 1 });
    // By the engine's id or by its digest, it is one image.
    const byDigest = await server.client.getImage({ params: { image: webImage('1').image.digest ?? '' } });
    expect(byDigest.summary.id).toBe(items[0]?.id);
  });

  it('moves what is in use to the top, as soon as it is told, without another scan', async () => {
    runs();
    await idle();
    worker.owners.set('/usr/lib/x86_64-linux-gnu/libz.so.1', 'zlib1g');
    worker.owners.set('/usr/sbin/nginx', 'nginx');
    const used = {
      node: 'node',
      watched: [{ image: engineId, workload, since: (now - 1000) as EpochMs }],
      files: [
        { kind: 'loaded' as const, path: '/usr/lib/x86_64-linux-gnu/libz.so.1' },
        { kind: 'executed' as const, path: '/usr/sbin/nginx' },
        { kind: 'executed' as const, path: '/tmp/not-in-a-package' },
      ].map((file) => ({ ...file, image: engineId, workload, firstAt: now as EpochMs, lastAt: now as EpochMs })),
      dropped: 0,
    };
    await server.server.link.used(used);
    await server.server.link.used(used);
    await expect
      .poll(async () => (await server.client.listImages({})).items[0]?.use)
      .toMatchObject({ executed: 1, loaded: 1, neverSeen: 2, severity: 'critical', watchedSince: now - 1000 });
    const image = (await server.client.listImages({})).items[0]?.id ?? '';
    expect(await found(image)).toEqual(['CVE-2024-7347', 'CVE-2023-45853', 'CVE-2024-6119', 'CVE-2020-8203']);
    const [first] = (await server.client.listImageFindings({ params: { image } })).items;
    expect(first?.finding).toMatchObject({
      use: { state: 'executed', path: '/usr/sbin/nginx', workloads: [workload], since: now },
    });
    expect(await found(image, { use: 'never-seen' })).toEqual(['CVE-2024-6119', 'CVE-2020-8203']);
    expect(worker.asked.filter(({ op }) => op === 'scan')).toHaveLength(1);
    expect(worker.asked.filter(({ op }) => op === 'owners')).toHaveLength(1);
  });
});

describe('what is pulled', () => {
  const pull = async (image: { name: string; id?: string }) => {
    server.server.link.pulled('node', [image]);
    await idle();
  };
  const scans = async () =>
    (await server.client.listScans({ query: { kind: 'scan' } })).items.map(({ reference: of, trigger, state }) => [
      of,
      trigger,
      state,
    ]);

  it('is scanned once, however often it is pulled, and not again when it starts', async () => {
    await pull({ name: 'web:1', id: engineId });
    await expect.poll(scans).toEqual([[`docker:${engineId}`, 'pull', 'done']]);
    expect((await server.client.listImages({})).items[0]).toMatchObject({ name: 'web:1', state: 'scanned' });
    await pull({ name: 'web:1', id: engineId });
    runs();
    await expect.poll(async () => (await server.client.listImages({})).items[0]?.containers).toBe(1);
    await idle();
    expect(await scans()).toEqual([[`docker:${engineId}`, 'pull', 'done']]);
  });

  it('is one scan when it is pulled and started in one breath', async () => {
    server.server.link.pulled('node', [{ name: 'web:1', id: engineId }]);
    runs();
    await expect.poll(async () => (await server.client.listImages({})).items[0]?.containers).toBe(1);
    await idle();
    expect(worker.asked.filter(({ op }) => op === 'scan').map(({ about }) => about)).toEqual([`docker:${engineId}`]);
  });

  it('is scanned by its name where the engine cannot tell which it is', async () => {
    worker.images.set('docker:web:1', webImage('1'));
    await pull({ name: 'web:1' });
    await expect.poll(scans).toEqual([['docker:web:1', 'pull', 'done']]);
  });

  it('is left alone when that is turned off, and what starts is scanned all the same', async () => {
    await server.stop();
    const scan = { ...defaultScanSettings, onPull: false };
    server = await temporaryServer({ scanWorker: worker, settings: { ...defaultServerSettings, scan } });
    await pull({ name: 'web:1', id: engineId });
    runs();
    await expect.poll(scans).toEqual([[`docker:${engineId}`, 'container', 'done']]);
  });
});

describe('new advisories', () => {
  // Those that are fetched at the start.
  const generation = 'g-2';
  beforeEach(idle);

  it('are held against the images they concern alone, and nothing is pulled', async () => {
    await scan();
    worker.images.set('registry.example/shop/other:1', {
      ...webImage('1'),
      image: { ...webImage('1').image, repository: 'registry.example/shop/other', digest: digestOf('other') },
      packages: [],
      findings: [],
    });
    await scan('registry.example/shop/other:1');
    const before = worker.asked.length;
    worker.delta = { from: generation, to: 'g-3', packages: [{ ecosystem: 'Debian:12', name: 'openssl' }] };
    await server.client.updateAdvisories({ body: {} });
    await expect
      .poll(() => worker.asked.slice(before).flatMap(({ op, about }) => (op === 'bases' ? [] : [[op, about]])))
      .toEqual([
        ['update', ''],
        ['rematch', ''],
      ]);
    await idle();
    const { items } = await server.client.listScans({ query: { kind: 'judge' } });
    expect(items[0]).toMatchObject({ trigger: 'advisories', outcome: { images: 1, added: 0, removed: 0 } });
  });

  it('change what they say of an image, its figures, its verdicts and whoever runs it, and nothing else', async () => {
    const text = 'schema: plimsoll-policy/1\nname: prod\nrules:\n  - name: critical\n    severity: critical\n';
    await server.client.addPolicy({ body: { text } });
    runs();
    await idle();
    const image = (await server.client.listImages({})).items[0]?.id ?? '';
    const before = await server.client.getImage({ params: { image } });
    const messages = worker.asked.length;
    const open = async () => (await server.client.listFindings({ query: { subject: 'image', state: 'open' } })).items;
    await expect.poll(async () => (await open())[0]).toMatchObject({ policy: { subjectsTotal: 1 } });

    server.clock.advance(60_000);
    const now = webImage('1', { worse: true });
    worker.images.set(reference, now);
    worker.delta = { from: generation, to: 'g-3', packages: [{ ecosystem: 'Debian:12', name: 'openssl' }] };
    await server.client.updateAdvisories({ body: {} });
    await idle();
    expect(worker.asked.slice(messages).map(({ op }) => op)).toEqual(['update', 'scores', 'rematch', 'verdicts']);
    const [judged] = (await server.client.listScans({ query: { kind: 'judge', trigger: 'advisories' } })).items;
    expect(judged?.outcome).toMatchObject({ images: 1, added: 1, removed: 0, counts: { critical: 3, high: 1 } });
    expect(judged?.outcome?.worst.map(({ why }) => why.source)).toEqual(['CVE-2024-9999']);
    const after = await server.client.getImage({ params: { image } });
    expect(after.summary.counts).toEqual({ ...before.summary.counts, critical: 3, high: 1 });
    expect(after.report?.data?.generation).toBe('g-3');
    expect(after.history).toHaveLength(2);
    expect(after.history[0]).toMatchObject({ added: 1, removed: 0, generation: 'g-3', complete: true });
    const { items } = await server.client.listImageFindings({ params: { image }, query: {} });
    expect(items.map(({ finding, firstSeenAt }) => [finding.why.source, finding.severity, firstSeenAt])).toEqual(
      expect.arrayContaining([
        ['CVE-2024-6119', 'critical', before.summary.scannedAt],
        ['CVE-2024-9999', 'critical', (before.summary.scannedAt ?? 0) + 60_000],
        ['CVE-2023-45853', 'critical', before.summary.scannedAt],
      ]),
    );
    await expect.poll(async () => (await open())[0]).toMatchObject({ policy: { subjectsTotal: 3 } });
  });

  it('are held against an image whole when it stands on others than those before', async () => {
    await scan();
    const before = worker.asked.length;
    worker.delta = { from: 'g-missed', to: 'g-4', packages: [] };
    await server.client.updateAdvisories({ body: {} });
    await expect
      .poll(() => worker.asked.slice(before).flatMap(({ op, about }) => (op === 'bases' ? [] : [[op, about]])))
      .toEqual([
        ['update', ''],
        ['judge', reference],
      ]);
    await idle();
  });

  it('do not concern a package of another kind that has the same name', async () => {
    await scan();
    const before = worker.asked.length;
    worker.delta = { from: generation, to: 'g-3', packages: [{ ecosystem: 'PyPI', name: 'nginx' }] };
    await server.client.updateAdvisories({ body: {} });
    await idle();
    expect(worker.asked.slice(before).map(({ op }) => op)).toEqual(['update']);
  });

  it('bring new chances of exploitation to every image, where nothing else changed', async () => {
    const rules = '  - name: soon\n    epss: 0.9\n';
    await server.client.addPolicy({ body: { text: `schema: plimsoll-policy/1\nname: prod\nrules:\n${rules}` } });
    runs();
    await idle();
    const image = (await server.client.listImages({})).items[0]?.id ?? '';
    const params = { image };
    expect(await found(image)).toEqual(['CVE-2024-7347', 'CVE-2024-6119', 'CVE-2023-45853', 'CVE-2020-8203']);
    const before = await server.client.getImage({ params });
    const asked = worker.asked.length;
    server.clock.advance(60_000);
    worker.scores.set('CVE-2020-8203', 0.97531).set('CVE-2023-45853', 0.00043).set('CVE-2019-1', 0.5);
    worker.delta = { from: generation, to: 'g-3', packages: [] };
    await server.client.updateAdvisories({ body: {} });
    await idle();
    expect(worker.asked.slice(asked).map(({ op }) => op)).toEqual(['update', 'scores', 'verdicts']);
    // Exploited comes before likely to be.
    expect(await found(image)).toEqual(['CVE-2024-7347', 'CVE-2020-8203', 'CVE-2024-6119', 'CVE-2023-45853']);
    expect(await found(image, { sort: 'epss' })).toEqual([
      'CVE-2020-8203',
      'CVE-2024-7347',
      'CVE-2024-6119',
      'CVE-2023-45853',
    ]);
    const { items } = await server.client.listImageFindings({ params, query: { sort: 'epss' } });
    const scores = items.map(({ finding }) => finding.kind === 'vulnerability' && finding.epss?.probability);
    expect(scores).toEqual([0.97531, 0.5, 0.02, 0.00043]);
    const [first] = items;
    const one = await server.client.getImageFinding({ params: { image, key: first?.finding.key ?? '' } });
    expect(one.record.finding).toMatchObject({ epss: { probability: 0.97531, percentile: 0.97531 } });
    const after = await server.client.getImage({ params });
    expect(after.summary).toMatchObject({ epss: 0.97531, breaks: ['prod'], scannedAt: before.summary.scannedAt });
    const open = async () => (await server.client.listFindings({ query: { subject: 'image', state: 'open' } })).items;
    await expect.poll(async () => (await open())[0]).toMatchObject({ policy: { rule: 'soon', subjectsTotal: 1 } });
  });
});

describe('time alone', () => {
  const day = 86_400_000;

  it('judges an image again on the day its system is no longer maintained, and pulls nothing for it', async () => {
    const image = await scan();
    const { os } = (await server.client.getImage({ params: { image } })).summary;
    const ends = os?.endOfLifeAt ?? 0;
    await idle();
    worker.asked.length = 0;
    server.clock.advance(ends - server.clock.now() - day);
    await idle();
    const judged = () => worker.asked.filter(({ op }) => op === 'judge' || op === 'scan');
    const before = judged().length;
    server.clock.advance(2 * day);
    await expect.poll(() => judged().length).toBe(before + 1);
    await idle();
    expect(judged().at(-1)).toEqual({ op: 'judge', about: reference });
    const { items } = await server.client.listScans({ query: { kind: 'judge', trigger: 'schedule' } });
    expect(items[0]?.name).toBe('1 image of which time changes what is said');
  });

  it('breaks a policy that gives so many days, once they are over', async () => {
    const rules = '  - name: mend\n    severity: critical\n    olderThanDays: 30\n';
    await server.client.addPolicy({ body: { text: `schema: plimsoll-policy/1\nname: prod\nrules:\n${rules}` } });
    const fresh = webImage('1');
    const findings = fresh.findings.map((one) =>
      one.kind === 'vulnerability' ? { ...one, publishedAt: now as EpochMs } : one,
    );
    worker.images.set(reference, { ...fresh, findings });
    const image = await scan();
    const breaks = async () => (await server.client.getImage({ params: { image } })).summary.breaks;
    expect(await breaks()).toEqual([]);
    worker.asked.length = 0;
    server.clock.advance(31 * day);
    await expect.poll(breaks).toEqual(['prod']);
    expect(worker.asked.map(({ op }) => op)).not.toContain('scan');
  });
});

describe('exceptions', () => {
  it('suppress and come back, each change in the ledger, until their time is over', async () => {
    const image = await scan();
    const exception = await server.client.addException({
      body: { scope: { ids: ['CVE-2023-45853'] }, reason: 'not built in', expiresAt: (now + 3_600_000) as EpochMs },
    });
    await idle();
    expect(await found(image)).not.toContain('CVE-2023-45853');
    expect(await found(image, { suppressed: 'only' })).toEqual(['CVE-2023-45853']);
    expect((await server.client.listExceptions({})).items[0]).toMatchObject({
      findings: 1,
      images: 1,
      state: 'active',
    });

    server.clock.advance(3_600_000);
    await expect
      .poll(async () => {
        // What is due is looked for every few seconds, once the look before is over.
        server.clock.advance(10_000);
        return (await server.client.listExceptions({})).items[0];
      })
      .toMatchObject({ id: exception.id, state: 'expired', revokedBy: 'plimsoll' });
    await idle();
    expect(await found(image)).toContain('CVE-2023-45853');
    const changes = await server.client.listChanges({ query: { subject: exception.id } });
    expect(changes.items.map(({ what }) => what)).toEqual(['image-exception.expired', 'image-exception.added']);
    expect(changes.intact).toBe(true);
  });
});

describe('policies at run time', () => {
  const text = 'schema: plimsoll-policy/1\nname: prod\nrules:\n  - name: no exploited vulnerabilities\n    kev: true\n';

  it('make a finding of a running workload, and resolve it once the cause is gone', async () => {
    await server.client.addPolicy({ body: { text } });
    runs();
    await idle();
    const open = async () => (await server.client.listFindings({ query: { subject: 'image', state: 'open' } })).items;
    await expect.poll(async () => (await open()).length).toBe(1);
    const [finding] = await open();
    expect(finding).toMatchObject({
      kind: 'vulnerability',
      workload,
      severity: 'medium',
      image: { name: 'web:1' },
      policy: { name: 'prod', rule: 'no exploited vulnerabilities', subjectsTotal: 1 },
    });
    const explained = await server.client.getFinding({ params: { finding: finding?.id ?? ('' as never) } });
    expect(explained.finding.sentence).toContain('CVE-2024-7347');

    server.server.link.running('node', []);
    await expect.poll(async () => (await open()).length).toBe(0);
    const { items } = await server.client.listFindings({ query: { subject: 'image' } });
    expect(items.map(({ state }) => state)).toEqual(['resolved']);
  });

  it('say what is wrong with one that cannot be read', async () => {
    await expect(server.client.addPolicy({ body: { text: 'rules: []' } })).rejects.toMatchObject({
      code: 'POLICY_REFUSED',
    });
  });
});

describe('polling', () => {
  it('scans the tags that moved, asked for by digest', async () => {
    const { id } = await server.client.addRegistry({
      body: { name: 'R', host: 'registry.example', filters: [{ repository: 'shop/*', notTags: ['*-dev'], newest: 2 }] },
    });
    worker.tags.set(
      'shop/web',
      new Map([
        ['0.9', 'sha256:a'],
        ['1', 'sha256:b'],
        ['1-dev', 'sha256:c'],
        ['0.8', 'sha256:d'],
      ]),
    );
    worker.tags.set('other/web', new Map([['1', 'sha256:e']]));
    worker.images.set('registry.example/shop/web:0.9', webImage('0.9'));
    const first = await server.client.pollRegistry({ params: { registry: id } });
    expect(first.lastPoll).toMatchObject({ repositories: 1, tags: 2, changed: 2, failure: null });
    await idle();
    const again = await server.client.pollRegistry({ params: { registry: id } });
    expect(again.lastPoll?.changed).toBe(0);
    worker.tags.get('shop/web')?.set('1', 'sha256:new');
    expect((await server.client.pollRegistry({ params: { registry: id } })).lastPoll?.changed).toBe(1);
    await idle();
    const polled = await server.client.listScans({ query: { trigger: 'poll' } });
    expect(polled.items.map(({ reference: of }) => of)).toEqual([
      reference,
      'registry.example/shop/web:0.9',
      reference,
    ]);
  });
});

describe('schedules', () => {
  it('run at their time, in their time zone, and make up once for what was missed', async () => {
    await scan();
    const { id } = await server.client.addSchedule({
      body: { name: 'nightly', cron: '0 3 * * *', timezone: 'Europe/Berlin', scope: { kind: 'all' } },
    });
    const { items } = await server.client.listSchedules();
    // 2023-11-15 at three in the morning in Berlin.
    expect(items[0]).toMatchObject({ id, nextAt: Date.parse('2023-11-15T02:00:00Z') });
    server.clock.advance(3 * 24 * 3_600_000);
    await expect.poll(async () => (await server.client.listSchedules()).items[0]?.lastResult).toBe('queued 1 scan');
    await idle();
    const { total } = await server.client.listScans({ query: { trigger: 'schedule', kind: 'scan' } });
    expect(total).toBeGreaterThanOrEqual(1);
    await expect(
      server.client.addSchedule({ body: { name: 'x', cron: 'every day', scope: { kind: 'all' } } }),
    ).rejects.toMatchObject({ code: 'SCHEDULE_INVALID' });
  });
});

describe('without a worker', () => {
  it('what was found before can be read, and nothing is scanned', async () => {
    const off = await temporaryServer();
    try {
      await expect(off.client.requestScan({ body: { reference } })).rejects.toMatchObject({ code: 'SCANNING_OFF' });
      expect((await off.client.listScans({})).scanning).toMatchObject({ on: false });
      expect((await off.client.listImages({})).total).toBe(0);
      expect(await off.client.advisories()).toMatchObject({ data: null, everyMs: 21_600_000, nextAt: null });
    } finally {
      await off.stop();
    }
  });
});

describe('limits', () => {
  it('let go of images that do not run, and say so', async () => {
    await server.stop();
    const keep = { ...defaultScanSettings.keep, images: 2 };
    server = await temporaryServer({
      scanWorker: worker,
      settings: { ...defaultServerSettings, scan: { ...defaultScanSettings, keep } },
    });
    for (const tag of ['1', '2', '3', '4']) {
      worker.images.set(`registry.example/shop/web:${tag}`, webImage(tag));
      await scan(`registry.example/shop/web:${tag}`);
      server.clock.advance(1000);
    }
    const { items } = await server.client.listImages({ query: { sort: 'scanned' } });
    expect(items.map(({ tag }) => tag)).toEqual(['4', '3']);
    expect((await server.client.status()).dropped).toContainEqual(
      expect.objectContaining({ what: 'images', count: 2 }),
    );
  });
});

describe('the live stream', () => {
  it('tells of scans as they go', async () => {
    const messages: LiveMessage[] = [];
    const stop = new AbortController();
    const stream = await fetch(`${server.url}/api/v1/live`, {
      headers: { authorization: `Bearer ${server.token}` },
      signal: stop.signal,
    });
    const reading = (async () => {
      let rest = '';
      for await (const chunk of stream.body as unknown as AsyncIterable<Uint8Array>) {
        const parts = (rest + Buffer.from(chunk).toString()).split('\n\n');
        rest = parts.pop() ?? '';
        for (const part of parts) if (part.startsWith('data: ')) messages.push(JSON.parse(part.slice(6)));
      }
    })().catch(() => {});
    await scan();
    await expect
      .poll(() =>
        messages.flatMap((message) =>
          message.type === 'scan' && message.scan.kind === 'scan' ? [message.scan.state] : [],
        ),
      )
      .toEqual(expect.arrayContaining(['queued', 'running', 'done']));
    expect(messages.some(({ type }) => type === 'image')).toBe(true);
    stop.abort();
    await reading;
  });
});
