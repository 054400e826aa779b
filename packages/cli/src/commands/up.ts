import { defineCommand } from '../command.ts';
import type { ExitCode } from '../exit-code.ts';
import { configFlags, flagTexts } from '../input/config-flags.ts';
import { productVersion } from '../version.ts';

export const up = defineCommand({
  name: 'up',
  summary: 'Watch the containers of this host: agent, server and console in one process',
  detail: [
    'Starts wherever it can. What it cannot see (no root, no Docker engine, no BTF,',
    'no sensor) it names with what to do about it, and shows as blind, never as all',
    'clear. The first Ctrl-C or SIGTERM ends it cleanly, a second one at once.',
  ].join('\n'),
  options: {
    ...configFlags,
    restore: { flag: '--restore', summary: 'first put the newest whole backup in the place of a damaged database' },
  },
  examples: ['sudo plimsoll up', 'plimsoll up --port 8080 --data-dir ./var'],
  ownsSignals: true,
  async run({ options }, { out, env, now }) {
    // Before anything heavy is loaded: whoever started this sees at once that something happens.
    await out.line(`${out.style.paint('strong', `Plimsoll ${productVersion()}`)} is starting`);
    const [{ up: bringUp }, { resolveConfig }, { surroundingsOf }, { createNarrator }] = await Promise.all([
      import('@plimsoll/host'),
      import('@plimsoll/host/config'),
      import('@plimsoll/host/settings'),
      import('../ui/narrator.ts'),
    ]);
    const surroundings = { ...surroundingsOf(process), env };
    const { config } = resolveConfig({
      flags: flagTexts(options),
      file: options.config as string | undefined,
      surroundings,
    });
    const narrator = createNarrator({ out, now });
    const exit = await bringUp({
      config,
      restore: options.restore === true,
      signals: process,
      scanWorker: scanWorkerCommand(process),
      notify: narrator.tell,
    });
    await narrator.end();
    return exit as ExitCode;
  },
});

/** This command itself, as it was started: from sources or from the bundle. Its own limits on memory are not the worker's. */
function scanWorkerCommand({
  execPath,
  argv,
}: {
  readonly execPath: string;
  readonly argv: readonly string[];
}): readonly [string, ...string[]] {
  const main = argv[1] ?? '';
  return [execPath, ...(main.endsWith('.ts') ? ['--conditions=source'] : []), main, 'scan-worker'];
}
