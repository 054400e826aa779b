/** What a person asks to be scanned, before anything is opened. */
import { ScanError } from '../errors.ts';

export type Target =
  | { readonly kind: 'registry'; readonly reference: string }
  | { readonly kind: 'docker' | 'podman' | 'containerd'; readonly name: string }
  | {
      readonly kind: 'oci' | 'oci-archive' | 'docker-archive';
      readonly path: string;
      readonly name: string | undefined;
    }
  | { readonly kind: 'dir' | 'sbom'; readonly path: string }
  /** A path that exists: what it is shows when it is opened. */
  | { readonly kind: 'path'; readonly path: string };

const SCHEME = /^(docker|podman|containerd|oci|oci-archive|docker-archive|dir|sbom):(.*)$/s;

/**
 * @param exists whether there is such a file or folder
 * @throws ScanError REFERENCE_INVALID
 */
export async function parseTarget(text: string, exists: (path: string) => Promise<boolean>): Promise<Target> {
  const [, kind, rest = ''] = SCHEME.exec(text) ?? [];
  // `docker:24` is an image of Docker Hub too; whoever writes a scheme means the scheme.
  switch (kind) {
    case 'docker':
    case 'podman':
    case 'containerd':
      return { kind, name: named(rest.replace(/^\/\//, ''), text) };
    case 'dir':
    case 'sbom':
      return { kind, path: named(rest, text) };
    case 'oci':
    case 'oci-archive':
    case 'docker-archive':
      return { kind, ...(await splitPath(named(rest, text), exists)) };
    default:
      if (await exists(text)) return { kind: 'path', path: text };
      if (looksLikePath(text)) return { kind: 'path', path: await wholePath(text, exists) };
      return { kind: 'registry', reference: text };
  }
}

/** The file's own name may have a colon in it: the longest path that exists wins. */
async function splitPath(
  text: string,
  exists: (path: string) => Promise<boolean>,
): Promise<{ path: string; name: string | undefined }> {
  if (await exists(text)) return { path: text, name: undefined };
  const marks = [...text.matchAll(/[:@]/g)].map((match) => match.index);
  for (const at of marks.reverse()) {
    const path = text.slice(0, at);
    // In `a:b@sha256:…` the digest's own colon is no mark.
    if (path !== '' && (await exists(path))) return { path, name: text.slice(at + 1) || undefined };
  }
  return { path: text, name: undefined };
}

/** A path alone is recognised by what it is; an image in it has to be named with its kind. */
async function wholePath(text: string, exists: (path: string) => Promise<boolean>): Promise<string> {
  const { path, name } = await splitPath(text, exists);
  if (name === undefined) return text;
  throw new ScanError(
    'REFERENCE_INVALID',
    `There is no ${JSON.stringify(text)}, but there is ${JSON.stringify(path)}.`,
    {
      hint: `For one image of several write oci:${text}, oci-archive:${text} or docker-archive:${text}.`,
    },
  );
}

function looksLikePath(text: string): boolean {
  return text.startsWith('/') || text.startsWith('./') || text.startsWith('../') || text === '.' || text === '..';
}

function named(name: string, text: string): string {
  if (name !== '') return name;
  throw new ScanError('REFERENCE_INVALID', `${JSON.stringify(text)} names nothing.`, {
    hint: 'Write what is meant after the colon: docker:NAME, oci:FOLDER:TAG, dir:PATH.',
  });
}
