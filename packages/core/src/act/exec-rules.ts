/** Program starts that are never learned. The most telling rule stands first: an event that matches several is told by it. */
import type { ExecEvent } from '../event/event.ts';
import { isEntered, isStartUpWork } from '../learn/process/shape.ts';
import { isPackageChange } from './package-change.ts';
import { actingArgs, actingName, baseName, callerOf, isService, isShell } from './program.ts';
import type { ExecRule } from './rule.ts';
import { technique } from './technique.ts';

export const execRules: readonly ExecRule[] = [
  {
    id: 'shell-on-socket',
    title: 'Shell with a socket as its input',
    severity: 'critical',
    technique: technique.unixShell,
    match: (event) => {
      if (!event.stdio.includes('socket')) return undefined;
      const on = event.stdio.map((kind, i) => (kind === 'socket' ? standardNames[i] : undefined)).filter(Boolean);
      if (!(isShell(event) || isInterpreterReading(event))) return undefined;
      return `with a network socket as its ${on.join(' and ')}, as a reverse shell has`;
    },
  },
  {
    id: 'crypto-miner',
    title: 'Crypto-miner',
    severity: 'critical',
    technique: technique.hijacking,
    match: (event) => {
      const sign = minerSign(event);
      return sign === undefined ? undefined : `with what crypto-miners are called with: ${sign}`;
    },
  },
  {
    id: 'program-in-memory',
    title: 'Program that exists only in memory',
    severity: 'critical',
    technique: technique.reflective,
    match: ({ origin }) => (origin === 'memory' ? 'from memory: its file has no name on any disk' : undefined),
  },
  {
    id: 'program-deleted',
    title: 'Program whose file was deleted',
    severity: 'high',
    technique: technique.fileDeletion,
    match: ({ origin }) => (origin === 'deleted' ? 'from a file that had been deleted before it ran' : undefined),
  },
  {
    id: 'shell-from-service',
    title: 'Shell started by a network service',
    severity: 'critical',
    technique: technique.unixShell,
    match: (event) => {
      const caller = callerOf(event);
      const service = caller?.executable || caller?.comm || '';
      if (event.entered || !isShell(event) || !isService(service)) return undefined;
      return `although the network service \`${baseName(service)}\` has no reason to start a shell`;
    },
  },
  {
    id: 'cloud-metadata',
    title: 'Cloud metadata access',
    severity: 'high',
    technique: technique.metadata,
    match: (event) => {
      const naming = event.args.find((argument) => metadata.test(argument));
      if (naming === undefined) return undefined;
      return `with the cloud's metadata service in its arguments: ${metadata.exec(naming)?.[0]}`;
    },
  },
  {
    id: 'package-change',
    title: 'Package manager in a running container',
    severity: 'high',
    technique: technique.ingressTool,
    /** An image's own entry point may install while it starts; later, or by somebody's `exec`, it changes what was deployed. */
    match: (event) => {
      if (!isPackageChange(actingName(event), actingArgs(event)) || isStartUpWork(event)) return undefined;
      return `as a package manager in a running container${isEntered(event) ? ', from outside' : ''}`;
    },
  },
  {
    id: 'program-not-in-image',
    title: 'Program that is not in the image',
    severity: 'high',
    technique: technique.ingressTool,
    match: ({ origin }) =>
      origin === 'writable layer'
        ? "from the container's writable layer: its file is not part of the image"
        : undefined,
  },
];

const standardNames = ['input', 'output', 'error output'] as const;

/** `python -c`, `perl -e`, `php -r`, or any of them reading its program from the socket. */
function isInterpreterReading(event: ExecEvent): boolean {
  if (!/^(?:python[\d.]*|perl[\d.]*|ruby[\d.]*|lua[\d.]*|php[\d.]*)$/.test(actingName(event))) return false;
  const [input, output] = event.stdio;
  return input === 'socket' && output === 'socket';
}

/** Azure, AWS, GCP and OpenStack share the first; AWS over IPv6, GCP by name, Alibaba, Oracle. */
const metadata =
  /169\.254\.169\.254|169\.254\.170\.2|\[?fd00:ec2::254\]?|metadata\.google\.internal|100\.100\.100\.200|192\.0\.0\.192(?=[:/]|$)/i;

const miners = new Set(
  `xmrig xmrig-notls xmr-stak minerd cpuminer cpuminer-multi cgminer bfgminer ethminer nbminer lolminer t-rex phoenixminer
  teamredminer gminer nanominer xmrigdaemon kinsing kdevtmpfsi srbminer-multi ccminer wildrig-multi`.split(/\s+/),
);
const poolUrl = /\bstratum[12]?(?:\+(?:tcp|ssl|tls|udp))?:\/\//i;
const poolHost =
  /\b(?:minexmr\.com|nanopool\.org|supportxmr\.com|moneroocean\.stream|nicehash\.com|hashvault\.pro|2miners\.com|f2pool\.com|c3pool\.(?:com|org)|unmineable\.com|herominers\.com|xmrpool\.\w+|crypto-pool\.\w+|minergate\.com|ethermine\.org)\b/i;
const poolPort = /^[\w.-]+:(?:3333|4444|5555|7777|8333|9999|14433|14444|45560|45700)$/;
const minerFlag =
  /^--?(?:donate-level|coin|nicehash|rig-id|randomx-\w[\w-]*|cpu-max-threads-hint|algo=?(?:rx|cn|cryptonight|randomx|kawpow|ethash)\S*)\b/i;
const minerAlgorithm = /^(?:rx\/\w+|cn(?:-\w+)?\/\w+|randomx|cryptonight\S*|kawpow|ethash|argon2\/chukwa\S*)$/i;

function minerSign(event: ExecEvent): string | undefined {
  const name = baseName(event.process.executable).toLowerCase();
  if (miners.has(name)) return `the name \`${name}\``;
  for (let i = 0; i < event.args.length; i++) {
    const argument = event.args[i] as string;
    const cut = argument.length > 512 ? argument.slice(0, 512) : argument;
    const found = poolUrl.exec(cut)?.[0] ?? poolHost.exec(cut)?.[0] ?? minerFlag.exec(cut)?.[0];
    if (found !== undefined) return `\`${found}\``;
    const before = event.args[i - 1] ?? '';
    if (/^-(?:o|-url|-pool)$/.test(before) && poolPort.test(cut)) return `the mining pool's port in \`${cut}\``;
    if (/^-(?:a|-algo)$/.test(before) && minerAlgorithm.test(cut)) return `the algorithm \`${cut}\``;
  }
  return undefined;
}
