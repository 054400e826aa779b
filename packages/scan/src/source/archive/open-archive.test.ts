import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hexOf } from '../bytes/digest.ts';
import {
  type BuiltImage,
  builtImage,
  builtIndex,
  builtLayer,
  descriptorOf,
  noting,
  openOptions,
} from '../image/image.fixture.ts';
import { OCI_MANIFEST } from '../image/media-type.ts';
import { openImage } from '../open-image.ts';
import type { OpenedImage, OpenOptions } from '../source.ts';
import { tarArchive, type WrittenMember } from '../tar/tar-archive.fixture.ts';
import { blobPath } from './layout.ts';

const plain = (tar: Buffer) => tar;
const IMAGE = builtImage([
  builtLayer([{ name: 'etc/os-release', content: 'ID=debian\n' }]),
  builtLayer([{ name: 'app', content: 'x'.repeat(20_000) }]),
]);
const SAVED = builtImage([
  builtLayer([{ name: 'etc/os-release', content: 'ID=debian\n' }], plain),
  builtLayer([{ name: 'app', content: 'x'.repeat(20_000) }], plain),
]);

let dir: string;
let server: Server | undefined;
const images: OpenedImage[] = [];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'plimsoll-archive-'));
});
afterEach(async () => {
  await Promise.all(images.splice(0).map((image) => image.close()));
  server?.closeAllConnections();
  server?.close();
  server = undefined;
  rmSync(dir, { recursive: true });
});

function layoutFiles(
  image: BuiltImage,
  names: readonly (string | undefined)[] = ['app'],
): { name: string; content: Buffer }[] {
  const entries = names.map((name) => ({
    ...descriptorOf(image.manifest, OCI_MANIFEST),
    annotations: name === undefined ? {} : { 'org.opencontainers.image.ref.name': name },
  }));
  return [
    { name: 'oci-layout', content: Buffer.from('{"imageLayoutVersion":"1.0.0"}') },
    { name: 'index.json', content: builtIndex(entries) },
    ...[...image.blobs].map(([digest, content]) => ({ name: blobPath(digest), content })),
  ];
}

/** As Docker has saved images since 2013: a folder for each layer, named by something that says nothing, and the manifest last. */
function oldSave({ config, layers }: BuiltImage): WrittenMember[] {
  const ids = layers.map((_, index) => `${9 - index}`.repeat(64));
  const folders = ids.flatMap((id, index): WrittenMember[] => [
    { name: `${id}/`, type: '5' },
    { name: `${id}/json`, content: JSON.stringify({ id, parent: ids[index - 1] }) },
    { name: `${id}/layer.tar`, content: layers[index]?.blob ?? '' },
  ]);
  const manifest = [{ Config: 'config.json', RepoTags: ['shop/web:1'], Layers: ids.map((id) => `${id}/layer.tar`) }];
  // Sorted by name, so the upper layers come first.
  const sorted = folders.sort((a, b) => (a.name < b.name ? -1 : 1));
  return [
    ...sorted,
    { name: 'config.json', content: config },
    { name: 'manifest.json', content: JSON.stringify(manifest) },
  ];
}

/** As Docker 25 and later: a layout's blobs, the manifest last. */
function newSave({ config, layers }: BuiltImage): WrittenMember[] {
  const blobs = layers.map(({ diffId, blob }) => ({ name: blobPath(diffId), content: blob }));
  const configPath = blobPath(descriptorOf(config, '').digest);
  const manifest = [{ Config: configPath, RepoTags: ['shop/web:1'], Layers: blobs.map(({ name }) => name) }];
  return [
    ...blobs,
    { name: configPath, content: config },
    { name: 'manifest.json', content: JSON.stringify(manifest) },
  ];
}

function written(name: string, bytes: Buffer): string {
  const path = join(dir, name);
  writeFileSync(path, bytes);
  return path;
}

async function opened(target: string, more: Partial<OpenOptions> = {}): Promise<OpenedImage> {
  const image = await openImage(target, openOptions(more));
  if (image.kind !== 'image') throw new Error('no image');
  images.push(image);
  return image;
}

async function entriesOf(target: string, more: Partial<OpenOptions> = {}) {
  const image = await opened(target, more);
  const seen = noting();
  await image.read(image.layers, seen.reader);
  expect(seen.failed).toEqual([]);
  return seen.entries.map(({ layer, entry, bytes }) => `${layer} ${entry.path} ${bytes?.length}`).sort();
}

const BOTH = ['0 etc/os-release 10', '1 app 1024'];

