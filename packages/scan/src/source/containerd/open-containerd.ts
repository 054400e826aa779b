/**
 * An image in containerd's content store, which Kubernetes' nodes have without any other engine.
 *
 * in     a namespace and a name
 * out    the image as its registry had it: index, manifest, compressed layers
 * holds  containerd is asked over its own interface. Its database and folders are its own affair: the database is locked while it runs,
 *        their forms change, and their place is set in each machine's configuration
 */
import type { Platform } from '@plimsoll/core';
import { ScanError } from '../../errors.ts';
import { collect } from '../bytes/byte-stream.ts';
import { checkDigest } from '../bytes/digest.ts';
import type { Content } from '../image/content.ts';
import { openContent } from '../image/content-image.ts';
import type { LayerLimits } from '../image/limits.ts';
import { MANIFEST_MOST } from '../image/manifest.ts';
import { referrersByReading } from '../image/referrers.ts';
import { formatReference, knownAs, parseReference } from '../reference.ts';
import type { OpenedImage } from '../source.ts';
import { type ContainerdApi, type ContainerdImage, createContainerdApi } from './containerd-api.ts';

export interface ContainerdOptions {
  readonly socket: string;
  readonly reference: string;
  readonly platform: Platform | undefined;
  readonly limits: LayerLimits;
  readonly signal: AbortSignal;
}

/** Looked into before any other, in this order. */
const USUAL = ['default', 'k8s.io', 'moby'];

/** @throws ScanError ENGINE_UNREACHABLE, IMAGE_NOT_FOUND */
export async function openContainerd(name: string, options: ContainerdOptions): Promise<OpenedImage> {
  const { socket, reference, platform, limits, signal } = options;
  const api = createContainerdApi(socket);
  let found: { namespace: string; image: ContainerdImage };
  try {
    found = await find(api, name, signal);
  } catch (error) {
    api.close();
    throw error;
  }
  const content = contentOf(api, found.namespace);
  const known = knownAs(found.image.name);
  try {
    const root = { ...(await content.manifest(found.image, signal)), mediaType: found.image.mediaType };
    return await openContent(content, root, {
      reference,
      repository: known?.repository,
      tag: known?.tag,
      platform,
      limits,
      signal,
    });
  } catch (error) {
    api.close();
    throw error;
  }
}

function contentOf(api: ContainerdApi, namespace: string): Content {
  const content: Content = {
    async manifest({ digest }, signal) {
      const bytes = await collect(api.blob(namespace, digest, signal), MANIFEST_MOST, () => tooLarge(digest));
      checkDigest(bytes, digest, 'The manifest in containerd');
      return { digest, mediaType: '', bytes };
    },
    blob: ({ digest }, signal) => api.blob(namespace, digest, signal),
    referrers: (subject, artifactType, signal) =>
      referrersByReading({ content, candidates: [], subject, artifactType, signal }),
    close: async () => api.close(),
  };
  return content;
}

/** `NAMESPACE/NAME` where there is such a namespace, or a name in any of them. */
async function find(
  api: ContainerdApi,
  name: string,
  signal: AbortSignal,
): Promise<{ namespace: string; image: ContainerdImage }> {
  const namespaces = await api.namespaces(signal);
  const first = name.slice(0, Math.max(0, name.indexOf('/')));
  const rank = (namespace: string) => (USUAL.includes(namespace) ? USUAL.indexOf(namespace) : USUAL.length);
  const places = [
    ...(namespaces.includes(first) ? [{ namespace: first, wanted: name.slice(first.length + 1) }] : []),
    ...namespaces.toSorted((a, b) => rank(a) - rank(b)).map((namespace) => ({ namespace, wanted: name })),
  ];
  for (const { namespace, wanted } of places) {
    // As it is, for names no registry would take, then in full.
    for (const candidate of new Set([wanted, fullName(wanted)])) {
      const image = await api.image(namespace, candidate, signal);
      if (image !== undefined) return { namespace, image };
    }
  }
  throw new ScanError('IMAGE_NOT_FOUND', `containerd has no image ${JSON.stringify(name)}.`, {
    hint: `It was looked for in ${namespaces.length === 0 ? 'no namespace, for there is none' : `the namespaces ${namespaces.join(', ')}`}. Write containerd:NAMESPACE/NAME.`,
  });
}

function fullName(name: string): string {
  try {
    return formatReference(parseReference(name));
  } catch (error) {
    if (error instanceof ScanError && error.code === 'REFERENCE_INVALID') return name;
    throw error;
  }
}

function tooLarge(digest: string): ScanError {
  return new ScanError(
    'MANIFEST_INVALID',
    `The manifest ${digest} in containerd has more than ${MANIFEST_MOST} bytes.`,
    {
      hint: 'No real image needs so much. Do not trust this one.',
    },
  );
}
