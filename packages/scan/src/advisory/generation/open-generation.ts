/** A generation as the port others see. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { AdvisoryData } from '@plimsoll/core';
import Sqlite from 'better-sqlite3';
import { ScanError } from '../../errors.ts';
import type { Advisory, AdvisoryDatabase, AdvisoryDetail } from '../advisory.ts';
import { normalName } from '../record/package-name.ts';
import { decompress } from './compress.ts';
import { decodeEnd, decodeEpss, decodeKev, epssBlock } from './facts.ts';
import { generationApplication, generationLayout } from './generation-tables.ts';
import { corrupt, dataOf, generationFolder, type Manifest, readManifest, readPointer } from './manifest.ts';
import { createAdvisoryReader, type PackedAdvisory } from './stored-advisory.ts';

/** The port, and what a comparison of two generations needs. */
export interface Generation extends AdvisoryDatabase {
  /** In the order of their keys' bytes. */
  packages(): Iterable<StoredPackage>;
  /** CVEs of the catalogue of exploited vulnerabilities, sorted. */
  exploited(): readonly string[];
}

export interface StoredPackage {
  readonly ecosystem: string;
  readonly name: string;
  /** The same for the same content in any generation. */
  readonly fingerprint: string;
}

export interface OpenAdvisoriesOptions {
  /** Not the one in use but this; only the newest few are kept. */
  readonly generation?: string;
}

/**
 * Opens the generation in use. What was opened stays usable until it is closed, whatever updates come meanwhile.
 * @throws ScanError ADVISORIES_MISSING when there is none, ADVISORIES_CORRUPT when it is not whole
 */
export function openAdvisories(dir: string, { generation }: OpenAdvisoriesOptions = {}): Generation {
  const pointer = readPointer(dir);
  const wanted = generation ?? pointer?.generation;
  const manifest =
    wanted === undefined || /[\\/]|^\./.test(wanted) ? undefined : readManifest(generationFolder(dir, wanted));
  if (wanted === undefined || manifest === undefined) throw missing(dir, wanted);
  const folder = generationFolder(dir, wanted);
  const file = join(folder, 'advisories.sqlite');
  checkSize(folder, manifest);
  return openFile({
    file,
    folder,
    data: dataOf(manifest, pointer?.generation === manifest.generation ? pointer.feeds : manifest.feeds),
  });
}

function missing(dir: string, wanted: string | undefined): ScanError {
  const what = wanted === undefined ? 'There is no advisory database' : `There is no advisory generation ${wanted}`;
  return new ScanError('ADVISORIES_MISSING', `${what} in ${dir}`, {
    hint: 'Run `plimsoll advisories update`; without a network, with --from and a mirror folder.',
  });
}

function checkSize(folder: string, manifest: Manifest): void {
  const file = manifest.files.find(({ name }) => name === 'advisories.sqlite');
  const path = join(folder, 'advisories.sqlite');
  const found = statSync(path, { throwIfNoEntry: false });
  if (file === undefined || found === undefined) throw corrupt(path, 'it is not there');
  if (found.size !== file.bytes) throw corrupt(path, `it has ${found.size} bytes, its manifest says ${file.bytes}`);
}

interface Opened {
  readonly file: string;
  readonly folder: string;
  readonly data: AdvisoryData;
}

function openFile({ file, folder, data }: Opened): Generation {
  const database = openSqlite(file);
  const guard = <T>(read: () => T): T => {
    try {
      return read();
    } catch (cause) {
      throw cause instanceof ScanError ? cause : corrupt(file, String(cause), cause);
    }
  };
  const { find, covers, fact } = guard(() => statementsOf(database));
  let details: Sqlite.Database | undefined | null;
  return {
    data,
    covers,
    find: (ecosystem, name) => guard(() => find(ecosystem, name)),
    kev: (cve) => guard(() => decodeKev(fact('kev', cve))),
    epss: (cve) => {
      const block = epssBlock(cve);
      return block === undefined ? undefined : guard(() => decodeEpss(fact('epss', block.key), block.number));
    },
    detail(id) {
      if (details === undefined) details = openDetails(join(folder, 'details.sqlite'));
      return details === null ? undefined : guard(() => detailOf(details as Sqlite.Database, id));
    },
    packages: () => guard(() => packagesOf(database)),
    exploited: () =>
      guard(() => database.prepare<[], string>("SELECT key FROM fact WHERE kind = 'kev' ORDER BY key").pluck().all()),
    endOfLife: (product, release) => guard(() => decodeEnd(fact('end-of-life', `${product}/${release}`))),
    close() {
      database.close();
      details?.close();
    },
  };
}

