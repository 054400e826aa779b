/** Where engines listen. */

export interface EngineSockets {
  readonly docker: string;
  readonly podman: string;
  readonly containerd: string;
}

/** As the engines' own command lines read the environment. */
export function engineSockets(env: Readonly<Record<string, string | undefined>>): EngineSockets {
  const runtime = env.XDG_RUNTIME_DIR;
  return {
    docker: pathOf(env.DOCKER_HOST) ?? '/var/run/docker.sock',
    podman: pathOf(env.CONTAINER_HOST) ?? (runtime ? `${runtime}/podman/podman.sock` : '/run/podman/podman.sock'),
    containerd: pathOf(env.CONTAINERD_ADDRESS) ?? '/run/containerd/containerd.sock',
  };
}

/** `unix:///path` or a path; what is reached over the network is no socket of this machine and stays as it is, for the error to name. */
function pathOf(address: string | undefined): string | undefined {
  if (!address) return undefined;
  return address.replace(/^unix:\/\//, '');
}