describe('a layout', () => {
  const folder = (names?: readonly (string | undefined)[]) => {
    for (const { name, content } of layoutFiles(IMAGE, names)) {
      mkdirSync(join(dir, 'lay', name, '..'), { recursive: true });
      writeFileSync(join(dir, 'lay', name), content);
    }
    return join(dir, 'lay');
  };

  it('is read from its folder, by its tag or as the only one', async () => {
    const path = folder();
    for (const target of [`oci:${path}:app`, `oci:${path}`, path, `oci:${path}@${IMAGE.digest}`])
      expect(await entriesOf(target)).toEqual(BOTH);
    expect(await opened(`oci:${path}:app`)).toMatchObject({
      reference: `oci:${path}:app`,
      digest: IMAGE.digest,
      repository: undefined,
    });
  });

  it('says what it has when it has not what was asked for', async () => {
    const path = folder(['one', 'two']);
    await expect(opened(`oci:${path}:three`)).rejects.toMatchObject({
      code: 'IMAGE_NOT_FOUND',
      hint: expect.stringMatching(/one, two/),
    });
    await expect(opened(`oci:${path}`)).rejects.toMatchObject({
      code: 'IMAGE_NOT_FOUND',
      message: expect.stringMatching(/2 images/),
    });
  });

  it('with a blob missing or damaged is read as far as it goes', async () => {
    const path = folder();
    const [lower, upper] = IMAGE.layers;
    const pathOf = (blob: Buffer) => join(path, blobPath(descriptorOf(blob, '').digest));
    rmSync(pathOf(lower!.blob));
    writeFileSync(pathOf(upper!.blob), upper!.blob.subarray(0, 30));
    const image = await opened(`oci:${path}`);
    const seen = noting();
    await image.read(image.layers, seen.reader);
    expect(Object.fromEntries(seen.failed.map(({ layer, problem }) => [layer, problem.code]))).toEqual({
      0: 'SOURCE_UNREADABLE',
      1: 'LAYER_TRUNCATED',
    });
  });

  it('is read from an archive', async () => {
    const path = written('lay.tar', tarArchive(layoutFiles(IMAGE)));
    for (const target of [`oci-archive:${path}:app`, `oci-archive:${path}`, path])
      expect(await entriesOf(target)).toEqual(BOTH);
  });

  it.each([
    ['gzip', gzipSync],
    ['zstd', zstdCompressSync],
  ])('is read from an archive compressed with %s', async (_, compress) => {
    const path = written('lay.tar.x', compress(tarArchive(layoutFiles(IMAGE).reverse())));
    expect(await entriesOf(`oci-archive:${path}`)).toEqual(BOTH);
  });
});

describe('what docker save writes', () => {
  it.each([
    ['old', oldSave(SAVED)],
    ['new', newSave(SAVED)],
  ])('is read: the %s form', async (_, members) => {
    const tar = tarArchive(members);
    const path = written('save.tar', tar);
    for (const target of [`docker-archive:${path}`, `docker-archive:${path}:shop/web:1`, path])
      expect(await entriesOf(target)).toEqual(BOTH);
    expect(await opened(path)).toMatchObject({
      repository: 'docker.io/shop/web',
      tag: '1',
      config: { user: '1000' },
      digest: undefined,
    });
    expect(await entriesOf(written('save.tar.gz', gzipSync(tar)))).toEqual(BOTH);
  });

  it('may have one layer twice, as a link', async () => {
    const layer = builtLayer([{ name: 'a', content: 'a' }], plain);
    const twice = builtImage([layer, layer]);
    const members: WrittenMember[] = [
      { name: 'one/layer.tar', content: layer.blob },
      { name: 'two/layer.tar', type: '2', link: '../one/layer.tar' },
      { name: 'config.json', content: twice.config },
      {
        name: 'manifest.json',
        content: JSON.stringify([{ Config: 'config.json', Layers: ['one/layer.tar', 'two/layer.tar'] }]),
      },
    ];
    expect(await entriesOf(written('twice.tar', tarArchive(members)))).toEqual(['0 a 1', '1 a 1']);
    expect(await entriesOf(written('twice.tar.gz', gzipSync(tarArchive(members))))).toEqual(['0 a 1', '1 a 1']);
  });

  it('does not lead out of the archive', async () => {
    const manifest = (Config: string) =>
      tarArchive([{ name: 'manifest.json', content: JSON.stringify([{ Config, Layers: [] }]) }]);
    await expect(opened(written('a.tar', manifest('../../etc/passwd')))).rejects.toMatchObject({ code: 'PATH_CLIMBS' });
    const linked = tarArchive([
      { name: 'config.json', type: '2', link: '/etc/passwd' },
      { name: 'manifest.json', content: '[{"Config":"config.json","Layers":[]}]' },
    ]);
    await expect(opened(written('b.tar', linked))).rejects.toMatchObject({ code: 'SOURCE_UNREADABLE' });
    const loop = tarArchive([
      { name: 'config.json', type: '2', link: 'config.json' },
      { name: 'manifest.json', content: '[{"Config":"config.json","Layers":[]}]' },
    ]);
    await expect(opened(written('c.tar', loop))).rejects.toMatchObject({ code: 'SOURCE_UNREADABLE' });
  });

  it('is cut short', async () => {
    const tar = tarArchive(oldSave(SAVED));
    await expect(opened(written('cut.tar', tar.subarray(0, 5000)))).rejects.toMatchObject({
      code: 'ARCHIVE_CORRUPT',
      message: expect.stringMatching(/cut\.tar.*ends in/),
    });
    await expect(opened(written('cut.gz', gzipSync(tar).subarray(0, 100)))).rejects.toMatchObject({
      code: 'LAYER_TRUNCATED',
    });
    await expect(opened(written('no.tar', Buffer.from('no archive')))).rejects.toMatchObject({
      code: 'ARCHIVE_CORRUPT',
    });
    await expect(opened('docker-archive:/nowhere.tar')).rejects.toMatchObject({
      code: 'SOURCE_UNREADABLE',
      message: expect.stringMatching(/does not exist/),
    });
  });
});

