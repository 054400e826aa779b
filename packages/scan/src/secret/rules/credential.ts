/** Logins: in addresses, and in the files programs keep them in. */
import { ownPattern } from '../pattern.ts';
import { privateKeyState } from '../private-key.ts';
import type { Candidate, Judgement, SecretRule } from '../rule.ts';

const shape: Judgement = { validated: 'shape' };
const wholeFile = {
  keywords: [],
  exactCase: false,
  search: 'whole-file',
  before: 0,
  after: 0,
  entropy: 0,
  generic: false,
} as const;
const inAddress = {
  keywords: ['://'],
  exactCase: true,
  search: 'at-keyword',
  before: 24,
  after: 400,
  entropy: 0,
  files: undefined,
  generic: false,
} as const;
const login = String.raw`://(?<user>[^\s:/?#@"'<>\[\]{}|\\^$]{0,100}):(?<secret>[^\s:/?#@"'<>|\\^]{3,200})@(?<host>[A-Za-z0-9_.\-\[\]]{1,200})`;
const databases =
  'postgres|postgresql|mysql|mysqlx|mariadb|mongodb|mongodb\\+srv|redis|rediss|amqp|amqps|mssql|sqlserver|oracle|cockroachdb|clickhouse|cassandra|neo4j|nats|ldap|ldaps|kafka|couchbase|influxdb|postgresql\\+\\w{1,12}|mysql\\+\\w{1,12}';

