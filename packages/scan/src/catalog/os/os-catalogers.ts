/**
 * What the operating system of an image says of itself.
 *
 * in     package databases, release files, executables
 * out    inventories with what each package owns, releases, executables, writable files
 * holds  nothing here depends on other layers; what a database does not say is undefined
 */
import type { Cataloger } from '../cataloger.ts';
import { apkCataloger } from './apk.ts';
import { chiselCataloger } from './chisel.ts';
import { dpkgCataloger } from './dpkg.ts';
import { executablesCataloger } from './executables.ts';
import { osReleaseCataloger } from './os-release.ts';
import { rpmCataloger } from './rpm.ts';
import { writableCataloger } from './writable.ts';

export const osCatalogers: readonly Cataloger[] = [
  osReleaseCataloger,
  dpkgCataloger,
  chiselCataloger,
  apkCataloger,
  rpmCataloger,
  executablesCataloger,
  writableCataloger,
];
