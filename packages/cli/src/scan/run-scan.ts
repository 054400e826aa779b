/**
 * One `plimsoll scan`.
 *
 * in     what the command line asked for
 * out    reports where they were asked for; an exit code that says whether gates passed and everything was looked at
 * holds  a refresh that failed or advisories that are missing never fail a scan: it says so and reports the rest
 */
import type { ImageFindingKind, ScanReport } from '@plimsoll/core';
import {
  type AdvisoryDatabase,
  advisoriesOf,
  engineSockets,
  openAdvisories,
  type PolicyVerdict,
  parseReference,
  type RenderOptions,
  renderers,
  ScanError,
  type Scanned,
} from '@plimsoll/scan';
import type { Context } from '../context.ts';
import { CliError } from '../errors.ts';
import type { ExitCode } from '../exit-code.ts';
import { advisoriesDir } from '../input/advisory-options.ts';
import { printable } from '../ui/printable.ts';
import { createProgress } from '../ui/progress.ts';
import { lasting } from '../ui/time.ts';
import { productVersion } from '../version.ts';
import { adviceOn } from './advice.ts';
import { attachTo } from './attach-sbom.ts';
import { commitOf } from './commit-of.ts';
import { composeScanner } from './compose.ts';
import { applyDocuments, readDocuments } from './documents.ts';
import { explainFindings } from './explain-finding.ts';
import { exitOf, gatePolicy, judge } from './gate.ts';
import { checkFormats } from './output-format.ts';
import { cacheFolder } from './places.ts';
import { readPassword, registryOptions } from './registry-access.ts';
import { progressText } from './scan-progress.ts';
import type { ScanRequest } from './scan-request.ts';
import { checkSignature, readSignatureRequest } from './signature.ts';
import { checkPlace, writeReport } from './write-report.ts';

export async function runScan(target: string, request: ScanRequest, context: Context): Promise<ExitCode> {
  const formats = checkFormats(request.format, request.output);
  for (const { file } of formats) if (file !== undefined) await checkPlace(file);
  const policy = await gatePolicy(request.policy, request.failOn);
  const documents = await readDocuments(request);
  const wanted = await readSignatureRequest(request);
  const looksFor = (part: string) => request.only === undefined || request.only.some((each) => each === part);
  const unkept: string[] = [];
  const scanner = await composeScanner({
    cache: cacheFolder(context.env),
    now: context.now,
    unkept: (why) => unkept.push(why),
    secrets: looksFor('secrets') ? { ruleFiles: request.secretRules } : undefined,
    malware: looksFor('malware') ? { ruleFiles: request.yaraRules, clamd: request.clamd } : undefined,
  });
  const registry = await registryOptions(
    {
      insecure: request.insecureRegistry,
      mirrors: request.mirror,
      ca: request.ca,
      username: request.username,
      password: request.passwordStdin ? await readPassword(process.stdin) : undefined,
      env: context.env,
    },
    registryOf(target),
  );
  // Malicious packages are in the advisories too.
  const { database, caveats } =
    looksFor('vulnerabilities') || looksFor('malware') ? openData(request, context) : withoutData;
  const name = printable(target);
  const progress = createProgress(context.err);
  progress.begin(`Scanning ${name}`);
  let scanned: Scanned;
  try {
    scanned = await scanner.scan(target, {
      platform: request.platform,
      registry,
      engines: engineSockets(context.env),
      signal: context.signal,
      surroundings: { database, suppressors: [], uses: undefined, norm: undefined },
      afresh: request.afresh,
      onProgress: (now) => progress.now(progressText(now)),
    });
  } catch (error) {
    progress.end(`Could not scan ${name}`);
    throw error;
  } finally {
    database?.close();
  }
  try {
    progress.end(`Scanned ${name} in ${(scanned.report.durationMs / 1000).toFixed(2)} s`);
    // Only now: what could not be opened at all is not the advisories' fault.
    await context.err.lines(caveats);
    for (const why of unkept) {
      await context.err.line(`Nothing can be kept for the next scan: ${printable(why)}`);
      await context.err.line(
        '  Secrets have another fingerprint each time. Set XDG_CACHE_HOME to a folder you may write to.',
      );
    }
    const signature = await checkSignature(scanned, wanted, context);
    const report = only(await applyDocuments(scanned, documents, signature), looksFor);
    const verdict = judge(policy, report);
    const options: RenderOptions = {
      tool: { name: 'plimsoll', version: productVersion() },
      showSuppressed: request.showSuppressed,
      showHidden: request.showHidden,
      verdict,
      omitted: (Object.keys(kinds) as ImageFindingKind[]).filter((kind) => !looksFor(kinds[kind])),
      commit: commitOf(context.env),
    };
    if (request.explain !== undefined) await context.out.lines(explainFindings(report, request.explain, context.out));
    else for (const format of formats) await writeReport(report, format, { renderers, options }, context);
    if (formats.every(({ id, file }) => id !== 'table' || file !== undefined))
      await sayVerdict(report, verdict, context);
    if (request.attachSbom !== undefined)
      await attachTo(report, { format: request.attachSbom, registry, options }, context);
    return exitOf({
      verdict,
      signed: signature?.verified,
      complete: report.complete,
      allowPartial: request.allowPartial,
    });
  } finally {
    await scanned.opened?.close();
  }
}

