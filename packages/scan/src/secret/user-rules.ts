/**
 * Rules of the user's own, in YAML.
 *
 * in     text of a file, and its name for messages
 * out    the rules to scan with: the user's first, then those before that were not turned off, all under the user's allow-list
 * holds  patterns are RE2's, linear in what they read; a mistake is an error naming the rule and its line
 */
import { RE2JS } from 're2js';
import { isMap, isSeq, LineCounter, parseDocument, type YAMLMap } from 'yaml';
import { z } from 'zod';
import { ScanError } from '../errors.ts';
import { matchesGlob } from '../glob.ts';
import { userPattern } from './pattern.ts';
import type { SecretPattern, SecretRule } from './rule.ts';
import { builtInSecretRules } from './rules/registry.ts';

const mostBytes = 1024 * 1024;
const window = { before: 200, after: 2048 } as const;

const Pattern = z.string().min(1).max(2000);
const UserRule = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{1,63}$/, 'must be kebab-case, at most 64 characters'),
  title: z.string().min(1).max(200),
  severity: z.enum(['low', 'medium', 'high', 'critical']).default('high'),
  remedy: z.string().max(1000).default('Revoke the secret, and hand it over at run time.'),
  /** Texts without which the pattern cannot match; case does not count. */
  keywords: z
    .array(
      z
        .string()
        .regex(/^[ -~]*$/, 'must be plain ASCII')
        .min(3)
        .max(100),
    )
    .min(1)
    .max(50),
  pattern: Pattern,
  entropy: z.number().min(0).max(8).default(0),
  files: z.array(z.string().min(1).max(500)).max(100).optional(),
  allow: z.array(Pattern).max(100).default([]),
});
type UserRule = z.infer<typeof UserRule>;

const UserRules = z.strictObject({
  rules: z.array(z.unknown()).max(500).default([]),
  /** Built-in rules that are not tried. */
  disable: z.array(z.string().max(64)).max(500).default([]),
  /** Secrets that match any of these are none. */
  allow: z.array(Pattern).max(500).default([]),
});

/**
 * @param onto the rules it adds to, and may turn off: those of the file before, where there are several
 * @throws ScanError RULE_INVALID
 */
export function readSecretRules(
  text: string,
  name = 'secret rules',
  onto: readonly SecretRule[] = builtInSecretRules,
): readonly SecretRule[] {
  const invalid = (line: number | undefined, why: string, cause?: unknown): ScanError =>
    new ScanError('RULE_INVALID', `${name}${line === undefined ? '' : `, line ${line}`}: ${why}`, {
      hint: 'See the reference of secret rules for what a rule holds.',
      cause,
    });
  if (text.length > mostBytes)
    throw invalid(undefined, `it has ${text.length} characters, more than the ${mostBytes} that are read.`);
  const lines = new LineCounter();
  const { document, value } = parsed(text, lines, invalid);
  const top = UserRules.safeParse(value ?? {});
  if (!top.success) throw invalid(1, complaint(top.error));
  const lineOf = (index: number): number | undefined => {
    const list = isMap(document) ? (document as YAMLMap).get('rules', true) : undefined;
    const node = isSeq(list) ? (list.items[index] as { range?: readonly number[] | null } | undefined) : undefined;
    const start = node?.range?.[0];
    return start === undefined ? undefined : lines.linePos(start).line;
  };
  const allow = compiled(top.data.allow, (why, cause) => invalid(undefined, `allow: ${why}`, cause));
  const ids = new Set<string>();
  const own = top.data.rules.map((raw, index) => {
    const label =
      typeof raw === 'object' && raw !== null && 'id' in raw
        ? `rule "${String(raw.id).slice(0, 64)}"`
        : `rule ${index + 1}`;
    const fail = (why: string, cause?: unknown): ScanError => invalid(lineOf(index), `${label}: ${why}`, cause);
    const rule = UserRule.safeParse(raw);
    if (!rule.success) throw fail(complaint(rule.error));
    if (ids.has(rule.data.id)) throw fail('there is another rule with this id.');
    ids.add(rule.data.id);
    return ruleOf(rule.data, fail);
  });
  for (const id of top.data.disable) {
    if (!onto.some((rule) => rule.id === id)) throw invalid(undefined, `disable: there is no rule "${id}".`);
  }
  const kept = onto.filter(({ id }) => !top.data.disable.includes(id) && !ids.has(id));
  return [...own, ...kept].map((rule) => under(allow, rule));
}

