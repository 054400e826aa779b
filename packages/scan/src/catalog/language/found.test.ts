import { expect, it } from 'vitest';
import { declared, found, unique } from './found.ts';

it('keeps one entry for a name and version: runtime wins, dependencies and licence are joined', () => {
  const development = declared('npm', 'a', '1.0.0', { scope: 'development', dependsOn: ['b'], licence: 'MIT' });
  const runtime = declared('npm', 'a', '1.0.0', { dependsOn: ['b', 'c'] });
  for (const order of [
    [development, runtime],
    [runtime, development],
  ]) {
    const [only, ...others] = unique(order);
    expect(others).toEqual([]);
    expect(only).toMatchObject({ scope: 'runtime', licence: 'MIT' });
    expect(new Set(only?.dependsOn)).toEqual(new Set(['b', 'c']));
  }
});

it('keeps what differs by version, type or place', () => {
  const packages = [
    found('npm', 'a', '1.0.0'),
    found('npm', 'a', undefined),
    found('pypi', 'a', '1.0.0'),
    found('npm', 'a', '1.0.0', { within: '!/x.jar' }),
  ];
  expect(unique(packages)).toEqual(packages);
});
