/**
 * Every setting of a host, as plain data: what it is called in the file, on the command line and in the environment.
 *
 * in     nothing
 * out    one table; the command's flags, `config explain` and the reference are made from it
 * holds  light: importing it loads neither the schema nor the product, so that the command line stays quick
 */
export interface Setting {
  /** Dotted path in the file. */
  readonly key: SettingKey;
  readonly flag: `--${string}`;
  readonly env: `PLIMSOLL_${string}`;
  /** How the value is called in help; without it the flag is a switch, whose value elsewhere is yes or no. */
  readonly value?: string;
  readonly summary: string;
  /** The default, in words where it depends on the host. */
  readonly otherwise: string;
}

export type SettingKey =
  | 'dataDir'
  | 'listen.address'
  | 'listen.port'
  | 'listen.allowRemote'
  | 'listen.insecureHttp'
  | 'listen.names'
  | 'listen.tlsCert'
  | 'listen.tlsKey'
  | 'node'
  | 'sensor'
  | 'engine'
  | 'console'
  | 'learning.alertBudgetPerDay'
  | 'learning.minimum'
  | 'learning.minimumStarts'
  | 'learning.slice'
  | 'learning.autoPromote'
  | 'scan.on'
  | 'scan.atOnce'
  | 'scan.onStart'
  | 'scan.onPull'
  | 'advisories.directory'
  | 'advisories.every'
  | 'advisories.mirror'
  | 'log';