type Invalid = (line: number | undefined, why: string, cause?: unknown) => ScanError;

function parsed(
  text: string,
  lines: LineCounter,
  invalid: Invalid,
): { readonly document: unknown; readonly value: unknown } {
  try {
    const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, logLevel: 'silent' });
    const [error] = document.errors;
    if (error !== undefined)
      throw invalid(error.linePos?.[0].line, `it is no YAML: ${error.message.split('\n', 1)[0]}`, error);
    return { document: document.contents, value: document.toJS({ maxAliasCount: 0 }) };
  } catch (cause) {
    if (cause instanceof ScanError) throw cause;
    throw invalid(
      undefined,
      `it cannot be read: ${cause instanceof Error ? cause.message.split('\n', 1)[0] : 'unknown'}`,
      cause,
    );
  }
}

type Fail = (why: string, cause?: unknown) => ScanError;

function ruleOf({ files, allow, keywords, pattern, ...rule }: UserRule, fail: Fail): SecretRule {
  const allowed = compiled(allow, (why, cause) => fail(`allow: ${why}`, cause));
  try {
    return under(allowed, {
      ...rule,
      ...window,
      keywords,
      exactCase: false,
      search: 'around-keyword',
      pattern: inFiles(userPattern(pattern), files),
      files: files === undefined ? undefined : (path) => files.some((glob) => isAt(glob, path)),
      generic: false,
      judge: undefined,
    });
  } catch (cause) {
    throw fail(`its pattern is not accepted: ${reason(cause)}`, cause);
  }
}

/** Facts are kept by what the rules are made of, and where a rule looks is part of it. */
function inFiles(pattern: SecretPattern, files: readonly string[] | undefined): SecretPattern {
  return files === undefined ? pattern : { ...pattern, source: `${pattern.source} in ${files.join(' ')}` };
}

function compiled(patterns: readonly string[], fail: Fail): readonly RE2JS[] {
  return patterns.map((pattern) => {
    try {
      return RE2JS.compile(pattern);
    } catch (cause) {
      throw fail(`the pattern "${pattern.slice(0, 100)}" is not accepted: ${reason(cause)}`, cause);
    }
  });
}

function under(allow: readonly RE2JS[], rule: SecretRule): SecretRule {
  if (allow.length === 0) return rule;
  const { judge, pattern } = rule;
  return {
    ...rule,
    pattern: { ...pattern, source: `${pattern.source} but ${allow.map((one) => one.pattern()).join(' ')}` },
    judge: (candidate) => {
      if (allow.some((one) => one.matcher(candidate.secret).find())) return undefined;
      return judge === undefined ? { validated: 'shape' } : judge(candidate);
    },
  };
}

/** A pattern without a slash is of the file's name. */
function isAt(glob: string, path: string): boolean {
  const clean = glob.replace(/^\/+/, '');
  return matchesGlob(clean, clean.includes('/') ? path : path.slice(path.lastIndexOf('/') + 1));
}

function complaint(error: z.ZodError): string {
  const [issue] = error.issues;
  if (issue === undefined) return 'it is not valid.';
  return `${issue.path.length === 0 ? '' : `${issue.path.join('.')}: `}${issue.message}.`;
}

function reason(cause: unknown): string {
  return `${cause instanceof Error ? cause.message : String(cause)}. Look-around and back references are not possible.`;
}
