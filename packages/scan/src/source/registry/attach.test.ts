import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestOf } from '../bytes/digest.ts';
import { builtImage, builtIndex, descriptorOf, openOptions } from '../image/image.fixture.ts';
import { DOCKER_MANIFEST, OCI_INDEX, OCI_MANIFEST } from '../image/media-type.ts';
import { openImage } from '../open-image.ts';
import type { RegistryClient } from './client.ts';
import { client, IMAGE, opened, other, registry, signal, useRegistries, web } from './registries.fixture.ts';
import { sendJson } from './registry.fixture.ts';

useRegistries({ beforeEach, afterEach });

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
      message: expect.stringMatching(/never comes to an end/),
    });
  });

  it('do not go on elsewhere', async () => {
    pages(() => `http://${other.host}/v2/shop/web/tags/list`);
    await expect(client().listTags(repository(), { signal })).rejects.toMatchObject({
      code: 'REGISTRY_ANSWER_INVALID',
      message: expect.stringMatching(/next page/),
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