describe('an engine', () => {
  const listen = async (members: readonly WrittenMember[], image = SAVED) => {
    const asked: string[] = [];
    const socket = join(dir, 'engine.sock');
    server = createServer((request, response) => {
      asked.push(request.url ?? '');
      const inspected = {
        Id: `sha256:${hexOf(descriptorOf(image.config, '').digest)}`,
        RepoTags: ['shop/web:1'],
        RepoDigests: [`shop/web@${IMAGE.digest}`],
        Os: 'linux',
        Architecture: 'amd64',
        Created: '2026-01-02T03:04:05Z',
        Config: { User: '1000', Cmd: ['/bin/app'] },
        RootFS: { Layers: image.layers.map(({ diffId }) => diffId) },
      };
      const past = [
        { CreatedBy: 'CMD x', Size: 0 },
        { CreatedBy: 'COPY app', Size: 20_000 },
        { CreatedBy: 'ADD rootfs', Size: 10 },
      ];
      if (request.url === '/images/shop/web%3A1/json') response.end(JSON.stringify(inspected));
      else if (request.url === '/images/shop/web%3A1/history') response.end(JSON.stringify(past));
      else if (request.url === '/images/shop/web%3A1/get') response.end(tarArchive(members));
      else response.writeHead(404).end('{"message":"no such image"}');
    });
    await new Promise<void>((resolve) => server?.listen(socket, resolve));
    return { asked, engines: { docker: socket, podman: socket, containerd: socket } };
  };
  const exports = (asked: readonly string[]) => asked.filter((url) => url.endsWith('/get')).length;

  it('is asked for one export where layers are named by their digest', async () => {
    const { asked, engines } = await listen(newSave(SAVED));
    const image = await opened('docker:shop/web:1', { engines });
    expect(image).toMatchObject({
      repository: 'docker.io/shop/web',
      tag: '1',
      digest: IMAGE.digest,
      platform: { os: 'linux' },
    });
    expect(image.layers.map(({ command }) => command)).toEqual(['ADD rootfs', 'COPY app']);
    expect(exports(asked)).toBe(0);
    expect(await entriesOf('docker:shop/web:1', { engines })).toEqual(BOTH);
    expect(exports(asked)).toBe(1);
  });

  it('is asked again where the names come last', async () => {
    const { asked, engines } = await listen(oldSave(SAVED));
    expect(await entriesOf('docker:shop/web:1', { engines })).toEqual(BOTH);
    expect(exports(asked)).toBe(2);
  });

  it('is not asked again for a layer that can be recognised as it comes', async () => {
    const one = builtImage([SAVED.layers[0]!]);
    const { asked, engines } = await listen(oldSave(one), one);
    expect(await entriesOf('podman:shop/web:1', { engines })).toEqual(['0 etc/os-release 10']);
    expect(exports(asked)).toBe(1);
  });

  it('breaks off in a layer: what came before stays', async () => {
    const members = newSave(SAVED);
    const { engines } = await listen([members[0]!, { ...members[1]!, size: 5_000_000 }]);
    const image = await opened('docker:shop/web:1', { engines });
    const seen = noting();
    await image.read(image.layers, seen.reader);
    // What was shown of the layer that broke is for its reader to drop.
    expect(seen.entries[0]?.entry.path).toBe('etc/os-release');
    expect(seen.failed.map(({ layer }) => layer)).toEqual([1]);
  });

  it('has something else than it says', async () => {
    const other = newSave(SAVED).map((member) => ({
      ...member,
      content: member.name.includes(hexOf(SAVED.layers[0]!.diffId)) ? SAVED.layers[1]!.blob : (member.content ?? ''),
    }));
    const { engines } = await listen(other);
    const image = await opened('docker:shop/web:1', { engines });
    const seen = noting();
    await image.read(image.layers, seen.reader);
    expect(seen.failed).toEqual([{ layer: 0, problem: expect.objectContaining({ code: 'DIGEST_MISMATCH' }) }]);
  });

  it('has no such image, or is not there', async () => {
    const { engines } = await listen([]);
    await expect(opened('docker:other', { engines })).rejects.toMatchObject({
      code: 'IMAGE_NOT_FOUND',
      hint: expect.stringMatching(/docker pull other/),
    });
    await expect(opened('docker:x', { engines: { ...engines, docker: join(dir, 'none') } })).rejects.toMatchObject({
      code: 'ENGINE_UNREACHABLE',
    });
    await expect(
      opened('containerd:x', { engines: { ...engines, containerd: join(dir, 'none') } }),
    ).rejects.toMatchObject({ code: 'ENGINE_UNREACHABLE' });
    await expect(opened('containerd:x', { engines })).rejects.toMatchObject({ code: 'ENGINE_UNREACHABLE' });
  });
});

