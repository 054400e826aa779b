import { createHmac } from 'node:crypto';
import { scriptedWorker, type TemporaryServer, temporaryServer } from '@plimsoll/testkit';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hookEventsOf } from './hook-events.ts';
import { provesSecret } from './hook-proof.ts';

const digest = `sha256:${'ab'.repeat(32)}`;
const manifest = 'application/vnd.oci.image.manifest.v1+json';

/** Bodies as the providers document them, cut to what is read and what must be passed over. */
const bodies = {
  distribution: {
    events: [
      { id: '1', action: 'pull', target: { mediaType: manifest, digest, repository: 'shop/web', tag: '1.4' } },
      { id: '2', action: 'push', target: { mediaType: 'application/octet-stream', digest, repository: 'shop/web' } },
      {
        id: '3',
        action: 'push',
        target: { mediaType: manifest, digest, repository: 'shop/web', tag: '1.4' },
        actor: { name: 'ci' },
      },
      { id: '4', action: 'delete', target: { digest, repository: 'shop/web' } },
    ],
  },
  gitlab: {
    events: [
      {
        id: 'a582a0f3-e620-43e6-8e98-ff850fc9d984',
        timestamp: '2023-01-25T14:45:54.17327+11:00',
        action: 'push',
        target: {
          mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
          size: 528,
          digest,
          length: 528,
          repository: 'shop/web',
          url: `http://registry.example/v2/shop/web/manifests/${digest}`,
          tag: '1.4',
        },
        request: { id: '8ef8d69b', addr: '172.16.123.1:56969', host: 'registry.example', method: 'PUT' },
        actor: { name: 'root', user_type: 'personal_access_token' },
        source: { addr: 'runner:5000', instanceID: '45681f21' },
      },
      { id: '2', action: 'delete', target: { repository: 'shop/web', tag: '1.3' }, actor: { user_type: 'build' } },
    ],
  },
  harbor: {
    type: 'PUSH_ARTIFACT',
    occur_at: 1586922308,
    operator: 'admin',
    event_data: {
      resources: [{ digest, tag: '1.4', resource_url: 'hub.harbor.example/shop/web:1.4' }],
      repository: {
        date_created: 1586922308,
        name: 'web',
        namespace: 'shop',
        repo_full_name: 'shop/web',
        repo_type: 'private',
      },
    },
  },
  github: {
    action: 'published',
    package: {
      name: 'web',
      namespace: 'Shop',
      package_type: 'CONTAINER',
      package_version: { version: digest, container_metadata: { tag: { name: '1.4', digest } } },
    },
  },
  ecr: {
    version: '0',
    'detail-type': 'ECR Image Action',
    source: 'aws.ecr',
    account: '123456789012',
    detail: {
      result: 'SUCCESS',
      'repository-name': 'shop/web',
      'image-digest': digest,
      'action-type': 'PUSH',
      'image-tag': '1.4',
    },
  },
  generic: { image: 'registry.example/shop/web:1.4', digest },
} as const;

describe('what registries say', () => {
  for (const [provider, body] of Object.entries(bodies)) {
    it(`reads a push from ${provider}`, () => {
      const read = hookEventsOf(body, { host: 'registry.example' });
      expect(read).toEqual({ provider, pushed: [{ repository: 'shop/web', tag: '1.4', digest }] });
    });
  }

  it('acts on nothing but pushes', () => {
    const harbor = { ...bodies.harbor, type: 'PULL_ARTIFACT' };
    const ecr = { ...bodies.ecr, detail: { ...bodies.ecr.detail, 'action-type': 'DELETE' } };
    const github = { ...bodies.github, action: 'deleted' };
    for (const body of [harbor, ecr, github]) expect(hookEventsOf(body, { host: 'h' })?.pushed).toEqual([]);
  });

  it('takes what it understands of a delivery, and leaves the rest', () => {
    const push = (target: object) => ({
      action: 'push',
      target: { mediaType: manifest, repository: 'shop/web', ...target },
    });
    const sha512 = `sha512:${'ab'.repeat(64)}`;
    const odd = [
      push({ tag: '2', digest: sha512 }),
      push({ digest: sha512 }),
      push({ repository: 'Not A Name', tag: '1' }),
      push({ tag: 7 }),
      { action: 'push', target: null },
      { action: 7 },
      'event',
      null,
    ];
    const [, , good] = bodies.distribution.events;
    expect(hookEventsOf({ events: [...odd, good] }, { host: 'h' })).toEqual({
      provider: 'distribution',
      pushed: [
        { repository: 'shop/web', tag: '2', digest: undefined },
        { repository: 'shop/web', tag: '1.4', digest },
      ],
    });
    const { repository } = bodies.harbor.event_data;
    const resources = [{ digest: sha512, tag: '2' }, { digest: sha512 }];
    expect(hookEventsOf({ ...bodies.harbor, event_data: { repository, resources } }, { host: 'h' })?.pushed).toEqual([
      { repository: 'shop/web', tag: '2', digest: undefined },
    ]);
    expect(hookEventsOf({ events: ['event', null, { action: 7 }] }, { host: 'h' })).toBeUndefined();
    expect(hookEventsOf({ events: Array(201).fill(good) }, { host: 'h' })).toBeUndefined();
  });

  it('takes no name that could be anything else, from any body at all', () => {
    const wild = fc.oneof(
      fc.json().map((text) => JSON.parse(text)),
      fc.record({ image: fc.string(), digest: fc.string() }),
      fc.string().map((repository) => ({
        events: [{ action: 'push', target: { mediaType: manifest, digest, repository, tag: repository } }],
      })),
    );
    fc.assert(
      fc.property(wild, (body) => {
        for (const { repository, tag, digest: told } of hookEventsOf(body, { host: 'h' })?.pushed ?? []) {
          expect(`${repository}:${tag ?? 'x'}`).toMatch(/^[a-z0-9._/-]+:[\w.-]+$/);
          expect(told ?? digest).toMatch(/^sha256:[0-9a-f]{64}$/);
        }
      }),
    );
  });
});

