/**
 * Alpine's packages, and those of Wolfi and Chainguard.
 *
 * in     lib/apk/db/installed
 * out    packages with their origin, which advisories speak of, and the files of each
 * holds  what is installed and nothing else: virtual packages are none
 */
import type { Cataloger } from '../cataloger.ts';
import { parseApkDatabase } from './apk-database.ts';
import { wholeFileCataloger } from './whole-file.ts';

const paths = ['lib/apk/db/installed', 'usr/lib/apk/db/installed', 'var/lib/apk/db/installed'];

export const apkCataloger: Cataloger = wholeFileCataloger({
  id: 'apk',
  version: '1',
  summary: 'Packages of Alpine, Wolfi and Chainguard, with origin, licence and files',
  files: paths,
  paths: new Set(paths),
  mostBytes: 128 * 1024 ** 2,
  read: (bytes) => parseApkDatabase(bytes.toString('utf8')),
});
