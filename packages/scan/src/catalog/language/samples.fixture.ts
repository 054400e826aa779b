/** For each language cataloger, files that it must find packages in. */
import { bitnamiSamples } from './bitnami/bitnami.fixture.ts';
import { conanSamples } from './conan/conan.fixture.ts';
import { dartSamples } from './dart/dart.fixture.ts';
import { dotnetSamples } from './dotnet/dotnet.fixture.ts';
import { elixirSamples } from './elixir/elixir.fixture.ts';
import { goSamples } from './go/go.fixture.ts';
import { javaSamples } from './java/java.fixture.ts';
import type { Sample } from './look-at.fixture.ts';
import { npmSamples } from './npm/npm.fixture.ts';
import { phpSamples } from './php/php.fixture.ts';
import { pythonSamples } from './python/python.fixture.ts';
import { rubySamples } from './ruby/ruby.fixture.ts';
import { rustSamples } from './rust/rust.fixture.ts';

export const samples: Readonly<Record<string, readonly Sample[]>> = {
  ...bitnamiSamples,
  ...conanSamples,
  ...dartSamples,
  ...dotnetSamples,
  ...elixirSamples,
  ...goSamples,
  ...javaSamples,
  ...npmSamples,
  ...phpSamples,
  ...pythonSamples,
  ...rubySamples,
  ...rustSamples,
};
