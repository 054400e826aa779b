import type { ImageFindingPage, ImageView } from '@plimsoll/api';
import { defineCommand } from '../command.ts';
import { resolveImage } from '../connect/resolve-image.ts';
import type { Output } from '../context.ts';
import { exitCodes } from '../exit-code.ts';
import { asWhole } from '../input/parse.ts';
import { type Field, fields } from '../ui/fields.ts';
import { urgentWords, vulnerabilityWords } from '../ui/image.ts';
import { jsonText, printable } from '../ui/printable.ts';
import { bytes, counted, percent } from '../ui/quantity.ts';
import { type Column, table } from '../ui/table.ts';
import { moment } from '../ui/time.ts';

const findingsShown = 20;

export const imagesShow = defineCommand({
  name: 'show',
  summary: 'Show one image: what it is, what runs it, and what was found in it, what matters most first',
  args: [{ name: 'image', summary: 'its name, the end of it, or its digest', completes: 'image' }],
  options: {
    limit: {
      flag: '--limit',
      value: 'n',
      summary: 'at most so many findings, 1 to 500',
      parse: asWhole({ min: 1, max: 500 }),
      otherwise: String(findingsShown),
    },
  },
  examples: ['plimsoll images show registry.example/shop/web:1.4', 'plimsoll images show 7f83b1657ff1'],
  json: 'the image as one JSON object, the first page of its findings in `findings`',
  connects: true,
  async run({ args: [typed = ''], options, json }, { connect, out, signal }) {
    const { client } = await connect();
    const { id } = await resolveImage(client, typed, signal);
    const params = { image: id };
    const view = await client.getImage({ params }, { signal });
    const found = await client.listImageFindings(
      { params, query: { limit: options.limit ?? findingsShown } },
      { signal },
    );
    if (json) await out.line(jsonText({ ...view, findings: found }, 2));
    else await out.lines(imageLines(view, found, out));
    return exitCodes.ok;
  },
});

export function imageLines(
  view: ImageView,
  found: ImageFindingPage,
  look: Pick<Output, 'style' | 'width'>,
): readonly string[] {
  const left = [
    ...(found.total > found.items.length ? [`${found.total - found.items.length} more (--limit)`] : []),
    ...(found.suppressed > 0 ? [`${found.suppressed} suppressed`] : []),
    ...(found.hidden > 0 ? [`${found.hidden} hidden`] : []),
  ];
  return [
    // What is broken goes on after a mark: no line begins with what an image holds.
    ...fields(aboutOf(view), { ...look, mark: '|' }),
    ...(found.items.length === 0 ? [] : ['', ...table(found.items, columns, look)]),
    ...(left.length === 0 ? [] : [look.style.paint('quiet', `not shown: ${left.join(', ')}`)]),
  ];
}

function aboutOf({ summary, report, verdicts }: ImageView): readonly Field[] {
  const { os, use, failure } = summary;
  const ends = os?.endOfLifeAt;
  const text = (value: string | undefined) => (value === undefined ? undefined : printable(value));
  const urgent = urgentWords(summary);
  return [
    ['image', printable(summary.name), 'strong'],
    ['digest', summary.digest ?? summary.id],
    ['state', failure === null ? summary.state : `${summary.state}: ${printable(failure.message)}`],
    ['do', text(failure?.hint)],
    ['system', os === null ? undefined : printable(os.name)],
    ['maintained until', ends === undefined ? undefined : moment(ends)],
    ['base', text(report?.image.base?.name)],
    ['size', summary.scannedAt === null ? undefined : `${bytes(summary.bytes)} in ${counted(summary.layers, 'layer')}`],
    ['packages', summary.scannedAt === null ? undefined : String(summary.packages)],
    ['vulnerabilities', summary.scannedAt === null ? undefined : vulnerabilityWords(summary)],
    ['besides', urgent === '' ? undefined : urgent, 'bad'],
    ['exploited', summary.kev === 0 ? undefined : String(summary.kev), 'bad'],
    ['likeliest', summary.epss === null ? undefined : `EPSS ${percent(summary.epss)} within 30 days`],
    [
      'in use',
      use === null
        ? 'nobody watches a workload that runs it'
        : `${use.executed} executed, ${use.loaded} loaded, ${use.neverSeen} never seen since ${moment(use.watchedSince)}`,
    ],
    ['runs in', summary.workloads.length === 0 ? 'nothing' : printable(summary.workloads.join(', '))],
    ['scanned', summary.scannedAt === null ? 'never' : moment(summary.scannedAt)],
    ['advisories of', summary.dataAt === null ? undefined : moment(summary.dataAt)],
    [
      'partial',
      report === null || report.complete
        ? undefined
        : printable(report.problems[0]?.message ?? 'there were no advisories'),
    ],
    ...verdicts.flatMap(({ policy, breaches }) =>
      breaches.map(({ sentence }): Field => ['breaks', printable(`${policy}: ${sentence}`), 'bad']),
    ),
  ];
}

type Row = ImageFindingPage['items'][number];

// No line begins with what an image holds: build servers take some beginnings for commands.
const columns: readonly Column<Row>[] = [
  {
    head: 'SEVERITY',
    cell: ({ finding }) => finding.severity,
    tone: ({ finding: { severity } }) => (severity === 'critical' ? 'bad' : severity === 'high' ? 'warn' : 'plain'),
  },
  { head: 'WHAT', cell: ({ finding }) => (finding.kind === 'vulnerability' ? finding.id : finding.title), cut: 'end' },
  {
    head: 'IN',
    cell: ({ finding }) =>
      finding.kind === 'vulnerability'
        ? `${finding.packageName} ${finding.packageVersion ?? ''}`.trimEnd()
        : (finding.why.path ?? ''),
    cut: 'start',
  },
  {
    head: 'FIXED IN',
    cell: ({ finding }) =>
      finding.kind === 'vulnerability' ? (finding.fixedIn ?? finding.status.replaceAll('-', ' ')) : '',
    cut: 'end',
  },
  { head: 'SIGNS', cell: signsOf, cut: 'end' },
];

function signsOf({ finding }: Row): string {
  if (finding.kind !== 'vulnerability') return finding.kind === 'detection' ? 'departure' : finding.kind;
  const { use, kev, epss } = finding;
  return [
    ...(use === undefined || use.state === 'never-seen' ? [] : [use.state]),
    ...(kev === undefined ? [] : ['exploited']),
    ...(epss === undefined || epss.probability < 0.01 ? [] : [`EPSS ${percent(epss.probability)}`]),
  ].join(', ');
}
