import { describe, expect, it } from 'vitest';
import { brief, lookAt } from '../look-at.fixture.ts';
import { packageLock1, packageLock3 } from './npm.fixture.ts';
import { npmLock } from './npm-lock.ts';

describe('package-lock.json', () => {
  it('reads versions 2 and 3 by path, without the project and its workspaces', () => {
    const { packages } = lookAt(npmLock, packageLock3);
    expect(brief(packages)).toEqual([
      'express 4.17.1',
      'debug 2.6.9',
      'ms 2.0.0',
      'mocha 10.2.0 dev',
      'fsevents 2.3.3',
      '@types/node 20.1.0 dev',
      'lodash 3.10.1',
    ]);
    expect(packages[0]).toMatchObject({ evidence: 'declared', licence: 'MIT', dependsOn: ['debug'] });
  });

  it('reads version 1 as a tree; what came from git has no version, what lies in the project is left out', () => {
    const { packages } = lookAt(npmLock, packageLock1);
    expect(brief(packages)).toEqual(['debug 2.6.9', 'ms 2.0.0', 'mocha 5.2.0 dev', 'patched ?', 'minimist 1.2.5']);
  });

  it.each([
    'app/node_modules/x/package-lock.json',
    'usr/lib/python3/dist-packages/x/package-lock.json',
    'app/mypackage-lock.json',
  ])('leaves %s alone', (path) => {
    expect(lookAt(npmLock, { ...packageLock3, path }).wanted).toBe(false);
  });

  it('has one entry for a package that is needed at run time and for development', () => {
    const packages = {
      'node_modules/a/node_modules/ms': { version: '2.0.0', dev: true },
      'node_modules/ms': { version: '2.0.0' },
    };
    const seen = lookAt(npmLock, {
      path: 'package-lock.json',
      content: JSON.stringify({ lockfileVersion: 3, packages }),
    });
    expect(brief(seen.packages)).toEqual(['ms 2.0.0']);
  });

  it('stops at a tree that is nested without end', () => {
    let tree = '{}';
    for (let depth = 0; depth < 100; depth++) tree = `{"a":{"version":"1.0.0","dependencies":${tree}}}`;
    const seen = lookAt(npmLock, {
      path: 'package-lock.json',
      content: `{"lockfileVersion":1,"dependencies":${tree}}`,
    });
    expect(seen.problems[0]?.message).toMatch(/package-lock\.json.*nested more than 64/);
  });
});
