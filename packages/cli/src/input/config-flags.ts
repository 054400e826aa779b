import { flagName, type Setting, settings } from '@plimsoll/host/settings';
import type { OptionSpecs, ValueSpec } from '../command.ts';
import { asText } from './parse.ts';

const text = asText(4096);

type ConfigFlags = { readonly config: ValueSpec<string> } & OptionSpecs;

/** A flag for every setting of a host, and --config. Values stay text: the host checks flags, environment and file alike. */
export const configFlags: ConfigFlags = flagsOf(settings);

/** The same for a command that uses some of them: what it would ignore it does not offer. */
export function configFlagsFor(...keys: readonly Setting['key'][]): ConfigFlags {
  return flagsOf(settings.filter(({ key }) => keys.includes(key)));
}

function flagsOf(some: readonly Setting[]): ConfigFlags {
  return {
    config: {
      flag: '--config',
      value: 'file',
      summary: 'read settings from this YAML file',
      parse: text,
      completes: 'file',
      otherwise:
        'PLIMSOLL_CONFIG, else /etc/plimsoll/plimsoll.yaml for root, else $XDG_CONFIG_HOME/plimsoll/plimsoll.yaml',
    },
    ...Object.fromEntries(
      some.map((setting) => [
        flagName(setting),
        setting.value === undefined
          ? { flag: setting.flag, summary: setting.summary }
          : {
              flag: setting.flag,
              value: setting.value,
              summary: setting.summary,
              parse: text,
              otherwise: `${setting.env}, the config file, or ${setting.otherwise}`,
              ...(setting.value === 'directory' ? { completes: 'directory' as const } : {}),
              ...(setting.value === 'file' || setting.value === 'socket' ? { completes: 'file' as const } : {}),
            },
      ]),
    ),
  };
}

/** What was given of the settings' flags, by flag name. */
export function flagTexts(options: Readonly<Record<string, unknown>>): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(
    settings.map(flagName).map((name) => {
      const given = options[name];
      return [name, typeof given === 'string' ? given : given === true ? 'yes' : undefined] as const;
    }),
  );
}
