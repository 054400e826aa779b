/**
 * Which operating system an image is.
 *
 * in     os-release, and for systems older than it their own files
 * out    the fields as os-release(5) names them, one release a file; a symlink in place of os-release as a link
 * holds  what a file does not say stays unsaid; which file counts is decided when layers are merged
 */
import type { FactSink, LayerPass } from '../../facts/analyzer.ts';
import type { Cataloger } from '../cataloger.ts';

const mostBytes = 64 * 1024;
const mostFields = 100;
const osRelease = new Set(['etc/os-release', 'usr/lib/os-release', 'etc/initrd-release', 'usr/share/os-release']);
/** Every one a line of text; older systems have nothing else. */
const fallbacks: Readonly<Record<string, (text: string) => Readonly<Record<string, string>> | undefined>> = {
  'etc/alpine-release': alpine,
  'etc/debian_version': debian,
  'etc/redhat-release': redHat,
  'etc/centos-release': redHat,
  'etc/oracle-release': redHat,
  'etc/fedora-release': redHat,
  'etc/system-release': redHat,
};
/** Folders that on merged systems are links into usr: ownership look-ups need to know. */
const mergedFolders = new Set(['bin', 'sbin', 'lib', 'lib32', 'lib64', 'libx32', 'usr/sbin', 'usr/lib64']);

export const osReleaseCataloger: Cataloger = {
  id: 'os-release',
  version: '1',
  summary: 'The operating system and its version',
  files: [...osRelease, ...Object.keys(fallbacks)],
  open: (sink) => createPass(sink),
};

function createPass(sink: FactSink): LayerPass {
  return {
    wants({ path, kind, target }) {
      if (path.length > 24) return 0;
      if (kind === 'symlink' || kind === 'hardlink') {
        const asked = osRelease.has(path) || Object.hasOwn(fallbacks, path) || mergedFolders.has(path);
        if (asked && target !== undefined) sink.link(path, target, kind === 'hardlink');
        return 0;
      }
      return kind === 'file' && (osRelease.has(path) || Object.hasOwn(fallbacks, path)) ? mostBytes : 0;
    },
    look({ entry: { path }, bytes }) {
      const text = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, mostBytes)).toString('utf8');
      const release = osRelease.has(path) ? parseOsRelease(text) : fallbacks[path]?.(text.trim());
      if (release !== undefined && Object.keys(release).length > 0) sink.release(path, release);
    },
    close() {},
  };
}

/** `NAME=value` lines with the quoting of a shell: https://www.freedesktop.org/software/systemd/man/latest/os-release.html */
export function parseOsRelease(text: string): Readonly<Record<string, string>> {
  const fields = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, name, value] = /^\s*([A-Z][A-Z0-9_]*)=(.*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) continue;
    if (fields.size < mostFields || fields.has(name)) fields.set(name, unquoted(value.trim()).slice(0, 1000));
  }
  return Object.fromEntries(fields);
}

function unquoted(value: string): string {
  const quote = value[0];
  if (quote === "'" && value.length > 1 && value.endsWith("'")) return value.slice(1, -1);
  const inner = quote === '"' && value.length > 1 && value.endsWith('"') ? value.slice(1, -1) : value;
  return inner.replace(/\\(.)/g, '$1');
}

function alpine(text: string): Readonly<Record<string, string>> | undefined {
  return /^\d+\.\d+/.test(text) ? { ID: 'alpine', VERSION_ID: text, NAME: 'Alpine Linux' } : undefined;
}

/** `12.5`, or `trixie/sid` of a release in the making. */
function debian(text: string): Readonly<Record<string, string>> | undefined {
  if (/^\d+(?:\.\d+)*$/.test(text))
    return { ID: 'debian', VERSION_ID: text.replace(/\..*/, ''), NAME: 'Debian GNU/Linux' };
  const codename = /^([a-z]+)\/sid$/.exec(text)?.[1];
  return codename === undefined ? undefined : { ID: 'debian', VERSION_CODENAME: codename, NAME: 'Debian GNU/Linux' };
}

const redHatFamily: readonly (readonly [RegExp, string])[] = [
  [/^centos/i, 'centos'],
  [/^red hat enterprise/i, 'rhel'],
  [/^oracle/i, 'ol'],
  [/^fedora/i, 'fedora'],
  [/^almalinux/i, 'almalinux'],
  [/^rocky/i, 'rocky'],
  [/^amazon/i, 'amzn'],
  [/^scientific/i, 'scientific'],
];

/** `CentOS release 6.10 (Final)` */
function redHat(text: string): Readonly<Record<string, string>> | undefined {
  const [line = ''] = text.split('\n', 1);
  const id = redHatFamily.find(([pattern]) => pattern.test(line))?.[1];
  const [, name, version] = /^(.{1,80}?) (?:stream )?release (\d+(?:\.\d+)*)/i.exec(line) ?? [];
  return id === undefined || name === undefined || version === undefined
    ? undefined
    : { ID: id, VERSION_ID: version, NAME: name };
}
