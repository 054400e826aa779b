/** FIRST's exploit prediction scores: https://www.first.org/epss/data_stats */
import { ScanError } from '../../errors.ts';
import { blockSize, cvePlace, encodeEpss, epssKey, yearSpan } from '../generation/facts.ts';
import { asTime } from '../record/osv-shape.ts';
import type { FeedReader } from './feed.ts';
import { LineError, textLines } from './text-lines.ts';

const limits = { lineChars: 1_000, totalBytes: 512 << 20, gzip: true };
const most = 5_000_000;
/** By year and thousand of the number. */
type Blocks = Map<number, number[]>;

export const readEpss: FeedReader = async ({ file, where, sink }) => {
  const blocks: Blocks = new Map();
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
  for (const [block, entries] of blocks) {
    const first = block * blockSize;
    const key = epssKey(Math.floor(first / yearSpan), first % yearSpan);
    sink.fact({ kind: 'epss', key, body: encodeEpss(entries), entries: entries.length / 3 });
  }
};

function takeScore(line: string, blocks: Blocks, tell: (name: string, why: string) => void): void {
  const first = line.indexOf(',');
  const second = line.indexOf(',', first + 1);
  const place = first < 0 || second < 0 ? -1 : cvePlace(line, 0, first);
  const probability = shareOf(line.slice(first + 1, second));
  const percentile = shareOf(line.slice(second + 1));
  if (place < 0 || probability < 0 || percentile < 0) {
    tell(line.slice(0, 40), 'it is not `cve,epss,percentile`');
    return;
  }
  const number = place % yearSpan;
  const block = Math.floor(place / blockSize);
  const known = blocks.get(block);
  if (known === undefined) blocks.set(block, [number, probability, percentile]);
  else known.push(number, probability, percentile);
}

/** −1 for what is no share. */
function shareOf(text: string): number {
  const value = text === '' || text.length > 24 ? Number.NaN : Number(text);
  return value >= 0 && value <= 1 ? value : -1;
}

function invalid(where: string, why: string, cause?: unknown): ScanError {
  return new ScanError('FEED_INVALID', `${where} is not the list of EPSS scores: ${why}`, {
    hint: 'It is a gzip file of lines `cve,epss,percentile`. Check the address or the mirror.',
    cause,
  });
}
