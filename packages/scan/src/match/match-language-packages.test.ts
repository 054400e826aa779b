import { describe, expect, it } from 'vitest';
import { advisory, all, before, installed, system } from './advisories.fixture.ts';
import { debian, match } from './match.fixture.ts';

describe('rule 7: language packages the distribution installs', () => {
  const owner = installed('deb', 'python3-requests', '2.28.1', { source: { name: 'requests', version: '2.28.1' } });
  const owned = installed('pypi', 'requests', '2.28.1', { ownedBy: owner.id });
  const data = [advisory('GHSA-1', 'PyPI', 'requests', before('2.31.0')), advisory('X-1', 'Debian:12', 'other', all())];

  it("leaves them to the distribution's word", () => {
    const { ids, notes, unjudged } = match([owner, owned], data, debian);

    expect(ids).toEqual([]);
    expect(unjudged).toBe(0);
    expect(notes).toContain(
      "1 package (requests) was installed by the distribution's packages and judged by its advisories only.",
    );
  });

  it('judges them where the owner is a third party or the distribution is not covered', () => {
    expect(match([{ ...owner, thirdParty: true }, owned], data, debian).ids).toEqual(['GHSA-1']);
    expect(match([owner, owned], data, system('debian', '99')).ids).toEqual(['GHSA-1']);
  });
});

describe('rule 8: Go', () => {
  it.each([
    ['go1.21.2', ['GO-1']],
    ['1.21.3', []],
    ['go1.21rc2', ['GO-1']],
    ['go1.20.6 X:nocoverageredesign', ['GO-1']],
    ['go1.21.3-X:boringcrypto', []],
  ])('judges the standard library of %s', (version, ids) => {
    const stdlib = installed('golang', 'stdlib', version);

    expect(match([stdlib], [advisory('GO-1', 'Go', 'stdlib', before('1.21.3'))]).ids).toEqual(ids);
  });

  it('cannot decide for a main module without a version, and never takes it for 0', () => {
    const main = installed('golang', 'github.com/acme/tool', undefined);
    const { vulnerabilities } = match([main], [advisory('GO-1', 'Go', 'github.com/acme/tool', before('1.2.3'))]);

    expect(vulnerabilities).toMatchObject([
      { verdict: 'undecided', remedy: expect.stringContaining('Find out which version') },
    ]);
    expect(vulnerabilities[0]?.sentence).toBe(
      'Whether github.com/acme/tool at opt/app/github.com/acme/tool is affected by GO-1 cannot be decided: it does not say its version (fixed in 1.2.3).',
    );
  });

  it('takes a pseudo-version for what comes before the release', () => {
    const pseudo = installed('golang', 'golang.org/x/net', 'v0.0.0-20220101000000-abcdef123456');

    expect(match([pseudo], [advisory('GO-1', 'Go', 'golang.org/x/net', before('0.7.0'))]).ids).toEqual(['GO-1']);
  });

  it('keeps the case of module paths', () => {
    const module = installed('golang', 'github.com/Acme/Tool', 'v1.0.0');

    expect(match([module], [advisory('GO-1', 'Go', 'github.com/acme/tool', all())]).ids).toEqual([]);
  });
});

describe('rule 9: Java archives', () => {
  it('does not match without a group', () => {
    const { ids, notes } = match([installed('maven', 'common', '1.0')], [advisory('GHSA-1', 'Maven', 'common', all())]);

    expect(ids).toEqual([]);
    expect(notes).toEqual([
      "1 package (common) was not judged: without its group a Java archive's name may be anybody's.",
    ]);
  });
});

describe('rule 12: names', () => {
  it.each([
    ['pypi', 'Zope.Interface', 'PyPI', 'zope-interface'],
    ['nuget', 'Newtonsoft.Json', 'NuGet', 'newtonsoft.json'],
    ['composer', 'Symfony/Http', 'Packagist', 'symfony/http'],
    ['maven', 'org.acme:Tool', 'Maven', 'org.acme:Tool'],
  ] as const)('looks up a %s package by the name its ecosystem compares', (type, name, ecosystem, normal) => {
    expect(match([installed(type, name, '1.0')], [advisory('GHSA-1', ecosystem, normal, all())]).ids).toEqual([
      'GHSA-1',
    ]);
  });

  it('cannot decide for a version it cannot read', () => {
    const odd = installed('pypi', 'tool', '2004d-custom!');

    expect(match([odd], [advisory('GHSA-1', 'PyPI', 'tool', before('1.0'))]).vulnerabilities[0]?.sentence).toBe(
      'Whether tool 2004d-custom! at opt/app/tool is affected by GHSA-1 cannot be decided: its version cannot be compared (fixed in 1.0).',
    );
  });
});
