/** Opens a file or folder by what it is. */
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ScanError } from '../../errors.ts';
import { compressionOf } from '../bytes/decompress.ts';
import { fileBytes } from '../bytes/file-bytes.ts';
import { openContent } from '../image/content-image.ts';
import type { OpenedImage } from '../source.ts';
import { unreadable } from '../unreadable.ts';
import { type ArchiveImageOptions, openDockerArchive } from './docker-archive.ts';
import { type Files, folderFiles } from './files.ts';
import { openLayout } from './layout.ts';
import { openStreamedArchive } from './streamed-archive.ts';
import { tarFiles } from './tar-files.ts';

export type ArchiveKind = 'oci' | 'docker';

/** @throws ScanError SOURCE_UNREADABLE, ARCHIVE_CORRUPT, IMAGE_NOT_FOUND, MANIFEST_INVALID */
export async function openArchive(
  path: string,
  kind: ArchiveKind | 'either',
  options: ArchiveImageOptions,
): Promise<OpenedImage> {
  const found = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    throw unreadable(path, cause);
  });
  if (!found.isFile()) {
    throw new ScanError('SOURCE_UNREADABLE', `${path} is no file: an archive is read from more than one place.`, {
      hint: found.isDirectory() ? 'Write oci:FOLDER or dir:FOLDER.' : 'Save what comes out of it into a file first.',
    });
  }
  const handle = await open(path, 'r').catch((cause: NodeJS.ErrnoException) => {
    throw unreadable(path, cause);
  });
  const head = Buffer.alloc(8);
  let bytesRead = 0;
  try {
    ({ bytesRead } = await handle.read(head, 0, head.length, 0));
  } catch (error) {
    await handle.close();
    throw unreadable(path, error as NodeJS.ErrnoException);
  }
  if (compressionOf(head.subarray(0, bytesRead)) !== 'none') {
    // A compressed file has no middle to begin at.
    const stream = { name: path, open: () => fileBytes(handle), close: () => handle.close() };
    return await openStreamedArchive(stream, options);
  }
  const files = await tarFiles(handle, path, options.signal);
  const isDocker = kind === 'docker' || (kind === 'either' && (await files.find('manifest.json')) !== undefined);
  return isDocker ? await openDockerArchive(files, options) : await openLayoutImage(files, options);
}

export async function openLayoutFolder(path: string, options: ArchiveImageOptions): Promise<OpenedImage> {
  const found = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    throw unreadable(path, cause);
  });
  if (!found.isDirectory()) return await openArchive(path, 'oci', options);
  return await openLayoutImage(folderFiles(path), options);
}

/** Whether a folder is a layout: any other is a root file system. */
export async function isLayoutFolder(path: string): Promise<boolean> {
  return (await Promise.all(['oci-layout', 'index.json'].map((name) => isFile(join(path, name))))).every(Boolean);
}

async function openLayoutImage(files: Files, options: ArchiveImageOptions): Promise<OpenedImage> {
  const { reference, name, platform, limits, signal } = options;
  try {
    const layout = await openLayout(files);
    const root = await layout.root(name, signal);
    return await openContent(layout, root, {
      reference,
      repository: undefined,
      tag: undefined,
      platform,
      limits,
      signal,
    });
  } catch (error) {
    await files.close();
    throw error;
  }
}

async function isFile(path: string): Promise<boolean> {
  return await stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
