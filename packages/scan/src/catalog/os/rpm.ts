/**
 * Packages of Red Hat's and SUSE's families.
 *
 * in     rpm's database in any of its three formats, or the manifest that stands for it in distroless images
 * out    packages with source, module and vendor, and the files of each
 * holds  whether a package is the distribution's own is told when layers are merged, as only then the distribution is known
 */
import type { FactSink, Follower } from '../../facts/analyzer.ts';
import type { Inventory } from '../../facts/layer-facts.ts';
import type { LayerEntry } from '../../source/source.ts';
import type { Cataloger } from '../cataloger.ts';
import { type FileView, heldFile, packFile } from './file-view.ts';
import { bdbHeaders } from './rpm-bdb.ts';
import { packagesOfManifest } from './rpm-manifest.ts';
import { ndbHeaders } from './rpm-ndb.ts';
import { packagesOfHeaders } from './rpm-packages.ts';
import { sqliteHeaders } from './rpm-sqlite.ts';
import { takeInventory, unreadableInventory, wholeFileCataloger } from './whole-file.ts';

const folders = ['var/lib/rpm', 'usr/lib/sysimage/rpm', 'usr/share/rpm'];
const paths = folders.flatMap((folder) => [`${folder}/rpmdb.sqlite`, `${folder}/Packages.db`, `${folder}/Packages`]);
const databasePaths: ReadonlySet<string> = new Set(paths);
const manifest = 'var/lib/rpmmanifest/container-manifest-2';
const logs = new Set(folders.map((folder) => `${folder}/rpmdb.sqlite-wal`));

const mostBytes = 160 * 1024 ** 2;
/** Larger ones are packed as they go by, and read in that. */
const mostHeld = 16 * 1024 ** 2;

const databases = wholeFileCataloger({
  id: 'rpm',
  version: '3',
  summary: 'Packages of Red Hat’s and SUSE’s families, in SQLite, ndb and Berkeley DB, with module streams',
  files: [...paths, manifest],
  paths: new Set([...paths, manifest]),
  mostBytes,
  read: (bytes, path, sink) =>
    path === manifest ? packagesOfManifest(bytes.toString('utf8')) : readDatabase(heldFile(bytes), path, sink),
});

export const rpmCataloger: Cataloger = {
  ...databases,
  open(sink: FactSink) {
    const pass = databases.open(sink);
    return {
      ...pass,
      wants(entry) {
        // What is only in the log has not happened yet for whoever reads the database.
        if (logs.has(entry.path) && entry.bytes > 0) {
          const message = `${entry.path} holds changes that were not written to the database: packages may be missing`;
          sink.problem({ code: 'INVENTORY_UNREADABLE', message, path: entry.path });
        }
        return isPacked(entry) ? 0 : pass.wants(entry);
      },
      follow: (entry) => (isPacked(entry) ? packed(sink, entry.path) : undefined),
    };
  },
};

function isPacked({ path, kind, bytes }: LayerEntry): boolean {
  return kind === 'file' && bytes > mostHeld && bytes <= mostBytes && path !== manifest && databasePaths.has(path);
}

function packed(sink: FactSink, path: string): Follower {
  const file = packFile();
  return {
    chunk(chunk) {
      file.add(chunk);
      return true;
    },
    end: (whole) =>
      takeInventory(sink, { id: databases.id, path }, () => {
        if (!whole) throw unreadableInventory('it is cut off');
        return readDatabase(file.view(), path, sink);
      }),
  };
}

function readDatabase(file: FileView, path: string, sink: FactSink): Pick<Inventory, 'packages' | 'owned'> {
  const { packages, owned, broken, failure } = packagesOfHeaders(headersOf(file, path), file.length);
  if (broken > 0) {
    const message = `${broken} of the package headers in ${path} cannot be read: those packages are missing`;
    sink.problem({ code: 'INVENTORY_UNREADABLE', message, path });
  }
  if (failure !== undefined) {
    const message = `${path} cannot be read to its end: ${failure.message}; packages are missing`;
    sink.problem({ code: 'INVENTORY_UNREADABLE', message, path });
  }
  return { packages, owned };
}

function headersOf(file: FileView, path: string): Iterable<Buffer> {
  if (path.endsWith('.sqlite')) return sqliteHeaders(file);
  return path.endsWith('.db') ? ndbHeaders(file) : bdbHeaders(file);
}
