/** The server as an agent and a person see it: what is learned, judged, said and shown, over the real link and real HTTP. */
import type { Order, SignedBaseline } from '@plimsoll/api';
import {
  type BatchId,
  createLearner,
  decodeBaseline,
  describeBaseline,
  type EpochMs,
  emptyBaseline,
  encodeBaseline,
  type RecordId,
  type WorkloadId,
} from '@plimsoll/core';
import { containerRef, eventBuilder, findingOf, seed, type TemporaryServer, temporaryServer } from '@plimsoll/testkit';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const web = 'docker/web' as WorkloadId;
const params = { workload: web };
let here: TemporaryServer;
beforeEach(async () => {
  here = await temporaryServer();
});
afterEach(() => here.stop());

let ids = 0;
const build = eventBuilder({
  workload: web,
  container: containerRef({ name: 'web-1', image: 'web:1', startedAt: 1_700_000_000_000 }),
  newId: () => `e${ids++}` as RecordId,
});
const start = (executable: string) => build.exec({ at: 1_700_000_100_000 + ids, executable, parent: '/sbin/init' });

async function learn(n: number, executables: readonly string[], server = here): Promise<Uint8Array> {
  const learner = createLearner(emptyBaseline());
  for (const executable of executables) learner.observe(start(executable));
  const batch = `run:${n}` as BatchId;
  const state = encodeBaseline(learner.takeDelta(batch) ?? emptyBaseline());
  await server.server.link.learned({ workload: web, batch, state, observations: executables.length });
  return state;
}

/** The next turn of the merge, and its end. */
async function merged(version: number, server = here): Promise<void> {
  server.clock.advance(10_000);
  await vi.waitFor(async () =>
    expect((await server.client.getWorkload({ params })).baselineVersion).toBeGreaterThanOrEqual(version),
  );
}

describe('learning', () => {
  it('merges what agents learned into one version, and orders it to them', async () => {
    const orders: Order[] = [];
    here.server.link.orders((order) => orders.push(order));
    await learn(1, ['/bin/a']);
    await learn(2, ['/bin/b']);
    await merged(1);

    const baseline = await here.client.getBaseline({ params });
    expect(baseline.version).toBe(1);
    expect(baseline.processes.map(({ executable }) => executable).sort()).toEqual(['/bin/a', '/bin/b']);
    await vi.waitFor(() => expect(orders.some(({ baselineVersion }) => baselineVersion === 1)).toBe(true));
    const known = decodeBaseline(orders.at(-1)?.baseline ?? new Uint8Array());
    expect(describeBaseline(known).processes).toHaveLength(2);
  });

  it('does not count a batch twice, nor make a version of nothing new', async () => {
    const state = await learn(1, ['/bin/a']);
    await merged(1);
    const before = await here.client.getBaseline({ params });
    await here.server.link.learned({ workload: web, batch: 'run:1' as BatchId, state, observations: 1 });
    await here.server.link.learned({ workload: web, batch: 'run:again' as BatchId, state, observations: 1 });
    here.clock.advance(10_000);
    await here.server.stop();
    const again = await temporaryServer({ dataDir: here.dataDir });

    const after = JSON.parse(
      (await again.ask(`/api/v1/workloads/${encodeURIComponent(web)}/baseline`, { local: true })).text,
    );
    expect(after).toEqual(before);
    await again.stop();
    here = await temporaryServer();
  });

  it('refuses what is no baseline', async () => {
    const delta = { workload: web, batch: 'run:1' as BatchId, state: new Uint8Array([1, 2, 3]), observations: 1 };
    await expect(here.server.link.learned(delta)).rejects.toMatchObject({ code: 'BASELINE_CORRUPT' });
    await expect(here.server.link.learned({ ...delta, state: new Uint8Array(13_000_000) })).rejects.toMatchObject({
      code: 'DELTA_TOO_LARGE',
    });
  });

  it('orders at most one version in five seconds, and the last one always', async () => {
    const orders: Order[] = [];
    const stop = here.server.link.orders((order) => orders.push(order));
    await learn(1, ['/bin/a']);
    await merged(1);
    await vi.waitFor(() => expect(orders.at(-1)?.baselineVersion).toBe(1));
    stop();
    await learn(2, ['/bin/b']);
    await merged(2);
    here.clock.advance(10_000);
    expect(orders.at(-1)?.baselineVersion).toBe(1);
  });
});

