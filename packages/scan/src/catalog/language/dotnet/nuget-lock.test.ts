import { expect, it } from 'vitest';
import { brief, lookAt } from '../look-at.fixture.ts';
import { packagesLock } from './dotnet.fixture.ts';
import { nugetLock } from './nuget-lock.ts';

it('reads packages.lock.json without projects', () => {
  const { packages } = lookAt(nugetLock, packagesLock);
  expect(brief(packages)).toEqual(['Serilog 2.12.0', 'System.Text.Json 8.0.0']);
  expect(packages[1]?.dependsOn).toEqual(['System.Text.Encodings.Web']);
});
