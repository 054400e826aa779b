import type { ScanReport } from '@plimsoll/core';
import { failOnPolicy, judgePolicy, type PolicyVerdict, readPolicy, type ScanPolicy } from '@plimsoll/scan';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { readInputText } from './input-file.ts';

/** Rules of files and of `--fail-on` are one policy; undefined when none were given. */
export async function gatePolicy(files: readonly string[], failOn: readonly string[]): Promise<ScanPolicy | undefined> {
  const policies = await Promise.all(files.map(async (file) => readPolicy(await readInputText(file), file)));
  if (failOn.length > 0) policies.push(failOnPolicy(failOn));
  const [first, ...others] = policies;
  if (first === undefined || others.length === 0) return first;
  // Two files may have rules of one name.
  const rules = policies.flatMap(({ name, rules }) =>
    rules.map((rule) => ({ ...rule, name: `${name}: ${rule.name}` })),
  );
  return { schema: first.schema, name: policies.map(({ name }) => name).join(' and '), rules };
}

export function judge(policy: ScanPolicy | undefined, report: ScanReport): PolicyVerdict | undefined {
  return policy === undefined ? undefined : judgePolicy(policy, report, report.scannedAt);
}

/** What was found weighs more than what could not be looked at; and that weighs more than nothing. */
export function exitOf({
  verdict,
  signed,
  complete,
  allowPartial,
}: {
  readonly verdict: PolicyVerdict | undefined;
  /** undefined: nobody asked. */
  readonly signed: boolean | undefined;
  readonly complete: boolean;
  readonly allowPartial: boolean;
}): ExitCode {
  if (verdict?.passed === false || signed === false) return exitCodes.gate;
  return complete || allowPartial ? exitCodes.ok : exitCodes.partial;
}