describe('what was learned once', () => {
  const review = (executable: string, trust: 'trusted' | 'rejected' | 'unknown', reason = 'I looked') =>
    here.client.changeBaseline({
      params,
      body: { thing: { behaviour: 'process', parent: '/sbin/init', executable, args: '', uid: 0 }, trust, reason },
    });
  const trustOf = ({ processes }: { readonly processes: readonly { executable: string; trust: string }[] }) =>
    Object.fromEntries(processes.map(({ executable, trust }) => [executable, trust]));

  it('is trusted on a person’s word, which the ledger keeps', async () => {
    await learn(1, ['/bin/a', '/bin/b']);
    await merged(1);
    expect(trustOf(await here.client.getBaseline({ params }))).toEqual({
      '/bin/a': 'probationary',
      '/bin/b': 'probationary',
    });
    const after = await review('/bin/a', 'trusted');

    expect(trustOf(after)).toEqual({ '/bin/a': 'trusted', '/bin/b': 'probationary' });
    expect(after.version).toBe(2);
    const { items } = await here.client.listChanges({ query: { subject: web } });
    expect(items[0]).toMatchObject({
      what: 'baseline.trust',
      actor: 'token',
      reason: 'I looked',
      after: { trust: 'trusted', thing: '/sbin/init started /bin/a as uid 0' },
    });
  });

  it('stays out of the baseline once it was rejected, whoever shows it again, until that is taken back', async () => {
    await learn(1, ['/bin/a', '/bin/bad']);
    await merged(1);
    const after = await review('/bin/bad', 'rejected', 'not ours');
    expect(trustOf(after)).toEqual({ '/bin/a': 'probationary' });
    expect(after.rejected).toMatchObject([{ thing: { executable: '/bin/bad' }, actor: 'token', reason: 'not ours' }]);

    await learn(2, ['/bin/bad', '/bin/c']);
    await merged(3);
    expect(Object.keys(trustOf(await here.client.getBaseline({ params }))).sort()).toEqual(['/bin/a', '/bin/c']);
    await expect(review('/bin/bad', 'trusted')).rejects.toMatchObject({ code: 'LEARNED_UNKNOWN', status: 409 });

    expect((await review('/bin/bad', 'unknown')).rejected).toEqual([]);
    await learn(3, ['/bin/bad']);
    await merged(4);
    expect(trustOf(await here.client.getBaseline({ params }))).toHaveProperty('/bin/bad');
  });

  it('is taken back by marking a finding that shows it as expected', async () => {
    await learn(1, ['/bin/a', '/bin/bad']);
    await merged(1);
    const [shown] = (await here.client.getBaseline({ params })).processes.filter(
      ({ executable }) => executable === '/bin/bad',
    );
    const event = start('/bin/bad');
    await review('/bin/bad', 'rejected');
    const finding = findingOf({ id: 'bad', because: [event.id] });
    await here.server.link.judged({ finding, evidence: [event] });
    await here.client.changeFinding({
      params: { finding: finding.id },
      body: { state: 'expected', reason: 'a new job' },
    });

    const after = await here.client.getBaseline({ params });
    expect(after.rejected).toEqual([]);
    expect(trustOf(after)).toMatchObject({ [shown?.executable ?? '']: 'trusted' });
  });

  it('must be something that was learned', async () => {
    await learn(1, ['/bin/a']);
    await merged(1);
    for (const trust of ['trusted', 'rejected', 'unknown'] as const) {
      await expect(review('/bin/never', trust)).rejects.toMatchObject({ code: 'LEARNED_UNKNOWN', status: 404 });
    }
  });
});

describe('modes', () => {
  const change = (body: object) => here.client.changeWorkload({ params, body });

  it('are changed with the reason in the ledger, and ordered at once', async () => {
    await learn(1, ['/bin/a']);
    await expect(change({ mode: 'monitor' })).rejects.toMatchObject({ code: 'NOT_READY', status: 409 });
    const orders: Order[] = [];
    here.server.link.orders((order) => orders.push(order));
    const after = await change({ mode: 'monitor', declaredReady: true, reason: 'I know it' });

    expect(after).toMatchObject({ mode: 'monitor', declaredReady: true });
    await vi.waitFor(() => expect(orders.at(-1)?.workload.mode).toBe('monitor'));
    const ledger = await here.client.listChanges({ query: { subject: web } });
    expect(ledger.intact).toBe(true);
    expect(ledger.items[0]).toMatchObject({
      actor: 'token',
      what: 'workload.mode',
      reason: 'I know it',
      before: { mode: 'discover', declaredReady: false },
      after: { mode: 'monitor', declaredReady: true },
    });
  });

  it('stop nothing where no sensor can', async () => {
    await learn(1, ['/bin/a']);
    const enforce = { mode: 'protect' as const, declaredReady: true, dryRun: false };
    await expect(change(enforce)).rejects.toMatchObject({ code: 'ENFORCEMENT_UNAVAILABLE' });
    expect(await change({ mode: 'protect', declaredReady: true })).toMatchObject({ mode: 'protect', dryRun: true });
  });

  it('go from discover to monitor by themselves when the baseline is ready, unless a person put it back', async () => {
    await seed(here.server.link, { now: here.clock.now });
    const shop = { workload: 'docker/shop/web' as WorkloadId };
    here.clock.advance(10_000);
    await vi.waitFor(async () => expect((await here.client.getWorkload({ params: shop })).mode).toBe('monitor'));
    const { items } = await here.client.listChanges({ query: { subject: shop.workload } });
    expect(items[0]).toMatchObject({ actor: 'plimsoll', after: { mode: 'monitor' } });

    await here.client.changeWorkload({ params: shop, body: { mode: 'discover', reason: 'not yet' } });
    await here.server.link.learned({
      workload: shop.workload,
      batch: 'more:1' as BatchId,
      state: await learn(9, ['/bin/new']),
      observations: 1,
    });
    here.clock.advance(10_000);
    await vi.waitFor(async () => expect((await here.client.getWorkload({ params: shop })).baselineVersion).toBe(2));
    expect((await here.client.getWorkload({ params: shop })).mode).toBe('discover');
  });
});

