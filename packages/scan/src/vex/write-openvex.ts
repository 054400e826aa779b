import { createHash } from 'node:crypto';
import type { ScanReport } from '@plimsoll/core';
import { advisoryAge } from '../output/advisory-age.ts';
import { type VexStatementOut, vexStatementsOf } from './vex-statements.ts';

interface OpenVexOptions {
  /** Who answers for the document. */
  readonly author: string;
}

/** What was suppressed in a report, as an OpenVEX document. The same report gives the same document, id included. */
export function writeOpenVex(
  report: Pick<ScanReport, 'image' | 'findings' | 'scannedAt'> & Partial<Pick<ScanReport, 'data'>>,
  { author }: OpenVexOptions = { author: 'Unknown Author' },
): string {
  const statements = vexStatementsOf(report).map(statementOf);
  const timestamp = new Date(report.scannedAt).toISOString();
  const body = { author, timestamp, version: 1, tooling: toolingOf(report), statements };
  const id = createHash('sha256').update(JSON.stringify(body)).digest('hex');
  return `${JSON.stringify({ '@context': 'https://openvex.dev/ns/v0.2.0', '@id': `urn:plimsoll:vex:${id}`, ...body }, undefined, 2)}\n`;
}

/** The format's only place for what the statements were made with. */
function toolingOf({ data }: Partial<Pick<ScanReport, 'data'>>): string {
  return data === undefined ? 'plimsoll' : `plimsoll, advisories ${advisoryAge(data)}`;
}

function statementOf({ vulnerability, aliases, image, purl, status, justification, statement }: VexStatementOut) {
  const part = { '@id': purl, identifiers: { purl } };
  return {
    vulnerability: { name: vulnerability, ...(aliases.length === 0 ? {} : { aliases }) },
    products: [image === undefined ? part : { '@id': image, identifiers: { purl: image }, subcomponents: [part] }],
    status,
    ...(justification === undefined ? {} : { justification }),
    ...wordsOf(status, statement),
  };
}

/** The format has a field of its own for what each status must explain. */
function wordsOf(status: VexStatementOut['status'], statement: string) {
  if (statement === '') return {};
  if (status === 'not_affected') return { impact_statement: statement };
  return status === 'affected' ? { action_statement: statement } : { status_notes: statement };
}
