/** What RubyGems and Bundler write. */
import type { Sample } from '../look-at.fixture.ts';

export const rackSpecification: Sample = {
  path: 'usr/local/bundle/specifications/rack-2.2.3.gemspec',
  content: `# -*- encoding: utf-8 -*-
# stub: rack 2.2.3 ruby lib

Gem::Specification.new do |s|
  s.name = "rack".freeze
  s.version = "2.2.3"

  s.required_rubygems_version = Gem::Requirement.new(">= 0".freeze) if s.respond_to? :required_rubygems_version=
  s.metadata = { "bug_tracker_uri" => "https://github.com/rack/rack/issues" } if s.respond_to? :metadata=
  s.require_paths = ["lib".freeze]
  s.authors = ["Leah Neukirchen".freeze]
  s.licenses = ["MIT".freeze]

  if s.respond_to? :add_runtime_dependency then
    s.add_runtime_dependency(%q<webrick>.freeze, ["~> 1.7"])
    s.add_development_dependency(%q<minitest>.freeze, ["~> 5.0"])
  else
    s.add_dependency(%q<webrick>.freeze, ["~> 1.7"])
  end
end
`,
};

export const gemfile: Sample = {
  path: 'srv/app/Gemfile.lock',
  content: `GIT
  remote: https://git.example/tool.git
  revision: 0a1b2c
  specs:
    tool (1.2.0)
      rack (>= 2)

PATH
  remote: mine
  specs:
    mine (0.1.0)

GEM
  remote: https://rubygems.org/
  specs:
    actionpack (7.0.4)
      rack (~> 2.0, >= 2.2.0)
      rack-test (>= 0.6.3)
    nokogiri (1.15.2-x86_64-linux)
      racc (~> 1.4)
    nokogiri (1.15.2-aarch64-linux)
      racc (~> 1.4)
    rack (2.2.7)

PLATFORMS
  x86_64-linux

DEPENDENCIES
  actionpack (= 7.0.4)
  tool!

BUNDLED WITH
   2.4.13
`,
};

export const rubySamples: Readonly<Record<string, readonly Sample[]>> = {
  'ruby-installed': [rackSpecification],
  'gemfile-lock': [gemfile],
};
