import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { type Calls, serveWorker } from './serve.ts';

it('ends with whoever asked, also while it waits for an answer of theirs', async () => {
  const [input, output] = [new PassThrough(), new PassThrough({ encoding: 'utf8' })];
  const calls: Partial<Calls> = {
    policy: async (_, { known }) => (await known({ repository: undefined, digests: [] })) as never,
  };
  const served = serveWorker({ input, output }, async () => calls as Calls);
  input.write(`${JSON.stringify({ folder: '/nowhere' })}\n${JSON.stringify({ n: 1, op: 'policy', work: {} })}\n`);
  const asked = await new Promise<string>((resolve) => output.once('data', resolve));
  expect(JSON.parse(asked)).toMatchObject({ n: 1, known: {} });

  input.end();
  await served;
});
