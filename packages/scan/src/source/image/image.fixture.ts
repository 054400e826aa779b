/** Images made in memory, and readers that write down what they are shown. */
import { gzipSync } from 'node:zlib';
import type { Digest, ScanProblem } from '@plimsoll/core';
import { digestOf } from '../bytes/digest.ts';
import type { LayerEntry, LayerReader, LayerSource, OpenOptions, RegistryOptions } from '../source.ts';
import { tarArchive, type WrittenMember } from '../tar/tar-archive.fixture.ts';
import { OCI_CONFIG, OCI_INDEX, OCI_MANIFEST } from './media-type.ts';

export const GZIP_LAYER = 'application/vnd.oci.image.layer.v1.tar+gzip';

export interface BuiltLayer {
  readonly blob: Buffer;
  readonly diffId: Digest;
  readonly mediaType?: string;
}

export interface BuiltImage {
  readonly blobs: ReadonlyMap<Digest, Buffer>;
  readonly manifest: Buffer;
  readonly digest: Digest;
  readonly config: Buffer;
  readonly layers: readonly BuiltLayer[];
}

export function builtLayer(
  members: readonly WrittenMember[],
  compress: (tar: Buffer) => Buffer = gzipSync,
): BuiltLayer {
  const tar = tarArchive(members);
  return { blob: compress(tar), diffId: digestOf(tar) };
}

export function builtImage(
  layers: readonly BuiltLayer[],
  more: { config?: object; manifest?: object } = {},
): BuiltImage {
  const config = Buffer.from(
    JSON.stringify({
      created: '2026-01-02T03:04:05Z',
      os: 'linux',
      architecture: 'amd64',
      config: { User: '1000', Cmd: ['/bin/app'], Env: ['PATH=/bin'], ExposedPorts: { '8080/tcp': {} } },
      rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
      history: layers.flatMap((_, index) => [
        { created_by: `RUN step ${index}` },
        { created_by: 'ENV A=b', empty_layer: true },
      ]),
      ...more.config,
    }),
  );
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: OCI_MANIFEST,
      config: descriptorOf(config, OCI_CONFIG),
      layers: layers.map(({ blob, mediaType = GZIP_LAYER }) => descriptorOf(blob, mediaType)),
      ...more.manifest,
    }),
  );
  const blobs = new Map([config, manifest, ...layers.map(({ blob }) => blob)].map((bytes) => [digestOf(bytes), bytes]));
  return { blobs, manifest, digest: digestOf(manifest), config, layers };
}

export function builtIndex(manifests: readonly object[]): Buffer {
  return Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, manifests }));
}

export function descriptorOf(bytes: Buffer, mediaType: string) {
  return { mediaType, digest: digestOf(bytes), size: bytes.length };
}

export interface Seen {
  readonly entries: { readonly layer: number; readonly entry: LayerEntry; readonly bytes: Buffer | undefined }[];
  readonly failed: { readonly layer: number; readonly problem: ScanProblem }[];
  readonly problems: ScanProblem[];
  readonly reader: LayerReader;
}

/** Reads every file to `most`; undefined: none. */
export function noting(most: number | undefined = 1024, more: Partial<LayerReader> = {}): Seen {
  const seen: Omit<Seen, 'reader'> = { entries: [], failed: [], problems: [] };
  const reader: LayerReader = {
    concurrency: 3,
    signal: new AbortController().signal,
    async visit(layer, entries) {
      for await (const { entry, read } of entries) {
        const bytes = entry.kind === 'file' && most !== undefined ? Buffer.from(await read(most)) : undefined;
        seen.entries.push({ layer: layer.index, entry, bytes });
      }
    },
    failed: (layer: LayerSource, problem) => seen.failed.push({ layer: layer.index, problem }),
    problem: (_, problem) => seen.problems.push(problem),
    ...more,
  };
  return { ...seen, reader };
}

export const anonymous: RegistryOptions = {
  insecure: [],
  ca: undefined,
  mirrors: {},
  credentials: async () => undefined,
  clientCertificate: () => undefined,
  concurrency: 4,
};

export function openOptions(more: Partial<OpenOptions> = {}): OpenOptions {
  return { platform: undefined, registry: anonymous, signal: new AbortController().signal, ...more };
}
