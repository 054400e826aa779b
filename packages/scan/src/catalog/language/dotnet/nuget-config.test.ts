import { expect, it } from 'vitest';
import { brief, lookAt } from '../look-at.fixture.ts';
import { packagesConfig } from './dotnet.fixture.ts';
import { nugetConfig } from './nuget-config.ts';

it('reads packages.config without what is commented out', () => {
  expect(brief(lookAt(nugetConfig, packagesConfig).packages)).toEqual(['jQuery 3.1.1', 'NUnit 3.13.0 dev']);
});

it('is done with hostile files at once', () => {
  const before = performance.now();
  for (const content of ['<!--'.repeat(500_000), '<package '.repeat(200_000), `<package ${'a="" '.repeat(200_000)}`])
    lookAt(nugetConfig, { ...packagesConfig, content });
  expect(performance.now() - before).toBeLessThan(1000);
});
