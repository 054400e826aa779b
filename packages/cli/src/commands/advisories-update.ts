import type { UpdateProgress, UpdateResult } from '@plimsoll/scan';
import { defineCommand } from '../command.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { advisoriesDir, advisoryOptions } from '../input/advisory-options.ts';
import { asText, asTexts } from '../input/parse.ts';
import { jsonText, printable } from '../ui/printable.ts';
import { bytes, counted, short } from '../ui/quantity.ts';

export const advisoriesUpdate = defineCommand({
  name: 'update',
  summary: 'Fetch advisories, from their publishers or from a mirror',
  detail: [
    'Only what changed is fetched. A feed that fails keeps what it had, and the exit',
    'code is 4. Proxies are taken from HTTPS_PROXY, HTTP_PROXY and NO_PROXY.',
    'Without a network, point --from to a mirror folder: docs/guide/advisories.md.',
  ].join('\n'),
  options: {
    from: {
      flag: '--from',
      value: 'base',
      summary: 'a mirror: https://…, http://…, file:///… or a folder',
      parse: asText(4096),
      completes: 'directory',
      otherwise: 'each feed from its publisher',
    },
    feed: {
      flag: '--feed',
      value: 'ids',
      summary: 'only these, and those kept already: osv/Debian,osv/npm,kev',
      parse: asTexts(2000),
      otherwise: 'all that a mirror folder holds, or all that need no decision',
    },
    force: { flag: '--force', summary: 'take feeds that shrank, and read everything again' },
    keepRaw: { flag: '--keep-raw', summary: 'keep the feeds as they came, for `advisories serve`' },
    ...advisoryOptions,
  },
  examples: [
    'plimsoll advisories update',
    'plimsoll advisories update --from /media/mirror',
    'plimsoll advisories update --feed osv/Debian,osv/npm,kev,epss',
  ],
  json: 'generation, previous, packages, advisories and feeds as one JSON object',
  async run({ options, json }, { out, err, env, signal, now }) {
    const [{ updateAdvisories }, { surroundingsOf }, { createProgress }] = await Promise.all([
      import('@plimsoll/scan'),
      import('@plimsoll/host/settings'),
      import('../ui/progress.ts'),
    ]);
    const dir = advisoriesDir(options.advisories, { ...surroundingsOf(process), env });
    const progress = createProgress(err);
    progress.begin('updating advisories');
    const result = await updateAdvisories({
      dir,
      base: options.from,
      feeds: options.feed,
      force: options.force,
      keepRaw: options.keepRaw,
      signal,
      now,
      onProgress: (at) => progress.now(progressText(at)),
    }).catch((error: unknown) => {
      progress.end('advisories were not updated');
      throw error;
    });
    progress.end(endText(result));
    if (json) await out.line(jsonText(resultJson(result), 2));
    else await out.lines(resultLines(result, dir));
    await err.lines(failureLines(result));
    return exitOf(result);
  },
});

export function progressText({
  phase,
  feed,
  feedsDone,
  feedsTotal,
  bytes: done,
  bytesTotal,
  records,
}: UpdateProgress): string {
  if (phase === 'building') return 'building the database';
  const of = `${feedsDone + 1} of ${feedsTotal}`;
  if (phase === 'reading') return `${of} ${feed}: ${counted(records, 'record')}`;
  const size =
    done === 0 ? '' : bytesTotal === undefined ? `: ${bytes(done)}` : `: ${bytes(done)} of ${bytes(bytesTotal)}`;
  return `${of} ${feed}${size}`;
}

export function resultLines(result: UpdateResult, dir: string): readonly string[] {
  const count = (wanted: string) => result.feeds.filter(({ outcome }) => outcome === wanted).length;
  const feeds = `${counted(count('changed'), 'feed')} changed, ${count('unchanged')} did not, ${count('failed')} failed`;
  return [
    `Generation ${result.generation}: ${short(result.advisories)} advisories for ${counted(result.packages, 'package')}.`,
    `${feeds}. Kept in ${printable(dir)}.`,
  ];
}

const failuresShown = 5;

export function failureLines({ feeds }: Pick<UpdateResult, 'feeds'>): readonly string[] {
  const failed = feeds.flatMap(({ feed, failure }) => (failure === undefined ? [] : [{ feed, failure }]));
  const shown = failed.slice(0, failuresShown);
  const more = failed.length - shown.length;
  return [
    ...shown.map(({ feed, failure }) => `plimsoll: ${printable(feed)} was not updated: ${printable(failure)}`),
    ...(more === 0 ? [] : [`plimsoll: and ${counted(more, 'feed')} more (--json lists all)`]),
  ];
}

function endText({ feeds, generation, previous }: UpdateResult): string {
  if (feeds.length > 0 && feeds.every(({ outcome }) => outcome === 'failed')) return 'no feed could be read';
  return generation === previous ? 'nothing new' : 'a new generation is in use';
}

function resultJson({ generation, previous, packages, advisories, feeds }: UpdateResult) {
  return {
    generation,
    previous: previous ?? null,
    packages,
    advisories,
    feeds: feeds.map(({ feed, outcome, failure }) => ({ feed, outcome, failure: failure ?? null })),
  };
}

export function exitOf({ feeds }: Pick<UpdateResult, 'feeds'>): ExitCode {
  return feeds.some(({ outcome }) => outcome === 'failed') ? exitCodes.unreachable : exitCodes.ok;
}