const dayMs = 24 * 60 * 60 * 1000;

interface Data {
  readonly database: AdvisoryDatabase | undefined;
  /** What a person has to know of it, for when the scan went on. */
  readonly caveats: readonly string[];
}

const withoutData: Data = { database: undefined, caveats: [] };

function openData({ advisories, offline }: ScanRequest, { env, now }: Pick<Context, 'env' | 'now'>): Data {
  const dir = advisoriesDir(advisories, { env, uid: process.getuid?.() ?? -1 });
  try {
    const database = openAdvisories(dir);
    const age = now() - advisoriesOf(database.data);
    const isOld = age > dayMs && !offline;
    return {
      database,
      caveats: isOld ? [`The advisories are ${lasting(age)} old. Run: plimsoll advisories update`] : [],
    };
  } catch (error) {
    if (!(error instanceof ScanError)) throw error;
    const missing = `${printable(error.message)}: nothing is said about vulnerabilities.`;
    return { database: undefined, caveats: [missing, `  ${printable(error.hint)}`] };
  }
}

const kinds: Readonly<Record<ImageFindingKind, string>> = {
  vulnerability: 'vulnerabilities',
  secret: 'secrets',
  malware: 'malware',
  misconfiguration: 'misconfigurations',
  detection: 'misconfigurations',
};

/** What nobody asked for is no part of the report, and its absence makes nothing incomplete. */
function only(report: ScanReport, looksFor: (part: string) => boolean): ScanReport {
  const left = [...new Set(Object.values(kinds))].filter((part) => !looksFor(part));
  if (left.length === 0) return report;
  return {
    ...report,
    findings: report.findings.filter(({ kind }) => looksFor(kinds[kind])),
    checks: looksFor('misconfigurations') ? report.checks : [],
    complete:
      report.problems.length === 0 &&
      (report.data !== undefined || !(looksFor('vulnerabilities') || looksFor('malware'))),
    notes: [...report.notes, `Not looked for, as asked: ${left.join(', ')}`],
  };
}

const problemsTold = 5;

/** Where the report itself goes to a machine, a person still reads why the command ended as it did. */
async function sayVerdict(
  { complete, problems }: ScanReport,
  verdict: PolicyVerdict | undefined,
  { err }: Context,
): Promise<void> {
  for (const { sentence } of verdict?.breaches ?? []) await err.line(`failed  ${printable(sentence)}`);
  for (const caveat of verdict?.caveats ?? []) await err.line(`unseen  ${printable(caveat)}`);
  if (complete) return;
  for (const { message } of problems.slice(0, problemsTold)) await err.line(`partial  ${printable(message)}`);
  if (problems.length > problemsTold)
    await err.line(`partial  and ${problems.length - problemsTold} more, which the report lists`);
  if (problems.length === 0) await err.line('partial  there are no advisories');
  for (const advice of adviceOn(problems)) await err.line(`  ${advice}`);
}

function registryOf(target: string): string | undefined {
  try {
    return parseReference(target).registry;
  } catch (error) {
    if (error instanceof ScanError || error instanceof CliError) return undefined;
    throw error;
  }
}