export const settings: readonly Setting[] = [
  {
    key: 'dataDir',
    flag: '--data-dir',
    env: 'PLIMSOLL_DATA_DIR',
    value: 'directory',
    summary: 'where learned state, findings and the socket are kept',
    otherwise: '/var/lib/plimsoll for root, else $XDG_STATE_HOME/plimsoll',
  },
  {
    key: 'listen.address',
    flag: '--address',
    env: 'PLIMSOLL_ADDRESS',
    value: 'address',
    summary: 'address the console and the API listen on',
    otherwise: '127.0.0.1',
  },
  {
    key: 'listen.port',
    flag: '--port',
    env: 'PLIMSOLL_PORT',
    value: 'port',
    summary: 'port the console and the API listen on; 0 for any free one',
    otherwise: '7717',
  },
  {
    key: 'listen.allowRemote',
    flag: '--allow-remote',
    env: 'PLIMSOLL_ALLOW_REMOTE',
    summary: 'listen also where other machines can connect; needs --tls-cert and --tls-key, or --insecure-http',
    otherwise: 'no',
  },
  {
    key: 'listen.insecureHttp',
    flag: '--insecure-http',
    env: 'PLIMSOLL_INSECURE_HTTP',
    summary: 'with --allow-remote: without TLS all the same, so that anybody on the way can read the token',
    otherwise: 'no',
  },
  {
    key: 'listen.names',
    flag: '--names',
    env: 'PLIMSOLL_NAMES',
    value: 'list',
    summary: 'host names by which browsers may ask for the console, separated by commas',
    otherwise: 'only the address itself',
  },
  {
    key: 'listen.tlsCert',
    flag: '--tls-cert',
    env: 'PLIMSOLL_TLS_CERT',
    value: 'file',
    summary: 'certificate (PEM) to serve HTTPS with',
    otherwise: 'HTTP',
  },
  {
    key: 'listen.tlsKey',
    flag: '--tls-key',
    env: 'PLIMSOLL_TLS_KEY',
    value: 'file',
    summary: 'private key (PEM) of the certificate',
    otherwise: 'HTTP',
  },
  {
    key: 'node',
    flag: '--node',
    env: 'PLIMSOLL_NODE',
    value: 'name',
    summary: 'what this host is called',
    otherwise: 'its host name',
  },
  {
    key: 'sensor',
    flag: '--sensor',
    env: 'PLIMSOLL_SENSOR',
    value: 'file',
    summary: 'the sensor program',
    otherwise: '/usr/lib/plimsoll/plimsoll-sensor',
  },
  {
    key: 'engine',
    flag: '--engine',
    env: 'PLIMSOLL_ENGINE',
    value: 'socket',
    summary: 'socket of the Docker or Podman engine',
    otherwise: 'DOCKER_HOST, else the first well-known socket that exists',
  },
  {
    key: 'console',
    flag: '--console',
    env: 'PLIMSOLL_CONSOLE',
    value: 'directory',
    summary: 'the built web console',
    otherwise: '/usr/share/plimsoll/console',
  },
  {
    key: 'learning.alertBudgetPerDay',
    flag: '--alert-budget',
    env: 'PLIMSOLL_ALERT_BUDGET',
    value: 'number',
    summary: 'findings a workload a day that are accepted from clean running',
    otherwise: '1',
  },
  {
    key: 'learning.minimum',
    flag: '--learn-at-least',
    env: 'PLIMSOLL_LEARN_AT_LEAST',
    value: 'duration',
    summary: 'how long must be watched before a baseline may be called ready',
    otherwise: '24h, one daily cycle',
  },
  {
    key: 'learning.minimumStarts',
    flag: '--learn-starts',
    env: 'PLIMSOLL_LEARN_STARTS',
    value: 'number',
    summary: 'replicas or restarts that must be seen before a baseline may be called ready',
    otherwise: '2',
  },
  {
    key: 'learning.slice',
    flag: '--learn-slice',
    env: 'PLIMSOLL_LEARN_SLICE',
    value: 'duration',
    summary: 'length of one block of system calls, the unit coverage is counted in',
    otherwise: '10s',
  },
  {
    key: 'learning.autoPromote',
    flag: '--auto-promote',
    env: 'PLIMSOLL_AUTO_PROMOTE',
    value: 'yes|no',
    summary: 'from discover to monitor by itself once a baseline is ready; protect is never automatic',
    otherwise: 'yes',
  },
  {
    key: 'scan.on',
    flag: '--scan',
    env: 'PLIMSOLL_SCAN',
    value: 'on|off',
    summary: 'scan images; off: nothing is scanned and no advisories are fetched',
    otherwise: 'on',
  },
  {
    key: 'scan.atOnce',
    flag: '--scans-at-once',
    env: 'PLIMSOLL_SCANS_AT_ONCE',
    value: 'number',
    summary: 'scans at once, each a process of its own while it lasts; one image may be judged beside them',
    otherwise: '1',
  },
  {
    key: 'scan.onStart',
    flag: '--scan-on-start',
    env: 'PLIMSOLL_SCAN_ON_START',
    value: 'yes|no',
    summary: 'scan what a container runs when it starts, once for each image',
    otherwise: 'yes',
  },
  {
    key: 'scan.onPull',
    flag: '--scan-on-pull',
    env: 'PLIMSOLL_SCAN_ON_PULL',
    value: 'yes|no',
    summary: 'scan what is pulled on this host, once for each image',
    otherwise: 'yes',
  },
  {
    key: 'advisories.directory',
    flag: '--advisories',
    env: 'PLIMSOLL_ADVISORIES',
    value: 'directory',
    summary: 'where the advisory database is, shared with `plimsoll scan`',
    otherwise: '<data dir>/advisories for root, else ~/.cache/plimsoll/advisories',
  },
  {
    key: 'advisories.every',
    flag: '--advisories-every',
    env: 'PLIMSOLL_ADVISORIES_EVERY',
    value: 'duration',
    summary: 'how often advisories are fetched; never: only when somebody asks',
    otherwise: '6h',
  },
  {
    key: 'advisories.mirror',
    flag: '--advisory-mirror',
    env: 'PLIMSOLL_ADVISORY_MIRROR',
    value: 'address',
    summary: 'fetch advisories from this mirror, https://… or a folder, and from nowhere else',
    otherwise: 'the publishers',
  },
  {
    key: 'log',
    flag: '--log',
    env: 'PLIMSOLL_LOG',
    value: 'level',
    summary: 'what is written to <data dir>/plimsoll.log: error, warn, info or debug',
    otherwise: 'info',
  },
];

/** As commander and the resolver call it: `--data-dir` is `dataDir`. */
export function flagName(setting: Setting): string {
  return setting.flag.slice(2).replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
