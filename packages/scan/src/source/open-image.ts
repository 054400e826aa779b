/** Opens whatever a person names: an image wherever it lies, a folder, an SBOM. */
import { open, stat } from 'node:fs/promises';
import { ScanError } from '../errors.ts';
import { readSbom } from '../sbom/read-sbom.ts';
import { sbomLimits } from '../sbom/sbom.ts';
import { isLayoutFolder, openArchive, openLayoutFolder } from './archive/open-archive.ts';
import { abortable, type ByteStream, collect } from './bytes/byte-stream.ts';
import { engineSockets } from './engine/sockets.ts';
import { openContent } from './image/content-image.ts';
import { LAYER_LIMITS } from './image/limits.ts';
import { formatReference, nameOf, parseReference } from './reference.ts';
import { createRegistryClient } from './registry/client.ts';
import { repositoryContent } from './registry/repository-content.ts';
import { openRootFolder } from './root-folder.ts';
import type { Opened, OpenedImage, OpenedSbom, OpenOptions } from './source.ts';
import { parseTarget, type Target } from './target.ts';
import { unreadable } from './unreadable.ts';

/**
 * @param target `registry.example/shop/web:1.4`, `docker:NAME`, `podman:NAME`, `containerd:[NAMESPACE/]NAME`, `oci:FOLDER[:TAG]`,
 *   `oci-archive:FILE[:TAG]`, `docker-archive:FILE[:TAG]`, `dir:FOLDER`, `sbom:FILE`, or a path that exists
 * @throws ScanError
 */
export async function openImage(target: string, options: OpenOptions): Promise<Opened> {
  options.signal.throwIfAborted();
  const parsed = await parseTarget(target, exists);
  return await openTarget(parsed, target, options);
}

async function openTarget(parsed: Target, target: string, options: OpenOptions): Promise<Opened> {
  const { platform, signal } = options;
  const limits = { ...LAYER_LIMITS, ...options.limits };
  const sockets = options.engines ?? engineSockets({});
  const common = { platform, limits, signal };
  switch (parsed.kind) {
    case 'registry':
      return await openRegistryImage(parsed.reference, options);
    case 'docker':
    case 'podman': {
      const { openEngine } = await import('./engine/open-engine.ts');
      return await openEngine(parsed.name, {
        ...common,
        engine: parsed.kind,
        socket: sockets[parsed.kind],
        reference: target,
      });
    }
    case 'containerd': {
      const { openContainerd } = await import('./containerd/open-containerd.ts');
      return await openContainerd(parsed.name, { ...common, socket: sockets.containerd, reference: target });
    }
    case 'oci':
      return await openLayoutFolder(parsed.path, { ...common, name: parsed.name, reference: target });
    case 'oci-archive':
      return await openArchive(parsed.path, 'oci', { ...common, name: parsed.name, reference: target });
    case 'docker-archive':
      return await openArchive(parsed.path, 'docker', { ...common, name: parsed.name, reference: target });
    case 'dir':
      return await openRootFolder(parsed.path);
    case 'sbom':
      return await openSbom(parsed.path, signal);
    case 'path':
      return await openPath(parsed.path, options);
  }
}

async function openRegistryImage(text: string, options: OpenOptions): Promise<OpenedImage> {
  const reference = parseReference(text);
  const client = options.client ?? createRegistryClient(options.registry);
  // A client that was given to us serves others too.
  const close = async () => (options.client === undefined ? await client.close() : undefined);
  const content = repositoryContent(client, reference, close);
  let root: Awaited<ReturnType<typeof client.manifest>>;
  try {
    root = await client.manifest(reference, options.signal);
  } catch (error) {
    await close();
    throw error;
  }
  return await openContent(content, root, {
    reference: formatReference(reference),
    repository: nameOf(reference),
    tag: reference.tag,
    platform: options.platform,
    limits: { ...LAYER_LIMITS, ...options.limits },
    signal: options.signal,
  });
}

/** A folder is a layout or a root file system; a file is an SBOM or an archive. */
async function openPath(path: string, options: OpenOptions): Promise<Opened> {
  const found = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    throw unreadable(path, cause);
  });
  const { platform, signal } = options;
  const limits = { ...LAYER_LIMITS, ...options.limits };
  if (found.isDirectory()) {
    if (!(await isLayoutFolder(path))) return await openRootFolder(path);
    return await openLayoutFolder(path, { platform, limits, signal, name: undefined, reference: `oci:${path}` });
  }
  if (/\.(?:json|xml|spdx|cdx)$/i.test(path)) return await openSbom(path, signal);
  return await openArchive(path, 'either', { platform, limits, signal, name: undefined, reference: path });
}

async function openSbom(path: string, signal: AbortSignal): Promise<OpenedSbom> {
  const tooLarge = () =>
    new ScanError('SBOM_INVALID', `${path} has more than ${sbomLimits.bytes} bytes, and no more are read.`, {
      hint: 'Split it.',
    });
  let bytes: Buffer;
  try {
    const handle = await open(path, 'r');
    try {
      // A pipe and a device have no size to believe.
      if ((await handle.stat()).size > sbomLimits.bytes) throw tooLarge();
      const stream: ByteStream = handle.createReadStream({ autoClose: false });
      bytes = await collect(abortable(stream, signal), sbomLimits.bytes, tooLarge);
    } finally {
      await handle.close();
    }
  } catch (cause) {
    signal.throwIfAborted();
    if (cause instanceof ScanError) throw cause;
    throw unreadable(path, cause as NodeJS.ErrnoException);
  }
  const { packages, os, problems } = readSbom(bytes, path);
  return { kind: 'sbom', reference: `sbom:${path}`, packages, os, problems };
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}
