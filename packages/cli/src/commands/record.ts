import { existsSync } from 'node:fs';
import { defineCommand } from '../command.ts';
import { CliError } from '../errors.ts';
import { exitCodes } from '../exit-code.ts';
import { configFlagsFor, flagTexts } from '../input/config-flags.ts';
import { asWhole } from '../input/parse.ts';
import { jsonText } from '../ui/printable.ts';
import { bytes, counted } from '../ui/quantity.ts';

export const record = defineCommand({
  name: 'record',
  summary: "Record the sensor's frames into a trace file that replays anywhere",
  detail: [
    'Needs root, as the sensor does. A trace holds what every container on this',
    'host did, with command lines: keep it as you would keep a log. An existing file',
    'is never overwritten.',
  ].join('\n'),
  args: [{ name: 'file', summary: 'trace file to write', completes: 'file' }],
  options: {
    ...configFlagsFor('sensor', 'engine', 'learning.slice'),
    seconds: {
      flag: '--seconds',
      value: 'n',
      summary: 'stop after this long',
      parse: asWhole({ min: 1, max: 86_400 }),
      otherwise: 'at Ctrl-C',
    },
  },
  examples: ['sudo plimsoll record clean.trace --seconds 600'],
  json: 'file, frames, bytes, dropped, containers and durationMs as one JSON object',
  async run({ args: [file = ''], options, json }, { out, err, env, signal }) {
    const [{ record: recordTrace }, { resolveConfig }, { surroundingsOf }, { createProgress }] = await Promise.all([
      import('@plimsoll/host'),
      import('@plimsoll/host/config'),
      import('@plimsoll/host/settings'),
      import('../ui/progress.ts'),
    ]);
    if (existsSync(file)) {
      throw new CliError('FILE_EXISTS', `${file} is there already`, { hint: 'Choose another name, or move it away.' });
    }
    const surroundings = { ...surroundingsOf(process), env };
    const { config } = resolveConfig({
      flags: flagTexts(options),
      file: options.config as string | undefined,
      surroundings,
    });
    const seconds = options.seconds as number | undefined;
    const progress = createProgress(err);
    progress.begin(`recording into ${file}${seconds === undefined ? '; Ctrl-C ends it' : ` for ${seconds} s`}`);
    const recorded = await recordTrace({
      file,
      config,
      seconds,
      signal,
      onProgress: ({ frames, bytes: size, containers }) =>
        progress.now(`${counted(frames, 'frame')}, ${bytes(size)}, ${counted(containers, 'container')}`),
    }).catch((error: unknown) => {
      progress.end('nothing was recorded');
      throw error;
    });
    const lost =
      recorded.dropped > 0 ? `; ${counted(recorded.dropped, 'frame')} lost because the disk was too slow` : '';
    progress.end(
      `${counted(recorded.frames, 'frame')} of ${counted(recorded.containers, 'container')}, ${bytes(recorded.bytes)} in ${file}${lost}`,
    );
    if (json) await out.line(jsonText({ file, ...recorded }, 2));
    return exitCodes.ok;
  },
});
