/**
 * Secrets in an image's configuration and history: ENV, labels, commands, ARG values and what RUN lines say.
 *
 * in     the configuration and the history as the registry gave them
 * out    what was found, each with the setting it lies in; and both with the secrets taken out
 * holds  at most 64 KiB of a setting and 1,000 settings are looked at; what is handed out holds no secret a rule knows
 */
import type { ImageConfig } from '@plimsoll/core';
import type { HistoryEntry } from '../source/source.ts';
import { type FoundSecret, fingerprint, isRedacted, redacted, type SecretMatcher, secretMatcher } from './matcher.ts';
import { notASecret } from './placeholder.ts';
import type { SecretRule } from './rule.ts';
import { looksRandom } from './rules/generic.ts';
import { builtInSecretRules } from './rules/registry.ts';

export interface ConfigSecret {
  readonly rule: string;
  /** `ENV DB_PASSWORD`, `LABEL token`, `history 7 (RUN)`, `entrypoint`, `cmd`. */
  readonly setting: string;
  /** The instruction, redacted; of the history only. */
  readonly command: string | undefined;
  readonly redacted: string;
  readonly validated: 'checksum' | 'key' | 'shape';
  readonly entropy: number;
  readonly fingerprint: string;
}

export interface ConfigSecretsOptions {
  readonly config: ImageConfig;
  readonly history: readonly HistoryEntry[];
  readonly salt: string;
  /** The built-in ones when not given. */
  readonly rules?: readonly SecretRule[] | undefined;
}

const settingLimit = 64 * 1024;
const settingsAtMost = 1000;
/** Characters of a setting's name that are shown. */
const nameLimit = 200;

/** Each secret once, where it stands first: environment, labels, commands, then the history. */
export function secretsOfConfig({
  config,
  history,
  salt,
  rules = builtInSecretRules,
}: ConfigSecretsOptions): readonly ConfigSecret[] {
  const finder = settingFinder(rules, salt);
  /** The same secret in ENV and in the history line that set it is one, told where it stands first. */
  const found = new Map<string, ConfigSecret>();
  const note = (kind: string, { name, text, history }: { name: string; text: string; history: boolean }): void => {
    const { secrets } = finder(text);
    if (secrets.length === 0) return;
    // Somebody may have written the secret where its name belongs.
    const shown = withoutSecrets(name, finder(name).secrets).slice(0, nameLimit);
    const setting = shown === '' ? kind : `${kind} ${shown}`;
    const command = history ? withoutSecrets(text, secrets).slice(0, 400) : undefined;
    for (const { rule, redacted, validated, entropy, fingerprint } of secrets)
      if (!found.has(fingerprint))
        found.set(fingerprint, { rule, setting, command, redacted, validated, entropy, fingerprint });
  };
  for (const env of config.env.slice(0, settingsAtMost))
    note('ENV', { name: env.split('=', 1)[0] as string, text: env, history: false });
  for (const [name, value] of Object.entries(config.labels).slice(0, settingsAtMost))
    note('LABEL', { name, text: `${name}=${value}`, history: false });
  note('entrypoint', { name: '', text: config.entrypoint.join('\n'), history: false });
  note('cmd', { name: '', text: config.cmd.join('\n'), history: false });
  history.slice(0, settingsAtMost).forEach(({ createdBy, comment }, index) => {
    const kind = `history ${index} (${instructionOf(createdBy)})`;
    note(kind, { name: '', text: `${createdBy}\n${comment}`, history: true });
  });
  return [...found.values()];
}

/** `ENV` of `/bin/sh -c #(nop)  ENV A=b` and of `ENV A=b`; RUN for a shell line. */
export function instructionOf(createdBy: string): string {
  return /^(?:\/bin\/sh -c #\(nop\)\s+)?([A-Z]{2,12})\b/.exec(createdBy)?.[1] ?? 'RUN';
}

/** The configuration with every value that holds a secret redacted. */
export function redactConfig(config: ImageConfig, rules: readonly SecretRule[] = builtInSecretRules): ImageConfig {
  const redact = (text: string): string => redactCommand(text, rules);
  const label = ([name, value]: readonly [string, string]): readonly [string, string] => {
    // The name says what the value is, so both are looked at together.
    const both = redact(`${name}=${value}`);
    return both.startsWith(`${name}=`) ? [name, both.slice(name.length + 1)] : [redact(name), redact(value)];
  };
  return {
    ...config,
    env: config.env.map(redact),
    cmd: config.cmd.map(redact),
    entrypoint: config.entrypoint.map(redact),
    labels: Object.fromEntries(Object.entries(config.labels).map(label)),
  };
}

/**
 * A command line, setting or instruction with its secrets redacted. What is redacted already stays as it is; what is too long to be
 * looked at is cut off.
 */
export function redactCommand(text: string, rules: readonly SecretRule[] = builtInSecretRules): string {
  const finder = redactors.get(rules) ?? settingFinder(rules, '');
  redactors.set(rules, finder);
  const { secrets, seen } = finder(text);
  return seen >= text.length ? withoutSecrets(text, secrets) : `${withoutSecrets(text.slice(0, seen), secrets)} …`;
}

/** Compiled rules are a function of the rules and of nothing else, so keeping them is no state. */
const redactors = new WeakMap<readonly SecretRule[], SettingFinder>();

interface FoundInSetting {
  readonly secrets: readonly FoundSecret[];
  /** Up to where the text was looked at. */
  readonly seen: number;
}
type SettingFinder = (text: string) => FoundInSetting;

function settingFinder(rules: readonly SecretRule[], salt: string): SettingFinder {
  const matcher: SecretMatcher = secretMatcher(rules, salt);
  return (text) => {
    const short = text.slice(0, settingLimit);
    // One byte a character, so that places are places in the text: what lies beyond Latin-1 is in no secret.
    const bytes = Buffer.from(short.replace(/[\u0100-\uffff]/g, '?'), 'latin1');
    // A file of settings is what an instruction is most like: values stand bare in it.
    const { secrets: all, cut } = matcher.find(bytes, 'environment', true);
    const seen = cut ? (all.at(-1)?.end ?? 0) : short.length;
    const secrets = all.filter(({ at, end }) => !isRedacted(short.slice(at, end)));
    const more = assignments(short.slice(0, seen), salt).filter(({ at, end }) =>
      secrets.every((one) => end <= one.at || one.end <= at),
    );
    return { secrets: [...secrets, ...more].sort((a, b) => a.at - b.at), seen };
  };
}

const secretName =
  /(?:^|[_.-])(?:passw(?:or)?d|pwd|pass|passphrase|secret|token|api_?key|access_?key|secret_?key|private_?key|auth_?key|credentials?)(?:_(?:prod|production|dev|staging|live|\d{1,3}))?$/i;
const assignment =
  /(?<![\w.-])([A-Za-z_][\w.-]{0,100})=(?:"([^"\r\n]{1,4096})"|'([^'\r\n]{1,4096})'|([^\s"';&|]{1,4096}))/g;
