/** References to images, as Docker reads them: https://pkg.go.dev/github.com/distribution/reference */
import type { Digest } from '@plimsoll/core';
import { ScanError } from '../errors.ts';
import { isDigest } from './bytes/digest.ts';

export interface Reference {
  /** With its port: `docker.io`, `registry.example:5000`, `[::1]:5000`. */
  readonly registry: string;
  /** Without the registry: `library/debian`. */
  readonly repository: string;
  /** undefined only where a digest stands; `latest` where neither does. */
  readonly tag: string | undefined;
  readonly digest: Digest | undefined;
}

export const DOCKER_HUB = 'docker.io';

const LENGTH_MOST = 255;
const TEXT_MOST = 1024;
const PART = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const REPOSITORY = new RegExp(`^${PART}(?:/${PART})*$`);
const TAG = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
const HOST_PART = '[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?';
const HOST = new RegExp(`^(?:${HOST_PART}(?:\\.${HOST_PART})*|\\[[0-9a-fA-F:]+\\])(?::[0-9]{1,5})?$`);

/** @throws ScanError REFERENCE_INVALID */
export function parseReference(text: string): Reference {
  if (text.length > TEXT_MOST) throw invalid(text, 'it is too long');
  let rest = text;
  let digest: Digest | undefined;
  const at = rest.indexOf('@');
  if (at !== -1) {
    const written = rest.slice(at + 1);
    if (!isDigest(written))
      throw invalid(text, `${JSON.stringify(written)} is no digest (sha256: and 64 digits of 0-9 and a-f)`);
    digest = written;
    rest = rest.slice(0, at);
  }
  let tag: string | undefined;
  const colon = rest.lastIndexOf(':');
  if (colon > rest.lastIndexOf('/') && !isOnlyHost(rest)) {
    tag = rest.slice(colon + 1);
    if (!TAG.test(tag))
      throw invalid(text, `${JSON.stringify(tag)} is no tag (letters, digits, _ . and -, at most 128)`);
    rest = rest.slice(0, colon);
  }
  const { registry, repository } = split(rest);
  if (!HOST.test(registry) || !isPort(registry)) throw invalid(text, `${JSON.stringify(registry)} is no host name`);
  if (repository === '') throw invalid(text, 'it names no repository');
  if (!REPOSITORY.test(repository)) {
    const lower = repository.toLowerCase();
    const why = REPOSITORY.test(lower)
      ? `names are lower case: did you mean ${lower}?`
      : 'letters, digits, and . _ - between them';
    throw invalid(text, `${JSON.stringify(repository)} is no repository name (${why})`);
  }
  if (registry.length + 1 + repository.length > LENGTH_MOST)
    throw invalid(text, `its name has more than ${LENGTH_MOST} characters`);
  return { registry, repository, tag: tag ?? (digest === undefined ? 'latest' : undefined), digest };
}

/** Names engines and archives give images; undefined for those no registry would take. */
export function knownAs(
  text: string | undefined,
): { readonly repository: string; readonly tag: string | undefined } | undefined {
  if (text === undefined || text.startsWith('<none>')) return undefined;
  try {
    const reference = parseReference(text);
    return { repository: nameOf(reference), tag: reference.tag };
  } catch (error) {
    if (error instanceof ScanError && error.code === 'REFERENCE_INVALID') return undefined;
    throw error;
  }
}

/** `docker.io/library/debian:12@sha256:…` */
export function formatReference(reference: Reference): string {
  const { tag, digest } = reference;
  return `${nameOf(reference)}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
}

/** `docker.io/library/debian` */
export function nameOf({ registry, repository }: Pick<Reference, 'registry' | 'repository'>): string {
  return `${registry}/${repository}`;
}

/** The first part is a host if it looks like one and cannot be a folder of Docker Hub. */
function split(name: string): Pick<Reference, 'registry' | 'repository'> {
  const slash = name.indexOf('/');
  const first = slash === -1 ? '' : name.slice(0, slash);
  const isHost = first !== '' && (/[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase());
  if (!isHost) return { registry: DOCKER_HUB, repository: slash === -1 && name !== '' ? `library/${name}` : name };
  const repository = name.slice(slash + 1);
  if (first !== DOCKER_HUB && first !== 'index.docker.io') return { registry: first, repository };
  return {
    registry: DOCKER_HUB,
    repository: repository.includes('/') || repository === '' ? repository : `library/${repository}`,
  };
}

/** `[::1]` has colons and no tag. */
function isOnlyHost(text: string): boolean {
  return text.startsWith('[') && !text.includes('/');
}

function isPort(host: string): boolean {
  const port = /:([0-9]+)$/.exec(host.replace(/^\[.*\]/, ''))?.[1];
  return port === undefined || (Number(port) > 0 && Number(port) < 65_536);
}

function invalid(text: string, why: string): ScanError {
  return new ScanError('REFERENCE_INVALID', `${JSON.stringify(text.slice(0, 300))} is no image reference: ${why}.`, {
    hint: 'Write it as registry.example/repository:tag or with @sha256:…; other sources are docker:, podman:, containerd:, oci:, oci-archive:, docker-archive:, dir: and sbom:.',
  });
}
