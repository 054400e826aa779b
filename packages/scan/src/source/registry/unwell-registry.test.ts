import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { digestOf } from '../bytes/digest.ts';
import { builtImage, builtLayer, noting, openOptions } from '../image/image.fixture.ts';
import { OCI_MANIFEST } from '../image/media-type.ts';
import { openImage } from '../open-image.ts';
import { jsonAnswer } from './answer.ts';
import { asked, client, first, opened, registry, signal, useRegistries, waits, web } from './registries.fixture.ts';
import { refuse } from './registry.fixture.ts';

useRegistries({ beforeEach, afterEach });

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
      message: expect.stringContaining(`for ${web()}`),
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

  it('speaks something else than HTTP', async () => {
    first(9, /manifests/, (response) => response.socket?.end('SSH-2.0-OpenSSH\r\n'));
    await expect(opened(web())).rejects.toMatchObject({
      code: 'REGISTRY_ANSWER_INVALID',
      message: expect.stringContaining('is no HTTP'),
    });
  });

  it('sends byte by byte, and is not waited for all day', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    async function* trickle() {
      for (;;) {
        yield Buffer.from(' ');
        vi.setSystemTime(Date.now() + 1000);
      }
    }
    const answer = { status: 200, headers: {}, url: new URL('https://registry.example/'), body: trickle(), signal };
    try {
      const reading = jsonAnswer({ ...answer, authorized: false, dispose: () => {} }, 'a manifest', 4 << 20);
      await expect(reading).rejects.toMatchObject({
        code: 'DOWNLOAD_CUT',
        message: expect.stringContaining('registry.example takes longer than 3 minutes to send a manifest'),
      });
    } finally {
      vi.useRealTimers();
    }
  });

  it('leads in a circle, and nothing is said of TLS', async () => {
    first(99, /manifests/, (response, request) => response.writeHead(302, { location: request.url }).end());
    await expect(opened(web())).rejects.toMatchObject({
      code: 'REGISTRY_ANSWER_INVALID',
      hint: expect.stringContaining('circle'),
    });
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

  it('ends where the registry itself has no more, and says so', async () => {
    let times = 0;
    registry.hook = (request, response) => {
      if (!layerPath.test(request.url ?? '')) return false;
      times += 1;
      if (request.headers.range === undefined) response.writeHead(200).end(big.blob.subarray(0, 70_000));
      else response.writeHead(416).end();
      return true;
    };
    const { failed } = await read();
    expect(failed).toHaveLength(1);
    expect(failed[0]?.problem).toMatchObject({
      code: 'LAYER_TRUNCATED',
      message: expect.stringMatching(/has only 70000 of \d+ bytes/),
    });
    expect(times).toBe(2);
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
    expect(seen.failed[0]?.problem).toMatchObject({
      code: 'DOWNLOAD_CUT',
      message: expect.stringMatching(/layer 1 .*broke off after 0 of/),
    });
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
