/** A registry in this process, as sound or as hostile as a test wants it. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Digest } from '@plimsoll/core';
import { digestOf } from '../bytes/digest.ts';
import type { BuiltImage } from '../image/image.fixture.ts';
import { OCI_MANIFEST } from '../image/media-type.ts';

export interface TestRegistry {
  /** `127.0.0.1:41234` */
  readonly host: string;
  readonly blobs: Map<Digest, Buffer>;
  /** By tag or digest. */
  readonly manifests: Map<string, { bytes: Buffer; mediaType: string }>;
  /** `GET /v2/web/manifests/1`, in the order they came; the probe for TLS is left out. */
  readonly asked: string[];
  readonly headers: IncomingMessage['headers'][];
  /** Answers in place of the registry when it returns true. */
  hook: ((request: IncomingMessage, response: ServerResponse) => boolean) | undefined;
  add(image: BuiltImage, tag: string): void;
  stop(): Promise<void>;
}

export async function startRegistry(): Promise<TestRegistry> {
  const server: Server = createServer((request, response) => answer(registry, request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const registry: TestRegistry = {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    blobs: new Map(),
    manifests: new Map(),
    asked: [],
    headers: [],
    hook: undefined,
    add(image, tag) {
      for (const [digest, bytes] of image.blobs) registry.blobs.set(digest, bytes);
      registry.manifests.set(tag, { bytes: image.manifest, mediaType: OCI_MANIFEST });
      registry.manifests.set(image.digest, { bytes: image.manifest, mediaType: OCI_MANIFEST });
    },
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return registry;
}

function answer(registry: TestRegistry, request: IncomingMessage, response: ServerResponse): void {
  const { method = '', url = '' } = request;
  registry.asked.push(`${method} ${url}`);
  registry.headers.push(request.headers);
  if (registry.hook?.(request, response) === true) return;
  const [, kind, name = ''] = /\/(manifests|blobs)\/([^/?]+)$/.exec(url.replace(/\?.*/, '')) ?? [];
  if (kind === 'manifests') {
    const found = registry.manifests.get(name);
    if (found === undefined) {
      refuse(response, 404, 'MANIFEST_UNKNOWN');
      return;
    }
    const headers = {
      'content-type': found.mediaType,
      'docker-content-digest': digestOf(found.bytes),
      'content-length': found.bytes.length,
    };
    response.writeHead(200, headers).end(method === 'HEAD' ? undefined : found.bytes);
    return;
  }
  const blob = kind === 'blobs' ? registry.blobs.get(name as Digest) : undefined;
  if (blob === undefined) {
    refuse(response, 404, 'BLOB_UNKNOWN');
    return;
  }
  const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  if (start > 0) response.writeHead(206, { 'content-range': `bytes ${start}-${blob.length - 1}/${blob.length}` });
  response.end(method === 'HEAD' ? undefined : blob.subarray(start));
}

export function refuse(
  response: ServerResponse,
  status: number,
  code: string,
  headers: Record<string, string> = {},
): void {
  response
    .writeHead(status, { 'content-type': 'application/json', ...headers })
    .end(JSON.stringify({ errors: [{ code, message: code }] }));
}

export function sendJson(response: ServerResponse, value: unknown, headers: Record<string, string> = {}): true {
  response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
  return true;
}
