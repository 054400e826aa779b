import fc from 'fast-check';
import { expect, it } from 'vitest';
import { commandsBetween, type Protection, unprotected } from './allow-list.ts';

const enforce = (...paths: string[]): Protection => ({ state: 'enforce', allowed: new Set(paths), volumes: ['/data'] });

it('fills the list before it is enforced', () => {
  expect(commandsBetween(7, unprotected, enforce('/bin/a', '/bin/b c'))).toEqual([
    'forget 7',
    'allow 7 /bin/a',
    'allow 7 /bin/b c',
    'protect 7 enforce',
  ]);
});

it('tells programs on volumes as such', () => {
  expect(commandsBetween(7, enforce('/a'), enforce('/a', '/data/app', '/database'))).toEqual([
    'allow-volume 7 /data/app',
    'allow 7 /database',
  ]);
});

it('adds to a list while it is enforced, and pauses to take away', () => {
  expect(commandsBetween(7, enforce('/a'), enforce('/a', '/b'))).toEqual(['allow 7 /b']);
  expect(commandsBetween(7, enforce('/a', '/b'), enforce('/b'))).toEqual([
    'protect 7 off',
    'forget 7',
    'allow 7 /b',
    'protect 7 enforce',
  ]);
  expect(commandsBetween(7, enforce('/a'), unprotected)).toEqual(['protect 7 off']);
  expect(commandsBetween(7, unprotected, unprotected)).toEqual([]);
});

it('always arrives, and never forbids on the way what is allowed before and after', () => {
  const protection = fc.record({
    state: fc.constantFrom('off', 'dry', 'enforce'),
    volumes: fc.constant([]),
    allowed: fc.uniqueArray(fc.constantFrom('/a', '/b', '/c', '/d')).map((paths) => new Set(paths)),
  }) as fc.Arbitrary<Protection>;
  fc.assert(
    fc.property(protection, protection, (from, to) => {
      let state: string = from.state;
      const allowed = new Set(from.allowed);
      for (const [verb, , argument = ''] of commandsBetween(7, from, to).map((command) => command.split(' '))) {
        if (verb === 'forget') allowed.clear();
        else if (verb === 'allow') allowed.add(argument);
        else state = argument;
        if (state === 'off') continue;
        for (const path of from.allowed) if (to.allowed.has(path)) expect(allowed).toContain(path);
      }
      expect(state).toBe(to.state);
      if (state !== 'off') expect([...allowed].sort()).toEqual([...to.allowed].sort());
    }),
  );
});
