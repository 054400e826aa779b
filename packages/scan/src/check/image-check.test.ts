import type { CheckResult, EpochMs, Image, Layer, OperatingSystem, Package } from '@plimsoll/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ImageContents } from '../facts/contents.ts';
import { imageWith, programAt } from '../image.fixture.ts';
import { imageChecks } from './definitions.ts';
import { checkImage, imageFormat } from './image-check.ts';
import type { CheckSubject } from './subject.ts';

const now = Date.UTC(2026, 5, 1) as EpochMs;
const layer: Layer = { index: 0, diffId: 'sha256:aa', digest: undefined, bytes: 1, command: 'RUN make', origin: 'app' };
const image = (config: Partial<Image['config']> = {}, more: Partial<Image> = {}): Image =>
  imageWith(
    { user: 'app', hasHealthcheck: true, ...config },
    {
      ...{ reference: 'r.shop/web:1.4', repository: 'r.shop/web', digest: 'sha256:dd', layers: [layer] },
      createdAt: Date.UTC(2026, 4, 1) as EpochMs,
      ...more,
    },
  );
const contents = (more: Partial<ImageContents> = {}): ImageContents => ({
  os: undefined,
  packages: [],
  executables: [],
  writable: [],
  secrets: [],
  malware: [],
  problems: [],
  notes: [],
  ownerOf: () => undefined,
  ...more,
});
const run = (more: Partial<CheckSubject> = {}) =>
  checkImage({
    image: image(),
    contents: contents(),
    history: [{ createdAt: undefined, createdBy: 'COPY . /app', comment: '', emptyLayer: false }],
    secretsInConfig: [],
    format: 'docker',
    now,
    ...more,
  });
const result = (id: string, more: Partial<CheckSubject> = {}): CheckResult =>
  run(more).results.find(({ check }) => check === id) as CheckResult;
const state = (id: string, more: Partial<CheckSubject> = {}) => result(id, more).state;
const lines = (...createdBy: readonly string[]) => ({
  history: createdBy.map((line) => ({ createdAt: undefined, createdBy: line, comment: '', emptyLayer: false })),
});
const os = (endOfLifeAt: number | undefined, extendedSupportUntil?: number): OperatingSystem => ({
  id: 'debian',
  idLike: [],
  version: '10',
  codename: 'buster',
  name: 'Debian 10',
  endOfLifeAt: endOfLifeAt as EpochMs | undefined,
  extendedSupportUntil: extendedSupportUntil as EpochMs | undefined,
});

