/**
 * Images that are large, written as they are made: whoever makes them needs no memory for them either.
 *
 * in     what is in each layer, and how the layer is packed
 * out    an OCI layout, or an archive as `docker save` writes it
 * holds  the same plan gives the same bytes; contents are of a few kinds that compress about as well as real ones
 */
import { createHash, type Hash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { constants, createGzip, createZstdCompress } from 'node:zlib';
import { seeded } from './images.ts';

export type Packing = 'plain' | 'gzip' | 'zstd';

export interface PlannedLayer {
  readonly packing: Packing;
  files(): Iterable<PlannedFile>;
}

export interface PlannedFile {
  readonly path: string;
  readonly mode: number;
  readonly bytes: number;
  /** As long together as `bytes`; each good until the next is asked for. */
  content(): Iterable<Uint8Array>;
}

const block = 512;
const mediaTypes: Readonly<Record<Packing, string>> = {
  plain: 'application/vnd.oci.image.layer.v1.tar',
  gzip: 'application/vnd.oci.image.layer.v1.tar+gzip',
  zstd: 'application/vnd.oci.image.layer.v1.tar+zstd',
};

/** Tagged `1`. */
export async function writeLayout(folder: string, layers: readonly PlannedLayer[]): Promise<void> {
  const fresh = `${folder}.fresh`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(join(fresh, 'blobs/sha256'), { recursive: true });
  const place = (digest: string) => join(fresh, 'blobs/sha256', digest);
  const put = (mediaType: string, value: object) => {
    const text = JSON.stringify(value);
    const digest = createHash('sha256').update(text).digest('hex');
    writeFileSync(place(digest), text);
    return { mediaType, digest: `sha256:${digest}`, size: Buffer.byteLength(text) };
  };
  const written: (Written & { readonly packing: Packing })[] = [];
  for (const layer of layers) {
    const found = await writeLayer(join(fresh, 'layer'), layer);
    renameSync(join(fresh, 'layer'), place(found.digest));
    written.push({ ...found, packing: layer.packing });
  }
  const config = put('application/vnd.oci.image.config.v1+json', configOf(written));
  const manifest = put('application/vnd.oci.image.manifest.v1+json', {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config,
    layers: written.map(({ digest, bytes, packing }) => ({
      mediaType: mediaTypes[packing],
      digest: `sha256:${digest}`,
      size: bytes,
    })),
  });
  const named = { ...manifest, annotations: { 'org.opencontainers.image.ref.name': '1' } };
  writeFileSync(join(fresh, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  writeFileSync(join(fresh, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests: [named] }));
  renameSync(fresh, folder);
}

/** Plain layers in one file. */
export async function writeDockerArchive(file: string, layers: readonly PlannedLayer[]): Promise<void> {
  const fresh = `${file}.fresh`;
  const archive = openSync(fresh, 'w');
  const written: Written[] = [];
  for (const [index, layer] of layers.entries()) {
    // A header tells the length of what follows it: the layer goes by once for that, and once more to be written.
    const bytes = tarBytes(layer.files());
    writeSync(archive, header(`${index}/layer.tar`, 0o644, bytes));
    const hash = createHash('sha256');
    for (const part of tarOf(layer.files())) {
      hash.update(part);
      writeSync(archive, part);
    }
    writeSync(archive, padding(bytes));
    const diffId = hash.digest('hex');
    written.push({ diffId, digest: diffId, bytes });
  }
  const small = (name: string, value: object) => {
    const text = Buffer.from(JSON.stringify(value));
    writeSync(archive, Buffer.concat([header(name, 0o644, text.length), text, padding(text.length)]));
  };
  small('config.json', configOf(written));
  const paths = written.map((_, index) => `${index}/layer.tar`);
  small('manifest.json', [{ Config: 'config.json', RepoTags: ['large:1'], Layers: paths }]);
  writeSync(archive, Buffer.alloc(2 * block));
  closeSync(archive);
  renameSync(fresh, file);
}

interface Written {
  readonly diffId: string;
  readonly digest: string;
  readonly bytes: number;
}

function configOf(layers: readonly Written[]) {
  return {
    os: 'linux',
    architecture: 'amd64',
    config: { User: '1000' },
    rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => `sha256:${diffId}`) },
    history: layers.map(() => ({ created_by: 'COPY . /' })),
  };
}

