import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestOf } from '../bytes/digest.ts';
import {
  anonymous,
  builtImage,
  builtIndex,
  builtLayer,
  descriptorOf,
  noting,
  openOptions,
} from '../image/image.fixture.ts';
import { DOCKER_MANIFEST, OCI_INDEX, OCI_MANIFEST } from '../image/media-type.ts';
import { openImage } from '../open-image.ts';
import type { OpenedImage, RegistryOptions } from '../source.ts';
import { createRegistryClient, type RegistryClient } from './client.ts';
import { refuse, sendJson, startRegistry, type TestRegistry } from './registry.fixture.ts';

const signal = new AbortController().signal;
const IMAGE = builtImage([
  builtLayer([{ name: 'etc/os-release', content: 'ID=debian\n' }]),
  builtLayer([
    { name: 'app/', type: '5' },
    { name: 'app/index.js', content: 'x'.repeat(50_000) },
  ]),
]);

let registry: TestRegistry;
let other: TestRegistry;
const waits: number[] = [];
const clients: RegistryClient[] = [];

beforeEach(async () => {
  registry = await startRegistry();
  other = await startRegistry();
  registry.add(IMAGE, '1');
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  await Promise.all([registry.stop(), other.stop()]);
  waits.length = 0;
});

function client(options: Partial<RegistryOptions> = {}): RegistryClient {
  const made = createRegistryClient({ ...anonymous, ...options }, { wait: async (ms) => void waits.push(ms) });
  clients.push(made);
  return made;
}

async function opened(target: string, options: Partial<RegistryOptions> = {}): Promise<OpenedImage> {
  const image = await openImage(target, openOptions({ client: client(options) }));
  if (image.kind !== 'image') throw new Error('no image');
  return image;
}

const web = () => `${registry.host}/shop/web:1`;
const asked = (pattern: RegExp) => registry.asked.filter((line) => pattern.test(line));

/** Answers so the first `times` times. */
function first(times: number, pattern: RegExp, reply: (response: ServerResponse, request: IncomingMessage) => void) {
  let left = times;
  registry.hook = (request, response) => {
    if (!pattern.test(request.url ?? '') || left === 0) return false;
    left -= 1;
    reply(response, request);
    return true;
  };
}

