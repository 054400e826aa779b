import type { ImageConfig } from '@plimsoll/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { configWith } from '../image.fixture.ts';
import { redactCommand, redactConfig, secretsOfConfig } from './config-secrets.ts';
import { checked, drawn } from './token.fixture.ts';
import { readSecretRules } from './user-rules.ts';

const line = (createdBy: string) => ({ createdAt: undefined, createdBy, comment: '', emptyLayer: true });
const scan = (image: ImageConfig, ...history: readonly string[]) =>
  secretsOfConfig({ config: image, history: history.map(line), salt: 's' });

describe('secretsOfConfig', () => {
  it('finds them in environment, labels, commands and history, each once', () => {
    const [a, b, c, d] = [checked('ghp_'), drawn(16), checked('npm_'), drawn(20)];
    const found = scan(
      configWith({
        env: ['PATH=/usr/bin:/bin', `DB_PASSWORD=${b}`],
        labels: { build: a },
        cmd: ['serve', `--token=${d}`],
      }),
      `/bin/sh -c #(nop)  ENV DB_PASSWORD=${b}`,
      `|1 NPM_TOKEN=${c} /bin/sh -c npm ci`,
    );
    expect(found.map(({ rule, setting }) => [rule, setting])).toEqual([
      ['secret-assignment', 'ENV DB_PASSWORD'],
      ['github-token', 'LABEL build'],
      ['secret-assignment', 'cmd'],
      ['npm-token', 'history 1 (RUN)'],
    ]);
    for (const secret of [a, b, c, d]) expect(JSON.stringify(found)).not.toContain(secret);
    expect(found.at(-1)?.command).toMatch(/^\|1 NPM_TOKEN=npm_….{2} \/bin\/sh -c npm ci/);
  });

  it('never shows one that stands where its name belongs', () => {
    const [a, b] = [checked('ghp_'), checked('npm_')];
    const image = configWith({ env: [a], labels: { [b]: 'x' } });
    const found = scan(image);

    expect(found.map(({ rule }) => rule)).toEqual(['github-token', 'npm-token']);
    for (const secret of [a, b]) {
      expect(JSON.stringify(found)).not.toContain(secret);
      expect(JSON.stringify(redactConfig(image))).not.toContain(secret);
    }
  });

  it.each([
    'DB_PASSWORD=',
    `DB_PASSWORD=$${'{PASSWORD}'}`,
    'DB_PASSWORD_FILE=/run/secrets/db',
    'TOKEN_TTL=3600',
    'GPG_KEY=E3FF2839C048B25C084DEBE9B26995E310250568',
    'PYTHON_SHA256=9c50481faa8c2832329ba0fc8868d0a606a680fc4f60ec48d26ce8e076751fda',
    'NODE_VERSION=22.1.0',
    'POSTGRES_HOST_AUTH_METHOD=trust',
    'AUTH_ENABLED=true',
    'SECRET_NAME=db-login',
    'KEYCLOAK_URL=https://id.shop/auth',
    'PASSWORD=changeme',
  ])('lets pass: %s', (env) => {
    expect(scan(configWith({ env: [env] }))).toEqual([]);
  });
});

