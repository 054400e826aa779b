import type { Notice } from '@plimsoll/host';
import { expect, it } from 'vitest';
import { createNarrator } from './narrator.ts';
import { createOutput } from './output.ts';

function listen(isTTY: boolean, columns = 80) {
  const chunks: string[] = [];
  const stream = {
    isTTY,
    columns,
    write(chunk: string | Uint8Array, done: () => void) {
      chunks.push(String(chunk));
      done();
      return true;
    },
  };
  const out = createOutput(stream, { env: { NO_COLOR: '1' }, closed: () => {} });
  return { narrator: createNarrator({ out, now: () => 0 as Notice['at'] }), chunks };
}

const at = 0 as Notice['at'];
const stopping: Notice = { kind: 'stopping', at, why: 'SIGTERM' };

it('writes plain lines where nobody looks', async () => {
  const { narrator, chunks } = listen(false);
  narrator.tell(stopping);
  narrator.tell({ kind: 'stopped', at, clean: true });
  await narrator.end();
  expect(chunks.join('')).toBe('stopping (SIGTERM); once more to stop at once\nstopped; what was learned is kept\n');
});

it('keeps a status line below the lines that stay, and takes it away at the end', async () => {
  const { narrator, chunks } = listen(true);
  narrator.tell(stopping);
  narrator.tell({ kind: 'stopped', at, clean: true });
  await narrator.end();
  expect(chunks).toEqual([
    '\r\u001b[Kstopping (SIGTERM); once more to stop at once\nstarting',
    '\r\u001b[Kstopped; what was learned is kept\n',
  ]);
});

it('goes on watching when its reader went away', async () => {
  let times = 0;
  const gone = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
  const stream = {
    write(_: string | Uint8Array, done: (error: Error) => void) {
      done(gone);
      return false;
    },
  };
  const closed = () => {
    times += 1;
  };
  const out = createOutput(stream, { env: {}, closed });
  const narrator = createNarrator({ out, now: () => at });
  narrator.tell(stopping);
  narrator.tell(stopping);
  await narrator.end();
  expect(times).toBe(2);
});

it('goes on when what it says cannot be written, and says the next thing', async () => {
  const chunks: string[] = [];
  const stream = {
    write(chunk: string | Uint8Array, done: (error?: Error) => void) {
      chunks.push(String(chunk));
      done(chunks.length === 1 ? Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' }) : undefined);
      return true;
    },
  };
  const narrator = createNarrator({ out: createOutput(stream, { env: {}, closed: () => {} }), now: () => at });
  narrator.tell(stopping);
  narrator.tell({ kind: 'stopped', at, clean: true });
  await narrator.end();
  expect(chunks).toHaveLength(2);
});
