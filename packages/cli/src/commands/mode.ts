import { defineCommand } from '../command.ts';
import { resolveWorkload } from '../connect/resolve-workload.ts';
import { CliError } from '../errors.ts';
import { exitCodes } from '../exit-code.ts';
import { asChoice, asText } from '../input/parse.ts';
import { jsonText, printable } from '../ui/printable.ts';
import { modes, modeWord } from './workloads.ts';

export const mode = defineCommand({
  name: 'mode',
  summary: "Set how strictly a workload's baseline is applied",
  detail: [
    'discover  learn, and tell only what is never learned (the default)',
    'monitor   tell whatever departs from the baseline',
    'protect   also stop executables outside the baseline before their first',
    '          instruction: as a dry run that only says what it would stop, or',
    '          with --enforce for real',
  ].join('\n'),
  args: [
    { name: 'workload', summary: 'its id, or the beginning of it', completes: 'workload' },
    { name: 'mode', summary: modes.join(', '), completes: modes },
  ],
  options: {
    enforce: { flag: '--enforce', summary: 'protect only: stop, instead of saying what would be stopped' },
    declareReady: {
      flag: '--declare-ready',
      summary: 'apply the baseline although the estimate does not call it ready yet',
    },
    reason: { flag: '--reason', value: 'text', summary: 'why; kept with the change', parse: asText(2000) },
  },
  examples: [
    'plimsoll mode web monitor',
    'plimsoll mode web protect',
    'plimsoll mode web protect --enforce --reason "dry run was clean for a week"',
  ],
  json: 'the changed workload as one JSON object',
  connects: true,
  async run({ args: [typed = '', wanted = ''], options, json }, { connect, out, signal }) {
    const chosen = asChoice(modes)(wanted);
    if (options.enforce && chosen !== 'protect') {
      throw new CliError('USAGE', `--enforce has no meaning in ${chosen}`, { hint: 'Only protect stops anything.' });
    }
    const { client } = await connect();
    const { id } = await resolveWorkload(client, typed, signal);
    const changed = await client.changeWorkload(
      {
        params: { workload: id },
        body: {
          mode: chosen,
          dryRun: !options.enforce,
          ...(options.declareReady && { declaredReady: true }),
          ...(options.reason !== undefined && { reason: options.reason }),
        },
      },
      { signal },
    );
    await out.line(json ? jsonText(changed, 2) : `${printable(changed.id)} is in ${modeWord(changed)} now`);
    return exitCodes.ok;
  },
});
