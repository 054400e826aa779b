/**
 * What images of a repository look like: the aspects a new one is held against.
 *
 * in     an image and what lies in it
 * out    a profile: plain JSON, at most a few hundred kilobytes however large the image
 * holds  the same image always has the same profile; of long lists the same sample is kept in every image, so that they compare
 */
import type { EpochMs, Image } from '@plimsoll/core';
import type { ImageContents } from '../facts/contents.ts';

export interface ImageProfile {
  readonly schema: 1;
  /** `shop/web`: for sentences. */
  readonly name: string;
  /** When it was built, else scanned: what came first. */
  readonly at: EpochMs | undefined;
  /** Items by aspect, sorted. */
  readonly items: Readonly<Record<ItemAspect, readonly string[]>>;
  /** A file or setting an item stands on: `static` → `usr/local/bin/xmr`. Only of aspects whose items are no places themselves. */
  readonly places: Readonly<Record<string, string>>;
  readonly numbers: Readonly<Record<NumberAspect, number>>;
}

export type ItemAspect =
  | 'user'
  | 'start'
  | 'port'
  | 'registry'
  | 'base'
  | 'os'
  | 'loader-setting'
  | 'environment'
  | 'language'
  | 'executable-trait'
  | 'capability'
  | 'setuid'
  | 'folder'
  | 'package';
export type NumberAspect = 'bytes' | 'layers' | 'packages' | 'unowned-executables';

const itemsAtMost = 200;
const packagesAtMost = 3000;
const longest = 200;

type ProfiledContents = Pick<ImageContents, 'os' | 'packages' | 'executables'>;
type Program = ImageContents['executables'][number];

/** @param image with its configuration redacted */
export function profileOf({
  image,
  contents,
}: {
  readonly image: Image;
  readonly contents: ProfiledContents;
}): ImageProfile {
  const { config } = image;
  const unowned = contents.executables.filter(({ owner }) => owner === undefined);
  const places: Record<string, string> = {};
  const traits = new Set<string>();
  for (const program of unowned) {
    for (const trait of traitsOf(program)) {
      traits.add(trait);
      places[trait] ??= `/${program.path}`.slice(0, longest);
    }
  }
  for (const { path, capabilities } of contents.executables)
    for (const capability of capabilities) places[capabilityName(capability)] ??= `/${path}`.slice(0, longest);
  const env = config.env.map((one) => one.split('=', 1)[0] as string);
  const os = image.os ?? contents.os;
  const base = image.base?.name ?? config.labels['org.opencontainers.image.base.name'];
  return {
    schema: 1,
    name: nameOf(image),
    at: image.createdAt,
    items: {
      user: [userOf(config.user)],
      start: startOf(config),
      port: bounded(config.exposedPorts),
      registry: bounded([base === undefined ? '' : registryOf(base), ...sourceHosts(config.labels)]),
      base: bounded([base === undefined ? '' : withoutTag(base)]),
      os: bounded([os?.id ?? '']),
      'loader-setting': bounded(env.filter((name) => loaderSettings.has(name))),
      environment: bounded(env),
      language: bounded([...languagesOf(contents.packages), ...unowned.map(({ language }) => language ?? '')]),
      'executable-trait': bounded([...traits]),
      capability: bounded(contents.executables.flatMap(({ capabilities }) => capabilities.map(capabilityName))),
      setuid: bounded(
        contents.executables.filter(({ mode }) => (mode & 0o6000) !== 0).map(({ path }) => `/${withoutVersion(path)}`),
      ),
      folder: bounded(
        unowned.map(({ path }) => `/${withoutVersion(path.split('/').slice(0, -1).slice(0, 3).join('/'))}`),
      ),
      package: sampled(contents.packages.map(packageItem), packagesAtMost),
    },
    places,
    numbers: {
      bytes: image.bytes,
      layers: image.layers.length,
      packages: contents.packages.length,
      'unowned-executables': unowned.length,
    },
  };
}

/** `cap_net_raw` of `cap_net_raw+ep`. */
function capabilityName(capability: string): string {
  return capability.split(/[,+=]/, 1)[0] as string;
}