describe('checkImage', () => {
  it('answers every check once, and makes a finding of each that failed', () => {
    const { results, findings } = run({ image: image({ user: '' }) });
    expect(results.map(({ check }) => check)).toEqual(imageChecks.map(({ id }) => id));
    expect(findings.map(({ check }) => check)).toEqual(
      results.filter(({ state }) => state === 'fail').map(({ check }) => check),
    );
    expect(findings[0]).toMatchObject({
      kind: 'misconfiguration',
      key: 'check:image-user-root',
      check: 'image-user-root',
      severity: 'high',
      sentence: 'The image runs as root: USER is not set, so the image runs as root.',
      why: { source: 'image-user-root', condition: 'mapped to CIS Docker 1.6 4.1' },
    });
  });

  it.each([
    ['', 'fail'],
    ['root', 'fail'],
    ['0', 'fail'],
    ['0:1000', 'fail'],
    ['root:root', 'fail'],
    ['app', 'pass'],
    ['10001:10001', 'pass'],
  ])('image-user-root, USER %j: %s', (user, expected) => {
    expect(state('image-user-root', { image: image({ user }) })).toBe(expected);
  });

  it('image-no-healthcheck knows formats that have none', () => {
    const without = { image: image({ hasHealthcheck: false }) };
    expect(state('image-no-healthcheck')).toBe('pass');
    expect(state('image-no-healthcheck', without)).toBe('fail');
    expect(state('image-no-healthcheck', { ...without, format: 'oci' })).toBe('not-applicable');
    expect(state('image-no-healthcheck', { ...without, format: undefined })).toBe('not-evaluated');
  });

  it('image-setuid-file lets pass what the distribution brings', () => {
    const executables = (...list: ImageContents['executables']) => ({ contents: contents({ executables: list }) });
    expect(state('image-setuid-file')).toBe('pass');
    expect(state('image-setuid-file', executables(programAt('usr/bin/passwd', { mode: 0o4755, owner: 'p' })))).toBe(
      'pass',
    );
    expect(state('image-setuid-file', executables(programAt('usr/bin/passwd', { mode: 0o4755 })))).toBe('fail');
    expect(result('image-setuid-file', executables(programAt('opt/x', { mode: 0o2755, owner: 'p' })))).toMatchObject({
      state: 'fail',
      places: ['opt/x'],
    });
    expect(run(executables(programAt('opt/x', { mode: 0o4755 }))).findings[0]?.why).toMatchObject({
      path: 'opt/x',
      layer: 'sha256:aa',
      command: 'RUN make',
    });
  });

  it('says pass only of what could be read', () => {
    const problems = [{ code: 'LAYER_TRUNCATED', message: 'cut', layer: 'sha256:aa' as const, path: undefined }];
    for (const check of [
      'image-setuid-file',
      'image-file-capability',
      'image-writable-path',
      'image-secret-in-file',
      'image-ssh-server',
    ]) {
      expect(state(check), check).toBe('pass');
      expect(state(check, { contents: contents({ problems }) }), check).toBe('not-evaluated');
      expect(state(check, { image: image({}, { layers: [] }) }), check).toBe('not-applicable');
    }
    for (const check of ['image-add-from-url', 'image-pipe-to-shell', 'image-package-cache'])
      expect(state(check, { history: [] }), check).toBe('not-evaluated');
    expect(state('image-old', { image: image({}, { createdAt: 0 as EpochMs }) })).toBe('not-evaluated');
    expect(state('image-os-end-of-life', { image: image({}, { os: os(undefined) }) })).toBe('not-evaluated');
  });

  it('does not call Debian abandoned while its long-term support lasts', () => {
    const inExtended = (id: string) => {
      const system = { ...os(Date.UTC(2022, 8, 10), Date.UTC(2030, 0, 1)), id };
      return run({ image: image({}, { os: system }) }).findings.find(({ check }) => check === 'image-os-end-of-life');
    };

    expect(inExtended('debian')).toMatchObject({ severity: 'low' });
    expect(inExtended('debian')?.why.observed).toContain('its long-term support, which mends less, ends 2030-01-01');
    expect(inExtended('rhel')).toMatchObject({ severity: 'high' });
  });

  it('finds what lies in the layers', () => {
    expect(
      state('image-file-capability', {
        contents: contents({
          executables: [programAt('usr/bin/ping', { capabilities: ['cap_net_raw+ep'], owner: 'p' })],
        }),
      }),
    ).toBe('fail');
    expect(
      state('image-writable-path', {
        contents: contents({ writable: [{ path: 'usr/bin/x', mode: 0o777, layer: 'sha256:aa' }] }),
      }),
    ).toBe('fail');
    expect(
      state('image-ssh-server', {
        contents: contents({ packages: [{ name: 'openssh-server', type: 'deb', version: '1:9.2' } as Package] }),
      }),
    ).toBe('fail');
    expect(
      state('image-ssh-server', {
        contents: contents({ packages: [{ name: 'openssh-client', type: 'deb' } as Package] }),
      }),
    ).toBe('pass');
    const secret = {
      rule: 'x',
      path: 'app/.env',
      line: 1,
      redacted: 'a…',
      validated: 'shape',
      entropy: 3,
      fingerprint: 'f',
      layer: 'sha256:aa',
      deletedLater: true,
    } as const;
    expect(result('image-secret-in-file', { contents: contents({ secrets: [secret] }) }).evidence).toMatch(
      /1 of them in files that a later layer deletes/,
    );
  });

  it.each([
    ['image-add-from-url', '/bin/sh -c #(nop) ADD https://a.example/x.tar.gz /x', 'fail'],
    ['image-add-from-url', 'ADD https://a.example/x.tar.gz /x # buildkit', 'fail'],
    ['image-add-from-url', 'ADD --checksum=sha256:00 https://a.example/x /x', 'pass'],
    ['image-add-from-url', '/bin/sh -c #(nop) ADD file:1234 in / ', 'pass'],
    ['image-pipe-to-shell', '/bin/sh -c curl -fsSL https://a.example/install.sh | bash -s -- -y', 'fail'],
    ['image-pipe-to-shell', 'RUN /bin/sh -c bash -c "$(curl -fsSL https://a.example/x)"', 'fail'],
    ['image-pipe-to-shell', 'RUN /bin/sh -c curl -o x https://a.example/x && sha256sum -c x.sum', 'pass'],
    ['image-unverified-packages', 'RUN apt-get install -y --allow-unauthenticated x', 'fail'],
    ['image-unverified-packages', 'RUN apt-get install -y x', 'pass'],
    ['image-update-alone', 'RUN /bin/sh -c apt-get update', 'fail'],
    ['image-update-alone', 'RUN /bin/sh -c apt-get update && apt-get install -y x', 'pass'],
    ['image-package-cache', 'RUN /bin/sh -c apt-get update && apt-get install -y x', 'fail'],
    [
      'image-package-cache',
      'RUN /bin/sh -c apt-get update && apt-get install -y x && rm -rf /var/lib/apt/lists/*',
      'pass',
    ],
    ['image-package-cache', 'RUN /bin/sh -c apk add --no-cache x', 'pass'],
    ['image-package-cache', 'RUN /bin/sh -c apk add x', 'fail'],
    ['image-package-cache', 'RUN /bin/sh -c dnf install -y x', 'fail'],
    ['image-package-cache', 'RUN /bin/sh -c dnf install -y x && dnf clean all', 'pass'],
  ])('%s: %s: %s', (check, line, expected) => {
    expect(state(check, lines(line))).toBe(expected);
  });

  it('knows tags, ages, ports, labels and ends of life', () => {
    expect(state('image-tag-latest', { image: image({}, { tag: 'latest' }) })).toBe('fail');
    expect(state('image-tag-latest')).toBe('pass');
    expect(state('image-tag-latest', { image: image({}, { tag: undefined }) })).toBe('pass');
    expect(state('image-tag-latest', { image: image({}, { repository: undefined }) })).toBe('not-applicable');
    expect(state('image-old', { image: image({}, { createdAt: Date.UTC(2025, 0, 1) as EpochMs }) })).toBe('fail');
    expect(result('image-old', { image: image({}, { createdAt: Date.UTC(2026, 4, 1) as EpochMs }) })).toMatchObject({
      state: 'pass',
      evidence: 'The image was built 2026-05-01, 31 days ago.',
    });
    expect(result('image-privileged-port', { image: image({ exposedPorts: ['22/tcp', '8080/tcp'] }) })).toMatchObject({
      state: 'fail',
      places: ['22/tcp'],
    });
    expect(state('image-privileged-port', { image: image({ exposedPorts: ['8080/tcp', 'x'] }) })).toBe('pass');
    expect(state('image-no-labels')).toBe('fail');
    expect(
      state('image-no-labels', { image: image({ labels: { 'org.opencontainers.image.source': 'https://a' } }) }),
    ).toBe('pass');
    expect(result('image-os-end-of-life', { image: image({}, { os: os(Date.UTC(2022, 8, 10)) }) }).evidence).toBe(
      'Debian 10 is not maintained since 2022-09-10.',
    );
    expect(state('image-os-end-of-life', { image: image({}, { os: os(Date.UTC(2030, 0, 1)) }) })).toBe('pass');
    expect(state('image-os-end-of-life')).toBe('not-applicable');
  });

  it('says nothing of the configuration of a folder, which has none', () => {
    const folder = {
      image: image({ user: '' }, { digest: undefined, repository: undefined, tag: undefined }),
      history: [],
    };
    for (const check of [
      'image-user-root',
      'image-secret-in-config',
      'image-no-healthcheck',
      'image-privileged-port',
      'image-no-labels',
      'image-tag-latest',
    ])
      expect(state(check, folder), check).toBe('not-applicable');
  });

  it('tells secrets of the configuration by their setting, not by their value', () => {
    const secret = {
      rule: 'github-token',
      setting: 'ENV TOKEN',
      command: undefined,
      redacted: 'ghp_…x',
      validated: 'checksum',
      entropy: 4,
      fingerprint: 'f',
    } as const;
    expect(result('image-secret-in-config', { secretsInConfig: [secret] })).toMatchObject({
      state: 'fail',
      evidence: '1 secret in the configuration: github-token in ENV TOKEN.',
    });
  });

  it('bears any history, in time', () => {
    const piece = fc.constantFrom(
      'curl ',
      'wget',
      '| ',
      'sh',
      'apt-get update',
      ' ',
      '[',
      'trusted=yes',
      'a'.repeat(500),
      'ADD ',
      'https://',
      '\n',
    );
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.string({ unit: 'binary', maxLength: 50 }),
            fc.array(piece, { maxLength: 60 }).map((parts) => parts.join('')),
          ),
          { maxLength: 5 },
        ),
        (all) => {
          expect(run(lines(...all)).results).toHaveLength(imageChecks.length);
        },
      ),
    );
    const started = performance.now();
    run(
      lines(
        'curl '.repeat(20_000),
        'apt-get '.repeat(20_000),
        '['.repeat(100_000),
        'sh $('.repeat(20_000),
        'yum '.repeat(20_000),
      ),
    );
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe('imageChecks', () => {
  it('have words for people, and ids that stay', () => {
    expect(new Set(imageChecks.map(({ id }) => id)).size).toBe(imageChecks.length);
    for (const { id, title, rationale, remedy, controls } of imageChecks) {
      expect(id).toMatch(/^image-[a-z-]+$/);
      expect(title).not.toMatch(/\.$/);
      expect(`${rationale} ${remedy}`).toMatch(/\. .*\.$/);
      for (const control of controls) expect(control).toMatch(/^CIS Docker 1\.6 \d+\.\d+$/);
    }
  });
});

describe('imageFormat', () => {
  it('goes by the media types of the layers', () => {
    expect(imageFormat([{ mediaType: 'application/vnd.docker.image.rootfs.diff.tar.gzip' }])).toBe('docker');
    expect(imageFormat([{ mediaType: 'application/vnd.oci.image.layer.v1.tar+zstd' }])).toBe('oci');
    expect(imageFormat([{ mediaType: 'inode/directory' }])).toBe('folder');
    expect(imageFormat([{ mediaType: 'application/x-tar' }])).toBeUndefined();
  });
});
