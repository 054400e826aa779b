/** TOML lock files. */
import { parse } from 'smol-toml';
import { type Fields, fields, textOf } from './json-value.ts';

/** @throws TomlError when it is not TOML */
export function tomlOf(bytes: Uint8Array): Fields {
  return fields(parse(textOf(bytes)));
}
