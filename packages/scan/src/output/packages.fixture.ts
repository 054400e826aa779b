/** Packages of every kind, for tests of outputs, policies and SBOMs. */
import type { Digest, Package } from '@plimsoll/core';

export const digestOf = (digit: string): Digest => `sha256:${digit.repeat(64)}`;

export const sampleLayers = [digestOf('a'), digestOf('b'), digestOf('c')] as const;
const [baseLayer, modulesLayer, appLayer] = sampleLayers;

function packageOf(fields: Partial<Package> & Pick<Package, 'type' | 'name' | 'purl'>): Package {
  return {
    id: fields.path === undefined ? fields.purl : `${fields.purl}#${fields.path}`,
    version: undefined,
    architecture: undefined,
    source: undefined,
    module: undefined,
    thirdParty: false,
    licence: undefined,
    path: 'var/lib/dpkg/status',
    layer: baseLayer,
    origin: 'base',
    ownedBy: undefined,
    scope: 'runtime',
    evidence: 'installed',
    dependsOn: [],
    ...fields,
  };
}

export const samplePackages: readonly Package[] = [
  packageOf({
    type: 'deb',
    name: 'libssl3',
    version: '3.0.9-1',
    architecture: 'amd64',
    purl: 'pkg:deb/debian/libssl3@3.0.9-1?arch=amd64&distro=debian-12',
    source: { name: 'openssl', version: '3.0.9-1' },
    licence: 'Apache-2.0',
    dependsOn: ['libc6'],
  }),
  packageOf({
    type: 'deb',
    name: 'libc6',
    version: '2.36-9+deb12u1',
    architecture: 'amd64',
    purl: 'pkg:deb/debian/libc6@2.36-9%2Bdeb12u1?arch=amd64&distro=debian-12',
    source: { name: 'glibc', version: '2.36-9+deb12u1' },
    licence: 'LGPL-2.1-or-later AND GPL-2.0-or-later',
  }),
  packageOf({
    type: 'deb',
    name: 'bsdutils',
    version: '1:2.38.1-5+b1',
    architecture: 'amd64',
    purl: 'pkg:deb/debian/bsdutils@1%3A2.38.1-5%2Bb1?arch=amd64&distro=debian-12',
    source: { name: 'util-linux', version: '2.38.1-5' },
    thirdParty: true,
  }),
  packageOf({
    type: 'npm',
    name: '@babel/core',
    version: '7.0.0',
    purl: 'pkg:npm/%40babel/core@7.0.0',
    path: 'app/node_modules/@babel/core/package.json',
    layer: modulesLayer,
    origin: 'app',
    licence: 'MIT',
    dependsOn: ['semver'],
  }),
  packageOf({
    type: 'npm',
    name: 'semver',
    version: '5.7.1',
    purl: 'pkg:npm/semver@5.7.1',
    path: 'app/node_modules/semver/package.json',
    layer: modulesLayer,
    origin: 'app',
    licence: 'ISC',
  }),
  packageOf({
    type: 'npm',
    name: 'semver',
    version: '5.7.1',
    purl: 'pkg:npm/semver@5.7.1',
    path: 'app/package-lock.json',
    layer: appLayer,
    origin: 'app',
    scope: 'development',
    evidence: 'declared',
  }),
  packageOf({
    type: 'maven',
    name: 'org.apache.logging.log4j:log4j-core',
    version: '2.14.1',
    purl: 'pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1',
    path: 'app/shop.war!/WEB-INF/lib/log4j-core-2.14.1.jar',
    layer: appLayer,
    origin: 'app',
    licence: 'Apache-2.0',
  }),
  packageOf({
    type: 'golang',
    name: 'example.com/shop/cart',
    purl: 'pkg:golang/example.com/shop/cart',
    path: 'usr/local/bin/cart',
    layer: appLayer,
    origin: 'app',
    ownedBy: 'pkg:deb/debian/libc6@2.36-9%2Bdeb12u1?arch=amd64&distro=debian-12',
  }),
  packageOf({
    type: 'rpm',
    name: 'nodejs',
    version: '1:16.13.1-3.module_el8.5.0',
    architecture: 'x86_64',
    purl: 'pkg:rpm/almalinux/nodejs@16.13.1-3.module_el8.5.0?arch=x86_64&epoch=1',
    source: { name: 'nodejs', version: '1:16.13.1-3.module_el8.5.0' },
    module: 'nodejs:16',
    path: 'var/lib/rpm/rpmdb.sqlite',
  }),
];