function statementsOf(database: Sqlite.Database) {
  const ecosystems = new Map(database.prepare<[], [string, number]>('SELECT name, num FROM ecosystem').raw().all());
  const feeds = new Map(database.prepare<[], [number, string]>('SELECT num, name FROM feed').raw().all());
  const select = database
    .prepare<[number, string], string | Buffer>('SELECT body FROM package WHERE ecosystem = ? AND name = ?')
    .pluck();
  const facts = database.prepare<[string, string], Buffer>('SELECT body FROM fact WHERE kind = ? AND key = ?').pluck();
  const read = createAdvisoryReader(database, feeds);
  const known = new Map<string, Buffer | undefined>();
  return {
    covers: (ecosystem: string) => ecosystems.has(ecosystem),
    find(ecosystem: string, name: string): readonly Advisory[] {
      const num = ecosystems.get(ecosystem);
      if (num === undefined) return [];
      const key = normalName(ecosystem, name);
      const body = select.get(num, key);
      if (body === undefined) return [];
      const text = typeof body === 'string' ? body : decompress(body);
      return (JSON.parse(text) as readonly PackedAdvisory[]).map((packed) => read(packed, { ecosystem, package: key }));
    },
    /** EPSS lies in blocks that many look-ups share. */
    fact(kind: string, key: string): Buffer | undefined {
      const name = `${kind}/${key}`;
      if (known.has(name)) return known.get(name);
      const body = facts.get(kind, key);
      if (known.size > 2_000) known.clear();
      known.set(name, body);
      return body;
    },
  };
}

function* packagesOf(database: Sqlite.Database): Generator<StoredPackage> {
  const rows = database
    .prepare<[], [string, string, Buffer]>(
      'SELECT e.name, p.name, p.hash FROM package p JOIN ecosystem e ON e.num = p.ecosystem ORDER BY p.num',
    )
    .raw();
  for (const [ecosystem, name, hash] of rows.iterate()) yield { ecosystem, name, fingerprint: hash.toString('hex') };
}

/** Read-only, on a read-only file system too: the file has no journal, and its lock is taken once and kept. */
function openSqlite(file: string): Sqlite.Database {
  let database: Sqlite.Database | undefined;
  try {
    database = new Sqlite(file, { readonly: true, fileMustExist: true });
    database.pragma('locking_mode = EXCLUSIVE');
    database.pragma('mmap_size = 268435456');
    const marks = [
      database.pragma('application_id', { simple: true }),
      database.pragma('user_version', { simple: true }),
    ];
    if (marks[0] !== generationApplication) throw new Error('it was not made by Plimsoll');
    if (marks[1] !== generationLayout) throw new Error('another version of Plimsoll made it');
    return database;
  } catch (cause) {
    database?.close();
    throw corrupt(file, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

/** A folder may have been given away without its texts. */
function openDetails(file: string): Sqlite.Database | null {
  if (statSync(file, { throwIfNoEntry: false }) === undefined) return null;
  return openSqlite(file);
}

function detailOf(database: Sqlite.Database, id: string): AdvisoryDetail | undefined {
  const body = database.prepare<[string], Buffer>('SELECT body FROM detail WHERE id = ?').pluck().get(id);
  return body === undefined ? undefined : (JSON.parse(decompress(body)) as AdvisoryDetail);
}
