/** Where the container engine listens. */
import { existsSync } from 'node:fs';
import { AgentError } from '../errors.ts';

const wellKnown = ['/var/run/docker.sock', '/run/podman/podman.sock'] as const;

/**
 * What the caller says, else DOCKER_HOST, else the first well-known socket that is there, else Docker's.
 * Throws AgentError ENGINE_UNREACHABLE for a DOCKER_HOST that is no local socket: containers elsewhere are not ours to see.
 */
export function engineSocket(given: string | undefined, dockerHost: string | undefined): string {
  if (given !== undefined) return given;
  if (dockerHost?.startsWith('unix://')) return dockerHost.slice('unix://'.length);
  if (dockerHost) {
    throw new AgentError('ENGINE_UNREACHABLE', `DOCKER_HOST is ${dockerHost}, which is not a socket on this host.`, {
      hint: 'Use DOCKER_HOST=unix:///path/to/docker.sock, and run an agent on each host that runs containers.',
    });
  }
  return wellKnown.find((path) => existsSync(path)) ?? wellKnown[0];
}