describe('an image in a registry', () => {
  it('is opened, and its layers read', async () => {
    const image = await opened(web());
    expect(image).toMatchObject({
      reference: web(),
      repository: `${registry.host}/shop/web`,
      tag: '1',
      digest: IMAGE.digest,
      platform: { os: 'linux', architecture: 'amd64', variant: undefined },
      createdAt: Date.parse('2026-01-02T03:04:05Z'),
      config: { user: '1000', cmd: ['/bin/app'], exposedPorts: ['8080/tcp'], hasHealthcheck: false },
    });
    expect(image.layers.map(({ command }) => command)).toEqual(['RUN step 0', 'RUN step 1']);
    const seen = noting();
    await image.read(image.layers, seen.reader);
    expect(seen.entries.map(({ entry }) => entry.path).sort()).toEqual(['app', 'app/index.js', 'etc/os-release']);
    expect(seen.failed).toEqual([]);
  });

  it('is asked for by the layers that are wanted only', async () => {
    const image = await opened(web());
    await image.read(image.layers.slice(1), noting().reader);
    expect(asked(/blobs/)).toHaveLength(2);
  });

  it('is nothing when the registry has none', async () => {
    await expect(opened(`${registry.host}/shop/web:2`)).rejects.toMatchObject({
      code: 'IMAGE_NOT_FOUND',
      message: /MANIFEST_UNKNOWN/,
    });
    expect(
      await client().head({ registry: registry.host, repository: 'shop/web', tag: '2', digest: undefined }, signal),
    ).toBeUndefined();
  });

  it('is found by its digest, and refused when the bytes are others', async () => {
    expect((await opened(`${registry.host}/shop/web@${IMAGE.digest}`)).digest).toBe(IMAGE.digest);
    registry.manifests.set(IMAGE.digest, { bytes: Buffer.from(`${IMAGE.manifest} `), mediaType: OCI_MANIFEST });
    await expect(opened(`${registry.host}/shop/web@${IMAGE.digest}`)).rejects.toMatchObject({
      code: 'DIGEST_MISMATCH',
    });
  });

  it('has a configuration with the right digest', async () => {
    registry.blobs.set(digestOf(IMAGE.config), Buffer.from(`${IMAGE.config}`.replace('1000', '0000')));
    await expect(opened(web())).rejects.toMatchObject({ code: 'DIGEST_MISMATCH', message: /configuration of/ });
  });

  it('keeps the sound layers when one is not what it should be', async () => {
    const [lower] = IMAGE.layers;
    registry.blobs.set(digestOf(lower!.blob), Buffer.alloc(lower!.blob.length));
    const image = await opened(web());
    const seen = noting();
    await image.read(image.layers, seen.reader);
    expect(seen.entries.map(({ entry }) => entry.path)).toEqual(['app', 'app/index.js']);
    expect(seen.failed).toEqual([
      { layer: 0, problem: expect.objectContaining({ code: expect.stringMatching(/DIGEST_MISMATCH|LAYER_CORRUPT/) }) },
    ]);
    expect(seen.failed[0]?.problem.message).toMatch(/layer 1 \(sha256:.{12}…\) of 127/);
  });

  it('is of the first schema no more', async () => {
    registry.manifests.set('1', {
      bytes: Buffer.from('{"schemaVersion":1,"fsLayers":[]}'),
      mediaType: 'application/vnd.docker.distribution.manifest.v1+prettyjws',
    });
    await expect(opened(web())).rejects.toMatchObject({ code: 'MANIFEST_INVALID', hint: /skopeo copy/ });
  });

  it('is no chart', async () => {
    const chart = builtImage([], {
      manifest: { config: { ...descriptorOf(Buffer.from('{}'), 'application/vnd.cncf.helm.config.v1+json') } },
    });
    registry.add(chart, 'chart');
    await expect(opened(`${registry.host}/shop/web:chart`)).rejects.toMatchObject({
      code: 'MANIFEST_INVALID',
      message: /artefact/,
    });
  });

  it('has layers its maker keeps elsewhere, which are named', async () => {
    const foreign = { ...IMAGE.layers[0]!, mediaType: 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip' };
    registry.add(builtImage([foreign, IMAGE.layers[1]!]), 'windows');
    const image = await opened(`${registry.host}/shop/web:windows`);
    const seen = noting();
    await image.read(image.layers, seen.reader);
    expect(seen.failed).toEqual([{ layer: 0, problem: expect.objectContaining({ code: 'LAYER_FOREIGN' }) }]);
    expect(seen.entries).toHaveLength(2);
  });
});

describe('an index', () => {
  const arm = builtImage([builtLayer([{ name: 'arm' }])], { config: { architecture: 'arm64' } });
  const entry = (image: typeof arm, architecture: string) => ({
    ...descriptorOf(image.manifest, OCI_MANIFEST),
    platform: { os: 'linux', architecture },
  });

  beforeEach(() => {
    registry.add(arm, 'arm');
    const attestation = {
      ...descriptorOf(Buffer.from('{}'), OCI_MANIFEST),
      platform: { os: 'unknown', architecture: 'unknown' },
    };
    const inner = builtIndex([attestation, entry(arm, 'arm64'), entry(IMAGE, 'amd64')]);
    registry.manifests.set(digestOf(inner), { bytes: inner, mediaType: OCI_INDEX });
    const bytes = builtIndex([descriptorOf(inner, OCI_INDEX)]);
    registry.manifests.set('multi', { bytes, mediaType: OCI_INDEX });
  });

  it.each([
    ['amd64', IMAGE.digest],
    ['arm64', arm.digest],
  ])('has %s in it, one index deeper', async (architecture, digest) => {
    const platform = { os: 'linux', architecture, variant: undefined };
    const image = await openImage(`${registry.host}/shop/web:multi`, openOptions({ client: client(), platform }));
    expect(image).toMatchObject({ digest, indexDigest: digestOf(registry.manifests.get('multi')!.bytes) });
  });

  it('says which platforms it has when the one is missing', async () => {
    const platform = { os: 'linux', architecture: 's390x', variant: undefined };
    const open = openImage(`${registry.host}/shop/web:multi`, openOptions({ client: client(), platform }));
    await expect(open).rejects.toMatchObject({ code: 'PLATFORM_NOT_FOUND', hint: /linux\/arm64, linux\/amd64/ });
  });

  it('that leads back to itself is refused', async () => {
    // No digest can be made for that: the registry lies, and is caught before it is asked.
    const lie = digestOf(Buffer.from('x'));
    const bytes = builtIndex([{ mediaType: OCI_INDEX, digest: lie, size: 10 }]);
    registry.manifests.set('loop', { bytes, mediaType: OCI_INDEX });
    registry.manifests.set(lie, { bytes, mediaType: OCI_INDEX });
    await expect(opened(`${registry.host}/shop/web:loop`)).rejects.toMatchObject({
      code: expect.stringMatching(/INDEX_TOO_DEEP|DIGEST_MISMATCH/),
    });
  });

  it('may not be nested for ever', async () => {
    let bytes = builtIndex([]);
    for (let depth = 0; depth < 8; depth++) {
      registry.manifests.set(digestOf(bytes), { bytes, mediaType: OCI_INDEX });
      bytes = builtIndex([descriptorOf(bytes, OCI_INDEX)]);
    }
    registry.manifests.set('deep', { bytes, mediaType: OCI_INDEX });
    await expect(opened(`${registry.host}/shop/web:deep`)).rejects.toMatchObject({ code: 'INDEX_TOO_DEEP' });
  });
});

describe('a registry that does not answer well', () => {
  it.each([429, 500, 502, 503])('is asked again after %i, and then believed', async (status) => {
    first(2, /manifests/, (response) => refuse(response, status, 'TOOMANYREQUESTS', { 'retry-after': '7' }));
    await opened(web());
    expect(waits).toHaveLength(2);
    expect(waits.every((ms) => ms >= 7000 && ms < 8000)).toBe(true);
  });

  it('is given up in the end, and named', async () => {
    registry.hook = (_, response) => {
      refuse(response, 429, 'TOOMANYREQUESTS');
      return true;
    };
    await expect(opened(web())).rejects.toMatchObject({
      code: 'REGISTRY_BUSY',
      message: expect.stringContaining(registry.host),
    });
    expect(asked(/manifests/)).toHaveLength(5);
  });

  it('never makes us wait an hour', async () => {
    first(1, /manifests/, (response) => refuse(response, 503, 'X', { 'retry-after': '3600' }));
    await opened(web());
    expect(waits).toEqual([60_000]);
  });

  it.each([
    ['a web page', { 'content-type': 'text/html' }, '<!DOCTYPE html><title>Login</title>', /web page.*<!DOCTYPE/],
    ['a page called JSON', { 'content-type': 'application/json' }, '  <html>', /web page/],
    ['garbage', { 'content-type': 'text/plain' }, 'ok', /no JSON.*text\/plain, 2 bytes/],
    ['nothing', {}, '', /no JSON.*0 bytes/],
    ['too much', { 'content-type': OCI_MANIFEST }, `"${'x'.repeat(5 << 20)}"`, /more than 4194304 bytes/],
  ])('sends %s', async (_, headers, body, message) => {
    first(9, /manifests/, (response) => response.writeHead(200, headers).end(body));
    await expect(opened(web())).rejects.toMatchObject({ code: 'REGISTRY_ANSWER_INVALID', message });
  });

  it.each([
    ['no object', '[]', /no JSON object/],
    ['no manifest', '{"schemaVersion":2}', /is not sound/],
    ['two things at once', '{"schemaVersion":2,"manifests":[],"config":{},"layers":[]}', /manifest and an index/],
  ])('sends a manifest that is %s', async (_, body, message) => {
    registry.manifests.set('1', { bytes: Buffer.from(body), mediaType: OCI_MANIFEST });
    await expect(opened(web())).rejects.toMatchObject({ code: 'MANIFEST_INVALID', message });
  });

  it('is not there', async () => {
    await registry.stop();
    await expect(opened(web())).rejects.toMatchObject({
      code: 'REGISTRY_UNREACHABLE',
      message: expect.stringContaining(registry.host),
    });
  });

  it('is left at once when nobody waits any more', async () => {
    const stop = new AbortController();
    registry.hook = () => {
      stop.abort(new Error('enough'));
      return true;
    };
    await expect(openImage(web(), openOptions({ client: client(), signal: stop.signal }))).rejects.toThrow('enough');
  });
});

describe('a download', () => {
  const big = builtLayer(
    [{ name: 'big', content: Buffer.from(Array.from({ length: 200_000 }, (_, i) => (i * 7919) % 251)) }],
    (tar) => tar,
  );
  const layerPath = new RegExp(digestOf(big.blob));
  beforeEach(() => registry.add(builtImage([{ ...big, mediaType: 'application/vnd.oci.image.layer.v1.tar' }]), 'big'));
  const read = async () => {
    const image = await opened(`${registry.host}/shop/web:big`);
    const seen = noting(300_000);
    await image.read(image.layers, seen.reader);
    return seen;
  };
  const cutAt = (length: number) => (response: ServerResponse) => {
    response.writeHead(200, { 'content-length': big.blob.length });
    response.write(big.blob.subarray(0, length), () => response.destroy());
  };

  it('goes on where it was cut', async () => {
    first(1, layerPath, cutAt(70_000));
    const seen = await read();
    expect(seen.failed).toEqual([]);
    expect(seen.entries[0]?.bytes?.length).toBe(200_000);
    const ranges = registry.headers.map(({ range }) => range).filter(Boolean);
    expect(ranges).toHaveLength(1);
    expect(Number(/\d+/.exec(ranges[0]!)?.[0])).toBeGreaterThan(0);
  });

  it('begins anew where a registry knows no ranges', async () => {
    let times = 0;
    registry.hook = (request, response) => {
      if (!layerPath.test(request.url ?? '')) return false;
      times += 1;
      if (times === 1) cutAt(70_000)(response);
      else response.writeHead(200).end(big.blob);
      return true;
    };
    const seen = await read();
    expect(seen.failed).toEqual([]);
    expect(seen.entries[0]?.bytes?.length).toBe(200_000);
  });

  it('is given up when nothing more comes, and says so', async () => {
    first(99, layerPath, cutAt(0));
    const seen = await read();
    expect(seen.failed[0]?.problem).toMatchObject({ code: 'DOWNLOAD_CUT', message: /layer 1 .*broke off after 0 of/ });
  });

  it('of a short blob, a long one, or a page is a failed layer', async () => {
    for (const [bytes, code] of [
      [big.blob.subarray(0, 1000), 'DOWNLOAD_CUT'],
      [Buffer.concat([big.blob, big.blob]), 'DIGEST_MISMATCH'],
    ] as const) {
      first(99, layerPath, (response, request) => {
        const start = Number(/\d+/.exec(request.headers.range ?? '0')?.[0]);
        response
          .writeHead(start > 0 ? 206 : 200, start > 0 ? { 'content-range': `bytes ${start}-${start}/9` } : {})
          .end(bytes.subarray(start));
      });
      expect((await read()).failed[0]?.problem.code).toBe(code);
    }
    first(99, layerPath, (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'));
    expect((await read()).failed[0]?.problem.code).toBe('REGISTRY_ANSWER_INVALID');
  });

  it('keeps to the number of requests at once', async () => {
    const layers = Array.from({ length: 8 }, (_, i) => builtLayer([{ name: `f${i}`, content: 'x'.repeat(100 + i) }]));
    registry.add(builtImage(layers), 'many');
    let [now, most] = [0, 0];
    registry.hook = (request, response) => {
      if (!request.url?.includes('/blobs/')) return false;
      now += 1;
      most = Math.max(most, now);
      response.on('close', () => (now -= 1));
      return false;
    };
    const image = await opened(`${registry.host}/shop/web:many`, { concurrency: 2 });
    const seen = noting(10, { concurrency: 8 });
    await image.read(image.layers, seen.reader);
    expect(seen.entries).toHaveLength(8);
    expect(most).toBeLessThanOrEqual(2);
  });
});

describe('a layer', () => {
  const read = async (layer: ReturnType<typeof builtLayer>) => {
    registry.add(builtImage([layer, IMAGE.layers[0]!]), 'odd');
    const image = await opened(`${registry.host}/shop/web:odd`);
    const seen = noting();
    await image.read(image.layers, seen.reader);
    // The other layer is always kept.
    expect(seen.entries.some(({ entry }) => entry.path === 'etc/os-release')).toBe(true);
    return seen;
  };

  it('may have paths that climb: they are named and left out', async () => {
    const seen = await read(
      builtLayer([
        { name: '../etc/shadow', content: 'x' },
        { name: 'a/../../b', content: 'x' },
        { name: 'link', type: '1', link: '../../etc/passwd' },
        { name: './good', content: 'good' },
        { name: '/absolute', content: 'abs' },
      ]),
    );
    expect(seen.failed).toEqual([]);
    expect(seen.problems.map(({ code, path }) => [code, path])).toEqual([
      ['PATH_CLIMBS', '../etc/shadow'],
      ['PATH_CLIMBS', 'a/../../b'],
      ['PATH_CLIMBS', 'link'],
    ]);
    expect(seen.problems[0]?.message).toMatch(/layer 1 \(sha256:.*of 127.*\.\.\/etc\/shadow/);
    expect(seen.entries.filter(({ layer }) => layer === 0).map(({ entry }) => entry.path)).toEqual([
      'good',
      'absolute',
    ]);
  });

  it('may climb a thousand times without a thousand words', async () => {
    const seen = await read(builtLayer(Array.from({ length: 1000 }, (_, i) => ({ name: `../${i}` }))));
    expect(seen.problems).toHaveLength(21);
    expect(seen.problems.at(-1)?.message).toMatch(/980 more/);
  });

  it('is truncated, with the right digest', async () => {
    const layer = builtLayer([{ name: 'a', content: 'x'.repeat(90_000) }]);
    const seen = await read({ ...layer, blob: layer.blob.subarray(0, layer.blob.length - 30) });
    expect(seen.failed[0]?.problem).toMatchObject({ code: 'LAYER_TRUNCATED', layer: layer.diffId });
  });

  it('unpacks to something else than its diff id says', async () => {
    const layer = builtLayer([{ name: 'a' }]);
    const seen = await read({ ...layer, diffId: IMAGE.layers[1]!.diffId });
    expect(seen.failed[0]?.problem.code).toBe('DIGEST_MISMATCH');
  });

  it('is a bomb', async () => {
    const blob = gzipSync(Buffer.alloc(100 << 20));
    registry.add(builtImage([{ blob, diffId: digestOf(Buffer.alloc(0)) }, IMAGE.layers[0]!]), 'bomb');
    const image = await openImage(
      `${registry.host}/shop/web:bomb`,
      openOptions({ client: client(), limits: { ratio: 100 } }),
    );
    if (image.kind !== 'image') throw new Error('no image');
    const seen = noting();
    await image.read(image.layers, seen.reader);
    expect(seen.failed.map(({ problem }) => problem.code)).toEqual(['ARCHIVE_BOMB']);
    expect(seen.entries).toHaveLength(1);
  });

  it('is no archive', async () => {
    const blob = gzipSync(Buffer.from('not an archive at all'.repeat(100)));
    const seen = await read({ blob, diffId: digestOf(Buffer.from('not an archive at all'.repeat(100))) });
    expect(seen.failed[0]?.problem).toMatchObject({ code: 'LAYER_CORRUPT', message: /checksum/ });
  });

  it('whose reader fails fails the whole, and the others end', async () => {
    const image = await opened(web());
    const seen = noting(1, { visit: async () => Promise.reject(new TypeError('a mistake')) });
    await expect(image.read(image.layers, seen.reader)).rejects.toThrow('a mistake');
  });

  it('is checked to its end even when its reader stops early', async () => {
    const layer = builtLayer([{ name: 'a' }, { name: 'b' }]);
    registry.add(builtImage([{ ...layer, diffId: IMAGE.layers[1]!.diffId }]), 'early');
    const image = await opened(`${registry.host}/shop/web:early`);
    const seen = noting(1, {
      visit: async (_, entries) => {
        for await (const _ of entries) break;
      },
    });
    await image.read(image.layers, seen.reader);
    expect(seen.failed[0]?.problem.code).toBe('DIGEST_MISMATCH');
  });
});

describe('who we are', () => {
  const basic = { kind: 'basic', user: 'scanner', password: 's3cret:x' } as const;
  const header = `Basic ${Buffer.from('scanner:s3cret:x').toString('base64')}`;
  const guard = (wanted: string, challenge: string) => {
    registry.hook = (request, response) => {
      if (request.headers.authorization === wanted) return false;
      refuse(response, 401, 'UNAUTHORIZED', { 'www-authenticate': challenge });
      return true;
    };
  };
  /** Tokens are given out by the other server. */
  const tokens = (reply: (url: URL, request: IncomingMessage) => object | number) => {
    const seen: { url: URL; authorization: string | undefined; method: string | undefined; body: string }[] = [];
    other.hook = (request, response) => {
      const url = new URL(request.url ?? '', `http://${other.host}`);
      let body = '';
      request.on('data', (chunk) => (body += chunk));
      request.on('end', () => {
        seen.push({ url, authorization: request.headers.authorization, method: request.method, body });
        const answer = reply(url, request);
        if (typeof answer === 'number') refuse(response, answer, 'DENIED');
        else sendJson(response, answer);
      });
      return true;
    };
    return seen;
  };
  const bearer = () =>
    `Bearer realm="http://${other.host}/token?x=1",service="reg, istry",scope="repository:shop/web:pull"`;

  it('is told by a password when asked', async () => {
    guard(header, 'Basic realm="r"');
    await opened(web(), { credentials: async (host) => (host === registry.host ? basic : undefined) });
    // The first request shows that it is needed; afterwards it is sent at once.
    expect(registry.headers.filter(({ authorization }) => authorization === undefined).length).toBeLessThanOrEqual(2);
    await expect(opened(web())).rejects.toMatchObject({ code: 'REGISTRY_REFUSED', hint: /login/ });
  });

  it('is told by a token, fetched once for all layers', async () => {
    guard('Bearer t0ken', bearer());
    const seen = tokens(() => ({ access_token: 't0ken', expires_in: 300 }));
    const image = await opened(web(), { credentials: async () => basic });
    await image.read(image.layers, noting().reader);
    expect(seen).toHaveLength(1);
    expect(seen[0]?.authorization).toBe(header);
    expect(Object.fromEntries(seen[0]!.url.searchParams)).toEqual({
      x: '1',
      service: 'reg, istry',
      scope: 'repository:shop/web:pull',
      account: 'scanner',
    });
  });

  it('is found out by the next when the first to ask gives up', async () => {
    guard('Bearer t0ken', bearer());
    const stop = new AbortController();
    let asks = 0;
    other.hook = (_, response) => {
      asks += 1;
      if (asks === 1) setImmediate(() => stop.abort(new Error('enough')));
      else sendJson(response, { token: 't0ken' });
      return true;
    };
    const shared = client();
    const first = openImage(web(), openOptions({ client: shared, signal: stop.signal }));
    const second = openImage(web(), openOptions({ client: shared }));
    await expect(first).rejects.toThrow('enough');
    expect(await second).toMatchObject({ digest: IMAGE.digest });
  });

  it('is fetched anew when a token has run out', async () => {
    let number = 0;
    const seen = tokens(() => ({ token: `t${++number}` }));
    registry.hook = (request, response) => {
      if (request.headers.authorization === `Bearer t${number}` && number > asked(/manifests/).length / 4) return false;
      refuse(response, 401, 'UNAUTHORIZED', { 'www-authenticate': bearer() });
      return true;
    };
    await opened(web());
    await opened(web());
    expect(seen.length).toBeGreaterThanOrEqual(2);
    expect(seen[0]?.authorization).toBeUndefined();
  });

  it('is told by an identity token', async () => {
    guard('Bearer t0ken', bearer());
    const seen = tokens(() => ({ token: 't0ken' }));
    await opened(web(), { credentials: async () => ({ kind: 'identity', token: 'refresh' }) });
    expect(seen[0]).toMatchObject({ method: 'POST', authorization: undefined });
    expect(Object.fromEntries(new URLSearchParams(seen[0]?.body))).toMatchObject({
      grant_type: 'refresh_token',
      refresh_token: 'refresh',
      service: 'reg, istry',
    });
  });

  it('is refused: wrong password, no token, a page in its place', async () => {
    guard('Bearer t0ken', bearer());
    tokens(() => 401);
    await expect(opened(web(), { credentials: async () => basic })).rejects.toMatchObject({
      code: 'REGISTRY_REFUSED',
      hint: /wrong or have run out/,
    });
    tokens(() => ({ token: 'with\nline' }));
    await expect(opened(web())).rejects.toMatchObject({ code: 'REGISTRY_ANSWER_INVALID', message: /no token/ });
    other.hook = (_, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>');
      return true;
    };
    await expect(opened(web())).rejects.toMatchObject({ code: 'REGISTRY_ANSWER_INVALID' });
  });

  it.each([
    ['http://tokens.example/token', /without TLS/],
    ['ftp://127.0.0.1/x', /without TLS/],
    ['http://169.254.169.254/latest', /without TLS/],
    ['https://169.254.169.254/latest', /own network/],
    ['https://user:pw@tokens.example/', /password/],
    ['nowhere', /no address/],
  ])('never goes to %s', async (realm, message) => {
    guard('never', `Bearer realm="${realm}",service="x"`);
    await expect(opened(web(), { credentials: async () => basic })).rejects.toMatchObject({
      code: 'REGISTRY_ANSWER_INVALID',
      message,
    });
  });

  it('is not told to a host a blob is redirected to', async () => {
    guard(header, 'Basic realm="r"');
    const before = registry.hook!;
    other.add(IMAGE, '1');
    registry.hook = (request, response) => {
      if (before(request, response)) return true;
      if (!request.url?.includes('/blobs/')) return false;
      response.writeHead(307, { location: `http://${other.host}${request.url}` }).end();
      return true;
    };
    const image = await opened(web(), { credentials: async (host) => (host === registry.host ? basic : undefined) });
    const seen = noting();
    await image.read(image.layers, seen.reader);
    expect(seen.failed).toEqual([]);
    expect(other.asked.filter((line) => line.includes('/blobs/'))).toHaveLength(3);
    expect(other.headers.every(({ authorization }) => authorization === undefined)).toBe(true);
  });

  it.each([
    ['http://cdn.example/x', /without TLS/],
    ['https://169.254.169.254/x', /own network/],
    ['file:///etc/passwd', /no web address/],
    ['https://a:b@cdn.example/', /password/],
  ])('is nowhere near %s, where a redirect leads', async (location, message) => {
    first(9, /blobs/, (response) => response.writeHead(302, { location }).end());
    await expect(opened(web())).rejects.toMatchObject({ code: 'REGISTRY_ANSWER_INVALID', message });
  });

  it('does not go round in redirects', async () => {
    first(99, /blobs/, (response, request) => response.writeHead(302, { location: request.url }).end());
    await expect(opened(web())).rejects.toMatchObject({ message: /redirect after 5/ });
    expect(asked(/blobs/)).toHaveLength(6);
  });
});

describe('a mirror', () => {
  const mirrors = () => ({ [registry.host]: [`http://${other.host}/proxy`] });

  it('is asked first, below its own path', async () => {
    other.add(IMAGE, '1');
    const image = await opened(web(), { mirrors: mirrors() });
    await image.read(image.layers, noting().reader);
    expect(registry.asked.filter((line) => line.includes('shop'))).toEqual([]);
    expect(other.asked).toContain('GET /v2/proxy/shop/web/manifests/1');
  });

  it.each([404, 401, 500])('is passed over when it answers %i', async (status) => {
    other.hook = (_, response) => {
      refuse(response, status, 'X');
      return true;
    };
    expect((await opened(web(), { mirrors: mirrors() })).digest).toBe(IMAGE.digest);
  });

  it('is not asked again when it is not there', async () => {
    await other.stop();
    const image = await opened(web(), { mirrors: { [registry.host]: ['127.0.0.1:1'] } });
    const seen = noting();
    await image.read(image.layers, seen.reader);
    expect(seen.failed).toEqual([]);
  });

  it('must have TLS or be named', async () => {
    await expect(opened(web(), { mirrors: { [registry.host]: ['http://mirror.example'] } })).rejects.toMatchObject({
      code: 'REFERENCE_INVALID',
    });
  });
});

describe('a proxy', () => {
  it('is between us and every host but those it is not for', async () => {
    const through: string[] = [];
    const proxy = createServer((request, response) => {
      through.push(request.url ?? '');
      const { host, pathname, search } = new URL(request.url ?? '');
      const [name, port] = host.split(':');
      const { method, headers } = request;
      httpRequest({ host: name, port, path: pathname + search, method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      }).end();
    });
    proxy.on('connect', (request, socket) => {
      through.push(request.url ?? '');
      const [name, port] = (request.url ?? '').split(':');
      const to = connect(Number(port), name, () => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
      to.pipe(socket).pipe(to);
      to.on('error', () => socket.destroy());
      socket.on('error', () => to.destroy());
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    try {
      expect((await opened(web(), { proxy: { http: address, https: address, no: undefined } })).digest).toBe(
        IMAGE.digest,
      );
      expect(through.some((url) => url.includes(registry.host))).toBe(true);
      through.length = 0;
      expect((await opened(web(), { proxy: { http: address, https: address, no: '127.0.0.1' } })).digest).toBe(
        IMAGE.digest,
      );
      expect(through).toEqual([]);
    } finally {
      proxy.closeAllConnections();
      proxy.close();
    }
  });
});

describe('lists', () => {
  const pages = (link: (at: number) => string | undefined) => {
    registry.hook = (request, response) => {
      const url = new URL(request.url ?? '', 'http://x');
      if (!url.pathname.endsWith('/tags/list') && !url.pathname.endsWith('/_catalog')) return false;
      const at = Number(url.searchParams.get('last') ?? 0);
      const next = link(at + 2);
      const names = [`t${at}`, `t${at + 1}`];
      return sendJson(
        response,
        { name: 'x', tags: names, repositories: names },
        next === undefined ? {} : { link: `<${next}>; rel="next"` },
      );
    };
  };
  const repository = () => ({ registry: registry.host, repository: 'shop/web' });

  it('go on page by page', async () => {
    pages((at) => (at < 6 ? `/v2/shop/web/tags/list?last=${at}&n=2` : undefined));
    expect(await client().listTags(repository(), { signal })).toEqual(['t0', 't1', 't2', 't3', 't4', 't5']);
    expect(await client().listTags(repository(), { signal, most: 3 })).toEqual(['t0', 't1', 't2']);
    pages((at) => (at < 4 ? `http://${registry.host}/v2/_catalog?last=${at}` : undefined));
    expect(await client().catalog(registry.host, { signal })).toEqual(['t0', 't1', 't2', 't3']);
  });

  it('end, even if the registry never ends', async () => {
    pages(() => '/v2/shop/web/tags/list?last=0');
    await expect(client().listTags(repository(), { signal })).rejects.toMatchObject({
      message: /never comes to an end/,
    });
  });

  it('do not go on elsewhere', async () => {
    pages(() => `http://${other.host}/v2/shop/web/tags/list`);
    await expect(client().listTags(repository(), { signal })).rejects.toMatchObject({
      code: 'REGISTRY_ANSWER_INVALID',
      message: /next page/,
    });
  });
});

describe('referrers', () => {
  const repository = () => ({ registry: registry.host, repository: 'shop/web' });
  /** Takes what is pushed; `native` as a registry that keeps the list itself. */
  const takesPushes = (native: boolean) => {
    const pushed: Buffer[] = [];
    registry.hook = (request, response) => {
      const url = new URL(request.url ?? '', `http://${registry.host}`);
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      if (native && url.pathname.includes('/referrers/')) {
        const manifests = pushed.map((bytes) => ({
          ...descriptorOf(bytes, OCI_MANIFEST),
          artifactType: JSON.parse(`${bytes}`).artifactType,
        }));
        response.writeHead(200, { 'content-type': OCI_INDEX }).end(builtIndex(manifests));
        return true;
      }
      if (request.method === 'POST') {
        response.writeHead(202, { location: `/v2/shop/web/blobs/uploads/1?state=a` }).end();
        return true;
      }
      if (request.method !== 'PUT') return false;
      request.on('end', () => {
        const bytes = Buffer.concat(chunks);
        const name = url.pathname.split('/').at(-1) ?? '';
        if (url.pathname.includes('/uploads/')) registry.blobs.set(url.searchParams.get('digest') as never, bytes);
        else {
          const stored = { bytes, mediaType: request.headers['content-type'] ?? '' };
          registry.manifests.set(name, stored).set(digestOf(bytes), stored);
          pushed.push(bytes);
        }
        response.writeHead(201, native ? { 'oci-subject': IMAGE.digest } : {}).end();
      });
      return true;
    };
  };
  const attach = async (to: RegistryClient, text: string) => {
    const blob = await to.pushBlob(repository(), { bytes: Buffer.from(text), mediaType: 'text/plain' }, signal);
    const config = await to.pushBlob(
      repository(),
      { bytes: Buffer.from('{}'), mediaType: 'application/vnd.oci.empty.v1+json' },
      signal,
    );
    const subject = descriptorOf(IMAGE.manifest, OCI_MANIFEST);
    const manifest = {
      schemaVersion: 2,
      mediaType: OCI_MANIFEST,
      artifactType: 'text/sbom',
      config,
      layers: [{ ...blob, annotations: { a: 'b' } }],
      subject,
    };
    await to.pushManifest(
      repository(),
      { bytes: Buffer.from(JSON.stringify(manifest)), mediaType: OCI_MANIFEST, tag: undefined },
      signal,
    );
  };

  it.each([true, false])('are attached and found again (the registry keeps a list: %s)', async (native) => {
    takesPushes(native);
    const own = client();
    await attach(own, 'first');
    await attach(own, 'second');
    const image = await opened(web());
    const found = await image.referrers();
    expect(found.map(({ artifactType }) => artifactType)).toEqual(['text/sbom', 'text/sbom']);
    expect((await Promise.all(found.map((one) => one.content()))).map(String).sort()).toEqual(['first', 'second']);
    expect((await found[0]?.parts?.())?.[0]?.annotations).toEqual({ a: 'b' });
    expect(await image.referrers('text/other')).toEqual([]);
  });

  it('are found under the tags signatures had before', async () => {
    const signature = builtImage([
      {
        blob: Buffer.from('{"critical":1}'),
        diffId: IMAGE.digest,
        mediaType: 'application/vnd.dev.cosign.simplesigning.v1+json',
      },
    ]);
    registry.add(signature, `${IMAGE.digest.replace(':', '-')}.sig`);
    const [found] = await (await opened(web())).referrers();
    expect(found?.artifactType).toBe('application/vnd.dev.cosign.simplesigning.v1+json');
    expect(String(await found?.content())).toBe('{"critical":1}');
  });

  it('include what a builder hung into the index', async () => {
    const provenance = builtImage([
      { blob: Buffer.from('{"predicate":{}}'), diffId: IMAGE.digest, mediaType: 'application/vnd.in-toto+json' },
    ]);
    registry.add(provenance, 'p');
    const index = builtIndex([
      {
        ...descriptorOf(IMAGE.manifest, DOCKER_MANIFEST),
        mediaType: OCI_MANIFEST,
        platform: { os: 'linux', architecture: 'amd64' },
      },
      {
        ...descriptorOf(provenance.manifest, OCI_MANIFEST),
        platform: { os: 'unknown', architecture: 'unknown' },
        annotations: {
          'vnd.docker.reference.type': 'attestation-manifest',
          'vnd.docker.reference.digest': IMAGE.digest,
        },
      },
    ]);
    registry.manifests
      .set('built', { bytes: index, mediaType: OCI_INDEX })
      .set(digestOf(index), { bytes: index, mediaType: OCI_INDEX });
    const platform = { os: 'linux', architecture: 'amd64', variant: undefined };
    const image = await openImage(`${registry.host}/shop/web:built`, openOptions({ client: client(), platform }));
    if (image.kind !== 'image') throw new Error('no image');
    const found = await image.referrers('application/vnd.in-toto+json');
    expect(String(await found[0]?.content())).toBe('{"predicate":{}}');
  });
});