const option =
  /(?<![\w-])(--?(?:password|passwd|pass|token|secret|api-key|access-key|auth-token))(?:[=\s])(?:"([^"\r\n]{1,4096})"|'([^'\r\n]{1,4096})'|([^\s"';&|]{1,4096}))/gi;

/** What the instructions of an image hand to programs without naming it a secret. */
const handed: readonly RegExp[] = [
  // curl -H 'Authorization: Bearer …'
  /\b((?:proxy-)?authorization|private-token|job-token|deploy-token|x-(?:api-key|auth-token|vault-token|access-token))["']?\s{0,4}[:=]\s{0,4}["']?(?:(?:bearer|basic|token|apikey|digest)\s{1,4})?([^\s"'`;|&]{4,4096})/gi,
  // curl -u user:…, wget has no such option
  /\b(curl)\s[^|;&\r\n]{0,1000}?(?<=\s)(?:-[a-zA-Z]{0,8}u|--user|--proxy-user)[\s=]{0,4}["']?[^\s:"']{0,100}:([^\s"'`;|&]{3,300})/gi,
  // docker login -u user -p …
  /\b((?:docker|podman|buildah|skopeo|crane|helm|oras)(?:\s{1,4}registry)?\s{1,4}login)\s[^|;&\r\n]{0,400}?(?<=\s)-p[\s=]{0,4}(?:"([^"\r\n]{3,300})"|'([^'\r\n]{3,300})'|([^\s"'`;|&]{3,300}))/gi,
  /\b(sshpass)\s{1,4}-p\s{0,4}(?:"([^"\r\n]{3,300})"|'([^'\r\n]{3,300})'|([^\s"'`;|&]{3,300}))/gi,
  // echo root:… | chpasswd
  /\b(?:echo|printf)\s{1,4}(?:-\w{1,3}\s{1,4})?["']?([\w.-]{1,64}):([^\s"'|:]{3,300})["']?\s{0,4}\|\s{0,4}(?:sudo\s{1,4})?(?:\/usr\/sbin\/)?chpasswd\b/gi,
  // aws configure set aws_secret_access_key …, npm config set //registry/:_authToken …
  /\b(?:config|configure)\s{1,4}set\s{1,4}(\S{0,200}(?:secret_access_key|session_token|_authtoken|_password|_auth))[\s=]{1,4}["']?([^\s"'`;|&]{4,4096})/gi,
];

/** Here, unlike in a file, the name of a setting is enough: nobody names a public value PASSWORD. */
function assignments(text: string, salt: string): readonly FoundSecret[] {
  const found: FoundSecret[] = [];
  for (const pattern of [assignment, option, ...handed]) {
    for (const match of text.matchAll(pattern)) {
      const [whole, name = '', ...values] = match;
      const secret = values.find((value) => value !== undefined) ?? '';
      if ((pattern === assignment && !secretName.test(name)) || !isSecretValue(secret)) continue;
      const at = match.index + whole.lastIndexOf(secret);
      if (found.some((one) => at < one.end && one.at < at + secret.length)) continue;
      found.push({
        rule: 'secret-assignment',
        at,
        end: at + secret.length,
        line: 1,
        redacted: redacted(secret),
        validated: 'shape',
        entropy: 0,
        fingerprint: fingerprint(secret, salt),
      });
    }
  }
  return found;
}

function isSecretValue(value: string): boolean {
  if (value.length < 4 || isRedacted(value) || notASecret(value, false) !== undefined) return false;
  if (
    /^(?:true|false|yes|none|null|enabled?|disabled?|required|optional|file|env|auto|default|password|secret|token)$/i.test(
      value,
    )
  )
    return false;
  return looksRandom(value, true) || (value.length >= 4 && !/^\d{1,5}$/.test(value) && !/[./:]/.test(value));
}

function withoutSecrets(text: string, secrets: readonly FoundSecret[]): string {
  let out = '';
  let at = 0;
  for (const secret of secrets) {
    if (secret.at < at) continue;
    out += `${text.slice(at, secret.at)}${secret.redacted}`;
    at = secret.end;
  }
  return out + text.slice(at);
}
