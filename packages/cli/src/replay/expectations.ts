/**
 * What a trace must yield: the golden corpus's other half.
 *
 * in     the findings of a replay, a file of expected ones
 * out    the differences, one line each
 * holds  compared is what a finding says (detector, workload, severity, title), not ids, times or scores, which move with a model
 */
import { writeFile } from 'node:fs/promises';
import { FindingKind, Mode, Severity } from '@plimsoll/api';
import type { Finding } from '@plimsoll/core';
import { z } from 'zod';
import { CliError } from '../errors.ts';
import { readJsonFile } from '../input/json-file.ts';
import { jsonText } from '../ui/printable.ts';

export const ExpectedFinding = z.strictObject({
  kind: FindingKind.default('detection'),
  detector: z.string(),
  workload: z.string(),
  severity: Severity,
  title: z.string(),
});
export type ExpectedFinding = z.infer<typeof ExpectedFinding>;

export const Expected = z.strictObject({
  format: z.literal('plimsoll-expected/1'),
  /** 0…1 of the trace's time. */
  learnUntil: z.number().min(0).max(1),
  mode: Mode,
  /** Each once, however often it was found. */
  findings: z.array(ExpectedFinding).max(10_000),
});
export type Expected = z.infer<typeof Expected>;

export function readExpected(file: string): Promise<Expected> {
  return readJsonFile(file, { schema: Expected, what: 'a file of expected findings', mostBytes: 8 * 1024 * 1024 });
}

export async function writeExpected(
  file: string,
  { learnUntil, mode, findings }: { learnUntil: number; mode: Mode; findings: readonly Finding[] },
): Promise<void> {
  const expected: Expected = {
    format: 'plimsoll-expected/1',
    learnUntil,
    mode,
    findings: distinct(findings.map(expectationOf)),
  };
  try {
    await writeFile(file, `${jsonText(expected, 2)}\n`);
  } catch (cause) {
    throw new CliError(
      'FILE_UNREADABLE',
      `${file} cannot be written: ${cause instanceof Error ? cause.message : cause}`,
      {
        hint: 'Check that the folder exists and that you may write there.',
        cause,
      },
    );
  }
}

/** `- ` is missing, `+ ` was not expected. */
export function differences(expected: readonly ExpectedFinding[], found: readonly Finding[]): readonly string[] {
  const wanted = new Set(distinct(expected).map(lineOf));
  const got = new Set(distinct(found.map(expectationOf)).map(lineOf));
  return [
    ...[...wanted].filter((line) => !got.has(line)).map((line) => `- ${line}`),
    ...[...got].filter((line) => !wanted.has(line)).map((line) => `+ ${line}`),
  ];
}

function expectationOf({ kind, detector, workload, severity, title }: Finding): ExpectedFinding {
  return { kind, detector, workload, severity, title };
}

function distinct(list: readonly ExpectedFinding[]): ExpectedFinding[] {
  const byLine = new Map(list.map((each) => [lineOf(each), each]));
  return [...byLine].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
}

function lineOf({ kind, detector, workload, severity, title }: ExpectedFinding): string {
  return `${workload}: ${severity} ${kind} "${title}" (${detector})`;
}
