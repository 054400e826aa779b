import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestOf } from '../bytes/digest.ts';
import { builtImage, builtIndex, builtLayer, descriptorOf, noting, openOptions } from '../image/image.fixture.ts';
import { OCI_INDEX, OCI_MANIFEST } from '../image/media-type.ts';
import { openImage } from '../open-image.ts';
import { asked, client, IMAGE, opened, registry, signal, useRegistries, web } from './registries.fixture.ts';

useRegistries({ beforeEach, afterEach });

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
      message: expect.stringMatching(/MANIFEST_UNKNOWN/),
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
    await expect(opened(web())).rejects.toMatchObject({
      code: 'DIGEST_MISMATCH',
      message: expect.stringMatching(/configuration of/),
    });
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
    await expect(opened(web())).rejects.toMatchObject({
      code: 'MANIFEST_INVALID',
      hint: expect.stringMatching(/skopeo copy/),
    });
  });

  it('is no chart', async () => {
    const chart = builtImage([], {
      manifest: { config: { ...descriptorOf(Buffer.from('{}'), 'application/vnd.cncf.helm.config.v1+json') } },
    });
    registry.add(chart, 'chart');
    await expect(opened(`${registry.host}/shop/web:chart`)).rejects.toMatchObject({
      code: 'MANIFEST_INVALID',
      message: expect.stringMatching(/artefact/),
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
    await expect(open).rejects.toMatchObject({
      code: 'PLATFORM_NOT_FOUND',
      hint: expect.stringMatching(/linux\/arm64, linux\/amd64/),
    });
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
    expect(seen.failed[0]?.problem).toMatchObject({
      code: 'LAYER_CORRUPT',
      message: expect.stringMatching(/checksum/),
    });
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
