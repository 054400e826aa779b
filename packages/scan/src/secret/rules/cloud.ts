/** Keys to clouds. */
import { isAwsKeyId } from '../aws-key-id.ts';
import { entropyOf } from '../entropy.ts';
import { ownPattern } from '../pattern.ts';
import { privateKeyState } from '../private-key.ts';
import type { Candidate, Judgement, SecretRule } from '../rule.ts';
import { namedRule, tokenRule } from './token-rule.ts';

const shape: Judgement = { validated: 'shape' };
const awsRemedy =
  'Deactivate and delete the key in IAM, look for its use in CloudTrail, and give the workload a role instead.';
const awsSecret = '[A-Za-z0-9/+]{40}';

export const cloudRules: readonly SecretRule[] = [
  tokenRule({
    id: 'aws-access-key',
    title: 'AWS access key id',
    remedy: awsRemedy,
    prefixes: ['AKIA', 'ASIA', 'ABIA', 'ACCA'],
    rest: '[A-Z0-9]{16}',
    judge: ({ secret }) => (isAwsKeyId(secret) || mixesEnough(secret) ? shape : undefined),
  }),
  {
    ...namedRule({
      id: 'aws-secret-key',
      title: 'AWS secret access key',
      severity: 'critical',
      remedy: awsRemedy,
      keywords: [
        'aws_secret',
        'awssecret',
        'aws-secret',
        'secret_access_key',
        'secretaccesskey',
        'secret-access-key',
        'aws_sec',
      ],
      value: awsSecret,
      entropy: 4,
      judge: awsSecretJudge,
    }),
  },
  {
    id: 'aws-secret-key',
    title: 'AWS secret access key',
    severity: 'critical',
    remedy: awsRemedy,
    keywords: ['AKIA', 'ASIA'],
    exactCase: true,
    search: 'around-keyword',
    before: 200,
    after: 260,
    pattern: ownPattern(new RegExp(`(?<![A-Za-z0-9/+._-])(?<secret>${awsSecret})(?![A-Za-z0-9/+=._-])`)),
    entropy: 4.2,
    files: undefined,
    generic: false,
    judge: (candidate) =>
      /(?<![A-Z0-9])A(?:KIA|SIA)[A-Z0-9]{16}(?![A-Z0-9])/.test(candidate.text) && /[A-Z]/.test(candidate.secret)
        ? awsSecretJudge(candidate)
        : undefined,
  },
  {
    id: 'gcp-service-account',
    title: 'Google Cloud service account key',
    severity: 'critical',
    remedy: 'Delete the key in IAM, look for its use in the audit log, and use workload identity instead.',
    keywords: ['service_account'],
    exactCase: true,
    search: 'around-keyword',
    before: 64,
    after: 4096,
    pattern: ownPattern(
      /"private_key"\s{0,8}:\s{0,8}"(?<secret>-----BEGIN (?<label>(?:RSA )?PRIVATE KEY)-----(?<body>[^"-]{64,3600})-----END)/,
    ),
    entropy: 0,
    files: undefined,
    generic: false,
    judge: ({ groups }) => ({
      validated: privateKeyState(groups.label ?? '', groups.body ?? '') === 'plain' ? 'key' : 'shape',
      shown: `-----BEGIN ${groups.label}-----`,
    }),
  },
  tokenRule({
    id: 'gcp-api-key',
    title: 'Google API key',
    severity: 'medium',
    remedy: 'Delete the key in the Google Cloud console, or restrict it to the APIs and callers that need it.',
    prefixes: ['AIza'],
    rest: '[A-Za-z0-9_-]{35}',
    entropy: 3.5,
  }),
  tokenRule({
    id: 'gcp-oauth-secret',
    title: 'Google OAuth client secret',
    remedy: 'Reset the client secret in the Google Cloud console.',
    prefixes: ['GOCSPX-'],
    rest: '[A-Za-z0-9_-]{28}',
  }),
  namedRule({
    id: 'azure-storage-key',
    title: 'Azure storage account key',
    severity: 'critical',
    remedy: 'Rotate the account key, and use a managed identity instead.',
    keywords: ['accountkey', 'account_key', 'storage_key', 'storagekey', 'sharedaccesskey'],
    value: '[A-Za-z0-9+/]{42,86}={1,2}',
    entropy: 4,
  }),
  {
    ...namedRule({
      id: 'azure-sas',
      title: 'Azure shared access signature',
      remedy: 'Rotate the key it was signed with, or revoke the stored access policy.',
      keywords: ['sig'],
      value: '',
    }),
    keywords: ['&sig=', '?sig='],
    search: 'around-keyword',
    before: 300,
    after: 200,
    pattern: ownPattern(/[?&]sig=(?<secret>[A-Za-z0-9%+/]{40,80}(?:=|%3[dD])?)/),
    judge: ({ text }) => (/[?&](?:sv|se|sp)=/.test(text) ? shape : undefined),
  },
  {
    ...namedRule({
      id: 'azure-client-secret',
      title: 'Azure client secret',
      remedy: 'Delete the secret of the app registration, and use a federated or managed identity instead.',
      keywords: ['8Q~', '7Q~'],
      value: '',
    }),
    exactCase: true,
    search: 'around-keyword',
    before: 4,
    after: 40,
    pattern: ownPattern(
      /(?<![A-Za-z0-9_.~-])(?<secret>[A-Za-z0-9_~.]{3}\dQ~[A-Za-z0-9_~.-]{31,34})(?![A-Za-z0-9_~.-])/,
    ),
  },
  tokenRule({
    id: 'digitalocean-token',
    title: 'DigitalOcean token',
    remedy: 'Revoke the token in the DigitalOcean control panel.',
    prefixes: ['dop_v1_', 'doo_v1_', 'dor_v1_'],
    rest: '[a-f0-9]{64}',
  }),
  tokenRule({
    id: 'alibaba-access-key',
    title: 'Alibaba Cloud access key id',
    remedy: 'Disable and delete the key in RAM.',
    prefixes: ['LTAI'],
    rest: '[A-Za-z0-9]{20}',
    entropy: 3.3,
  }),
  namedRule({
    id: 'heroku-api-key',
    title: 'Heroku API key',
    remedy: 'Regenerate the key in the account settings.',
    keywords: ['heroku'],
    value: '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}',
  }),
  tokenRule({
    id: 'heroku-token',
    title: 'Heroku token',
    remedy: 'Revoke the authorization in the account settings.',
    prefixes: ['HRKU-'],
    rest: '[A-Za-z0-9_-]{36,66}',
  }),
  tokenRule({
    id: 'cloudflare-origin-ca-key',
    title: 'Cloudflare origin CA key',
    remedy: 'Change the key in the Cloudflare profile.',
    prefixes: ['v1.0-'],
    rest: '[a-f0-9]{24}-[a-f0-9]{146}',
  }),
  namedRule({
    id: 'cloudflare-api-token',
    title: 'Cloudflare API token',
    remedy: 'Roll the token in the Cloudflare profile.',
    keywords: ['cloudflare', 'cf_api_'],
    value: '[A-Za-z0-9_-]{40}',
    entropy: 3.8,
  }),
];

function awsSecretJudge({ secret }: Candidate): Judgement | undefined {
  // Forty hexadecimal digits are a commit or a SHA-1; forty letters of one case are a name.
  if (/^[0-9a-f]{40}$/i.test(secret) || !/[a-z]/.test(secret) || !/[A-Z]/.test(secret) || !/[0-9/+]/.test(secret))
    return undefined;
  return shape;
}

/** Ids that are not in base 32 or name no account are made up, but by whom? They are told when they look random. */
function mixesEnough(id: string): boolean {
  return (id.match(/\d/g) ?? []).length >= 2 && entropyOf(id) >= 3.4;
}
