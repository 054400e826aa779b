/** The sources with nothing faked: Debian's registry, skopeo's images, a Docker engine and its containerd, Podman. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask, engineObstacle, startEngine, type TestEngine } from '@plimsoll/testkit';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { anonymous, builtIndex, descriptorOf, noting, openOptions } from './image/image.fixture.ts';
import { OCI_EMPTY, OCI_INDEX, OCI_MANIFEST } from './image/media-type.ts';
import { openImage } from './open-image.ts';
import { parseReference } from './reference.ts';
import { createRegistryClient } from './registry/client.ts';
import { dockerCertificates } from './registry/docker-certificates.ts';
import { dockerCredentials } from './registry/docker-config.ts';
import {
  buildLayout,
  type Certificate,
  makeCertificate,
  type RealRegistry,
  registryObstacle,
  skopeo,
  startRealRegistry,
  startTokenServer,
} from './registry/real-registry.fixture.ts';
import type { OpenedImage, OpenOptions, RegistryOptions } from './source.ts';

const signal = new AbortController().signal;
const ENTRIES = [
  'app',
  'app/.env A=b\n',
  'app/.wh..env ',
  'app/index.js console.log(1)\n',
  'etc',
  'etc/large',
  'etc/os-release ID=debian\nVERSION_ID="12"\n',
];
const obstacle = registryObstacle();

async function opened(target: string, more: Partial<OpenOptions> = {}): Promise<OpenedImage> {
  const image = await openImage(target, openOptions(more));
  if (image.kind !== 'image') throw new Error('no image');
  return image;
}

async function entriesOf(target: string, more: Partial<OpenOptions> = {}): Promise<string[]> {
  const image = await opened(target, more);
  try {
    const seen = noting(4_000_000);
    await image.read(image.layers, seen.reader);
    expect(seen.failed).toEqual([]);
    expect(seen.problems).toEqual([]);
    return seen.entries
      .map(({ entry, bytes }) => (bytes === undefined || bytes.length > 1000 ? entry.path : `${entry.path} ${bytes}`))
      .sort();
  } finally {
    await image.close();
  }
}

describe.skipIf(obstacle !== undefined)(`real sources${obstacle ? ` (skipped: ${obstacle})` : ''}`, () => {
  const dir = mkdtempSync(join(tmpdir(), 'plimsoll-source-'));
  let layout: string;
  beforeAll(() => {
    layout = buildLayout(dir);
  }, 60_000);
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  it('reads what umoci and skopeo write', async () => {
    skopeo('copy', `oci:${layout}:app`, `docker-archive:${join(dir, 'save.tar')}:shop/app:1`);
    skopeo('copy', `oci:${layout}:app`, `oci-archive:${join(dir, 'lay.tar')}:app`);
    execFileSync('gzip', ['-k', join(dir, 'save.tar')]);
    execFileSync('zstd', ['-q', '-k', join(dir, 'lay.tar')]);
    for (const target of [
      `oci:${layout}:app`,
      ...['save.tar', 'lay.tar', 'save.tar.gz', 'lay.tar.zst'].map((name) => join(dir, name)),
    ]) {
      expect(await entriesOf(target)).toEqual(ENTRIES);
    }
  }, 60_000);

  describe('a registry for everybody', () => {
    let registry: RealRegistry;
    beforeAll(async () => {
      registry = await startRealRegistry(join(dir, 'open'));
      const push = (from: string, to: string, ...args: string[]) =>
        skopeo('copy', '--dest-tls-verify=false', ...args, from, `docker://${registry.host}/${to}`);
      skopeo(
        'copy',
        '--dest-compress',
        '--dest-compress-format',
        'zstd',
        `dir:${expanded(layout, dir)}`,
        `dir:${join(dir, 'zdir')}`,
      );
      // By another name of the host: skopeo remembers which blobs a host has, and would take those of another compression.
      const other = registry.host.replace('127.0.0.1', 'localhost');
      skopeo('copy', '--dest-tls-verify=false', `dir:${join(dir, 'zdir')}`, `docker://${other}/zonly/app:zstd`);
      push(`oci:${layout}:app`, 'shop/app:v1');
      push(`oci:${layout}:app`, 'shop/app:v2s2', '--format', 'v2s2');
    }, 120_000);
    afterAll(() => registry.stop());

    it.each([
      ['OCI with gzip', 'shop/app:v1', /tar\+gzip$/],
      ['Docker’s second schema', 'shop/app:v2s2', /rootfs\.diff\.tar\.gzip$/],
      ['zstd', 'zonly/app:zstd', /tar\+zstd$/],
    ])('has an image of %s', async (_, name, mediaType) => {
      const image = await opened(`${registry.host}/${name}`);
      expect(image.layers[0]?.mediaType).toMatch(mediaType);
      expect(image.config).toMatchObject({ user: '1000', cmd: ['/bin/app'] });
      expect(image.layers.map(({ command }) => command)).toEqual(['umoci insert', 'umoci insert', 'umoci insert']);
      await image.close();
      expect(await entriesOf(`${registry.host}/${name}`)).toEqual(ENTRIES);
    });

    it('is asked for digests, tags and repositories', async () => {
      const client = createRegistryClient(anonymous);
      const reference = parseReference(`${registry.host}/shop/app:v1`);
      const { digest } = await opened(`${registry.host}/shop/app:v1`);
      expect(await client.head(reference, signal)).toMatchObject({ digest, mediaType: OCI_MANIFEST });
      expect(await client.head({ ...reference, tag: 'none' }, signal)).toBeUndefined();
      expect([...(await client.listTags(reference, { signal }))].sort()).toEqual(['v1', 'v2s2']);
      expect([...(await client.catalog(registry.host, { signal }))].sort()).toEqual(['shop/app', 'zonly/app']);
      await client.close();
    });

    it('keeps an index for several platforms, pushed by us', async () => {
      const client = createRegistryClient(anonymous);
      const repository = { registry: registry.host, repository: 'shop/app' };
      const { bytes } = await client.manifest(parseReference(`${registry.host}/shop/app:v1`), signal);
      const entry = { ...descriptorOf(bytes, OCI_MANIFEST), platform: { os: 'linux', architecture: 'amd64' } };
      await client.pushManifest(repository, { bytes: builtIndex([entry]), mediaType: OCI_INDEX, tag: 'multi' }, signal);
      const platform = { os: 'linux', architecture: 'amd64', variant: undefined };
      const image = await opened(`${registry.host}/shop/app:multi`, { platform, client });
      expect(image.indexDigest).not.toBe(image.digest);
      const arm = { platform: { ...platform, architecture: 'arm64' }, client };
      await expect(opened(`${registry.host}/shop/app:multi`, arm)).rejects.toMatchObject({
        code: 'PLATFORM_NOT_FOUND',
      });
      await client.close();
    });

    it('keeps what we attach to an image', async () => {
      const client = createRegistryClient(anonymous);
      const repository = { registry: registry.host, repository: 'shop/app' };
      const { bytes } = await client.manifest(parseReference(`${registry.host}/shop/app:v1`), signal);
      const config = await client.pushBlob(repository, { bytes: Buffer.from('{}'), mediaType: OCI_EMPTY }, signal);
      const blob = await client.pushBlob(
        repository,
        { bytes: Buffer.from('{"sbom":1}'), mediaType: 'application/vnd.cyclonedx+json' },
        signal,
      );
      const subject = descriptorOf(bytes, OCI_MANIFEST);
      const manifest = {
        schemaVersion: 2,
        mediaType: OCI_MANIFEST,
        artifactType: 'application/vnd.cyclonedx+json',
        config,
        layers: [blob],
        subject,
      };
      await client.pushManifest(
        repository,
        { bytes: Buffer.from(JSON.stringify(manifest)), mediaType: OCI_MANIFEST, tag: undefined },
        signal,
      );
      const image = await opened(`${registry.host}/shop/app:v1`, { client });
      const found = await image.referrers();
      expect(found.map(({ artifactType }) => artifactType)).toEqual(['application/vnd.cyclonedx+json']);
      expect(String(await found[0]?.content())).toBe('{"sbom":1}');
      await client.close();
    });

    it('is the mirror of another', async () => {
      const mirrors = { 'registry.invalid': [registry.host] };
      expect(await entriesOf('registry.invalid/shop/app:v1', { registry: { ...anonymous, mirrors } })).toEqual(ENTRIES);
    });
  });

  describe('a registry with passwords', () => {
    let registry: RealRegistry;
    beforeAll(async () => {
      const file = join(dir, 'htpasswd');
      writeFileSync(file, execFileSync('htpasswd', ['-Bbn', 'scanner', 's3cret']));
      registry = await startRealRegistry(join(dir, 'basic'), { auth: { htpasswd: { realm: 'r', path: file } } });
      skopeo(
        'copy',
        '--dest-tls-verify=false',
        '--dest-creds',
        'scanner:s3cret',
        `oci:${layout}:app`,
        `docker://${registry.host}/shop/app:v1`,
      );
    }, 60_000);
    afterAll(() => registry.stop());

    const withLogin = (password: string, how: 'auth' | 'helper'): Partial<OpenOptions> => {
      const folder = mkdtempSync(join(dir, 'login-'));
      const auth = Buffer.from(`scanner:${password}`).toString('base64');
      const config =
        how === 'auth' ? { auths: { [registry.host]: { auth } } } : { credHelpers: { [registry.host]: 'test' } };
      writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
      const helper = `#!/bin/sh\nread host\n[ "$host" = "${registry.host}" ] && [ "$1" = get ] && echo '{"Username":"scanner","Secret":"${password}"}'\n`;
      writeFileSync(join(folder, 'docker-credential-test'), helper, { mode: 0o755 });
      const env = { DOCKER_CONFIG: folder, PATH: `${folder}:${process.env.PATH}` };
      return { registry: { ...anonymous, credentials: dockerCredentials({ env }) } };
    };

    it('lets those in who have one', async () => {
      expect(await entriesOf(`${registry.host}/shop/app:v1`, withLogin('s3cret', 'auth'))).toEqual(ENTRIES);
      expect(await entriesOf(`${registry.host}/shop/app:v1`, withLogin('s3cret', 'helper'))).toEqual(ENTRIES);
    });

    it('keeps others out, and we say so', async () => {
      await expect(opened(`${registry.host}/shop/app:v1`)).rejects.toMatchObject({
        code: 'REGISTRY_REFUSED',
        hint: expect.stringMatching(/login/),
      });
      await expect(opened(`${registry.host}/shop/app:v1`, withLogin('wrong', 'auth'))).rejects.toMatchObject({
        code: 'REGISTRY_REFUSED',
      });
    });
  });

  describe('a registry that believes tokens', () => {
    let registry: RealRegistry;
    let tokens: Awaited<ReturnType<typeof startTokenServer>>;
    const login = {
      ...anonymous,
      credentials: async () => ({ kind: 'basic', user: 'scanner', password: 's3cret' }) as const,
    };
    beforeAll(async () => {
      const certificate = makeCertificate(join(dir, 'tokens'), 'tokens');
      tokens = await startTokenServer(certificate, 'tests');
      const token = { realm: tokens.realm, service: 'tests', issuer: 'tests', rootcertbundle: certificate.cert };
      registry = await startRealRegistry(join(dir, 'token'), { auth: { token } });
    }, 60_000);
    afterAll(async () => {
      await registry.stop();
      await tokens.stop();
    });

    it('takes an image and gives it back', async () => {
      // By hand: pushing needs another token than pulling.
      const client = createRegistryClient(login);
      const repository = { registry: registry.host, repository: 'shop/app' };
      const source = await opened(`oci:${layout}:app`);
      const manifest = readFileSync(join(layout, 'blobs/sha256', source.digest!.slice(7)));
      for (const { digest, mediaType } of [
        ...source.layers,
        { digest: source.configDigest, mediaType: 'application/json' },
      ]) {
        await client.pushBlob(
          repository,
          { bytes: readFileSync(join(layout, 'blobs/sha256', digest!.slice(7))), mediaType },
          signal,
        );
      }
      await client.pushManifest(repository, { bytes: manifest, mediaType: OCI_MANIFEST, tag: 'v1' }, signal);
      expect(await entriesOf(`${registry.host}/shop/app:v1`, { client })).toEqual(ENTRIES);
      await client.close();
      expect(tokens.scopes.some((scope) => scope.includes('push'))).toBe(true);
      expect(await entriesOf(`${registry.host}/shop/app:v1`, { registry: login })).toEqual(ENTRIES);
      await expect(opened(`${registry.host}/shop/app:v1`)).rejects.toMatchObject({ code: 'REGISTRY_REFUSED' });
    });
  });

  describe('a registry that wants a certificate', () => {
    let registry: RealRegistry;
    let authority: Certificate;
    let client: Certificate;
    beforeAll(async () => {
      authority = makeCertificate(join(dir, 'tls'), 'authority');
      const server = makeCertificate(join(dir, 'tls'), 'server', authority);
      client = makeCertificate(join(dir, 'tls'), 'client', authority);
      registry = await startRealRegistry(join(dir, 'secure'), {
        tls: { certificate: server.cert, key: server.key, clientcas: [authority.cert] },
      });
      const folder = join(dir, 'certs.d', registry.host);
      mkdirSync(folder, { recursive: true });
      for (const [from, to] of [
        [authority.cert, 'ca.crt'],
        [client.cert, 'client.cert'],
        [client.key, 'client.key'],
      ] as const)
        writeFileSync(join(folder, to), readFileSync(from));
      skopeo('copy', '--dest-cert-dir', folder, `oci:${layout}:app`, `docker://${registry.host}/shop/app:v1`);
    }, 60_000);
    afterAll(() => registry.stop());

    it('gets it, from Docker’s folder', async () => {
      const found = dockerCertificates([join(dir, 'certs.d')]);
      expect(await entriesOf(`${registry.host}/shop/app:v1`, { registry: { ...anonymous, ...found } })).toEqual(
        ENTRIES,
      );
    });

    it('is not believed without its authority, nor does it believe us without ours', async () => {
      const ca = readFileSync(authority.cert, 'utf8');
      const attempt = (registryOptions: Partial<RegistryOptions>) =>
        opened(`${registry.host}/shop/app:v1`, { registry: { ...anonymous, ...registryOptions } });
      await expect(attempt({})).rejects.toMatchObject({
        code: 'REGISTRY_UNREACHABLE',
        hint: expect.stringMatching(/authority/),
      });
      await expect(attempt({ ca })).rejects.toMatchObject({ code: 'REGISTRY_UNREACHABLE' });
    });
  });

  const engineMissing = engineObstacle();
  describe.skipIf(engineMissing !== undefined)(`engines${engineMissing ? ` (skipped: ${engineMissing})` : ''}`, () => {
    let engine: TestEngine;
    const folder = mkdtempSync(join(tmpdir(), 'pls-'));
    const containerd = join(folder, 'exec/containerd/containerd.sock');
    const engines = () => ({ docker: engine.socket, podman: engine.socket, containerd });
    beforeAll(async () => {
      engine = await startEngine(folder);
      const save = join(dir, 'engine.tar');
      skopeo('copy', `oci:${layout}:app`, `docker-archive:${save}:shop/app:1`);
      await ask(engine, 'POST', '/images/load', readFileSync(save));
      const archive = join(dir, 'engine-oci.tar');
      skopeo('copy', `oci:${layout}:app`, `oci-archive:${archive}:app`);
      const ctr = (...args: string[]) => execFileSync('ctr', ['-a', containerd, ...args], { stdio: 'pipe' });
      ctr('-n', 'k8s.io', 'images', 'import', '--index-name', 'docker.io/shop/app:1', archive);
    }, 90_000);
    afterAll(() => engine.stop(), 60_000);

    it('Docker has the image', async () => {
      const image = await opened('docker:shop/app:1', { engines: engines() });
      expect(image).toMatchObject({ repository: 'docker.io/shop/app', tag: '1', config: { user: '1000' } });
      const id = (await opened(`oci:${layout}:app`)).configDigest;
      expect((await opened(`docker:${id}`, { engines: engines() })).tag).toBe('1');
      expect(await entriesOf('docker:shop/app:1', { engines: engines() })).toEqual(ENTRIES);
      await expect(opened('docker:shop/none', { engines: engines() })).rejects.toMatchObject({
        code: 'IMAGE_NOT_FOUND',
      });
    });

    it('containerd has it, in whichever namespace', async () => {
      for (const name of ['shop/app:1', 'k8s.io/shop/app:1', 'k8s.io/docker.io/shop/app:1']) {
        expect(await entriesOf(`containerd:${name}`, { engines: engines() })).toEqual(ENTRIES);
      }
      await expect(opened('containerd:shop/none', { engines: engines() })).rejects.toMatchObject({
        code: 'IMAGE_NOT_FOUND',
        message: expect.stringMatching(/shop\/none/),
      });
    });
  });

  const podmanMissing = spawnSync('podman', ['--version']).error === undefined ? undefined : 'needs podman';
  describe.skipIf(podmanMissing !== undefined)(`Podman${podmanMissing ? ` (skipped: ${podmanMissing})` : ''}`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'plp-'));
    const socket = join(folder, 'podman.sock');
    const own = ['--root', join(folder, 'root'), '--runroot', join(folder, 'run'), '--storage-driver', 'vfs'];
    let service: ChildProcess;
    beforeAll(async () => {
      const save = join(folder, 'podman.tar');
      skopeo('copy', `oci:${layout}:app`, `docker-archive:${save}:docker.io/shop/app:1`);
      execFileSync('podman', [...own, 'load', '--quiet', '--input', save], { stdio: 'pipe' });
      service = spawn('podman', [...own, 'system', 'service', '--time', '0', `unix://${socket}`], { stdio: 'ignore' });
      await vi.waitUntil(() => existsSync(socket), { timeout: 20_000 });
    }, 60_000);
    afterAll(async () => {
      const ended = once(service, 'exit');
      service.kill();
      await ended;
    }, 20_000);

    it('has the image', async () => {
      const engines = { docker: '/nowhere', podman: socket, containerd: '/nowhere' };
      const image = await opened('podman:docker.io/shop/app:1', { engines });
      expect(image).toMatchObject({ repository: 'docker.io/shop/app', tag: '1', config: { user: '1000' } });
      expect(await entriesOf('podman:docker.io/shop/app:1', { engines })).toEqual(ENTRIES);
      await expect(opened('podman:docker.io/shop/none:1', { engines })).rejects.toMatchObject({
        code: 'IMAGE_NOT_FOUND',
      });
    });
  });
});

/** skopeo compresses anew only what it takes from a folder that is not compressed. */
function expanded(layout: string, dir: string): string {
  const folder = join(dir, 'plain');
  skopeo('copy', '--dest-decompress', `oci:${layout}:app`, `dir:${folder}`);
  return folder;
}