describe('proof of the secret', () => {
  const body = Buffer.from('{"action":"published"}');
  const hmac = (secret: string) => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

  it('is taken in every provider’s way', () => {
    for (const headers of [
      { authorization: 'Bearer s3cret' },
      { authorization: 's3cret' },
      { authorization: `Basic ${Buffer.from('harbor:s3cret').toString('base64')}` },
      { 'x-gitlab-token': 's3cret' },
      { 'x-plimsoll-secret': 's3cret' },
      { 'x-hub-signature-256': hmac('s3cret') },
    ]) {
      expect(provesSecret({ headers, body }, 's3cret')).toBe(true);
    }
  });

  it('is refused when anything is wrong', () => {
    for (const headers of [
      {},
      { authorization: 'Bearer other' },
      { 'x-hub-signature-256': hmac('other') },
      // A signature that is wrong is not made good by another header.
      { 'x-hub-signature-256': 'sha256=00', authorization: 'Bearer s3cret' },
    ]) {
      expect(provesSecret({ headers, body }, 's3cret')).toBe(false);
    }
  });
});

describe('the hook of a registry', () => {
  let server: TemporaryServer;
  const worker = scriptedWorker(() => 1_700_000_000_000);
  beforeEach(async () => {
    server = await temporaryServer({ scanWorker: worker });
  });
  afterEach(() => server.stop());

  async function hook(): Promise<{ path: string; secret: string; registry: string }> {
    const { id } = await server.client.addRegistry({ body: { name: 'R', host: 'registry.example' } });
    const { path, secret } = await server.client.rotateHookSecret({ params: { registry: id } });
    return { path, secret, registry: id };
  }

  it('queues a scan of what was pushed, once however often it is told', async () => {
    const { path, secret, registry } = await hook();
    const headers = {
      authorization: `Bearer ${secret}`,
      'content-type': 'application/vnd.docker.distribution.events.v1+json',
    };
    const body = JSON.stringify(bodies.distribution);
    const answers = [];
    for (let time = 0; time < 3; time++) answers.push(await server.ask(path, { method: 'POST', headers, body }));

    expect(answers.map(({ status, text }) => [status, JSON.parse(text).queued])).toEqual([
      [200, 1],
      [200, 0],
      [200, 0],
    ]);
    const { items } = await server.client.listScans({ query: { trigger: 'webhook' } });
    expect(items.map(({ reference, askedBy }) => [reference, askedBy])).toEqual([
      ['registry.example/shop/web:1.4', 'R (distribution)'],
    ]);
    const shown = await server.client.getRegistry({ params: { registry: registry as never } });
    expect(shown.hook).toMatchObject({ accepted: 3, refused: 0, lastFrom: 'distribution' });
  });

  it('looks the same to strangers whether there is such a registry or not', async () => {
    const { path } = await hook();
    const body = JSON.stringify(bodies.generic);
    const headers = { authorization: 'Bearer wrong', 'content-type': 'application/json' };
    const wrong = await server.ask(path, { method: 'POST', headers, body });
    const none = await server.ask(path, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
    const nowhere = await server.ask('/api/v1/hooks/nowhere', { method: 'POST', headers, body });

    expect([wrong.status, none.status, nowhere.status]).toEqual([404, 404, 404]);
    expect(new Set([wrong.text, none.text, nowhere.text]).size).toBe(1);
    expect((await server.client.listScans({ query: { kind: 'scan' } })).items).toEqual([]);
  });

  it('refuses a body that is too large', async () => {
    const { path, secret } = await hook();
    const body = JSON.stringify({ image: 'x', padding: 'x'.repeat(1024 * 1024) });
    const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json' };
    expect((await server.ask(path, { method: 'POST', headers, body })).status).toBe(413);
  });

  it('keeps no secret where it can be read', async () => {
    const { secret } = await hook();
    const added = await server.client.addRegistry({
      body: { name: 'S', host: 's.example', credentials: { kind: 'basic', user: 'u', password: 'hunter2hunter2' } },
    });
    const everything = [
      JSON.stringify(await server.client.listRegistries()),
      JSON.stringify(await server.client.listChanges({})),
      JSON.stringify(added),
    ].join();
    const { readFileSync, readdirSync } = await import('node:fs');
    const files = readdirSync(server.dataDir).filter((name) => name.startsWith('plimsoll.db'));
    const bytes = files.map((name) => readFileSync(`${server.dataDir}/${name}`, 'latin1')).join('');
    for (const text of [everything, bytes]) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain('hunter2hunter2');
    }
  });
});
