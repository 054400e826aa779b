/**
 * The scanner as the command line has it.
 *
 * in     which rules and engines were asked for, and where things are kept
 * out    a scanner whose facts outlive the call, so that a second scan reads only what is new
 * holds  what is not asked for is not loaded
 */
import { join } from 'node:path';
import type { EpochMs } from '@plimsoll/core';
import {
  analyzerSet,
  builtInSecretRules,
  builtInYaraRules,
  catalogers,
  createClamd,
  createFactFolder,
  createMalwareAnalyzer,
  createScanner,
  createSecretAnalyzer,
  nothingKnown,
  readSecretRules,
  type Scanner,
  type SecretRule,
} from '@plimsoll/scan';
import { readInputText } from './input-file.ts';
import { secretSalt } from './salt.ts';

export interface ScannerParts {
  readonly cache: string;
  readonly now: () => EpochMs;
  /** Told why when nothing can be kept there. */
  readonly unkept: (why: string) => void;
  /** undefined: not looked for. */
  readonly secrets: { readonly ruleFiles: readonly string[] } | undefined;
  readonly malware: { readonly ruleFiles: readonly string[]; readonly clamd: string | undefined } | undefined;
}

const clamdTimeoutMs = 60_000;
/** StreamMaxLength of clamd's own configuration, where nobody changed it. */
const clamdMostBytes = 25 * 1024 * 1024;

/** @throws ScanError RULE_INVALID, CLAMD_UNREACHABLE */
export async function composeScanner({ cache, now, unkept, secrets, malware }: ScannerParts): Promise<Scanner> {
  const secretSet =
    secrets === undefined
      ? undefined
      : { salt: await secretSalt(cache, unkept), rules: await secretRules(secrets.ruleFiles) };
  const analyzers = [
    ...catalogers,
    ...(secretSet === undefined ? [] : [createSecretAnalyzer(secretSet)]),
    ...(malware === undefined ? [] : [await malwareAnalyzer(malware)]),
  ];
  return createScanner({
    facts: createFactFolder(join(cache, 'facts')),
    set: analyzerSet(analyzers),
    now,
    knownImages: nothingKnown,
    secrets: secretSet,
  });
}

/** Each file adds to the rules before it, and may turn some off. */
async function secretRules(files: readonly string[]): Promise<readonly SecretRule[]> {
  let rules = builtInSecretRules;
  for (const file of files) rules = readSecretRules(await readInputText(file), file, rules);
  return rules;
}

async function malwareAnalyzer({ ruleFiles, clamd }: NonNullable<ScannerParts['malware']>) {
  const own = await Promise.all(ruleFiles.map(async (name) => ({ name, text: await readInputText(name) })));
  return createMalwareAnalyzer({
    rules: [...builtInYaraRules, ...own],
    compileNow: own.length > 0,
    clamd:
      clamd === undefined
        ? undefined
        : createClamd({ address: clamd, timeoutMs: clamdTimeoutMs, maxBytes: clamdMostBytes }),
  });
}
