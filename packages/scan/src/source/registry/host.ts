/** Hosts of registries: where they are reached, and which of them may go without TLS. */
import { isIP } from 'node:net';
import { DOCKER_HUB } from '../reference.ts';

/** `https://registry.example:5000`; Docker Hub's name is not its address. */
export function originsOf(registry: string, insecure: readonly string[]): readonly string[] {
  const host = registry === DOCKER_HUB ? 'registry-1.docker.io' : registry;
  // TLS is tried first even where it need not be.
  return mayBePlain(host, insecure) ? [`https://${host}`, `http://${host}`] : [`https://${host}`];
}

export function mayBePlain(host: string, insecure: readonly string[]): boolean {
  return isLoopback(host) || insecure.includes(host) || insecure.includes(hostOnly(host));
}

export function isLoopback(host: string): boolean {
  const name = hostOnly(host);
  return name === 'localhost' || name === '::1' || (isIP(name) === 4 && name.startsWith('127.'));
}

/** Cloud machines answer such addresses with their own credentials. */
export function isLinkLocal(host: string): boolean {
  const name = hostOnly(host).toLowerCase();
  if (isIP(name) === 4) return name.startsWith('169.254.');
  return (
    isIP(name) === 6 &&
    (/^fe[89ab]/.test(name) || name.startsWith('::ffff:a9fe:') || name.startsWith('::ffff:169.254.'))
  );
}

function hostOnly(host: string): string {
  const bracketed = /^\[([^\]]*)\]/.exec(host)?.[1];
  return bracketed ?? host.replace(/:\d+$/, '');
}
