import { routes } from '@plimsoll/api';
import { findingOf, type TemporaryServer, temporaryServer } from '@plimsoll/testkit';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';

let here: TemporaryServer;
beforeAll(async () => {
  here = await temporaryServer();
  await here.server.link.judged({ finding: findingOf({ id: 'f1' }), evidence: [] });
});
afterAll(() => here.stop());

const paths = [...new Set(Object.values(routes).map(({ path }) => path))];
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('%', '%00', '../', "'; DROP TABLE finding", 'f1', 'docker/web', '-1', '1e999', 'NaN'),
);
const query = fc.dictionary(
  fc.constantFrom(
    'limit',
    'cursor',
    'sort',
    'state',
    'severity',
    'since',
    'until',
    'text',
    'workload',
    'mode',
    'other',
  ),
  fc.oneof(text, fc.integer().map(String)),
);
const body = fc.oneof(
  fc.json(),
  fc.string(),
  fc
    .record(
      {
        state: fc.constantFrom('open', 'expected', 'resolved', 'nonsense'),
        reason: text,
        mode: fc.constantFrom('discover', 'monitor', 'protect', 7),
        dryRun: fc.oneof(fc.boolean(), text),
        token: text,
        baseline: fc.record({
          format: fc.constantFrom('plimsoll-baseline/1', 'x'),
          state: text,
          publicKey: text,
          keyId: text,
        }),
      },
      { requiredKeys: [] },
    )
    .map((value) => JSON.stringify(value)),
);

it('answers whatever is asked with a success or a problem in words, never with a failure of its own', {
  timeout: 60_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...paths),
      fc.constantFrom('GET', 'POST', 'PATCH', 'DELETE', 'PUT'),
      text,
      query,
      body,
      async (path, method, param, parameters, payload) => {
        const search = new URLSearchParams(parameters).toString();
        const address = path.replace(/:\w+/, encodeURIComponent(param));
        const { status, text: answer } = await here.ask(`${address}?${search}`, {
          method,
          local: true,
          headers: { 'content-type': 'application/json' },
          ...(method !== 'GET' && { body: payload }),
        });
        expect([path, method, status, answer]).toSatisfy(() => status < 500);
        const json = JSON.parse(answer);
        if (status >= 400)
          expect(json).toEqual({ code: expect.any(String), message: expect.any(String), hint: expect.any(String) });
        expect(answer).not.toMatch(/\bat .*\.(ts|js):\d+|SQLITE|node_modules/);
      },
    ),
    { numRuns: 400 },
  );
});

it('says what is wrong, where, and what to do', async () => {
  const answer = await here.ask('/api/v1/findings?limit=9999&sort=sideways', { local: true });
  expect(answer.status).toBe(400);
  expect(JSON.parse(answer.text).message).toMatch(/^The query is not valid\. limit: .*500.*; sort: .*newest/);
});

it.each([
  ['a body that is no JSON', { method: 'PATCH', body: '{"state":' }, 400],
  ['a body that is too large', { method: 'PATCH', body: JSON.stringify({ reason: 'x'.repeat(70_000) }) }, 413],
  ['a method that is not there', { method: 'PUT', body: '{}' }, 404],
])('answers %s with a problem', async (_, asked, status) => {
  const answer = await here.ask('/api/v1/findings/f1', {
    ...asked,
    local: true,
    headers: { 'content-type': 'application/json' },
  });
  expect(answer.status).toBe(status);
  expect(JSON.parse(answer.text)).toHaveProperty('hint');
});

it('sends its rules with every answer', async () => {
  const { headers } = await here.ask('/');
  expect(headers['content-security-policy']).toContain("script-src 'self';");
  expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
  expect(headers['x-content-type-options']).toBe('nosniff');
  const api = await here.ask('/api/v1/status', { local: true });
  expect(api.headers['cache-control']).toBe('no-store');
});

it('never answers with more than 1 MB', { timeout: 30_000 }, async () => {
  const long = 'x'.repeat(2000);
  for (let i = 0; i < 500; i++) {
    const finding = findingOf({ id: `long-${i}`, fingerprint: `long-${i}` });
    const expected = Array.from({ length: 20 }, () => ({ what: long, probability: 0 }));
    await here.server.link.judged({
      finding: { ...finding, sentence: long, explanation: { ...finding.explanation, observed: long, expected } },
      evidence: [],
    });
  }
  const seen = new Set<string>();
  for (let cursor = ''; ; ) {
    const { text: answer } = await here.ask(`/api/v1/findings?limit=500${cursor}`, { local: true });
    expect(answer.length).toBeLessThan(1_000_000);
    const { items, next } = JSON.parse(answer);
    for (const { id } of items) seen.add(id);
    if (next === null) break;
    cursor = `&cursor=${next}`;
  }
  expect(seen.size).toBe(501);
});

it('gives numbers for Prometheus', async () => {
  const { text: answer, headers } = await here.ask('/metrics', { local: true });
  expect(headers['content-type']).toContain('text/plain');
  expect(answer).toContain('plimsoll_state{state="blind"} 1\n');
  for (const line of answer.trimEnd().split('\n'))
    expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+(\{[^}]*\})? [\d.e+-]+)$/);
});

it('names the field of a query that is wrong, and what it may be, also where several are taken', async () => {
  for (const [address, field, one] of [
    ['/api/v1/images?state=nonsense', 'state', '"scanned"'],
    ['/api/v1/images?severity=nonsense', 'severity', '"critical"'],
    ['/api/v1/images?kev=maybe', 'kev', '"true"'],
    ['/api/v1/images?limit=0', 'limit', '>=1'],
    ['/api/v1/scans?state=nonsense', 'state', '"failed"'],
    ['/api/v1/scans?state=done&state=nonsense', 'state', ''],
    ['/api/v1/images/x/packages?type=nonsense', 'type', '"npm"'],
    ['/api/v1/images/x/findings?use=nonsense', 'use', '"loaded"'],
  ] as const) {
    const { status, text: answer } = await here.ask(address, { local: true });
    expect([address, status]).toEqual([address, 400]);
    expect(JSON.parse(answer)).toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringMatching(new RegExp(`^The query is not valid\\. ${field}: `)),
    });
    expect(answer.replaceAll('\\"', '"')).toContain(one);
  }
});
