/** A server that scans by itself: told by a registry, by polling, and by advisories that appear after an image was scanned. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ImageFinding, ImageSummary, ScanJob } from '@plimsoll/api';
import { reportAddress } from '@plimsoll/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Plimsoll, plimsoll, startPlimsoll } from './plimsoll.ts';
import { buildImage, buildIndex, debian } from './scan/images.ts';
import { writeMirror } from './scan/mirror.ts';
import { freePort, push, type Registry, scanObstacle, startRegistry } from './scan/registry.ts';
import { firstVersion, known, news, packages, scanner, secondVersion } from './scan/world.ts';
import { until } from './until.ts';

const obstacle = scanObstacle();
const patience = 60_000;

describe.skipIf(obstacle !== undefined)(`a server that scans${obstacle ? ` (skipped: ${obstacle})` : ''}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-e2e-'));
  const dataDir = join(folder, 'data');
  const mirror = join(folder, 'mirror');
  const layout = join(folder, 'layout');
  const flags = ['--advisory-mirror', mirror, '--advisories-every', 'never', '--scans-at-once', '2'];
  let product: Plimsoll;
  let registry: Registry;
  let registryId: ImageSummary['id'] & never;

  beforeAll(async () => {
    writeMirror(mirror, known);
    product = await startPlimsoll({
      dataDir,
      engine: join(folder, 'none.sock'),
      flags,
    });
    const port = await freePort();
    const added = await product.client.addRegistry({
      body: {
        ...{ name: 'Shop', host: `127.0.0.1:${port}`, filters: [{ repository: 'shop/*' }] },
        credentials: { kind: 'basic', ...scanner },
      },
    });
    registryId = added.id as never;
    const { path, secret } = await product.client.rotateHookSecret({ params: { registry: registryId } });
    const address = await until(
      'the address is told',
      async () => /https?:\/\/127\.0\.0\.1:\d+/.exec(product.output())?.[0],
    );
    registry = await startRegistry(join(folder, 'registry'), {
      port,
      users: { [scanner.user]: scanner.password },
      tells: { url: `${address}${path}`, secret },
    });
  });
  afterAll(async () => {
    await product?.stop();
    await registry?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const images = async () => (await product.client.listImages({ query: { limit: 100 } })).items;
  const named = async (name: string) => (await images()).find((one) => one.name === `${registry.host}/${name}`);
  const scanned = (name: string) =>
    until(
      `${name} is scanned`,
      async () => {
        const image = await named(name);
        return image !== undefined && image.scannedAt !== null && image.current ? image : undefined;
      },
      patience,
    );
  const findingsOf = async (
    image: ImageSummary,
    query: { suppressed?: 'no' | 'only' } = {},
  ): Promise<readonly ImageFinding[]> => {
    const page = await product.client.listImageFindings({
      params: { image: image.id },
      query: { ...query, limit: 500 },
    });
    return page.items.map(({ finding }) => finding);
  };
  const ids = (findings: readonly ImageFinding[]) =>
    findings.flatMap((one) => (one.kind === 'vulnerability' ? [one.id] : [])).sort();
  const jobs = async (query: { kind?: ScanJob['kind']; text?: string } = {}) =>
    (await product.client.listScans({ query: { ...query, limit: 200 } })).items;
  const done = (job: ScanJob) =>
    until(
      `${job.name} is done`,
      async () => {
        const now = await product.client.getScan({ params: { scan: job.id } });
        if (now.state === 'failed') throw new Error(JSON.stringify(now.failure));
        return now.state === 'done' ? now : undefined;
      },
      patience,
    );
  const idle = () =>
    until(
      'nothing waits',
      async () => {
        const { counts } = await product.client.listScans({});
        return counts.queued + counts.running === 0;
      },
      patience,
    );

  it('reaches the registry with the password it was given, and never shows it', async () => {
    const tested = await product.client.testRegistry({ params: { registry: registryId } });
    expect(tested, JSON.stringify(tested)).toMatchObject({ ok: true });
    const shown = JSON.stringify(await product.client.listRegistries());
    expect(shown).toContain(scanner.user);
    expect(shown).not.toContain(scanner.password);
  });

  it('scans what is pushed, for the registry told of it, and says that advisories are missing', async () => {
    await push(firstVersion(layout), { to: `${registry.host}/shop/web:v1`, as: scanner });
    const image = await scanned('shop/web:v1');
    expect(image).toMatchObject({
      ...{
        state: 'incomplete',
        repository: `${registry.host}/shop/web`,
        tag: 'v1',
        packages: 6,
        use: null,
        dataAt: null,
      },
      kinds: { vulnerability: 0, secret: 1, malware: 0 },
    });
    const [job] = await jobs({ kind: 'scan' });
    expect(job).toMatchObject({ trigger: 'webhook', askedBy: 'Shop (distribution)', state: 'done' });
    expect(job?.outcome).toMatchObject({ complete: false, layers: 5, layersKnown: 0, removed: 0 });
    const view = await product.client.getImage({ params: { image: image.id } });
    expect(view.report).toMatchObject({ complete: false, data: null });
    expect(view.layers.map(({ packages: count }) => count)).toEqual([4, 0, 0, 0, 2]);
    const { hook } = await product.client.getRegistry({ params: { registry: registryId } });
    expect(hook).toMatchObject({ refused: 0, lastFrom: 'distribution' });
  });

  it('fetches advisories when it is asked to, and judges what it knows by them', async () => {
    expect(await product.client.advisories()).toMatchObject({ data: null, mirror });
    await done(await product.client.updateAdvisories());
    const { data, nextAt } = await product.client.advisories();
    expect(data?.feeds.map(({ feed }) => feed).sort()).toEqual(['epss', 'kev', 'osv/Debian', 'osv/npm']);
    expect(nextAt).toBeNull();
    // The command line looks at the same database.
    const { stdout, code } = await plimsoll(dataDir, 'advisories', 'status');
    expect(code).toBe(0);
    expect(stdout).toContain(data?.generation);

    const image = await until('it is judged', async () => {
      const now = await named('shop/web:v1');
      return now?.state === 'scanned' ? now : undefined;
    });
    expect(image).toMatchObject({
      ...{ kev: 1, epss: 0.42, counts: { critical: 1, high: 1, unknown: 1 } },
      kinds: { vulnerability: 3, secret: 1, malware: 1 },
    });
    expect(ids(await findingsOf(image))).toEqual(['CVE-2099-0001', 'CVE-2099-0003', 'CVE-2099-0004']);
  });

  it('shows what a second version brings and what it takes away', async () => {
    await push(secondVersion(layout), { to: `${registry.host}/shop/web:v2`, as: scanner });
    const [v1, v2] = [await scanned('shop/web:v1'), await scanned('shop/web:v2')];
    const { outcome } = (await jobs({ kind: 'scan', text: 'web:v2' }))[0] ?? {};
    expect(outcome).toMatchObject({ layers: 3, layersKnown: 1 });
    const {
      findings,
      packages: changed,
      sharedLayers,
    } = await product.client.compareImages({ query: { from: v1.id, to: v2.id } });
    expect(sharedLayers).toBe(1);
    expect(ids(findings.added)).toEqual(['CVE-2099-0005']);
    expect(ids(findings.removed)).toEqual(['CVE-2099-0001']);
    expect(findings.removed.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['malware', 'secret', 'misconfiguration']),
    );
    expect(changed.changed).toMatchObject([{ name: 'libssl3', from: '3.0.11-1~deb12u1', to: '3.0.11-1~deb12u2' }]);
    expect(changed.added.map(({ name }) => name)).toEqual(['minimist']);
    expect(changed.removed.map(({ name }) => name)).toEqual(['left-paad']);
    const view = await product.client.getImage({ params: { image: v2.id } });
    expect(view.siblings.map(({ tag }) => tag)).toEqual(['v1']);
  });

  it('finds a tag that moved by looking itself, when nobody told', async () => {
    await product.client.rotateHookSecret({ params: { registry: registryId } });
    await push(`${layout}:v1`, { to: `${registry.host}/shop/web:v2`, as: scanner });
    await until('the old secret is refused', async () => {
      const { hook } = await product.client.getRegistry({ params: { registry: registryId } });
      return hook.refused > 0;
    });
    await idle();
    const before = (await jobs()).length;
    const polled = await product.client.pollRegistry({ params: { registry: registryId } });
    expect(polled.lastPoll).toMatchObject({ repositories: 1, tags: 2, changed: 1, failure: null });
    const [job] = await jobs();
    expect(job).toMatchObject({ kind: 'scan', trigger: 'poll', reference: `${registry.host}/shop/web:v2` });
    await done(job as ScanJob);
    expect((await jobs()).length).toBe(before + 1);
    const now = await until('the tag moved', async () => {
      const { names, summary } = await product.client.getImage({
        params: { image: (await images()).find(({ tag, current }) => tag === 'v2' && current)?.id ?? ('' as never) },
      });
      return names.some(({ name, current }) => name.endsWith(':v2') && current) ? summary : undefined;
    });
    expect(now.kev).toBe(1);
    // Nothing moved since.
    expect((await product.client.pollRegistry({ params: { registry: registryId } })).lastPoll?.changed).toBe(0);
  });

  it('holds what it knows of images against new advisories without asking a registry', async () => {
    await idle();
    const asked = registry.requests().length;
    writeMirror(mirror, { ...known, advisories: [...known.advisories, news] });
    const update = await done(await product.client.updateAdvisories());
    expect(update.outcome?.images).toBe(2);
    await until('it is found', async () => {
      const all = await Promise.all((await images()).map(async (image) => ids(await findingsOf(image))));
      return all.every((found) => found.includes(news.cve));
    });
    await idle();
    const [judged] = await jobs({ kind: 'judge' });
    expect(judged).toMatchObject({
      trigger: 'advisories',
      state: 'done',
      outcome: { images: 2, added: 2, removed: 0 },
    });
    expect(judged?.outcome?.worst.map((one) => one.kind === 'vulnerability' && one.id)).toEqual([news.cve, news.cve]);
    expect(registry.requests().length).toBe(asked);
  });

  it('takes new chances of exploitation, and what is exploited now, into everything it knows', async () => {
    const asked = registry.requests().length;
    const advisories = [...known.advisories, news];
    const likely = { ...known.likely, 'CVE-2099-0004': 0.97531 };
    const scores = async () => {
      const found = await Promise.all((await images()).map((image) => findingsOf(image)));
      return found.flat().flatMap((one) => (one.kind === 'vulnerability' ? [one] : []));
    };
    const before = (await scores()).filter(({ id }) => id === 'CVE-2099-0004');
    expect(before.map(({ epss }) => epss?.probability)).toEqual(before.map(() => 0.003));
    // Nothing but the chances; then nothing but what is exploited.
    writeMirror(mirror, { ...known, advisories, likely, likelyOn: '2026-02-03' });
    expect((await done(await product.client.updateAdvisories())).outcome?.images).toBe(0);
    const likelier = (await scores()).filter(({ id }) => id === 'CVE-2099-0004');
    expect(likelier.map(({ epss }) => epss?.probability)).toEqual(before.map(() => 0.97531));
    expect((await images()).map(({ epss }) => epss)).toEqual((await images()).map(() => 0.97531));
    const exploited = [...known.exploited, 'CVE-2099-0004'];
    writeMirror(mirror, { ...known, advisories, likely, exploited, likelyOn: '2026-02-03' });
    await done(await product.client.updateAdvisories());
    await idle();
    const worse = (await scores()).filter(({ id }) => id === 'CVE-2099-0004');
    expect(worse.length).toBe(before.length);
    for (const one of worse) expect([one.kev?.ransomware, one.epss?.probability]).toEqual([true, 0.97531]);
    expect(registry.requests().length).toBe(asked);
  });

  it('suppresses what somebody accepts, shows that it does, and stops when the time is over', async () => {
    const [image] = await images();
    if (image === undefined) throw new Error('there is no image');
    const exception = await product.client.addException({
      body: {
        scope: { ids: [news.cve] },
        reason: 'not reachable',
        owner: 'web team',
        expiresAt: (Date.now() + 6_000) as never,
      },
    });
    const told = async () => {
      const [one] = (await product.client.listExceptions({})).items;
      return one?.id === exception.id ? `${one.state}: ${one.findings} in ${one.images}` : undefined;
    };
    await until('it is suppressed', async () => (await told()) === 'active: 2 in 2', patience, 10);
    const [suppressed] = await findingsOf(image, { suppressed: 'only' });
    expect(suppressed).toMatchObject({
      id: news.cve,
      suppressed: { by: 'exception', status: 'accepted', justification: 'not reachable', owner: 'web team' },
    });
    expect(ids(await findingsOf(image))).not.toContain(news.cve);
    await until('its time is over', async () => (await told()) === 'expired: 0 in 0', patience);
    expect(ids(await findingsOf(image))).toContain(news.cve);
    const { items } = await product.client.listChanges({ query: { limit: 50 } });
    expect(items.map(({ what }) => what)).toEqual(
      expect.arrayContaining(['image-exception.added', 'image-exception.expired']),
    );
  });

  it('tells a version that departs from all before it', async () => {
    const base = { command: 'ADD rootfs.tar /', files: debian(packages) };
    const version = (number: number, more: Parameters<typeof buildImage>[1]['layers'] = []) =>
      buildImage(layout, {
        tag: `api-${number}`,
        layers: [base, { command: 'COPY app /', files: { 'app/main.js': `console.log(${number})\n` } }, ...more],
      });
    for (let number = 1; number <= 5; number++)
      await push(version(number), { to: `${registry.host}/shop/api:1.${number}`, as: scanner });
    await product.client.pollRegistry({ params: { registry: registryId } });
    for (let number = 1; number <= 5; number++) await scanned(`shop/api:1.${number}`);
    const tool = { command: 'RUN curl', files: { 'usr/local/bin/tool': { copyOf: '/bin/busybox' } } };
    await push(version(6, [tool]), { to: `${registry.host}/shop/api:1.6`, as: scanner });
    await product.client.pollRegistry({ params: { registry: registryId } });
    const image = await scanned('shop/api:1.6');
    const departures = (await findingsOf(image)).filter(({ kind }) => kind === 'detection');
    expect(departures.map(({ sentence }) => sentence).join('\n')).toMatch(
      /First statically linked executable outside package ownership in 5 versions of .*shop\/api: \/?usr\/local\/bin\/tool/,
    );
  });

  it('says what is wrong with what cannot be scanned, and tries again when it is asked to', async () => {
    const reference = `${registry.host}/shop/late:1`;
    const asked = await product.client.requestScan({ body: { reference } });
    const failed = await until('it has failed', async () => {
      const job = await product.client.getScan({ params: { scan: asked.id } });
      return job.state === 'failed' ? job : undefined;
    });
    expect(failed).toMatchObject({ trigger: 'person', attempt: 1, failure: { code: 'IMAGE_NOT_FOUND' } });
    expect(failed.failure?.message).toContain('shop/late:1');
    await expect(product.client.requestScan({ body: { reference: 'dir:/etc' } })).rejects.toMatchObject({
      code: 'REFERENCE_REFUSED',
    });
    await push(`${layout}:v2`, { to: reference, as: scanner });
    await done(await product.client.retryScan({ params: { scan: asked.id } }));
  });

  it('keeps the platforms of one name apart', async () => {
    const layers = (architecture: string) => [
      { command: 'ADD rootfs.tar /', files: { ...debian(packages), 'etc/made-for': architecture } },
    ];
    const build = (architecture: string) =>
      buildImage(layout, { tag: architecture, layers: layers(architecture), config: ['--architecture', architecture] });
    const image = buildIndex(layout, { tag: 'both', of: { amd64: build('amd64'), arm64: build('arm64') } });
    const reference = `${registry.host}/tools/both:1`;
    await push(image, { to: reference, as: scanner });
    for (const platform of ['linux/amd64', 'linux/arm64', 'linux/amd64'])
      await done(await product.client.requestScan({ body: { reference, platform } }));
    const { items } = await product.client.listImages({ query: { repository: `${registry.host}/tools/both` } });
    expect(items.map(({ platform }) => platform?.architecture).sort()).toEqual(['amd64', 'arm64']);
  });

  it('gives its reports as files', async () => {
    // Found by the name it had first, though a tag that moved gave it another.
    const [image] = (await product.client.listImages({ query: { text: 'shop/web:v1' } })).items;
    if (image === undefined) throw new Error('it is not found by its first name');
    const { token } = JSON.parse((await plimsoll(dataDir, 'token', 'rotate', '--json')).stdout) as { token: string };
    const address = /https?:\/\/127\.0\.0\.1:\d+/.exec(product.output())?.[0];
    for (const [format, wanted] of [
      ['json', '"schema":"plimsoll-scan/1"'],
      ['sarif', 'CVE-2099-0001'],
      ['cyclonedx', 'pkg:npm/lodash@4.17.4'],
      ['html', 'CVE-2099-0001'],
    ] as const) {
      const answer = await fetch(`${address}${reportAddress(image.id, format)}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      expect(answer.status).toBe(200);
      expect((await answer.text()).replaceAll('": "', '":"')).toContain(wanted);
    }
  });

  it('takes up again what it was doing when it was killed, and leaves no process behind', async () => {
    // It takes connections and never says a word.
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = silent.address() as AddressInfo;
      const { id } = await product.client.requestScan({ body: { reference: `127.0.0.1:${port}/shop/slow:1` } });
      const state = async () => (await product.client.getScan({ params: { scan: id } })).state;
      await until('it runs', async () => (await state()) === 'running');
      const workers = childrenOf(product.pid);
      expect(workers.length).toBeGreaterThan(0);
      await product.stop('SIGKILL');
      await until('its workers are gone', async () => workers.every((pid) => !existsSync(`/proc/${pid}`)));

      product = await startPlimsoll({ dataDir, engine: join(folder, 'none.sock'), flags });
      await until('it runs again', async () => (await state()) === 'running');
      expect((await images()).length).toBeGreaterThan(2);
      await product.client.cancelScan({ params: { scan: id } });
      await until('it was cancelled', async () => (await state()) === 'cancelled');
    } finally {
      silent.close();
    }
  });
});

function childrenOf(pid: number): readonly number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
}
