import { expect, it } from 'vitest';
import { distinctThings, thingKey, thingName } from './learned-words.ts';

const curl = {
  behaviour: 'process',
  parent: '/bin/sh',
  executable: '/usr/bin/curl',
  args: '-s <url>',
  uid: 0,
} as const;

it('names a start by program and arguments, a call by its name', () => {
  expect(thingName(curl)).toBe('/usr/bin/curl -s <url>');
  expect(thingName({ ...curl, args: '' })).toBe('/usr/bin/curl');
  expect(thingName({ behaviour: 'syscall', name: 'kill' })).toBe('kill');
});

it('takes what looks the same for one thing, and nothing else', () => {
  const others = [
    { ...curl, uid: 1 },
    { ...curl, args: '' },
    { ...curl, parent: '/init' },
  ];
  expect(distinctThings([curl, { ...curl }, ...others])).toEqual([curl, ...others]);
  expect(new Set([curl, ...others].map(thingKey)).size).toBe(4);
});
