import { describe, expect, it } from 'vitest';
import { brief, lookAt } from '../look-at.fixture.ts';
import { pnpm5, pnpm6, pnpm9 } from './npm.fixture.ts';
import { pnpmLock } from './pnpm-lock.ts';

describe('pnpm-lock.yaml', () => {
  it('reads version 5', () => {
    const { packages } = lookAt(pnpmLock, pnpm5);
    expect(brief(packages)).toEqual(['@babel/core 7.22.9 dev', 'lodash 4.17.21', 'tool 1.2.0', '@acme/widgets 2.0.0']);
    expect(packages[0]?.dependsOn).toEqual(['@babel/types']);
  });

  it('reads version 6', () => {
    expect(brief(lookAt(pnpmLock, pnpm6).packages)).toEqual(['react-dom 18.2.0', '@types/node 20.4.2 dev']);
  });

  it('reads version 9, where only the graph tells what is for development', () => {
    expect(brief(lookAt(pnpmLock, pnpm9).packages)).toEqual([
      '@types/debug 4.1.12 dev',
      '@types/ms 0.7.34 dev',
      'debug 4.3.4',
      'lodash 3.10.1',
      'ms 2.1.2',
      'tool 1.2.0',
    ]);
  });

  it('refuses a file without a version of the format', () => {
    const seen = lookAt(pnpmLock, { path: 'pnpm-lock.yaml', content: 'packages:\n  /a/1.0.0: {}\n' });
    expect(seen.problems[0]?.message).toContain('no lockfileVersion');
  });
});
