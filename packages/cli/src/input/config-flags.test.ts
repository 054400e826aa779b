import { expect, it } from 'vitest';
import { configFlagsFor, flagTexts } from './config-flags.ts';

it('offers a command only the settings it uses, and the file they may come from', () => {
  const flags = configFlagsFor('sensor', 'engine', 'learning.slice');

  expect(Object.values(flags).map(({ flag }) => flag)).toEqual(['--config', '--sensor', '--engine', '--learn-slice']);
});

it('leaves open what was not given', () => {
  const { sensor, port } = flagTexts({ sensor: '/opt/sensor' });
  expect([sensor, port]).toEqual(['/opt/sensor', undefined]);
});
