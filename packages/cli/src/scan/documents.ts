import { stat } from 'node:fs/promises';
import type { ScanReport } from '@plimsoll/core';
import {
  type Exception,
  exceptionNotes,
  exceptionSuppressor,
  readExceptions,
  readVex,
  readVexReferrers,
  readVexRepository,
  type Scanned,
  type SignatureVerdict,
  type VexDocument,
  vexNotes,
  vexSuppressor,
} from '@plimsoll/scan';
import { CliError } from '../errors.ts';
import { readInput, readInputText } from './input-file.ts';

/** Documents of the command line, read before anything else so that a mistake in them costs nothing. */
export interface Documents {
  readonly vex: readonly VexDocument[];
  /** Folders laid out as VEX repositories: which of their documents are wanted shows once the packages are known. */
  readonly folders: readonly string[];
  readonly referrers: boolean;
  /** Those beside the image count whoever put them there. */
  readonly unverified: boolean;
  readonly exceptions: readonly Exception[];
}

/** @throws ScanError VEX_INVALID, EXCEPTION_INVALID */
export async function readDocuments(request: {
  readonly vex: readonly string[];
  readonly vexUnverified: boolean;
  readonly exceptions: readonly string[];
}): Promise<Documents> {
  const vex: VexDocument[] = [];
  const folders: string[] = [];
  for (const name of request.vex.filter((each) => each !== 'referrers')) {
    if (await isFolder(name)) folders.push(name);
    else vex.push(readVex(await readInput(name), name));
  }
  const exceptions = await Promise.all(
    request.exceptions.map(async (file) => readExceptions(await readInputText(file), file)),
  );
  const referrers = request.vex.includes('referrers');
  if (request.vexUnverified && !referrers)
    throw new CliError('USAGE', '--vex-unverified goes with --vex referrers', {
      hint: 'Documents given as files are applied anyway: whoever gives them vouches for them.',
    });
  return { vex, folders, referrers, unverified: request.vexUnverified, exceptions: exceptions.flat() };
}

/** VEX first, so that what its author decided is not told as an exception of ours. */
export async function applyDocuments(
  { report, opened }: Pick<Scanned, 'report' | 'opened'>,
  documents: Documents,
  signature: SignatureVerdict | undefined,
): Promise<ScanReport> {
  const subject = { image: report.image, packages: report.packages, now: report.scannedAt };
  const vex = [...documents.vex];
  const notes: string[] = [];
  for (const folder of documents.folders) {
    const found = await readVexRepository(folder, report.packages);
    vex.push(...found.documents);
    notes.push(...found.notes);
  }
  if (documents.referrers && opened !== undefined) {
    const found = await readVexReferrers(await opened.referrers(), signature?.attestations);
    for (const { beside, ...document } of found.documents)
      vex.push(beside === true && !documents.unverified ? { ...document, beside } : document);
    notes.push(...found.notes);
  }
  const judged = vexSuppressor(vex)(report.findings, subject);
  const findings = exceptionSuppressor(documents.exceptions)(judged, subject);
  return {
    ...report,
    findings,
    notes: [...report.notes, ...notes, ...vexNotes(vex), ...exceptionNotes(documents.exceptions, judged, subject)],
  };
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    // That it is not there is told when it is read.
    return false;
  }
}
