/**
 * The settings of a host, read once and checked.
 *
 * in     flags, environment, one YAML file, defaults
 * out    Config, and for every value where it came from
 * holds  flags win over environment over file over defaults; a name or value that is not understood is refused, with the place
 */
import { hostname } from 'node:os';
import { isAbsolute, resolve } from 'node:path';
import { z } from 'zod';
import { HostError } from '../errors.ts';
import { type ConfigFile, readConfigFile } from './config-file.ts';
import { durationMs } from './duration.ts';
import { defaultConfigFile, defaultDataDir, type Surroundings } from './places.ts';
import { flagName, type SettingKey, settings } from './settings.ts';

const path = z.string().min(1).max(4096);
const whole = (min: number, max: number) =>
  z
    .union([
      z.number(),
      z
        .string()
        .regex(/^\d{1,9}$/, 'is not a number')
        .transform(Number),
    ])
    .pipe(z.number().int().min(min).max(max));
const duration = z.string().transform((text, context) => {
  const ms = durationMs(text);
  if (ms !== undefined) return ms;
  context.addIssue('is not a duration such as 30s, 5m or 24h');
  return z.NEVER;
});
const decimal = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\d{1,6}(\.\d{1,6})?$/, 'is not a number')
      .transform(Number),
  ])
  .pipe(z.number().positive().max(10_000));

const yesOrNo = z
  .union([z.boolean(), z.enum(['yes', 'no', 'true', 'false'])])
  .transform((value) => value === true || value === 'yes' || value === 'true');
const onOrOff = z
  .union([z.boolean(), z.enum(['on', 'off', 'yes', 'no', 'true', 'false'])])
  .transform((value) => value === true || value === 'on' || value === 'yes' || value === 'true');
const names = z
  .union([z.array(z.string()), z.string().transform((text) => text.split(',').filter((name) => name.trim() !== ''))])
  .pipe(z.array(z.string().trim().min(1).max(255)).max(50));
/** Empty for none. */
const file = z.string().max(4096);

const schemas = {
  dataDir: path,
  'listen.address': z.string().min(1).max(255),
  'listen.port': whole(0, 65_535),
  'listen.allowRemote': yesOrNo,
  'listen.insecureHttp': yesOrNo,
  'listen.names': names,
  'listen.tlsCert': file,
  'listen.tlsKey': file,
  node: z.string().trim().min(1).max(255),
  sensor: path,
  /** `automatic` for DOCKER_HOST or a well-known place. */
  engine: path,
  console: path,
  'learning.alertBudgetPerDay': decimal,
  'learning.minimum': duration,
  'learning.minimumStarts': whole(1, 1000),
  'learning.slice': duration.pipe(z.number().min(1000).max(3_600_000)),
  'learning.autoPromote': yesOrNo,
  'scan.on': onOrOff,
  'scan.atOnce': whole(1, 16),
  'scan.onStart': yesOrNo,
  'scan.onPull': yesOrNo,
  /** Empty for the default. */
  'advisories.directory': file,
  /** 0 for never. */
  'advisories.every': z.union([z.literal('never').transform(() => 0), duration.pipe(z.number().min(60_000))]),
  'advisories.mirror': z.string().max(4096),
  log: z.enum(['error', 'warn', 'info', 'debug']),
} as const satisfies Record<SettingKey, z.ZodType>;

export type Config = { readonly [K in SettingKey]: z.output<(typeof schemas)[K]> };

export type Origin =
  | { readonly from: 'flag'; readonly name: string }
  | { readonly from: 'environment'; readonly name: string }
  | { readonly from: 'file'; readonly name: string }
  | { readonly from: 'default' };

export interface Resolved {
  readonly config: Config;
  readonly origins: Readonly<Record<SettingKey, Origin>>;
  /** The file that was read; undefined when there is none. */
  readonly file: string | undefined;
}

export interface ConfigRequest {
  /** By flag name (`dataDir` for `--data-dir`), as text. */
  readonly flags: Readonly<Record<string, string | undefined>>;
  /** `--config`. */
  readonly file: string | undefined;
  readonly surroundings: Surroundings;
}

