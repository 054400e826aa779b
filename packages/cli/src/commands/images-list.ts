import type { ImageSummary } from '@plimsoll/api';
import { defineCommand, type OptionSpecs } from '../command.ts';
import { resolveWorkload } from '../connect/resolve-workload.ts';
import { exitCodes } from '../exit-code.ts';
import { limitOption } from '../input/page-options.ts';
import { asChoice, asChoices, asText } from '../input/parse.ts';
import { urgentWords, worstOf, worstTone } from '../ui/image.ts';
import { jsonText } from '../ui/printable.ts';
import { counted, percent } from '../ui/quantity.ts';
import { type Column, table } from '../ui/table.ts';
import { ago } from '../ui/time.ts';

const states = ['unscanned', 'queued', 'scanning', 'scanned', 'incomplete', 'failed'] as const;
const severities = ['negligible', 'low', 'medium', 'high', 'critical'] as const;
const sorts = ['risk', 'severity', 'kev', 'epss', 'newest', 'scanned', 'name', 'size'] as const;

const options = {
  text: {
    flag: '--text',
    value: 'text',
    summary: 'only those with this in their name, digest, operating system or workload',
    parse: asText(200),
  },
  repository: { flag: '--repository', value: 'name', summary: 'only of this repository', parse: asText(512) },
  workload: {
    flag: '--workload',
    value: 'id',
    summary: 'only those that this workload runs',
    parse: asText(512),
    completes: 'workload',
  },
  state: {
    flag: '--state',
    value: 'list',
    summary: `only these: ${states.join(', ')}`,
    parse: asChoices(states),
    completes: states,
  },
  severity: {
    flag: '--severity',
    value: 'severity',
    summary: 'only those with a finding at least so severe',
    parse: asChoice(severities),
    completes: severities,
  },
  holds: {
    flag: '--holds',
    value: 'what',
    summary: 'only those that hold this vulnerability or package',
    parse: asText(200),
  },
  running: { flag: '--running', summary: 'only those that run now' },
  kev: { flag: '--kev', summary: 'only those with a vulnerability that is exploited' },
  current: { flag: '--current', summary: 'only what a tag stands for now' },
  breaks: { flag: '--breaks', summary: 'only those that break a policy' },
  sort: {
    flag: '--sort',
    value: 'order',
    summary: sorts.join(', '),
    parse: asChoice(sorts),
    completes: sorts,
    otherwise: 'risk',
  },
  limit: limitOption,
  cursor: {
    flag: '--cursor',
    value: 'next',
    summary: 'go on after a page: the `next` that it had, in the same order',
    parse: asText(1000),
  },
} as const satisfies OptionSpecs;

export const imagesList = defineCommand({
  name: 'list',
  summary:
    'List the images, what matters most first: malware and secrets, then what is in use, exploited and likely to be',
  options,
  examples: [
    'plimsoll images',
    'plimsoll images --running --severity high',
    'plimsoll images --holds CVE-2021-44228',
    'plimsoll images --json | jq -r ".items[].name"',
  ],
  json: 'one page of images as a JSON object: items, total, next, facets',
  connects: true,
  async run({ options: asked, json }, { connect, out, err, now, signal }) {
    const { client } = await connect();
    const { workload, state, running, kev, current, breaks, ...given } = asked;
    const query = {
      ...given,
      ...(state !== undefined && { state: [...state] }),
      ...(workload !== undefined && { workload: (await resolveWorkload(client, workload, signal)).id }),
      // What is not asked for is left open, not refused.
      ...Object.fromEntries(
        Object.entries({ running, kev, current, breaks }).flatMap(([name, is]) => (is ? [[name, 'true']] : [])),
      ),
    };
    const page = await client.listImages({ query }, { signal });
    if (json) {
      await out.line(jsonText(page, 2));
      return exitCodes.ok;
    }
    if (page.items.length === 0)
      await err.line(
        'No images match. They appear here when a container runs them, a registry tells of them or somebody scans them.',
      );
    else await out.lines(table(page.items, columns(now()), out));
    if (page.next !== null)
      await err.line(
        `${page.items.length} of ${counted(page.total, 'image')} shown; see --limit and the filters, or go on with --cursor ${page.next}`,
      );
    return exitCodes.ok;
  },
});

// No line begins with what an image or its registry says: build servers take some beginnings for commands.
function columns(now: number): readonly Column<ImageSummary>[] {
  return [
    { head: 'WORST', cell: worstOf, tone: worstTone },
    { head: 'IMAGE', cell: ({ name }) => name, cut: 'start', tone: () => 'strong' },
    { head: 'BESIDES', cell: urgentWords, tone: () => 'bad', cut: 'end' },
    { head: 'IN USE', cell: ({ use }) => (use === null ? 'unwatched' : (use.severity ?? 'none')) },
    {
      head: 'EXPLOITED',
      cell: ({ kev }) => String(kev),
      align: 'end',
      tone: ({ kev }) => (kev > 0 ? 'bad' : 'quiet'),
    },
    { head: 'EPSS', cell: ({ epss }) => (epss === null ? '' : percent(epss)), align: 'end' },
    { head: 'CRITICAL', cell: ({ counts }) => String(counts.critical), align: 'end' },
    { head: 'HIGH', cell: ({ counts }) => String(counts.high), align: 'end' },
    { head: 'RUNNING', cell: ({ containers }) => String(containers), align: 'end' },
    { head: 'SCANNED', cell: ({ scannedAt }) => (scannedAt === null ? 'never' : ago(scannedAt, now)) },
  ];
}
