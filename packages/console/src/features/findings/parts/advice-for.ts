/**
 * What to do about a finding, as plain steps.
 *
 * in     a finding
 * out    steps in order: look, decide, contain, fix; some with a command to copy
 * holds  the most telling thing wins: technique, then its parent technique, then detector; there is always advice
 */
import type { Detection } from '@plimsoll/api';

export interface Step {
  readonly words: string;
  /** A shell line for the host. Names from outside are quoted. */
  readonly command?: string;
}

type Advice = (container: string) => readonly Step[];

const look = (container: string): Step => ({
  words: 'See what runs in the container now.',
  command: `docker top ${container}`,
});
const contain = (container: string): Step => ({
  words: 'If it is real, stop the network of the container first: it keeps its memory and files for you to look at.',
  command: `docker network disconnect --force $(docker inspect -f '{{range $n, $_ := .NetworkSettings.Networks}}{{$n}} {{end}}' ${container}) ${container}`,
});
const changes = (container: string): Step => ({
  words: 'See which files were added or changed.',
  command: `docker diff ${container}`,
});
const renew = (container: string): Step => ({
  words: 'Replace the container from its image; a changed container is never clean again.',
  command: `docker rm --force ${container}`,
});

const byTechnique: Readonly<Record<string, Advice>> = {
  'T1059.004': (name) => [
    look(name),
    {
      words:
        'Ask who was at work: a shell in a service is either a person or an intruder. “Signed in” above says whether it came from a login.',
    },
    contain(name),
    {
      words:
        'Look at the access log of the service for the minute before: the request that started it is usually the last odd one.',
    },
    renew(name),
  ],
  T1059: (name) => [
    look(name),
    { words: 'Compare the arguments with your last release: a new job or health check is the usual harmless cause.' },
    contain(name),
  ],
  T1105: (name) => [
    {
      words:
        'A program that is not in the image was brought in while it ran. Nothing should be installed in a running container.',
    },
    changes(name),
    { words: 'If your image installs at start, do it when the image is built instead.' },
    contain(name),
    renew(name),
  ],
  T1496: (name) => [
    look(name),
    contain(name),
    { words: 'Find how it came in before you restart: a miner is the last step, not the first.' },
    changes(name),
    renew(name),
  ],
  T1620: (name) => [
    { words: 'A program without a file leaves nothing on the disk. Save its memory before you stop anything.' },
    look(name),
    contain(name),
    renew(name),
  ],
  T1055: (name) => [
    { words: 'One process reached into another. Debuggers and some profilers do that; services do not.' },
    look(name),
    { words: 'If nobody debugs, drop the capability.', command: 'docker run --cap-drop SYS_PTRACE …' },
    contain(name),
  ],
  T1611: (name) => [
    { words: 'The container tried for the host. Check that it is not privileged and has no socket of the engine.' },
    {
      words: 'See its rights and mounts.',
      command: `docker inspect -f '{{.HostConfig.Privileged}} {{.HostConfig.CapAdd}} {{.HostConfig.Binds}}' ${name}`,
    },
    contain(name),
    { words: 'If it succeeded, treat the host as lost, not only the container.' },
  ],
  T1609: () => [
    { words: 'Somebody ran a command in the container from outside, with docker exec or its API. Ask who.' },
    {
      words:
        'If that is part of your work, mark it as expected for this command; if nobody knows of it, check who can reach the engine’s socket.',
    },
  ],
  'T1552.005': (name) => [
    { words: 'The container asked the cloud for its credentials. Turn them over now if it should not have them.' },
    { words: 'Block 169.254.169.254 for containers, or require IMDSv2 with a hop limit of 1.' },
    contain(name),
  ],
  'T1547.006': (name) => [
    { words: 'Loading kernel code concerns the whole host, not this container.' },
    look(name),
    contain(name),
    { words: 'If it succeeded, treat the host as lost.' },
  ],
  T1014: (name) => [
    { words: 'BPF can hide what happens from every tool on this host. Only known observability tools should load it.' },
    look(name),
    contain(name),
  ],
  'T1070.004': (name) => [
    { words: 'A program whose file was deleted runs on. Updates in place do this; so does somebody who hides.' },
    { words: 'Get the file back from the running process, as root.', command: 'cp /proc/PID/exe ./found' },
    contain(name),
  ],
  T1548: (name) => [
    {
      words: 'A process took more rights than before. Run the service as its own user and forbid it.',
      command: 'docker run --security-opt no-new-privileges …',
    },
    look(name),
  ],
};

const byDetector: Readonly<Record<string, Advice>> = {
  'exec-chain': (name) => [
    {
      words:
        'Compare with your last release: a new job, health check or plug-in is the usual harmless cause. Then mark it as expected.',
    },
    look(name),
    contain(name),
  ],
  'syscall-novelty': (name) => [
    {
      words:
        'The program is known but does something new. A new version, a rare error path or a new library are the usual harmless causes.',
    },
    {
      words:
        'Look at the last calls in the evidence: reaching for memory, keys or other processes is worse than reading one more file.',
    },
    look(name),
    contain(name),
  ],
};

export function adviceFor({ technique, detector, container }: Detection): readonly Step[] {
  const id = technique?.id ?? '';
  const advice = byTechnique[id] ?? byTechnique[id.split('.')[0] ?? ''] ?? byDetector[detector];
  const name = quoted(container.name);
  return [
    ...(advice?.(name) ?? [look(name), contain(name), renew(name)]),
    {
      words:
        'Then say what it was: Expected, if it belongs to the workload; else resolve it, as confirmed if it was real and as harmless if it was not.',
    },
  ];
}

function quoted(name: string): string {
  return /^[\w.-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`;
}
