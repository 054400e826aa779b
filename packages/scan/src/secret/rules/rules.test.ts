import { describe, expect, it } from 'vitest';
import { secretMatcher } from '../matcher.ts';
import {
  awsKeyId,
  base64,
  checked,
  drawn,
  hex,
  jwt,
  openSshKey,
  pgpBlock,
  privateKeyPem,
  pypiToken,
} from '../token.fixture.ts';
import { builtInSecretRules } from './registry.ts';

const matcher = secretMatcher(builtInSecretRules, 'salt');
const find = (text: string, path = 'app/settings.conf') =>
  matcher.find(Buffer.from(text, 'latin1'), path, true).secrets;
const rulesIn = (text: string, path?: string) => find(text, path).map(({ rule }) => rule);
const upperHex = (length: number) => hex(length).toUpperCase();
const upperDrawn = (length: number) => drawn(length, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789');
const lowerDrawn = (length: number) => drawn(length, 'abcdefghijklmnopqrstuvwxyz0123456789');
const uuid = () => `${hex(8)}-${hex(4)}-${hex(4)}-${hex(4)}-${hex(12)}`;

describe('built-in rules', () => {
  const samples: readonly (readonly [string, string, string?])[] = [
    ['aws-access-key', `id = ${awsKeyId()}`],
    ['aws-secret-key', `aws_secret_access_key = ${base64(40)}`],
    ['gcp-api-key', `key=AIza${drawn(35)}`],
    ['gcp-oauth-secret', `GOCSPX-${drawn(28)}`],
    [
      'azure-storage-key',
      `DefaultEndpointsProtocol=https;AccountName=shop;AccountKey=${base64(86)}==;EndpointSuffix=core.windows.net`,
    ],
    ['azure-sas', `https://shop.blob.core.windows.net/c?sv=2022-11-02&se=2030-01-01&sp=rw&sig=${base64(43)}%3D`],
    ['azure-client-secret', `client = "abC8Q~${drawn(34)}"`],
    ['digitalocean-token', `dop_v1_${hex(64)}`],
    ['heroku-api-key', `HEROKU_API_KEY=${uuid()}`],
    ['cloudflare-api-token', `CLOUDFLARE_API_TOKEN=${drawn(40)}`],
    ['github-token', `x ${checked('ghp_')}`],
    ['github-fine-grained-token', `github_pat_${drawn(22)}_${drawn(59)}`],
    ['gitlab-token', `glpat-${drawn(20)}`],
    ['npm-token', checked('npm_')],
    ['npmrc-auth', `//registry.npmjs.org/:_authToken=${uuid()}`, 'root/.npmrc'],
    ['pypi-token', `password = ${pypiToken()}`],
    ['rubygems-token', `rubygems_${hex(48)}`],
    ['docker-hub-token', `dckr_pat_${drawn(27)}`],
    ['terraform-cloud-token', `token = "${drawn(14)}.atlasv1.${drawn(67)}"`.replace('.atlasv1', ' atlasv1')],
    ['slack-token', `xoxb-${drawn(12, '0123456789')}-${drawn(12, '0123456789')}-${drawn(24)}`],
    ['slack-webhook', `https://hooks.slack.com/services/T${upperDrawn(8)}/B${upperDrawn(8)}/${drawn(24)}`],
    ['stripe-live-key', `sk_live_${drawn(24)}`],
    ['stripe-test-key', `sk_test_${drawn(24)}`],
    ['sendgrid-token', `SG.${drawn(22)}.${drawn(43)}`],
    ['twilio-key', `TWILIO_AUTH_TOKEN=${hex(32)}`],
    ['mailgun-key', `key-${hex(32)}`],
    ['discord-webhook', `https://discord.com/api/webhooks/${drawn(18, '123456789')}/${drawn(68)}`],
    ['telegram-bot-token', `bot ${drawn(10, '123456789')}:AA${drawn(33)}`],
    ['hugging-face-token', `hf_${drawn(34, 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ')}`],
    ['anthropic-key', `sk-ant-api03-${drawn(93)}AA`],
    ['openai-key', `sk-proj-${drawn(48)}T3BlbkFJ${drawn(48)}`],
    ['vault-token', `hvs.${drawn(90)}`],
    ['shopify-token', `shpat_${hex(32)}`],
    ['datadog-key', `DD_API_KEY=${hex(32)}`],
    ['newrelic-key', `NRAK-${upperDrawn(27)}`],
    ['grafana-token', `glsa_${drawn(32)}_${hex(8)}`],
    ['dynatrace-token', `dt0c01.${upperDrawn(24)}.${upperDrawn(64)}`],
    ['json-web-token', jwt()],
    ['database-url', `postgres://app:${drawn(12)}@db.shop:5432/shop`],
    ['database-url', `mongodb+srv://app:${drawn(12)}@cluster0.abcde.mongodb.net/`],
    ['address-with-login', `https://build:${drawn(16)}@git.shop/web.git`],
    [
      'docker-config-login',
      `{"auths":{"r.shop":{"auth":"${Buffer.from(`build:${drawn(10)}`).toString('base64')}"}}}`,
      'root/.docker/config.json',
    ],
    ['netrc-login', `machine git.shop login build password ${drawn(12)}`, 'root/.netrc'],
    ['pgpass-login', `db.shop:5432:*:app:${drawn(10)}`, 'root/.pgpass'],
    ['git-credentials', `https://build:${drawn(20)}@git.shop`, 'root/.git-credentials'],
    ['kubeconfig-token', `users:\n- name: x\n  user:\n    token: ${drawn(40)}\n`, 'root/.kube/config'],
    ['shadow-password', `root:$6$${drawn(8)}$${drawn(86)}:19000:0:99999:7:::`, 'etc/shadow'],
    ['private-key', privateKeyPem('rsa')],
    ['private-key', privateKeyPem('ec')],
    ['private-key', privateKeyPem('pkcs8')],
    ['private-key', openSshKey('none')],
    ['private-key', pgpBlock(0)],
    ['private-key-encrypted', privateKeyPem('encrypted')],
    ['private-key-encrypted', openSshKey('aes256-ctr')],
    ['private-key-encrypted', pgpBlock(254)],
    ['secret-assignment', `DB_PASSWORD=${drawn(14)}`],
    ['secret-assignment', `{"db": {"password": "${drawn(10)}"}}`, 'app/appsettings.json'],
    ['secret-assignment', `"admin_password": "${drawn(12)}",`, 'srv/terraform.tfstate'],
    ['secret-assignment', `const apiKey = "${drawn(32)}";`, 'app/src/main.js'],
  ];

  it.each(samples.map(([rule, text, path]) => ({ rule, text, path })))('$rule', ({ rule, text, path }) => {
    expect(rulesIn(text, path)).toContain(rule);
  });

  it('checks what can be checked', () => {
    const validated = (text: string) => find(text).map((one) => one.validated);
    expect(validated(checked('ghp_'))).toEqual(['checksum']);
    expect(validated(`ghp_${drawn(36)}`)).toEqual(['shape']);
    expect(validated(checked('npm_'))).toEqual(['checksum']);
    expect(validated(pypiToken())).toEqual(['checksum']);
    expect(validated(privateKeyPem('pkcs8'))).toEqual(['key']);
    expect(validated(openSshKey('none'))).toEqual(['key']);
    expect(validated(pgpBlock(0))).toEqual(['key']);
    expect(validated(privateKeyPem('pkcs8').replace(/\n..../, '\nAAAA'))).toEqual(['shape']);
  });

  it('reads a service account with its key as one finding', () => {
    const key = privateKeyPem('pkcs8').replaceAll('\n', '\\n');
    const text = JSON.stringify({ type: 'service_account', project_id: 'shop', private_key_id: hex(40) }).replace(
      /}$/,
      `,"private_key":"${key}","client_email":"a@b"}`,
    );
    expect(find(text, 'app/sa.json')).toMatchObject([
      { rule: 'gcp-service-account', validated: 'key', redacted: '-----BEGIN PRIVATE KEY-----' },
    ]);
  });

  it('takes a secret beside an access key for one', () => {
    const secret = base64(40);
    expect(rulesIn(`${awsKeyId()},${secret}\n`, 'root/keys.csv')).toEqual(['aws-access-key', 'aws-secret-key']);
  });

  const harmless: readonly string[] = [
    `AKIAIOSFODNN7${'EXAMPLE'}`,
    `DB_PASSWORD=$${'{DB_PASSWORD}'}`,
    'password: changeme-please-now',
    'postgres://user:password@localhost/db',
    'https://user:pass@example.com/',
    'token = process.env.TOKEN',
    'secretName: my-service-tls',
    'password_hash = "scram-sha-256"',
    'api_key: <your api key here>',
    'token: v1beta1',
    '"password": "Passwort",',
    `integrity "sha512-${base64(86)}=="`,
    `commit ${hex(40)}`,
    `API_TOKEN_FILE=/run/secrets/token`,
    'PASSWORD_MIN_LENGTH=12345678',
    jwt({ alg: 'HS256', typ: 'JWT' }, { sub: '1234567890', name: 'John Doe', iat: 1516239022 }),
    `ghp_${'x'.repeat(36)}`,
    '-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----',
    `-----BEGIN CERTIFICATE-----\n${base64(64)}\n-----END CERTIFICATE-----`,
    'git clone https://git.shop/web.git@v1',
    `uuid = ${uuid()}`,
    `${upperHex(64)}  file.tar.gz`,
    `machine ${lowerDrawn(8)}`,
  ];
  it.each(harmless)('lets pass: %s', (text) => {
    expect(find(text)).toEqual([]);
  });

  it('is linear in what it reads, also on bytes made to hurt', () => {
    const size = 60_000;
    const hurting = [
      'password'.repeat(size / 8),
      'password='.repeat(size / 9),
      'eyJ'.repeat(size / 3),
      'eyJeyJ.'.repeat(size / 7),
      '-----BEGIN PRIVATE KEY-----\n'.repeat(size / 28),
      `service_account"private_key":"-----BEGIN PRIVATE KEY-----${'A'.repeat(3000)}`.repeat(20),
      '://'.repeat(size / 3),
      `postgres://${'a:'.repeat(size / 2)}`,
      `AKIA${'A'.repeat(size)}`,
      `PuTTY-User-Key-File-2: x\nEncryption: none\n${'a'.repeat(6000)}`.repeat(10),
      `secret${' '.repeat(size)}=x`,
      `token = "${'a'.repeat(size)}`,
      builtInSecretRules
        .flatMap(({ keywords }) => keywords)
        .join('')
        .repeat(40),
    ];
    for (const text of hurting) {
      const started = performance.now();
      find(text);
      // A hundred times what it takes: only what grows faster than the text fails.
      expect(performance.now() - started, text.slice(0, 40)).toBeLessThan(1500);
    }
  });

  it('gives every rule words for people', () => {
    for (const rule of builtInSecretRules) {
      expect(rule.id).toMatch(/^[a-z][a-z0-9-]+$/);
      expect(rule.title.length).toBeGreaterThan(3);
      expect(rule.remedy).toMatch(/\.$/);
      expect(rule.search === 'whole-file' || rule.keywords.every((keyword) => keyword.length >= 3)).toBe(true);
    }
  });
});
