/**
 * Alpine's packages, and those of Wolfi and Chainguard.
 *
 * in     lib/apk/db/installed
 * out    packages with their origin, which advisories speak of, and the files of each
 * holds  what is installed and nothing else: virtual packages are none
 */
import type { Cataloger } from '../cataloger.ts';
import { isNoApkDatabase, parseApkDatabase } from './apk-database.ts';
import { unreadableInventory, wholeFileCataloger } from './whole-file.ts';

const paths = ['lib/apk/db/installed', 'usr/lib/apk/db/installed', 'var/lib/apk/db/installed'];

export const apkCataloger: Cataloger = wholeFileCataloger({
  id: 'apk',
  version: '2',
  summary: 'Packages of Alpine, Wolfi and Chainguard, with origin, licence and files',
  files: paths,
  paths: new Set(paths),
  mostBytes: 128 * 1024 ** 2,
  read(bytes) {
    const text = bytes.toString('utf8');
    const found = parseApkDatabase(text);
    if (found.packages.length === 0 && isNoApkDatabase(text))
      throw unreadableInventory('nothing in it is a package with a name and a version');
    return found;
  },
});
