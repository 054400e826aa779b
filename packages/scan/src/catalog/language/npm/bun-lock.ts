/** bun.lock, Bun's text format, and bun.lockb, the binary one it had before: https://bun.sh/docs/install/lockfile */
import { isLock } from '../bystander.ts';
import { fileCataloger, megabyte } from '../file-cataloger.ts';
import { unique } from '../found.ts';
import { packagesOfBinary } from './bun-binary.ts';
import { packagesOfText } from './bun-text.ts';
import { readLockb } from './lockb/lockb.ts';

export const bunLock = fileCataloger({
  id: 'bun-lock',
  version: '3',
  summary: 'bun.lock and bun.lockb',
  files: ['**/bun.lock', '**/bun.lockb'],
  most: 8 * megabyte,
  matches: (path) => isLock(path, 'bun.lock') || isLock(path, 'bun.lockb'),
  read({ path, bytes, note }) {
    return unique(path.endsWith('.lockb') ? packagesOfBinary(readLockb(bytes), note) : packagesOfText(bytes));
  },
});
