import { expect, it } from 'vitest';
import { brief, lookAt } from '../look-at.fixture.ts';
import { composerInstalled } from './composer-installed.ts';
import { installed1, installed2 } from './php.fixture.ts';

it('reads what Composer 2 installed', () => {
  const { packages } = lookAt(composerInstalled, installed2);
  expect(brief(packages)).toEqual(['monolog/monolog 2.9.1', 'phpunit/phpunit 9.6.9 dev']);
  expect(packages[0]).toMatchObject({
    type: 'composer',
    licence: 'MIT',
    dependsOn: ['psr/log'],
    evidence: 'installed',
  });
});

it('reads what Composer 1 installed', () => {
  expect(brief(lookAt(composerInstalled, installed1).packages)).toEqual(['symfony/http-foundation v4.4.1']);
});
