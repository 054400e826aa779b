import { describe, expect, it } from 'vitest';
import { brief, lookAt } from '../look-at.fixture.ts';
import { yarnBerry, yarnClassic } from './npm.fixture.ts';
import { yarnLock } from './yarn-lock.ts';

describe('yarn.lock', () => {
  it('reads the classic format', () => {
    const { packages } = lookAt(yarnLock, yarnClassic);
    expect(brief(packages)).toEqual(['@babel/code-frame 7.22.5', 'chalk 2.4.2', 'lodash 3.10.1']);
    expect(packages.map(({ dependsOn }) => dependsOn)).toEqual([['@babel/highlight', 'chalk'], ['fsevents'], []]);
    expect(packages[0]?.evidence).toBe('declared');
  });

  it('reads the format of Yarn 2 and later', () => {
    const { packages } = lookAt(yarnLock, yarnBerry);
    expect(brief(packages)).toEqual([
      'lodash 4.17.21',
      'debug 2.6.9',
      'typescript 5.1.6',
      '@types/a-name-so-long 1.0.2',
    ]);
    expect(packages[1]?.dependsOn).toEqual(['ms']);
  });

  it('leaves the lock of an installed package alone', () => {
    expect(lookAt(yarnLock, { ...yarnClassic, path: 'app/node_modules/x/yarn.lock' }).wanted).toBe(false);
  });
});