/** What makes the loader or an interpreter run other code than the program's. */
const loaderSettings: ReadonlySet<string> = new Set(
  'LD_PRELOAD LD_LIBRARY_PATH LD_AUDIT NODE_OPTIONS PYTHONSTARTUP PYTHONPATH PERL5OPT RUBYOPT JAVA_TOOL_OPTIONS BASH_ENV HTTP_PROXY HTTPS_PROXY http_proxy https_proxy'.split(
    ' ',
  ),
);

function traitsOf({ format, static: isStatic, packer, mode, capabilities, path }: Program): readonly string[] {
  const traits: string[] = [];
  if (format === 'elf' && isStatic) traits.push('static');
  if (format === 'elf' && !isStatic) traits.push('dynamic');
  if (format === 'pe') traits.push('windows');
  if (packer !== undefined) traits.push(`packed with ${packer}`);
  if ((mode & 0o6000) !== 0) traits.push('setuid');
  if (capabilities.length > 0) traits.push('capable');
  if (/(?:^|\/)\./.test(path)) traits.push('hidden');
  if (/^(?:tmp|var\/tmp|dev\/shm)\//.test(path)) traits.push('temporary');
  return traits;
}

function nameOf({ repository, reference }: Image): string {
  const name = repository ?? reference;
  const [first, ...rest] = name.split('/');
  return (rest.length > 0 && /[.:]|^localhost$/.test(first as string) ? rest.join('/') : name).slice(0, longest);
}

function userOf(user: string): string {
  const name = user.trim().split(':', 1)[0] as string;
  return name === '' || name === 'root' || /^0+$/.test(name) ? 'root' : name.slice(0, longest);
}

/** The program that starts, through the shell that may stand before it. */
function startOf({ entrypoint, cmd }: Image['config']): readonly string[] {
  const words = [...entrypoint, ...cmd];
  const shell = /(?:^|\/)(?:ba|da|a|z)?sh$/.test(words[0] ?? '') && words[1] === '-c';
  const [program] = (
    shell
      ? (words[2] ?? '')
          .trim()
          .replace(/^exec\s+/, '')
          .split(/\s+/, 1)
      : words.slice(0, 1)
  ) as string[];
  return bounded([program === undefined ? '' : withoutVersion(program)]);
}

function registryOf(name: string): string {
  const [first, ...rest] = name.split('/');
  return rest.length > 0 && /[.:]|^localhost$/.test(first as string) ? (first as string) : 'docker.io';
}

function sourceHosts(labels: Readonly<Record<string, string>>): readonly string[] {
  return ['org.opencontainers.image.source', 'org.opencontainers.image.url'].flatMap((label) => {
    const host = /^https?:\/\/([^/:?#]{1,200})/.exec(labels[label] ?? '')?.[1];
    return host === undefined ? [] : [`source at ${host}`];
  });
}

function withoutTag(name: string): string {
  return name.replace(/@.*$/, '').replace(/:[^/]*$/, '');
}

/** Numbers in paths change with every version: `node-22.1` and `node-22.4` are the same place. */
function withoutVersion(path: string): string {
  return path.replace(/[0-9]+(?:[._-][0-9]+)*/g, '#').replace(/[0-9a-f#]{16,}/g, '#');
}

function languagesOf(packages: ImageContents['packages']): readonly string[] {
  return [...new Set(packages.filter(({ evidence }) => evidence === 'installed').map(({ type }) => type))];
}

function packageItem({ type, name, version }: ImageContents['packages'][number]): string {
  return `${type}/${name}@${/^(?:\d+:)?v?(\d+)/.exec(version ?? '')?.[1] ?? '?'}`;
}

function bounded(items: readonly string[]): readonly string[] {
  return sampled(
    items.filter((item) => item !== ''),
    itemsAtMost,
  );
}

/** Those with the smallest hashes: another image with the same items keeps the same ones. */
function sampled(items: readonly string[], most: number): readonly string[] {
  const distinct = [...new Set(items.map((item) => item.slice(0, longest)))];
  if (distinct.length <= most) return distinct.sort();
  return distinct
    .sort((a, b) => hashOf(a) - hashOf(b) || (a < b ? -1 : 1))
    .slice(0, most)
    .sort();
}

/** FNV-1a, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