it('an SBOM stands for an image', async () => {
  const purl = 'pkg:npm/lodash@4.17.4';
  const sbom = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    components: [{ type: 'library', name: 'lodash', version: '4.17.4', purl, 'bom-ref': purl }],
  };
  const path = written('app.cdx.json', Buffer.from(JSON.stringify(sbom)));
  for (const target of [`sbom:${path}`, path]) {
    const opened = await openImage(target, openOptions());
    expect(opened).toMatchObject({
      kind: 'sbom',
      reference: `sbom:${path}`,
      packages: [{ name: 'lodash', version: '4.17.4' }],
    });
  }
  await expect(openImage(`sbom:${join(dir, 'none')}`, openOptions())).rejects.toMatchObject({
    code: 'SOURCE_UNREADABLE',
  });
});

it('what has no end is no SBOM, and no archive', async () => {
  const endless = openImage('sbom:/dev/zero', openOptions());
  await expect(endless).rejects.toMatchObject({ code: 'SBOM_INVALID', message: expect.stringContaining('more than') });
  await expect(openImage(`sbom:${dir}`, openOptions())).rejects.toMatchObject({
    message: expect.stringContaining('is a folder and no file'),
  });
  for (const target of ['docker-archive:/dev/zero', 'oci-archive:/dev/null', '/dev/null'])
    await expect(opened(target)).rejects.toMatchObject({
      code: 'SOURCE_UNREADABLE',
      message: expect.stringContaining('is no file'),
    });
});

it('a file that is no archive is not told to be a damaged one', async () => {
  const path = written('notes.txt', Buffer.from('nothing to unpack\n'.repeat(100)));
  for (const target of [path, `docker-archive:${path}`])
    await expect(opened(target)).rejects.toMatchObject({
      code: 'ARCHIVE_CORRUPT',
      message: expect.stringContaining('is no archive of an image'),
    });
});

it('somebody who gives up waits for nothing that is still packed', async () => {
  const content = Buffer.alloc(32 << 20);
  const large = builtImage([builtLayer([{ name: 'zeros', content }])]);
  const image = await opened(`oci-archive:${written('large.tar', tarArchive(layoutFiles(large)))}`);
  const stop = new AbortController();
  let seen = 0;
  const reading = image.read(image.layers, {
    ...noting().reader,
    signal: stop.signal,
    async visit(_, entries) {
      for await (const { chunks } of entries)
        for await (const chunk of chunks()) {
          seen += chunk.length;
          stop.abort(new Error('enough'));
        }
    },
  });
  await expect(reading).rejects.toThrow('enough');
  expect(seen).toBeLessThan(content.length / 2);
});

it('a path is what it is', async () => {
  mkdirSync(join(dir, 'root/etc'), { recursive: true });
  writeFileSync(join(dir, 'root/etc/hostname'), 'a');
  expect(await entriesOf(join(dir, 'root'))).toEqual(['0 etc undefined', '0 etc/hostname 1']);
  await expect(opened(join(dir, 'none'))).rejects.toMatchObject({
    code: 'SOURCE_UNREADABLE',
    message: expect.stringMatching(/does not exist/),
  });
});
