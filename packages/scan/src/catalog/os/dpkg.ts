/**
 * Debian packages: dpkg's database, distroless stanzas, and what owns which file.
 *
 * in     status, status.d/*, info/*.list, and the copyright files below usr/share/doc
 * out    one inventory a database file; file lists as an inventory without packages, since a layer has only those of the packages it touched
 * holds  a package is there only in a state that means its files are
 */
import type { FactSink, LayerPass } from '../../facts/analyzer.ts';
import type { FoundPackage } from '../../facts/layer-facts.ts';
import type { LayerEntry } from '../../source/source.ts';
import type { Cataloger } from '../cataloger.ts';
import { licenceOfCopyright } from './dpkg-copyright.ts';
import { ownedByList, ownedByMd5sums } from './dpkg-list.ts';
import { isNoDpkgStatus, parseDpkgStatus } from './dpkg-status.ts';

const mostStatusBytes = 64 * 1024 ** 2;
const mostListBytes = 32 * 1024 ** 2;
const mostCopyrightBytes = 256 * 1024;
/** Lists, checksums and copyright files in one layer. */
const mostFiles = 100_000;
const status = 'var/lib/dpkg/status';
const stanzas = 'var/lib/dpkg/status.d/';
const info = 'var/lib/dpkg/info/';
const docs = 'usr/share/doc/';

export const dpkgCataloger: Cataloger = {
  id: 'dpkg',
  version: '3',
  summary:
    'Debian and Ubuntu packages, also of distroless images; licences where the copyright file is machine-readable',
  files: ['var/lib/dpkg/status', 'var/lib/dpkg/status.d/*', 'var/lib/dpkg/info/*.list', 'usr/share/doc/*/copyright'],
  open: (sink) => createPass(sink),
};

type Kind = 'status' | 'stanza' | 'md5sums' | 'list' | 'copyright';

function kindOf({ path, kind }: LayerEntry): Kind | undefined {
  if (kind !== 'file') return undefined;
  if (path.startsWith('var/lib/dpkg/')) {
    if (path === status) return 'status';
    if (path.startsWith(stanzas)) return path.endsWith('.md5sums') ? 'md5sums' : 'stanza';
    return path.startsWith(info) && path.endsWith('.list') ? 'list' : undefined;
  }
  if (!path.startsWith(docs) || !path.endsWith('/copyright')) return undefined;
  return path.indexOf('/', docs.length) === path.length - '/copyright'.length ? 'copyright' : undefined;
}

const mostBytes: Readonly<Record<Kind, number>> = {
  status: mostStatusBytes,
  stanza: mostStatusBytes,
  md5sums: mostListBytes,
  list: mostListBytes,
  copyright: mostCopyrightBytes,
};

function createPass(sink: FactSink): LayerPass {
  const databases: { readonly path: string; readonly packages: readonly FoundPackage[] }[] = [];
  const owned = new Map<string, string>();
  const licences = new Map<string, string>();
  /** A package whose documentation lies with another's. */
  const docLinks = new Map<string, string>();
  let files = 0;

  function own(name: string, paths: string | undefined): void {
    if (paths !== undefined) owned.set(name, paths);
  }

  return {
    wants(entry) {
      if (entry.kind === 'symlink' && entry.path.startsWith(docs)) noteDocLink(docLinks, entry);
      const kind = kindOf(entry);
      if (kind === undefined) return 0;
      // What says which packages there are is read whatever else there is.
      if (kind !== 'status' && kind !== 'stanza' && ++files > mostFiles) {
        sink.passedOver('more dpkg files than are read');
        return 0;
      }
      return mostBytes[kind];
    },
    look({ entry, bytes, whole }) {
      const kind = kindOf(entry);
      if (kind === undefined) return;
      if (!whole && bytes.byteLength < entry.bytes) {
        if (kind === 'copyright') sink.passedOver('copyright file too large');
        else {
          const message = `${entry.path} has ${entry.bytes} bytes, more than the ${mostBytes[kind]} that are read`;
          sink.problem({ code: 'INVENTORY_UNREADABLE', message, path: entry.path });
        }
        return;
      }
      const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
      const name = entry.path.slice(entry.path.lastIndexOf('/') + 1);
      switch (kind) {
        case 'status':
        case 'stanza': {
          const packages = parseDpkgStatus(text);
          databases.push({ path: entry.path, packages });
          if (packages.length === 0 && isNoDpkgStatus(text)) sink.problem(unread(entry.path));
          return;
        }
        case 'md5sums':
          own(plainName(name.slice(0, -'.md5sums'.length)), ownedByMd5sums(text));
          return;
        case 'list':
          own(listName(name), ownedByList(text, listName(name)));
          return;
        case 'copyright': {
          const licence = licenceOfCopyright(text);
          if (licence !== undefined) licences.set(entry.path.slice(docs.length, -'/copyright'.length), licence);
          return;
        }
      }
    },
    close() {
      function licenceOf(name: string): string | undefined {
        return licences.get(name) ?? licences.get(docLinks.get(name) ?? '');
      }
      for (const { path, packages } of databases) {
        const licensed = packages.map((each) => ({ ...each, licence: licenceOf(each.name) }));
        sink.inventory({ cataloger: 'dpkg', path, packages: licensed, owned: [] });
      }
      if (owned.size === 0) return;
      const lists = [...owned].map(([name, paths]) => ({ package: name, paths }));
      sink.inventory({ cataloger: 'dpkg', path: info.slice(0, -1), packages: [], owned: lists });
    },
  };
}

function unread(path: string): Parameters<FactSink['problem']>[0] {
  const message = `${path} cannot be read as dpkg’s database: nothing in it is a package with a name and a version`;
  return { code: 'INVENTORY_UNREADABLE', message, path };
}

/** `libc6:amd64.list` */
function listName(file: string): string {
  return file.slice(0, -'.list'.length);
}

/** Distroless names the files of a package by its name, or by the base64 of it where that would not be a plain file name. */
function plainName(name: string): string {
  if (/^[a-z0-9][a-z0-9+.-]+$/.test(name)) return name;
  const decoded = Buffer.from(name, 'base64').toString('latin1');
  return /^[a-z0-9][a-z0-9+.-]+$/.test(decoded) ? decoded : name;
}

/** `usr/share/doc/libfoo1 -> libfoo-common` */
function noteDocLink(links: Map<string, string>, { path, target }: LayerEntry): void {
  const name = path.slice(docs.length);
  const to = target?.replace(/^\.\//, '') ?? '';
  if (links.size < mostFiles && !name.includes('/') && to !== '' && !to.includes('/')) links.set(name, to);
}
