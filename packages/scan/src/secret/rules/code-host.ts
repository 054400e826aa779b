/** Tokens of code hosts, package registries and build systems. */
import { ownPattern } from '../pattern.ts';
import { isPypiToken } from '../pypi-token.ts';
import type { Judgement, SecretRule } from '../rule.ts';
import { hasChecksum } from '../token-checksum.ts';
import { namedRule, tokenRule } from './token-rule.ts';

const checked =
  (prefix: number) =>
  ({ secret }: { readonly secret: string }): Judgement => ({
    validated: hasChecksum(secret.slice(prefix)) ? 'checksum' : 'shape',
  });
const githubRemedy =
  'Revoke the token on GitHub (Settings, Developer settings), and look through the security log for its use.';
const gitlabRemedy = 'Revoke the token on GitLab, and look through the audit events for its use.';
const npmRemedy = 'Revoke the token with `npm token revoke`, and look at what was published since.';

export const codeHostRules: readonly SecretRule[] = [
  tokenRule({
    id: 'github-token',
    title: 'GitHub token',
    severity: 'critical',
    remedy: githubRemedy,
    prefixes: ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'],
    rest: '[A-Za-z0-9]{36}(?:[A-Za-z0-9]{40})?',
    judge: checked(4),
  }),
  tokenRule({
    id: 'github-fine-grained-token',
    title: 'GitHub fine-grained token',
    severity: 'critical',
    remedy: githubRemedy,
    prefixes: ['github_pat_'],
    rest: '[A-Za-z0-9]{22}_[A-Za-z0-9]{59}',
    entropy: 3.5,
  }),
  tokenRule({
    id: 'gitlab-token',
    title: 'GitLab token',
    severity: 'critical',
    remedy: gitlabRemedy,
    prefixes: ['glpat-', 'gldt-', 'glrt-', 'glcbt-', 'glptt-', 'glft-', 'glsoat-', 'glimt-', 'glagent-'],
    rest: '[A-Za-z0-9_-]{20,64}(?:\\.[a-z0-9]{2}\\.[a-z0-9]{9})?',
  }),
  tokenRule({
    id: 'npm-token',
    title: 'npm token',
    severity: 'critical',
    remedy: npmRemedy,
    prefixes: ['npm_'],
    rest: '[A-Za-z0-9]{36}',
    entropy: 3.5,
    judge: checked(4),
  }),
  {
    ...namedRule({
      id: 'npmrc-auth',
      title: 'npm registry login',
      remedy: npmRemedy,
      keywords: ['_authtoken', '_auth', '_password'],
      value: '[A-Za-z0-9+/=_.-]{16,400}',
    }),
    files: (path) => /(?:^|\/)\.?(?:npmrc|yarnrc(?:\.yml)?|bunfig\.toml)$/.test(path) || /(?:^|\/)npmrc$/.test(path),
    search: 'at-keyword',
    pattern: ownPattern(/(?:_authToken|_auth|_password)["']?\s{0,3}=\s{0,3}["']?(?<secret>[A-Za-z0-9+/=_.-]{16,400})/i),
  },
  tokenRule({
    id: 'pypi-token',
    title: 'PyPI token',
    severity: 'critical',
    remedy: 'Remove the token in the PyPI account settings, and look at what was uploaded since.',
    prefixes: ['pypi-AgE'],
    rest: '[A-Za-z0-9_-]{50,400}',
    judge: ({ secret }) => ({ validated: isPypiToken(secret) ? 'checksum' : 'shape' }),
  }),
  tokenRule({
    id: 'rubygems-token',
    title: 'RubyGems API key',
    remedy: 'Delete the key on rubygems.org.',
    prefixes: ['rubygems_'],
    rest: '[a-f0-9]{48}',
  }),
  tokenRule({
    id: 'docker-hub-token',
    title: 'Docker Hub access token',
    remedy: 'Delete the token in the Docker Hub account settings.',
    prefixes: ['dckr_pat_', 'dckr_oat_'],
    rest: '[A-Za-z0-9_-]{27,32}',
  }),
  tokenRule({
    id: 'crates-io-token',
    title: 'crates.io token',
    remedy: 'Revoke the token in the crates.io account settings.',
    prefixes: ['cio'],
    rest: '[A-Za-z0-9]{32}',
    entropy: 4,
  }),
  tokenRule({
    id: 'nuget-key',
    title: 'NuGet API key',
    remedy: 'Delete the key on nuget.org.',
    prefixes: ['oy2'],
    rest: '[a-z0-9]{43}',
    entropy: 3.7,
  }),
  tokenRule({
    id: 'jfrog-token',
    title: 'JFrog Artifactory key',
    remedy: 'Revoke the key in Artifactory.',
    prefixes: ['AKCp', 'cmVmdGtuO'],
    rest: '[A-Za-z0-9]{53,69}',
    entropy: 4,
  }),
  tokenRule({
    id: 'terraform-cloud-token',
    title: 'Terraform Cloud token',
    severity: 'critical',
    remedy: 'Revoke the token in Terraform Cloud.',
    prefixes: ['atlasv1.'],
    rest: '[A-Za-z0-9_=-]{60,70}',
  }),
  tokenRule({
    id: 'pulumi-token',
    title: 'Pulumi token',
    remedy: 'Delete the token in Pulumi Cloud.',
    prefixes: ['pul-'],
    rest: '[a-f0-9]{40}',
  }),
  tokenRule({
    id: 'atlassian-token',
    title: 'Atlassian API token',
    remedy: 'Revoke the token in the Atlassian account.',
    prefixes: ['ATATT3', 'ATCTT3'],
    rest: '[A-Za-z0-9_\\-=]{160,250}',
  }),
  tokenRule({
    id: 'circleci-token',
    title: 'CircleCI token',
    remedy: 'Revoke the token in CircleCI.',
    prefixes: ['CCIPAT_', 'CCIPRJ_'],
    rest: '[A-Za-z0-9]{22}_[a-f0-9]{40}',
  }),
  tokenRule({
    id: 'buildkite-token',
    title: 'Buildkite token',
    remedy: 'Revoke the token in Buildkite.',
    prefixes: ['bkua_'],
    rest: '[a-f0-9]{40}',
  }),
  tokenRule({
    id: 'sonarqube-token',
    title: 'SonarQube token',
    remedy: 'Revoke the token in SonarQube.',
    prefixes: ['squ_', 'sqp_', 'sqa_'],
    rest: '[a-f0-9]{40}',
  }),
];
