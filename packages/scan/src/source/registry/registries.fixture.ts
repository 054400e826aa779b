/** Two registries in this process for each test, and a client that never waits. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { anonymous, builtImage, builtLayer, openOptions } from '../image/image.fixture.ts';
import { openImage } from '../open-image.ts';
import type { OpenedImage, RegistryOptions } from '../source.ts';
import { createRegistryClient, type RegistryClient } from './client.ts';
import { startRegistry, type TestRegistry } from './registry.fixture.ts';

export const signal: AbortSignal = new AbortController().signal;
export const IMAGE = builtImage([
  builtLayer([{ name: 'etc/os-release', content: 'ID=debian\n' }]),
  builtLayer([
    { name: 'app/', type: '5' },
    { name: 'app/index.js', content: 'x'.repeat(50_000) },
  ]),
]);

/** Has `shop/web:1`. */
export let registry: TestRegistry;
/** Empty: a mirror, a token server, somebody else. */
export let other: TestRegistry;
/** ms the client would have waited. */
export const waits: number[] = [];
const clients: RegistryClient[] = [];

type Hook = (run: () => Promise<void>) => unknown;
export interface Hooks {
  readonly beforeEach: Hook;
  readonly afterEach: Hook;
}

/** To be called once in each file, with its hooks. */
export function useRegistries({ beforeEach, afterEach }: Hooks): void {
  beforeEach(async () => {
    registry = await startRegistry();
    other = await startRegistry();
    registry.add(IMAGE, '1');
  });
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.close()));
    await Promise.all([registry.stop(), other.stop()]);
    waits.length = 0;
  });
}

export function client(options: Partial<RegistryOptions> = {}): RegistryClient {
  const made = createRegistryClient({ ...anonymous, ...options }, { wait: async (ms) => void waits.push(ms) });
  clients.push(made);
  return made;
}

export async function opened(target: string, options: Partial<RegistryOptions> = {}): Promise<OpenedImage> {
  const image = await openImage(target, openOptions({ client: client(options) }));
  if (image.kind !== 'image') throw new Error('no image');
  return image;
}

export const web = () => `${registry.host}/shop/web:1`;
export const asked = (pattern: RegExp) => registry.asked.filter((line) => pattern.test(line));

/** Answers so the first `times` times. */
export function first(
  times: number,
  pattern: RegExp,
  reply: (response: ServerResponse, request: IncomingMessage) => void,
) {
  let left = times;
  registry.hook = (request, response) => {
    if (!pattern.test(request.url ?? '') || left === 0) return false;
    left -= 1;
    reply(response, request);
    return true;
  };
}
