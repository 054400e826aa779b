import { defineCommand } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { connectionOptions } from '../input/connection-options.ts';
import { jsonText } from '../ui/printable.ts';

export const dbRestore = defineCommand({
  name: 'restore',
  summary: 'Put the newest whole backup in the place of a damaged database',
  detail: 'The damaged file is moved aside, never deleted. Refused while Plimsoll runs on\nthis data directory.',
  options: { dataDir: connectionOptions.dataDir },
  examples: ['plimsoll db restore'],
  json: 'from and movedTo as one JSON object',
  async run({ json }, { out, env, dataDir }) {
    const [{ restore }, { dataDirOf }, { surroundingsOf }] = await Promise.all([
      import('@plimsoll/host'),
      import('../connect/target.ts'),
      import('@plimsoll/host/settings'),
    ]);
    const place = await dataDirOf(dataDir, { ...surroundingsOf(process), env });
    const { from, movedTo } = await restore(place);
    if (json) {
      await out.line(jsonText({ from, movedTo: movedTo ?? null }, 2));
      return exitCodes.ok;
    }
    await out.line(`Restored ${from}.`);
    if (movedTo !== undefined) await out.line(`The damaged database is kept as ${movedTo}.`);
    await out.line('What was learned and found after that backup is lost. Start again with: plimsoll up');
    return exitCodes.ok;
  },
});
