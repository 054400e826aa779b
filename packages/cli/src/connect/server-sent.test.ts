import fc from 'fast-check';
import { expect, it } from 'vitest';
import { serverSentData } from './server-sent.ts';

async function* chunks(...texts: readonly string[]): AsyncGenerator<string> {
  yield* texts;
}
const all = async (events: AsyncIterable<string>) => {
  const list: string[] = [];
  for await (const event of events) list.push(event);
  return list;
};

it('reads events whole, however they are cut', async () => {
  const stream = ': hello\r\nevent: message\ndata: {"a":1}\n\ndata: one\ndata: two\n\nid: 7\n\ndata:last\r\n\r\n';
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(stream.length), { maxLength: 8 }), async (cuts) => {
      const places = [0, ...cuts.sort((a, b) => a - b), stream.length];
      const parts = places.slice(1).map((end, index) => stream.slice(places[index], end));
      expect(await all(serverSentData(chunks(...parts)))).toEqual(['{"a":1}', 'one\ntwo', 'last']);
    }),
  );
});

it('gives nothing of an event that was cut off', async () => {
  expect(await all(serverSentData(chunks('data: half')))).toEqual([]);
});

it('refuses an event without an end', async () => {
  const endless = serverSentData(chunks('data: '.padEnd(100, 'x'), 'x'.repeat(100)), { mostCharacters: 150 });
  await expect(all(endless)).rejects.toThrow(/longer than 150/);
});
