/** Certificates for registries as Docker keeps them: certs.d/HOST[:PORT]/{*.crt, *.cert with *.key}. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ScanError } from '../../errors.ts';
import type { RegistryOptions } from '../source.ts';

export type Certificates = Required<Pick<RegistryOptions, 'clientCertificate' | 'authority'>>;

/** Looked through in this order. */
export const CERTIFICATE_FOLDERS = ['/etc/docker/certs.d', '/etc/containers/certs.d'];

export function dockerCertificates(folders: readonly string[] = CERTIFICATE_FOLDERS): Certificates {
  return {
    clientCertificate(host) {
      for (const folder of foldersOf(folders, host)) {
        const names = namesIn(folder);
        for (const name of names.filter((one) => one.endsWith('.cert'))) {
          const key = name.replace(/\.cert$/, '.key');
          if (!names.includes(key)) {
            throw new ScanError('CREDENTIALS_UNUSABLE', `${join(folder, name)} has no key beside it.`, {
              hint: `Put ${key} there.`,
            });
          }
          return { cert: contents(join(folder, name)), key: contents(join(folder, key)) };
        }
      }
      return undefined;
    },
    authority(host) {
      const found = foldersOf(folders, host).flatMap((folder) =>
        namesIn(folder)
          .filter((name) => name.endsWith('.crt'))
          .map((name) => contents(join(folder, name))),
      );
      return found.length === 0 ? undefined : found.join('\n');
    },
  };
}

function foldersOf(folders: readonly string[], host: string): readonly string[] {
  // A host comes out of a reference, which has no slashes; another caller's word is not relied upon.
  return /^[A-Za-z0-9[\]:.-]+$/.test(host) && !host.startsWith('.') ? folders.map((folder) => join(folder, host)) : [];
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw unreadable(folder, error);
  }
}

function contents(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, cause: unknown): ScanError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
  return new ScanError('CREDENTIALS_UNUSABLE', `${path} cannot be read: ${code}.`, {
    hint: 'Check who may read it.',
    cause,
  });
}