export const credentialRules: readonly SecretRule[] = [
  {
    ...wholeFile,
    id: 'docker-config-login',
    title: 'registry login in a Docker configuration',
    severity: 'high',
    remedy: 'Change the password or revoke the token, and use a build secret (`RUN --mount=type=secret`) instead.',
    files: (path) =>
      /(?:^|\/)(?:\.docker\/config\.json|\.dockercfg|\.dockerconfigjson|(?:containers|kaniko\/\.docker|\.config\/containers)\/auth\.json)$/.test(
        path,
      ),
    pattern: ownPattern(/"auth"\s{0,8}:\s{0,8}"(?<secret>[A-Za-z0-9+/_=-]{6,4096})"/),
    judge: ({ secret }) => (isBasicLogin(secret) ? shape : undefined),
  },
  {
    ...wholeFile,
    id: 'docker-config-token',
    title: 'registry token in a Docker configuration',
    severity: 'high',
    remedy: 'Revoke the token, and use a build secret (`RUN --mount=type=secret`) instead.',
    files: (path) => /(?:^|\/)(?:\.docker\/config\.json|containers\/auth\.json)$/.test(path),
    pattern: ownPattern(/"(?:identitytoken|registrytoken)"\s{0,8}:\s{0,8}"(?<secret>[A-Za-z0-9+/_.=-]{16,4096})"/),
    judge: undefined,
  },
  {
    ...wholeFile,
    id: 'netrc-login',
    title: 'login in a .netrc file',
    severity: 'high',
    remedy: 'Change the password, and use a build secret (`RUN --mount=type=secret`) instead.',
    files: (path) => /(?:^|\/)[._]netrc$/.test(path),
    pattern: ownPattern(/(?<![\w-])password\s{1,20}["']?(?<secret>[^\s"']{3,300})/),
    judge: undefined,
  },
  {
    ...wholeFile,
    id: 'pgpass-login',
    title: 'login in a .pgpass file',
    severity: 'high',
    remedy: 'Change the password, and mount the file at run time.',
    files: (path) => /(?:^|\/)\.?pgpass(?:\.conf)?$/.test(path),
    pattern: ownPattern(/^[^:#\r\n]{1,250}:(?:\d{1,5}|\*):[^:\r\n]{1,250}:[^:\r\n]{1,250}:(?<secret>[^\r\n]{1,300})$/m),
    judge: undefined,
  },
  {
    ...wholeFile,
    id: 'mysql-login',
    title: 'password in a MySQL client configuration',
    severity: 'high',
    remedy: 'Change the password, and mount the file at run time.',
    files: (path) => /(?:^|\/)\.(?:my\.cnf|mylogin\.cnf)$/.test(path),
    pattern: ownPattern(/^\s{0,20}password\s{0,8}=\s{0,8}["']?(?<secret>[^\s"']{3,300})/m),
    judge: undefined,
  },
  {
    ...wholeFile,
    id: 'git-credentials',
    title: 'login stored by Git',
    severity: 'high',
    remedy: 'Revoke the token or change the password, and use a build secret (`RUN --mount=type=secret`) instead.',
    files: (path) => /(?:^|\/)(?:\.git-credentials|\.config\/git\/credentials)$/.test(path),
    pattern: ownPattern(/^https?:\/\/[^\s:/@]{0,200}:(?<secret>[^\s/@]{3,300})@/m),
    judge: undefined,
  },
  {
    ...wholeFile,
    id: 'kubeconfig-token',
    title: 'token in a kubeconfig',
    severity: 'high',
    remedy: 'Revoke the token or the service account, and mount the kubeconfig at run time.',
    files: isKubeconfig,
    pattern: ownPattern(
      /^\s{0,40}(?:token|password|id-token|refresh-token):\s{1,8}["']?(?<secret>[A-Za-z0-9_.~+/=:-]{8,4096})/m,
    ),
    judge: undefined,
  },
  {
    ...wholeFile,
    id: 'kubeconfig-key',
    title: 'client key in a kubeconfig',
    severity: 'high',
    remedy: 'Let the certificate expire or rotate the authority, and mount the kubeconfig at run time.',
    files: isKubeconfig,
    pattern: ownPattern(/client-key-data:\s{1,8}["']?(?<secret>[A-Za-z0-9+/=]{64,16384})/),
    judge: kubeKey,
  },
  {
    ...wholeFile,
    id: 'shadow-password',
    title: 'password hash in the shadow file',
    severity: 'medium',
    remedy: 'Lock the account (`passwd -l`), or set the password at run time.',
    files: (path) => /^etc\/shadow-?$/.test(path),
    pattern: ownPattern(/^[^:\r\n]{1,64}:(?<secret>\$[0-9a-z]{1,4}\$[^:\r\n]{8,200}):/m),
    judge: undefined,
  },
  {
    ...wholeFile,
    id: 'htpasswd-password',
    title: 'password hash of a web server',
    severity: 'low',
    remedy: 'Mount the file at run time.',
    files: (path) => /(?:^|\/)\.?htpasswd$/.test(path),
    pattern: ownPattern(/^[^:#\r\n]{1,250}:(?<secret>(?:\$(?:apr1|2[aby]|5|6)\$|\{SHA\})[^:\r\n]{8,200})$/m),
    judge: undefined,
  },
  {
    ...inAddress,
    id: 'database-url',
    title: 'database address with password',
    severity: 'high',
    remedy: 'Change the password, and hand the address over at run time.',
    pattern: ownPattern(new RegExp(`(?<=(?<![A-Za-z])(?:${databases}))${login}`, 'i')),
    judge: (candidate) => (isPassword(candidate) ? shape : undefined),
  },
  {
    ...inAddress,
    id: 'address-with-login',
    title: 'address with user and password',
    severity: 'medium',
    remedy: 'Change the password, and keep the login out of the address.',
    pattern: ownPattern(
      new RegExp(`(?<=(?<![A-Za-z])(?:https?|ftps?|sftp|ssh|smtps?|imaps?|socks5?|wss?|git))${login}`, 'i'),
    ),
    judge: (candidate) => (isPassword(candidate) && candidate.groups.user !== '' ? shape : undefined),
  },
];

function isKubeconfig(path: string): boolean {
  return /(?:^|\/)(?:\.kube\/config|kubeconfig(?:\.ya?ml)?|[\w.-]{1,60}\.kubeconfig|etc\/kubernetes\/[\w-]{1,40}\.conf)$/.test(
    path,
  );
}

function kubeKey({ secret }: Candidate): Judgement {
  const pem = /-----BEGIN ([A-Z ]{1,30})-----([\s\S]{1,16384}?)-----END/.exec(
    Buffer.from(secret, 'base64').toString('latin1'),
  );
  const state = pem === null ? 'unreadable' : privateKeyState(pem[1] as string, pem[2] as string);
  return { validated: state === 'plain' ? 'key' : 'shape', shown: 'client-key-data' };
}

/** What is in "auth" is base 64 of `user:password`. */
function isBasicLogin(encoded: string): boolean {
  const text = Buffer.from(encoded, 'base64').toString('utf8').replace(/\0+$/, '');
  const colon = text.indexOf(':');
  return colon > 0 && colon < text.length - 1 && !/[^\x20-\x7e]/.test(text);
}

/** Not one of the words that stand for it in manuals. */
function isPassword({ secret, groups }: Candidate): boolean {
  return (
    !/^(?:pass|passwd|password|pwd|secret|user|port|p|pw|mypass|mypassword|mysecretpassword|xxx|\d{1,5})$/i.test(
      secret,
    ) &&
    secret.toLowerCase() !== groups.user?.toLowerCase() &&
    !/(?:^|\.)example\.(?:com|org|net)$|\.example$/.test(groups.host ?? '')
  );
}
