import { defineCommand } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { configFlags, flagTexts } from '../input/config-flags.ts';
import { jsonText } from '../ui/printable.ts';
import { table } from '../ui/table.ts';

export const configExplain = defineCommand({
  name: 'explain',
  summary: 'Show every setting, its value, and where that came from',
  detail:
    'A flag wins over the environment, that over the config file, that over the\ndefault. Flags can be given here as for `up`, to see what they would do.',
  options: configFlags,
  examples: ['plimsoll config explain', 'plimsoll config explain --config ./plimsoll.yaml'],
  json: 'file and settings (key, value, from, name) as one JSON object',
  async run({ options, json }, { out, err, env }) {
    const [{ resolveConfig }, { surroundingsOf }] = await Promise.all([
      import('@plimsoll/host/config'),
      import('@plimsoll/host/settings'),
    ]);
    const surroundings = { ...surroundingsOf(process), env };
    const { config, origins, file } = resolveConfig({ flags: flagTexts(options), file: options.config, surroundings });
    const rows = Object.entries(origins).map(([key, origin]) => {
      const name = origin.from === 'default' ? null : origin.name;
      return { key, value: config[key as keyof typeof config], from: origin.from, name };
    });
    if (json) {
      await out.line(jsonText({ file: file ?? null, settings: rows }, 2));
      return exitCodes.ok;
    }
    await err.line(file === undefined ? 'No config file.' : `Config file: ${file}`);
    await out.lines(
      table(
        rows,
        [
          { head: 'SETTING', cell: (row) => row.key },
          { head: 'VALUE', cell: (row) => valueText(row.key, row.value), cut: 'start' },
          {
            head: 'FROM',
            cell: (row) => (row.name === null ? 'default' : `${row.from} ${row.name}`),
            tone: (row) => (row.name === null ? 'quiet' : 'strong'),
          },
        ],
        out,
      ),
    );
    return exitCodes.ok;
  },
});

/** Durations are kept in milliseconds; people wrote them with a unit. */
function valueText(key: string, value: unknown): string {
  if ((key === 'learning.minimum' || key === 'learning.slice') && typeof value === 'number') {
    return value % 3_600_000 === 0 ? `${value / 3_600_000}h` : `${value / 1000}s`;
  }
  return String(value);
}