async function writeLayer(file: string, { packing, files }: PlannedLayer): Promise<Written> {
  const target = openSync(file, 'w');
  const diffId = createHash('sha256');
  const digest = createHash('sha256');
  let bytes = 0;
  const write = (part: Uint8Array) => {
    digest.update(part);
    writeSync(target, part);
    bytes += part.byteLength;
  };
  if (packing === 'plain') for (const part of seen(tarOf(files()), diffId)) write(part);
  else {
    const pack =
      packing === 'gzip'
        ? createGzip({ level: 1 })
        : createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: 1 } });
    const packed = (async () => {
      for await (const part of pack as AsyncIterable<Buffer>) write(part);
    })();
    for (const part of seen(tarOf(files()), diffId)) await new Promise((resolve) => pack.write(part, resolve));
    pack.end();
    await packed;
  }
  closeSync(target);
  return { diffId: diffId.digest('hex'), digest: digest.digest('hex'), bytes };
}

function* seen(parts: Iterable<Uint8Array>, hash: Hash): Iterable<Uint8Array> {
  for (const part of parts) {
    hash.update(part);
    yield part;
  }
}

function* tarOf(files: Iterable<PlannedFile>): Iterable<Uint8Array> {
  for (const { path, mode, bytes, content } of files) {
    yield header(path, mode, bytes);
    yield* content();
    yield padding(bytes);
  }
  yield Buffer.alloc(2 * block);
}

function tarBytes(files: Iterable<PlannedFile>): number {
  let sum = 2 * block;
  for (const { bytes } of files) sum += block + bytes + padding(bytes).length;
  return sum;
}

function padding(bytes: number): Buffer {
  return Buffer.alloc((block - (bytes % block)) % block);
}

function header(path: string, mode: number, bytes: number): Buffer {
  const head = Buffer.alloc(block);
  const octal = (value: number, length: number, at: number) => head.write(value.toString(8).padStart(length, '0'), at);
  head.write(path, 0);
  octal(mode, 7, 100);
  octal(0, 7, 108);
  octal(0, 7, 116);
  octal(bytes, 11, 124);
  octal(0, 11, 136);
  head.write(' '.repeat(8), 148);
  head.write('0', 156);
  head.write('ustar\x0000', 257, 'latin1');
  octal(
    head.reduce((sum, byte) => sum + byte, 0),
    6,
    148,
  );
  head[154] = 0;
  return head;
}

/** Files as a system has them: many small texts, programs of all sizes, and now and then one of 100 MB. */
export function* systemFiles(bytes: number): Iterable<PlannedFile> {
  const random = seeded(bytes);
  const text = Buffer.alloc(64 * 1024, 'option = value # of a setting that nobody has changed\n');
  const code = Buffer.from(Uint8Array.from({ length: 1024 * 1024 }, () => (random() < 0.5 ? 0 : random() * 256)));
  let left = bytes;
  for (let number = 0; left > 0; number++) {
    const kind = number % 100;
    const isProgram = kind % 10 === 0;
    const size = Math.min(
      left,
      Math.round(isProgram ? 2 ** (13 + random() * (kind === 0 ? 14 : 10)) : random() * 16_384),
    );
    const folder = `usr/lib/part-${number % 50}`;
    if (isProgram) yield file(`${folder}/program-${number}`, 0o755, repeated(code, size, '\x7fELF\x02\x01\x01'));
    else yield file(`${folder}/settings-${number}.conf`, 0o644, repeated(text, size, `number = ${number}\n`));
    left -= size;
  }
}

interface Content {
  readonly bytes: number;
  parts(): Iterable<Uint8Array>;
}

export function file(path: string, mode: number, { bytes, parts }: Content): PlannedFile {
  return { path, mode, bytes, content: parts };
}

export function whole(...parts: readonly Uint8Array[]): Content {
  return { bytes: parts.reduce((sum, { byteLength }) => sum + byteLength, 0), parts: () => parts };
}

function repeated(unit: Buffer, bytes: number, start: string): Content {
  const head = Buffer.from(start, 'latin1').subarray(0, bytes);
  return {
    bytes,
    *parts() {
      yield head;
      for (let left = bytes - head.length; left > 0; left -= unit.length) yield unit.subarray(0, left);
    },
  };
}
