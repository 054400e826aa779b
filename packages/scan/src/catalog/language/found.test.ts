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

it('takes no longer for entries that are all alike', () => {
  const alike = Array.from({ length: 100_000 }, (_, index) =>
    declared('npm', 'a', '1.0.0', { dependsOn: [`d${index}`] }),
  );
  const started = performance.now();
  expect(unique(alike)[0]?.dependsOn).toHaveLength(100_000);
  expect(performance.now() - started).toBeLessThan(2000);
});