describe('findings', () => {
  const evidence = () => [start('/bin/sh')];
  const judged = async (id: string) => {
    const events = evidence();
    const finding = findingOf({ id, because: events.map((event) => event.id) });
    await here.server.link.judged({ finding, evidence: events });
    return finding;
  };
  const say = (finding: string, state: 'acknowledged' | 'expected' | 'resolved' | 'open', learn = true) =>
    here.client.changeFinding({ params: { finding: finding as RecordId }, body: { state, reason: 'because', learn } });

  it('are counted while they are open, and lead from any occurrence to the whole story', async () => {
    await learn(1, ['/bin/a']);
    await merged(1);
    for (const id of ['a', 'b', 'c']) await judged(id);
    await judged('c');

    const { items, total } = await here.client.listFindings();
    expect([total, items[0]?.id, items[0]?.count]).toEqual([1, 'a', 3]);
    const explained = await here.client.getFinding({ params: { finding: 'c' as RecordId } });
    expect(explained.finding.id).toBe('a');
    expect(explained.evidence).toHaveLength(3);
    expect(explained.chain.map(({ type }) => type)).toEqual(['event', 'event', 'event', 'baseline', 'finding']);
    const steps = new Set(explained.chain.map(({ id }) => id));
    for (const cause of explained.finding.because) expect(steps).toContain(cause);
  });

  it('that are expected do not come back, are learned, and are told of again once they are not', async () => {
    await judged('a');
    await say('a', 'expected');
    const learned = await here.client.getBaseline({ params });
    expect(learned.processes).toContainEqual(expect.objectContaining({ executable: '/bin/sh', trust: 'trusted' }));

    await judged('b');
    const [expected] = (await here.client.listFindings()).items;
    expect(expected).toMatchObject({ id: 'a', state: 'expected', count: 2 });

    await say('a', 'resolved');
    await judged('c');
    expect((await here.client.listFindings({ query: { state: 'open' } })).items.map(({ id }) => id)).toEqual(['c']);
    const whats = (await here.client.listChanges()).items.map(({ what }) => what);
    expect(whats).toEqual(['exception.ended', 'finding.state', 'exception.added', 'finding.state']);
  });

  it('are expected without being learned when asked so', async () => {
    await judged('a');
    await say('a', 'expected', false);
    expect((await here.client.getBaseline({ params })).version).toBe(0);
  });

  it('that are resolved begin anew when the same happens again, and cannot be reopened beside it', async () => {
    await judged('a');
    await say('a', 'resolved');
    await judged('b');
    expect((await here.client.listFindings()).total).toBe(2);
    await expect(say('a', 'open')).rejects.toMatchObject({ code: 'FINDING_SUPERSEDED', status: 409 });
    const { alsoMatches, chain } = await here.client.getFinding({ params: { finding: 'a' as RecordId } });
    expect(alsoMatches).toBe(1);
    expect(chain.at(-1)).toMatchObject({
      type: 'feedback',
      sentence: 'token changed it from open to resolved: because',
    });
  });

  it('that are resolved say what they turned out to be, which only they may', async () => {
    await judged('a');
    const finding = { params: { finding: 'a' as RecordId } };
    const change = (body: object) =>
      here.client.changeFinding({ ...finding, body: { reason: 'looked', ...body } as never });
    await expect(change({ state: 'acknowledged', verdict: 'confirmed' })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
    });
    expect(await change({ state: 'resolved', verdict: 'harmless' })).toMatchObject({ verdict: 'harmless' });
    await change({ state: 'resolved', verdict: 'confirmed', reason: 'it was an intruder' });

    expect((await here.client.listFindings({ query: { verdict: 'confirmed' } })).total).toBe(1);
    const { chain } = await here.client.getFinding(finding);
    expect(chain.at(-1)?.sentence).toBe('token changed it from resolved to resolved (confirmed): it was an intruder');
    expect(await change({ state: 'open' })).not.toHaveProperty('verdict');
    const { items } = await here.client.listChanges({ query: { subject: 'a' } });
    expect(items.map(({ after }) => after)).toEqual([
      { state: 'open' },
      { state: 'resolved', verdict: 'confirmed' },
      { state: 'resolved', verdict: 'harmless' },
    ]);
  });

  it('that cannot be read are refused', async () => {
    const finding = { ...findingOf({ id: 'a' }), severity: 'terrible' as 'high' };
    await expect(here.server.link.judged({ finding, evidence: [] })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    await expect(say('nobody', 'resolved')).rejects.toMatchObject({ code: 'FINDING_UNKNOWN', status: 404 });
  });
});

