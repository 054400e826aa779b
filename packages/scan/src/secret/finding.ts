/** Secret facts as findings: where, how sure, how bad. */
import type { Digest, Image, ImageSeverity, SecretFinding } from '@plimsoll/core';
import type { ImageContents } from '../facts/contents.ts';
import type { ConfigSecret } from './config-secrets.ts';
import type { SecretRule } from './rule.ts';
import { builtInSecretRules } from './rules/registry.ts';

export interface SecretFindingsOptions {
  readonly contents: Pick<ImageContents, 'secrets' | 'ownerOf'>;
  readonly image: Pick<Image, 'layers'>;
  /** From secretsOfConfig. */
  readonly inConfig: readonly ConfigSecret[];
  /** Those the facts were made with; the built-in ones when not given. */
  readonly rules?: readonly SecretRule[] | undefined;
}

/** Tests, examples and other people's packages: keys there are seldom anybody's. */
const examples =
  /(?:^|\/)(?:tests?|testing|testdata|__tests__|spec|fixtures?|examples?|samples?|demo|mocks?|docs?)\/|(?:^|\/)(?:node_modules|site-packages|dist-packages|gems|go\/pkg\/mod)\/|(?:[._-](?:test|spec|example|sample|dist|template)\b)|(?:^|\/)(?:README|CHANGELOG|METADATA|PKG-INFO)[^/]*$/i;
const falling: Readonly<Record<ImageSeverity, ImageSeverity>> = {
  critical: 'high',
  high: 'medium',
  medium: 'low',
  low: 'low',
  negligible: 'negligible',
  unknown: 'unknown',
};

/** One for each secret and file or setting; never with more of it than its first and last characters. */
export function secretFindings({
  contents,
  image,
  inConfig,
  rules = builtInSecretRules,
}: SecretFindingsOptions): readonly SecretFinding[] {
  const ruleOf = new Map(rules.map((rule) => [rule.id, rule] as const).reverse());
  const layerOf = new Map(image.layers.map((layer) => [layer.diffId, layer] as const));
  const findings = new Map<string, SecretFinding>();
  const add = (finding: SecretFinding): void => {
    const known = findings.get(finding.key);
    // The same secret in the same file of two layers is told once; where it still lies says more.
    if (known === undefined || (known.deletedLater && !finding.deletedLater)) findings.set(finding.key, finding);
  };
  for (const { layer, deletedLater, ...fact } of contents.secrets) {
    const rule = ruleOf.get(fact.rule);
    const title = rule?.title ?? fact.rule;
    const made = layerOf.get(layer);
    const gone = deletedLater ? ', deleted by a later layer but still in the image for whoever pulls it' : '';
    add({
      kind: 'secret',
      key: `secret:${fact.rule}:${fact.path}:${fact.fingerprint.slice(0, 16)}`,
      severity: severityOf(rule, fact.validated, fact.path, contents.ownerOf(fact.path) !== undefined),
      title: `${title} in ${fact.path}`,
      sentence: `${capital(article(title))} (${fact.redacted}) lies in ${fact.path}, line ${fact.line}${gone}; ${assurance(fact.validated)}.`,
      remedy: rule?.remedy,
      why: {
        source: fact.rule,
        condition:
          rule === undefined || rule.entropy === 0
            ? assurance(fact.validated)
            : `${assurance(fact.validated)}, entropy ${fact.entropy} of at least ${rule.entropy}`,
        observed: fact.redacted,
        path: fact.path,
        layer,
        command: made?.command,
        origin: made?.origin ?? 'unknown',
        dataAt: undefined,
      },
      suppressed: undefined,
      rule: fact.rule,
      redacted: fact.redacted,
      line: fact.line,
      validated: fact.validated,
      deletedLater,
      fingerprint: fact.fingerprint,
    });
  }
  for (const secret of inConfig) add(configFinding(secret, ruleOf.get(secret.rule)));
  return [...findings.values()];
}

function configFinding(secret: ConfigSecret, rule: SecretRule | undefined): SecretFinding {
  const title = rule?.title ?? secret.rule;
  const base = rule?.severity ?? 'medium';
  return {
    kind: 'secret',
    key: `secret:${secret.rule}:${secret.setting.replace(/^history \d+/, 'history')}:${secret.fingerprint.slice(0, 16)}`,
    // Whoever may read the image's configuration reads it in clear text: no file system, no unpacking.
    severity: secret.rule === 'secret-assignment' ? 'high' : base,
    title: `${title} in ${secret.setting}`,
    sentence: `${capital(article(title))} (${secret.redacted}) stands in the image's configuration (${secret.setting}); ${assurance(secret.validated)}.`,
    remedy: rule?.remedy,
    why: {
      source: secret.rule,
      condition: assurance(secret.validated),
      observed: secret.redacted,
      path: undefined,
      layer: undefined as Digest | undefined,
      command: secret.command,
      origin: 'unknown',
      dataAt: undefined,
    },
    suppressed: undefined,
    rule: secret.rule,
    redacted: secret.redacted,
    line: undefined,
    validated: secret.validated,
    deletedLater: false,
    fingerprint: secret.fingerprint,
  };
}

function severityOf(
  rule: SecretRule | undefined,
  validated: SecretFinding['validated'],
  path: string,
  owned: boolean,
): ImageSeverity {
  const base: ImageSeverity = rule?.severity ?? 'medium';
  const lessSure =
    rule?.judge !== undefined && base === 'critical' && validated === 'shape' && rule.id !== 'aws-secret-key';
  const once = lessSure ? falling[base] : base;
  return examples.test(path) || owned ? falling[falling[once]] : once;
}

function assurance(validated: SecretFinding['validated']): string {
  if (validated === 'checksum') return 'its checksum is right';
  return validated === 'key' ? 'it was read as a key' : 'it has the shape of one';
}

function article(noun: string): string {
  return `${/^(?:[aeio]|AWS|npm|Open|u[^s]|MySQL)/i.test(noun) ? 'an' : 'a'} ${noun}`;
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
