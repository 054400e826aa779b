/** FIRST's exploit prediction scores: https://www.first.org/epss/data_stats */
import { ScanError } from '../../errors.ts';
import { type EpssEntry, encodeEpss, epssBlock } from '../generation/facts.ts';
import { asTime } from '../record/osv-shape.ts';
import type { FeedReader } from './feed.ts';
import { LineError, textLines } from './text-lines.ts';

const limits = { lineChars: 1_000, totalBytes: 512 << 20, gzip: true };
const most = 5_000_000;

export const readEpss: FeedReader = async ({ file, where, sink }) => {
  const blocks = new Map<string, EpssEntry[]>();
  let [seen, header] = [0, false];
  try {
    for await (const lines of textLines(file, limits)) {
      for (const line of lines) {
        if (line.startsWith('#')) {
          const date = asTime(/score_date:([0-9T:+.Z-]{10,30})/.exec(line)?.[1]?.replace(/(\+\d{2})(\d{2})$/, '$1:$2'));
          if (date !== undefined) sink.dated(date);
        } else if (line.startsWith('cve,')) header = true;
        else if (line !== '') {
          if (++seen > most) throw new LineError(`it has more than ${most} lines`);
          takeScore(line, blocks, sink.invalid);
        }
      }
      await sink.breathe();
    }
  } catch (cause) {
    if (!(cause instanceof LineError)) throw cause;
    throw invalid(where, cause.message, cause);
  }
  if (!header) throw invalid(where, 'it has no line `cve,epss,percentile`');
  for (const [key, entries] of blocks) {
    sink.fact({ kind: 'epss', key, body: encodeEpss(entries), entries: entries.length });
  }
};

function takeScore(line: string, blocks: Map<string, EpssEntry[]>, tell: (name: string, why: string) => void): void {
  const [cve = '', epss = '', share = '', ...more] = line.split(',');
  const block = epssBlock(cve);
  const [probability, percentile] = [shareOf(epss), shareOf(share)];
  if (
    block === undefined ||
    block.number > 0xffffffff ||
    probability === undefined ||
    percentile === undefined ||
    more.length > 0
  ) {
    tell(line.slice(0, 40), 'it is not `cve,epss,percentile`');
    return;
  }
  const entry = { number: block.number, probability, percentile };
  const known = blocks.get(block.key);
  if (known === undefined) blocks.set(block.key, [entry]);
  else known.push(entry);
}

function shareOf(text: string): number | undefined {
  const value = /^\d(?:\.\d{1,20})?(?:e-\d{1,2})?$/i.test(text) ? Number(text) : Number.NaN;
  return value >= 0 && value <= 1 ? value : undefined;
}

function invalid(where: string, why: string, cause?: unknown): ScanError {
  return new ScanError('FEED_INVALID', `${where} is not the list of EPSS scores: ${why}`, {
    hint: 'It is a gzip file of lines `cve,epss,percentile`. Check the address or the mirror.',
    cause,
  });
}
