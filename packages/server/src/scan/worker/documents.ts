/** Documents applied to what was found: VEX first, so that what its author decided is not told as an exception of ours. */
import type { ScanReport } from '@plimsoll/core';
import { type ScanSubject, type Suppressor, type VexDocument, vexNotes, vexSuppressor } from '@plimsoll/scan';
import type { StoredException } from '../../store/scan-settings-store.ts';
import { exceptionsOf } from './exceptions.ts';
import type { VexFolder } from './vex.ts';

export interface Documents {
  /** Of the server, about whatever it is that they name. */
  readonly folder: VexFolder;
  /** Beside this image in its registry. */
  readonly vex: readonly VexDocument[];
  readonly exceptions: readonly StoredException[];
}

export async function withDocuments(report: ScanReport, { folder, vex, exceptions }: Documents): Promise<ScanReport> {
  const given = await folder.about(report.packages);
  const documents = [...given.documents, ...vex];
  const subject: ScanSubject = { image: report.image, packages: report.packages, now: report.scannedAt };
  const findings = suppressing(documents, exceptions)(report.findings, subject);
  // A folder of documents about many images says nothing of most: only what this image is held against is told.
  const told = [...vexNotes(vex), ...vexNotes(given.documents.filter(({ notes }) => notes.length > 0))];
  return { ...report, findings, notes: [...new Set([...report.notes, ...given.notes, ...told])] };
}

export function suppressing(vex: readonly VexDocument[], exceptions: readonly StoredException[]): Suppressor {
  const steps = [vexSuppressor(vex), exceptionsOf(exceptions)];
  return (findings, subject) => steps.reduce((list, suppress) => suppress(list, subject), findings);
}
