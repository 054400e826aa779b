import { expect, it } from 'vitest';
import { brief, lookAt } from '../look-at.fixture.ts';
import { redisDocument } from './bitnami.fixture.ts';
import { bitnami } from './bitnami.ts';

it('reads packages by their purl; the build number is no part of the version', () => {
  const { packages } = lookAt(bitnami, redisDocument);
  expect(brief(packages)).toEqual(['redis 7.2.4', 'org.apache.logging.log4j:log4j-core 2.17.1']);
  expect(packages[0]).toMatchObject({ type: 'bitnami', architecture: 'amd64', licence: 'BSD-3-Clause' });
  expect(packages[1]).toMatchObject({ type: 'maven', licence: undefined });
});

it('tells of broken purls and keeps the rest', () => {
  const purl = (referenceLocator: string) => ({ externalRefs: [{ referenceType: 'purl', referenceLocator }] });
  const packages = [purl('not a purl'), purl(`pkg:npm/${'x'.repeat(2000)}`), purl('pkg:npm/%40scope/x@1.0.0')];
  const seen = lookAt(bitnami, { ...redisDocument, content: JSON.stringify({ packages }) });
  expect(brief(seen.packages)).toEqual(['@scope/x 1.0.0']);
  expect(seen.problems.map(({ message }) => message)).toEqual([expect.stringContaining('2 of its packages')]);
});
