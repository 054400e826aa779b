import { defineCommand } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { configFlagsFor, flagTexts } from '../input/config-flags.ts';
import { fields } from '../ui/fields.ts';
import { jsonText, printable } from '../ui/printable.ts';

export const probe = defineCommand({
  name: 'probe',
  summary: 'Say what this kernel and these rights allow the sensor to see',
  options: configFlagsFor('sensor'),
  detail: 'Exits 3 when the sensor cannot run here.',
  examples: ['sudo plimsoll probe'],
  json: "the sensor's own answer as one JSON object",
  async run({ options, json }, { out, err, env }) {
    const [{ probeHost }, { resolveConfig }, { surroundingsOf }] = await Promise.all([
      import('@plimsoll/host'),
      import('@plimsoll/host/config'),
      import('@plimsoll/host/settings'),
    ]);
    const surroundings = { ...surroundingsOf(process), env };
    const { config } = resolveConfig({ flags: flagTexts(options), file: options.config, surroundings });
    const { able, facts } = await probeHost(config.sensor);
    if (json) await out.line(jsonText(facts, 2));
    else {
      await out.line(
        able
          ? out.style.paint('good', 'The sensor can run here.')
          : out.style.paint('warn', 'The sensor cannot run here.'),
      );
      await out.lines(
        fields(
          Object.entries(facts).flatMap(([key, value]) => flatFacts(key, value)),
          out,
        ),
      );
    }
    if (!able && !json) await err.line('Until that is changed Plimsoll is blind on this host.');
    return able ? exitCodes.ok : exitCodes.cannotSee;
  },
});

function flatFacts(key: string, value: unknown): readonly (readonly [string, string])[] {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return Object.entries(value).flatMap(([child, inner]) => flatFacts(`${key}.${child}`, inner));
  }
  return [
    [
      printable(key),
      value === true
        ? 'yes'
        : value === false
          ? 'no'
          : printable(typeof value === 'string' ? value : JSON.stringify(value)),
    ],
  ];
}