describe('what an instruction hands to a program', () => {
  it.each([
    'RUN curl -fsSu deploy:VALUE https://repo.corp/x.tgz | tar xz',
    'RUN curl -s --user "deploy:VALUE" https://repo.corp/x.tgz',
    'RUN curl -H "Authorization: Bearer VALUE" https://api.corp/x',
    "RUN curl -H 'PRIVATE-TOKEN: VALUE' https://git.corp/x",
    'RUN wget --header="Authorization: token VALUE" https://api.corp/x',
    'RUN docker login -u robot -p VALUE registry.corp',
    'RUN sshpass -p VALUE scp host:/x .',
    'RUN echo "root:VALUE" | chpasswd',
    'RUN aws configure set aws_secret_access_key VALUE',
    'RUN npm config set //npm.corp/:_authToken VALUE',
  ])('%s', (command) => {
    const value = `S3cr3t${drawn(14)}x`;
    const text = command.replace('VALUE', value);
    expect(scan(configWith(), text)).toMatchObject([{ rule: 'secret-assignment', setting: 'history 0 (RUN)' }]);
    expect(redactCommand(text)).not.toContain(value);
    expect(redactCommand(text)).toContain(command.split('VALUE')[0]);
  });

  it.each([
    'RUN curl -u "$USER:$PASS" https://repo.corp/x',
    'RUN curl -H "Authorization: Bearer $TOKEN" https://api.corp/x',
    'RUN curl -H "Authorization: Bearer $(cat /run/secrets/token)" https://api.corp/x',
    'RUN curl -fsSLo /usr/bin/x https://dl.corp/x:8080/y',
    'RUN install -u root:root x && docker run -u 1000:1000 x',
    'RUN echo "app:$PASSWORD" | chpasswd',
    'RUN docker login -u robot -p "$REGISTRY_TOKEN" registry.corp',
    'RUN npm config set registry https://npm.corp/',
  ])('lets pass: %s', (command) => {
    expect(scan(configWith(), command)).toEqual([]);
    expect(redactCommand(command)).toBe(command);
  });

  it.each(['curl ', 'curl -u ', 'docker login ', 'authorization: ', 'echo a:', 'config set ', 'sshpass -p '])(
    'takes its time over %j again and again',
    (piece) => {
      const started = performance.now();
      redactCommand(piece.repeat(64_000 / piece.length));
      expect(performance.now() - started).toBeLessThan(2000);
    },
  );
});

describe('redaction', () => {
  it('leaves no secret in the configuration, and everything else as it was', () => {
    const [a, b] = [checked('ghp_'), drawn(16)];
    const clean = redactConfig(
      configWith({
        user: 'app',
        env: ['PATH=/bin', `GITHUB_TOKEN=${a}`],
        labels: { note: `uses ${a}`, version: '1.4' },
        entrypoint: ['run', `--password=${b}`],
      }),
    );
    expect(JSON.stringify(clean)).not.toContain(a);
    expect(JSON.stringify(clean)).not.toContain(b);
    expect(clean).toMatchObject({
      user: 'app',
      env: ['PATH=/bin', `GITHUB_TOKEN=ghp_…${a.slice(-2)}`],
      labels: { version: '1.4' },
    });
    expect(redactConfig(clean)).toEqual(clean);
  });

  it('takes a secret with dots in it for one that is shown whole', () => {
    expect(redactCommand('run --password=correct…horse')).toBe('run --password=co…e');
    expect(redactCommand('run --password=co…e')).toBe('run --password=co…e');
  });

  it('goes by the given rules, and cuts off what is too long to look at', () => {
    const own = readSecretRules("rules:\n  - {id: shop-key, title: x, keywords: [shop_], pattern: 'shop_[0-9]{8}'}");
    expect(redactCommand('run shop_12345678', own)).toBe('run sh…8');
    const many = Array.from({ length: 300 }, () => checked('ghp_'));
    const all = redactCommand(many.join(' '));
    const long = redactCommand(`${'x '.repeat(40_000)}${many[0]}`);
    for (const token of many) expect(all + long).not.toContain(token);
  });

  it('takes them out of a command line', () => {
    const b = drawn(16);
    expect(redactCommand(`curl -u x --password '${b}' https://a.shop`)).not.toContain(b);
    expect(redactCommand('RUN apt-get update && apt-get install -y curl')).toBe(
      'RUN apt-get update && apt-get install -y curl',
    );
  });

  it('bears any text, and does nothing to what it has redacted', () => {
    const token = checked('ghp_');
    const any = fc
      .array(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 30 }),
          fc.constantFrom('PASSWORD=', '--token ', token, ' ', '"', '\n', 'postgres://a:b1c2d3@h'),
        ),
        { maxLength: 12 },
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(any, (text) => {
        const once = redactCommand(text);
        expect(once.length).toBeLessThanOrEqual(text.length + 64);
        expect(once).not.toMatch(new RegExp(`(?<![A-Za-z0-9_])${token}(?![A-Za-z0-9_])`));
      }),
      { numRuns: 200 },
    );
  });
});
