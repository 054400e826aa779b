import { describe, expect, it } from 'vitest';
import { lookAt } from '../look-at.fixture.ts';
import { rackSpecification } from './ruby.fixture.ts';
import { rubyInstalled } from './ruby-installed.ts';

describe('installed gems', () => {
  it('reads a specification', () => {
    expect(lookAt(rubyInstalled, rackSpecification).packages).toMatchObject([
      { type: 'gem', name: 'rack', version: '2.2.3', licence: 'MIT', dependsOn: ['webrick'], evidence: 'installed' },
    ]);
  });

  it('reads a version that is wrapped', () => {
    const content =
      'Gem::Specification.new do |s|\n  s.name = %q{x}\n  s.name = "x"\n  s.version = Gem::Version.new("1.0.0")\nend\n';
    expect(lookAt(rubyInstalled, { ...rackSpecification, content }).packages[0]?.version).toBe('1.0.0');
  });

  it("leaves a gem's own source specification alone", () => {
    expect(
      lookAt(rubyInstalled, { ...rackSpecification, path: 'usr/local/bundle/gems/rack-2.2.3/rack.gemspec' }).wanted,
    ).toBe(false);
  });

  it('is done with hostile files at once', () => {
    const before = performance.now();
    for (const content of [
      '\n'.repeat(500_000),
      `s.name = ${' '.repeat(500_000)}`,
      `s.add_dependency${' '.repeat(500_000)}`,
    ])
      lookAt(rubyInstalled, { ...rackSpecification, content });
    expect(performance.now() - before).toBeLessThan(1000);
  });
});
