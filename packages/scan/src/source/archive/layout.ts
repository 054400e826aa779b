/** An OCI layout, in a folder or an archive: https://github.com/opencontainers/image-spec/blob/main/image-layout.md */
import type { Digest } from '@plimsoll/core';
import { ScanError } from '../../errors.ts';
import type { ByteStream } from '../bytes/byte-stream.ts';
import { algorithmOf, checkDigest, digestOf, hexOf, isDigest } from '../bytes/digest.ts';
import type { Content, StoredManifest, Subject } from '../image/content.ts';
import { type Descriptor, type ImageIndex, MANIFEST_MOST, parseManifest } from '../image/manifest.ts';
import { OCI_INDEX } from '../image/media-type.ts';
import { referrersByReading } from '../image/referrers.ts';
import { type Files, smallFile } from './files.ts';

export interface Layout extends Content {
  /** @param name a tag, a digest, or undefined for the only image there is */
  root(name: string | undefined, signal: AbortSignal): Promise<StoredManifest>;
}

const REF_NAME = 'org.opencontainers.image.ref.name';
const FULL_NAME = 'io.containerd.image.name';

/** @throws ScanError when there is no index to begin with */
export async function openLayout(files: Files): Promise<Layout> {
  const bytes = await smallFile(files, 'index.json', MANIFEST_MOST);
  const parsed = parseManifest(bytes, OCI_INDEX, `index.json in ${files.name}`);
  if (parsed.kind !== 'index') {
    throw new ScanError('MANIFEST_INVALID', `index.json in ${files.name} is no index.`, {
      hint: 'Save the image again.',
    });
  }
  const layout: Layout = {
    async root(name, signal) {
      const chosen = choose(parsed, name, files.name);
      if (chosen === 'all') return { digest: digestOf(bytes), mediaType: OCI_INDEX, bytes };
      return { ...(await layout.manifest(chosen, signal)), mediaType: chosen.mediaType };
    },
    async manifest({ digest }) {
      const found = await smallFile(files, blobPath(digest), MANIFEST_MOST);
      checkDigest(found, digest, `The manifest in ${files.name}`);
      return { digest, mediaType: '', bytes: found };
    },
    blob: ({ digest }) => blobOf(files, digest),
    referrers: (subject: Subject, artifactType, signal) =>
      referrersByReading({ content: layout, candidates: parsed.manifests, subject, artifactType, signal }),
    close: () => files.close(),
  };
  return layout;
}

export function blobPath(digest: Digest): string {
  return `blobs/${algorithmOf(digest)}/${hexOf(digest)}`;
}

async function* blobOf(files: Files, digest: Digest): ByteStream {
  const found = await files.find(blobPath(digest));
  if (found === undefined) {
    throw new ScanError('SOURCE_UNREADABLE', `${files.name} has no blob ${digest}.`, {
      hint: 'The layout is incomplete. Save the image again.',
    });
  }
  yield* found.stream();
}

function choose(index: ImageIndex, name: string | undefined, where: string): Descriptor | 'all' {
  const images = index.manifests.filter((entry) => entry.artifactType == null);
  if (name !== undefined) {
    const found = images.find((entry) => isNamed(entry, name));
    if (found !== undefined) return found;
    throw notFound(`${where} has no image ${JSON.stringify(name)}.`, images);
  }
  const [first] = images;
  if (images.length === 1 && first !== undefined) return first;
  if (images.length === 0) throw notFound(`${where} has no image in it.`, images);
  // One image for several platforms needs no names.
  const names = new Set(images.map(nameIn));
  if (names.size === 1 && images.every((entry) => entry.platform != null)) return 'all';
  throw notFound(`${where} has ${images.length} images.`, images);
}

function isNamed(entry: Descriptor, name: string): boolean {
  if (isDigest(name)) return entry.digest === name;
  const ref = entry.annotations?.[REF_NAME];
  return ref === name || ref?.endsWith(`:${name}`) === true || entry.annotations?.[FULL_NAME] === name;
}

function nameIn(entry: Descriptor): string | undefined {
  return entry.annotations?.[FULL_NAME] ?? entry.annotations?.[REF_NAME];
}

function notFound(message: string, images: readonly Descriptor[]): ScanError {
  const names = images.map((entry) => nameIn(entry) ?? entry.digest).slice(0, 20);
  return new ScanError('IMAGE_NOT_FOUND', message, {
    hint: names.length === 0 ? 'Save an image into it first.' : `Name one of: ${names.join(', ')}.`,
  });
}
