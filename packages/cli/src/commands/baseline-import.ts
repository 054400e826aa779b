import type { WorkloadId } from '@plimsoll/core';
import { defineCommand } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { asText } from '../input/parse.ts';
import { jsonText, printable } from '../ui/printable.ts';

export const baselineImport = defineCommand({
  name: 'import',
  summary: 'Take in a signed baseline file',
  detail:
    "A file signed by another host is refused until you say that you trust its key:\ncheck the key's id with whoever sent the file.",
  args: [{ name: 'file', summary: 'what `baseline export` wrote', completes: 'file' }],
  options: {
    workload: {
      flag: '--workload',
      value: 'id',
      summary: 'import into this workload',
      parse: asText(512),
      completes: 'workload',
      otherwise: 'the one it was exported from',
    },
    trustKey: {
      flag: '--trust-key',
      value: 'id',
      summary: 'id of the key that signed it, as its owner told you',
      parse: asText(128),
    },
  },
  examples: [
    'plimsoll baseline import web.baseline.json',
    'plimsoll baseline import web.baseline.json --workload docker/shop/web',
  ],
  json: 'the workload as one JSON object',
  connects: true,
  async run({ args: [file = ''], options, json }, { connect, out, signal }) {
    const [{ SignedBaseline }, { readJsonFile }] = await Promise.all([
      import('@plimsoll/api'),
      import('../input/json-file.ts'),
    ]);
    const baseline = await readJsonFile(file, {
      schema: SignedBaseline,
      what: 'a signed baseline',
      mostBytes: 24 * 1024 * 1024,
    });
    const { client } = await connect();
    const changed = await client.importBaseline(
      {
        body: {
          baseline,
          ...(options.workload !== undefined && { workload: options.workload as WorkloadId }),
          ...(options.trustKey !== undefined && { trustKeyId: options.trustKey }),
        },
      },
      { signal },
    );
    await out.line(
      json ? jsonText(changed, 2) : `${printable(changed.id)} has baseline version ${changed.baselineVersion} now`,
    );
    return exitCodes.ok;
  },
});
