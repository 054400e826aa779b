import { readFileSync, statSync } from 'node:fs';
import { parse } from 'yaml';
import { HostError, reasonOf, systemCode } from '../errors.ts';
import { settings } from './settings.ts';

export interface ConfigFile {
  readonly path: string;
  /** By dotted key; only keys that exist. */
  readonly values: ReadonlyMap<string, unknown>;
}

const mostBytes = 256 * 1024;

/** @throws HostError CONFIG_UNREADABLE, CONFIG_INVALID. Undefined when there is no file and none was asked for. */
export function readConfigFile(path: string, { required }: { required: boolean }): ConfigFile | undefined {
  let text: string;
  try {
    const { size } = statSync(path);
    if (size > mostBytes) {
      throw new HostError('CONFIG_UNREADABLE', `The config file ${path} has ${size} bytes, more than ${mostBytes}`, {
        hint: 'A config file is a page of YAML; check that this is the right file.',
      });
    }
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof HostError) throw error;
    if (!required && systemCode(error) === 'ENOENT') return undefined;
    throw new HostError('CONFIG_UNREADABLE', `The config file ${path} cannot be read: ${reasonOf(error)}`, {
      hint: 'Check the path and its permissions, or leave --config and PLIMSOLL_CONFIG away.',
      cause: error,
    });
  }
  return { path, values: flatten(parsed(text, path), path) };
}

function parsed(text: string, path: string): unknown {
  try {
    // No aliases: nothing in a config needs them, and they can make a small file a huge one.
    return parse(text, { maxAliasCount: 0, uniqueKeys: true, prettyErrors: true, logLevel: 'error' });
  } catch (error) {
    throw new HostError('CONFIG_INVALID', `${path} is not valid YAML: ${reasonOf(error)}`, {
      hint: 'Correct the line it names.',
      cause: error,
    });
  }
}

function flatten(root: unknown, path: string): ReadonlyMap<string, unknown> {
  const values = new Map<string, unknown>();
  const known = new Set<string>(settings.map((setting) => setting.key));
  const rooms = new Set([...known].filter((key) => key.includes('.')).map((key) => key.split('.')[0]));
  const visit = (value: unknown, prefix: string): void => {
    if (known.has(prefix)) {
      values.set(prefix, value);
      return;
    }
    if (prefix !== '' && !rooms.has(prefix)) throw unknownKey(prefix, path);
    if (value === null || value === undefined) return;
    if (typeof value !== 'object' || Array.isArray(value)) {
      throw new HostError('CONFIG_INVALID', `${path}: ${prefix || 'the file'} must hold settings by name`, {
        hint: 'Write `listen:` on one line and `port: 7717`, indented, on the next.',
      });
    }
    for (const [key, child] of Object.entries(value)) visit(child, prefix === '' ? key : `${prefix}.${key}`);
  };
  visit(root, '');
  return values;
}

function unknownKey(key: string, path: string): HostError {
  const names = settings.map((setting) => setting.key);
  return new HostError('CONFIG_INVALID', `${path}: there is no setting "${key}"`, {
    hint: `The settings are: ${names.join(', ')}.`,
  });
}