/** @throws HostError CONFIG_UNREADABLE, CONFIG_INVALID */
export function resolveConfig({ flags, file: named, surroundings }: ConfigRequest): Resolved {
  const asked = named ?? surroundings.env.PLIMSOLL_CONFIG;
  const file = readConfigFile(asked ?? defaultConfigFile(surroundings), { required: asked !== undefined });
  const values: [SettingKey, unknown][] = [];
  const origins: [SettingKey, Origin][] = [];
  for (const setting of settings) {
    const { value, origin } = firstGiven(setting, { flags, file, surroundings });
    values.push([setting.key, checked(setting.key, value, origin)]);
    origins.push([setting.key, origin]);
  }
  return {
    config: Object.fromEntries(values) as Config,
    origins: Object.fromEntries(origins) as Record<SettingKey, Origin>,
    file: file?.path,
  };
}

type Sources = { flags: ConfigRequest['flags']; file: ConfigFile | undefined; surroundings: Surroundings };

function firstGiven(
  setting: (typeof settings)[number],
  { flags, file, surroundings }: Sources,
): { value: unknown; origin: Origin } {
  const flag = flags[flagName(setting)];
  if (flag !== undefined) return { value: flag, origin: { from: 'flag', name: setting.flag } };
  const env = surroundings.env[setting.env];
  // An empty variable is how a shell or a unit file says "not set".
  if (env !== undefined && env !== '') return { value: env, origin: { from: 'environment', name: setting.env } };
  if (file?.values.has(setting.key) === true) {
    return { value: file.values.get(setting.key), origin: { from: 'file', name: file.path } };
  }
  return { value: defaultOf(setting.key, surroundings), origin: { from: 'default' } };
}

function checked(key: SettingKey, value: unknown, origin: Origin): unknown {
  const parsed = schemas[key].safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]?.message ?? 'is not valid';
    const place = origin.from === 'default' ? 'its default' : origin.name;
    throw new HostError('CONFIG_INVALID', `${key} from ${place}: "${String(value)}" ${plain(issue)}`, {
      hint: `Correct it in ${place}. \`plimsoll config explain\` shows every setting and where it comes from.`,
    });
  }
  return places.has(key) && typeof parsed.data === 'string' ? placed(parsed.data) : parsed.data;
}

const places: ReadonlySet<SettingKey> = new Set([
  'dataDir',
  'sensor',
  'console',
  'engine',
  'listen.tlsCert',
  'listen.tlsKey',
  'advisories.directory',
]);

/** Relative to where the command was started; `automatic` and empty are no paths. */
function placed(text: string): string {
  return text === '' || text === 'automatic' || isAbsolute(text) ? text : resolve(text);
}

function plain(issue: string): string {
  return issue.startsWith('is ') ? issue : `is not accepted: ${issue}`;
}

function defaultOf(key: SettingKey, surroundings: Surroundings): unknown {
  const defaults: Readonly<Record<SettingKey, unknown>> = {
    dataDir: defaultDataDir(surroundings),
    'listen.address': '127.0.0.1',
    'listen.port': 7717,
    'listen.allowRemote': false,
    'listen.insecureHttp': false,
    'listen.names': [],
    'listen.tlsCert': '',
    'listen.tlsKey': '',
    node: hostname() || 'localhost',
    sensor: '/usr/lib/plimsoll/plimsoll-sensor',
    engine: 'automatic',
    console: '/usr/share/plimsoll/console',
    'learning.alertBudgetPerDay': 1,
    'learning.minimum': '24h',
    'learning.minimumStarts': 2,
    'learning.slice': '10s',
    'learning.autoPromote': true,
    'scan.on': true,
    'scan.atOnce': 1,
    'scan.onStart': true,
    'scan.onPull': true,
    'advisories.directory': '',
    'advisories.every': '6h',
    'advisories.mirror': '',
    log: 'info',
  };
  return defaults[key];
}
