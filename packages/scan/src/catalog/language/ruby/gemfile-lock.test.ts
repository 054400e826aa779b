import { expect, it } from 'vitest';
import { brief, lookAt } from '../look-at.fixture.ts';
import { gemfileLock } from './gemfile-lock.ts';
import { gemfile } from './ruby.fixture.ts';

it('reads Gemfile.lock: gems of a platform once, the project not', () => {
  const { packages } = lookAt(gemfileLock, gemfile);
  expect(brief(packages)).toEqual(['tool 1.2.0', 'actionpack 7.0.4', 'nokogiri 1.15.2', 'rack 2.2.7']);
  expect(packages[1]?.dependsOn).toEqual(['rack', 'rack-test']);
});

it('leaves the lock within an installed gem alone', () => {
  expect(lookAt(gemfileLock, { ...gemfile, path: 'usr/lib/ruby/gems/3.0.0/gems/x-1.0/Gemfile.lock' }).wanted).toBe(
    false,
  );
});
