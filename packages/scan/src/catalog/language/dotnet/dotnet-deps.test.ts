import { expect, it } from 'vitest';
import { brief, lookAt } from '../look-at.fixture.ts';
import { deps } from './dotnet.fixture.ts';
import { dotnetDeps } from './dotnet-deps.ts';

it('reads packages and runtimes that have files, not what is only named', () => {
  const { packages } = lookAt(dotnetDeps, deps);
  expect(brief(packages)).toEqual(['Newtonsoft.Json 12.0.1', 'Microsoft.NETCore.App.Runtime.linux-x64 8.0.1']);
  expect(packages[0]).toMatchObject({ type: 'nuget', evidence: 'installed', dependsOn: ['System.Net.Http'] });
});
