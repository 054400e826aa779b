import type { ImageFinding, ScanReport } from '@plimsoll/core';
import { vulnerabilityUrl } from '@plimsoll/scan';
import type { Output } from '../context.ts';
import { CliError } from '../errors.ts';
import { type Field, fields } from '../ui/fields.ts';
import { printable } from '../ui/printable.ts';
import { percent } from '../ui/quantity.ts';
import { moment } from '../ui/time.ts';

/**
 * Why: everything needed to check by hand every finding of that name: a vulnerability or one of its aliases, a rule, a check, a key.
 *
 * @throws CliError NOT_FOUND
 */
export function explainFindings(
  { findings, image }: ScanReport,
  wanted: string,
  output: Pick<Output, 'style' | 'width'>,
): readonly string[] {
  const found = findings.filter((finding) =>
    namesOf(finding).some((name) => name.toLowerCase() === wanted.toLowerCase()),
  );
  if (found.length === 0)
    throw new CliError('NOT_FOUND', `${image.reference} has no finding called ${wanted}`, {
      hint: 'Give an id as the report shows it; --show-suppressed and --show-hidden list the rest.',
    });
  return found.flatMap((finding, index) => [...(index === 0 ? [] : ['']), ...linesOf(finding, output)]);
}

function namesOf(finding: ImageFinding): readonly string[] {
  const { key, why } = finding;
  return finding.kind === 'vulnerability' ? [key, why.source, finding.id, ...finding.aliases] : [key, why.source];
}

/** Names are ours; every value may be the image's word or an advisory's. */
function linesOf(finding: ImageFinding, { style, width }: Pick<Output, 'style' | 'width'>): readonly string[] {
  const { why, suppressed, remedy } = finding;
  const rows: readonly Field[] = [
    ['finding', finding.title, 'strong'],
    ['means', finding.sentence],
    ['severity', finding.severity],
    ['because', `${why.source}: ${why.condition}`],
    ['found', why.observed],
    ['file', why.path],
    [
      'layer',
      why.layer === undefined ? undefined : `${why.layer}${why.origin === 'unknown' ? '' : ` (${why.origin})`}`,
    ],
    ['made by', why.command],
    ...rowsOf(finding),
    ['data of', why.dataAt === undefined ? undefined : moment(why.dataAt)],
    ['suppressed', suppressed === undefined ? undefined : suppressionText(suppressed)],
    ['do', remedy],
  ];
  const safe = rows.map(([name, value, tone]): Field => [name, value && printable(value), tone]);
  // A line that is broken goes on after a mark: build servers take what begins a line for a command, blanks before it or not.
  return fields(safe, { style, width, mark: '|' });
}

function rowsOf(finding: ImageFinding): readonly Field[] {
  if (finding.kind === 'secret')
    return [
      ['line', finding.line === undefined ? undefined : String(finding.line)],
      [
        'still in it',
        finding.deletedLater ? 'yes: a later layer deletes the file, and whoever pulls has it' : undefined,
      ],
      ['fingerprint', finding.fingerprint.slice(0, 16)],
    ];
  if (finding.kind === 'malware')
    return [
      ['engine', finding.engine],
      ['digest', finding.file],
      [
        'still in it',
        finding.deletedLater ? 'yes: a later layer deletes the file, and whoever pulls has it' : undefined,
      ],
    ];
  if (finding.kind === 'detection')
    return [['learned', `from ${finding.images} images; chance about 1 in 10^${finding.digits.toFixed(1)}`]];
  if (finding.kind !== 'vulnerability') return [];
  const { aliases, purl, ratings, kev, epss, use } = finding;
  return [
    ['package', purl],
    ['also', aliases.length === 0 ? undefined : aliases.join(', ')],
    [
      'ratings',
      ratings.length === 0
        ? 'nobody has rated it'
        : ratings
            .map(({ source, severity, score }) => `${source} ${severity}${score === undefined ? '' : ` ${score}`}`)
            .join(', '),
    ],
    [
      'exploited',
      kev === undefined ? undefined : `known since ${moment(kev.addedAt)}${kev.ransomware ? ', by ransomware' : ''}`,
    ],
    ['read more', vulnerabilityUrl(finding.id)],
    ['EPSS', epss === undefined ? undefined : `${percent(epss.probability)} within 30 days`],
    [
      'in use',
      use === undefined
        ? undefined
        : `${use.state.replaceAll('-', ' ')} since ${moment(use.since)}${use.path === undefined ? '' : `, ${use.path}`}; ${use.workloads.join(', ')}`,
    ],
  ];
}

function suppressionText({
  status,
  justification,
  source,
  by,
  owner,
  until,
}: NonNullable<ImageFinding['suppressed']>): string {
  const rest = [`${by} ${source}`, owner, until === undefined ? undefined : `until ${moment(until)}`];
  return `${status.replaceAll('_', ' ')}: ${justification} (${rest.filter((part) => part !== undefined).join(', ')})`;
}