describe('baselines that travel', () => {
  it('are signed here, refused elsewhere, and merged once they are trusted', async () => {
    await learn(1, ['/bin/a']);
    await merged(1);
    const baseline = await here.client.exportBaseline({ params });
    const there = await temporaryServer();
    const take = (body: { baseline: SignedBaseline; trustKeyId?: string }) => there.client.importBaseline({ body });

    await expect(take({ baseline })).rejects.toMatchObject({ code: 'BASELINE_KEY_UNTRUSTED', status: 403 });
    await expect(take({ baseline: { ...baseline, version: 2 }, trustKeyId: baseline.keyId })).rejects.toMatchObject({
      code: 'BASELINE_SIGNATURE_INVALID',
    });
    expect(await take({ baseline, trustKeyId: baseline.keyId })).toMatchObject({ id: web, baselineVersion: 1 });
    expect(await take({ baseline, trustKeyId: baseline.keyId })).toMatchObject({ baselineVersion: 1 });
    expect((await there.client.getBaseline({ params })).processes).toHaveLength(1);
    expect((await there.client.listChanges()).items).toHaveLength(1);
    await there.stop();
  });

  it('are not there before anything was learned', async () => {
    here.server.link.observed([start('/bin/a')]);
    await vi.waitFor(async () => expect((await here.client.listWorkloads()).total).toBe(1));
    await expect(here.client.exportBaseline({ params })).rejects.toMatchObject({ code: 'BASELINE_NOT_LEARNED' });
    expect(await here.client.getBaseline({ params })).toMatchObject({ version: 0, bytes: 0, processes: [] });
  });
});

describe('workloads', () => {
  it('are shown with what runs and whether it is seen, page by page', async () => {
    const seeded = await seed(here.server.link, { now: here.clock.now });
    seeded.moment();
    const first = await here.client.listWorkloads({ query: { limit: 2 } });
    const second = await here.client.listWorkloads({ query: { limit: 2, cursor: first.next ?? '' } });
    const all = [...first.items, ...second.items];

    expect(new Set(all.map(({ id }) => id)).size).toBe(first.total);
    expect(second.next).toBeNull();
    expect(all[0]?.id).toBe('docker/shop/web');
    expect(all[0]?.containers).toHaveLength(2);
    expect(all.every(({ sight }) => sight === 'seen')).toBe(true);
    here.clock.advance(6000);
    const blind = await here.client.listWorkloads({ query: { sight: 'blind' } });
    expect(blind.total).toBe(first.total);
    expect(blind.items[0]?.sightReason).toContain('Not seen: anything');
    expect((await here.client.status()).state).toBe('blind');
  });

  it('are remembered with their counts over a restart', async () => {
    here.server.link.observed([start('/bin/a'), start('/bin/b')]);
    await vi.waitFor(async () => expect((await here.client.getWorkload({ params })).events).toBe(2));
    await here.server.stop();
    const again = await temporaryServer({ dataDir: here.dataDir });
    const { eventsTotal, workloads } = JSON.parse((await again.ask('/api/v1/status', { local: true })).text);

    expect(eventsTotal).toBe(2);
    expect(workloads.discover).toBe(1);
    expect(again.token).toBe('');
    await again.stop();
    here = await temporaryServer();
  });

  it('are not taken in without limit, and those left out are counted', async () => {
    const small = await temporaryServer({
      settings: { keep: { ...(await import('./settings.ts')).defaultServerSettings.keep, workloads: 2 } },
    });
    const container = containerRef({ name: 'x', image: 'x', startedAt: 0 as EpochMs });
    small.server.link.running(
      'here',
      ['a', 'b', 'c', 'd'].map((name) => ({ workload: name as WorkloadId, container })),
    );
    await vi.waitFor(async () =>
      expect((await small.client.status()).dropped).toContainEqual(
        expect.objectContaining({ what: 'workloads', count: 2 }),
      ),
    );
    expect((await small.client.listWorkloads()).total).toBe(2);
    await small.stop();
  });
});
