/**
 * Packages of programming languages: installed ones, and those that lock files name.
 *
 * in     the files of a layer that hold an inventory: manifests, lock files, archives, executables
 * out    inventories, one for each such file
 * holds  a name, version or licence is what a file says, never a guess; `installed` and `declared` are told apart, and the same package
 *        found both ways is in both inventories under the same name and version, for the merge to join
 */
import type { Cataloger } from '../cataloger.ts';
import { bitnami } from './bitnami/bitnami.ts';
import { conanLock } from './conan/conan-lock.ts';
import { conanfile } from './conan/conanfile.ts';
import { pubspecLock } from './dart/pubspec-lock.ts';
import { dotnetDeps } from './dotnet/dotnet-deps.ts';
import { nugetConfig } from './dotnet/nuget-config.ts';
import { nugetLock } from './dotnet/nuget-lock.ts';
import { mixLock } from './elixir/mix-lock.ts';
import { goBinary } from './go/go-binary.ts';
import { goMod } from './go/go-mod.ts';
import { gradleLock } from './java/gradle-lock.ts';
import { javaArchive } from './java/java-archive.ts';
import { bunLock } from './npm/bun-lock.ts';
import { npmInstalled } from './npm/npm-installed.ts';
import { npmLock } from './npm/npm-lock.ts';
import { pnpmLock } from './npm/pnpm-lock.ts';
import { yarnLock } from './npm/yarn-lock.ts';
import { composerInstalled } from './php/composer-installed.ts';
import { composerLock } from './php/composer-lock.ts';
import { pipfileLock } from './python/pipfile-lock.ts';
import { poetryLock } from './python/poetry-lock.ts';
import { pylock } from './python/pylock.ts';
import { pythonInstalled } from './python/python-installed.ts';
import { pythonRequirements } from './python/python-requirements.ts';
import { uvLock } from './python/uv-lock.ts';
import { gemfileLock } from './ruby/gemfile-lock.ts';
import { rubyInstalled } from './ruby/ruby-installed.ts';
import { cargoLock } from './rust/cargo-lock.ts';
import { rustBinary } from './rust/rust-binary.ts';

export const languageCatalogers: readonly Cataloger[] = [
  bitnami,
  bunLock,
  cargoLock,
  composerInstalled,
  composerLock,
  conanLock,
  conanfile,
  dotnetDeps,
  gemfileLock,
  goBinary,
  goMod,
  gradleLock,
  javaArchive,
  mixLock,
  npmInstalled,
  npmLock,
  nugetConfig,
  nugetLock,
  pipfileLock,
  pnpmLock,
  poetryLock,
  pubspecLock,
  pylock,
  pythonInstalled,
  pythonRequirements,
  rubyInstalled,
  rustBinary,
  uvLock,
  yarnLock,
];
