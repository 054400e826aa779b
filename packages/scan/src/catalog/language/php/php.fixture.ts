/** What Composer writes. */
import type { Sample } from '../look-at.fixture.ts';

export const installed2: Sample = {
  path: 'srv/app/vendor/composer/installed.json',
  content: `{
  "packages": [
    { "name": "Monolog/monolog", "version": "2.9.1", "version_normalized": "2.9.1.0", "type": "library", "license": ["MIT"],
      "require": { "php": ">=7.2", "ext-json": "*", "psr/log": "^1.0.1" }, "install-path": "../monolog/monolog" },
    { "name": "phpunit/phpunit", "version": "9.6.9", "type": "library", "license": ["BSD-3-Clause"] },
    { "name": "laminas/meta", "version": "1.0.0", "type": "metapackage" }
  ],
  "dev": true,
  "dev-package-names": ["phpunit/phpunit"]
}`,
};

export const installed1: Sample = {
  path: 'srv/old/vendor/composer/installed.json',
  content: `[{ "name": "symfony/http-foundation", "version": "v4.4.1", "license": ["MIT"] }]`,
};

export const composer: Sample = {
  path: 'srv/app/composer.lock',
  content: `{
  "_readme": ["This file locks the dependencies of your project to a known state"],
  "content-hash": "x",
  "packages": [{ "name": "guzzlehttp/guzzle", "version": "7.4.1", "license": ["MIT"], "require": { "psr/http-client": "^1.0" } }],
  "packages-dev": [{ "name": "mockery/mockery", "version": "1.5.0", "license": ["BSD-3-Clause"] }],
  "plugin-api-version": "2.3.0"
}`,
};

export const phpSamples: Readonly<Record<string, readonly Sample[]>> = {
  'composer-installed': [installed2, installed1],
  'composer-lock': [composer],
};
