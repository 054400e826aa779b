import { resolve } from 'node:path';
import { CliError } from '../errors.ts';

export interface WantedFormat {
  readonly id: string;
  /** undefined: standard output. */
  readonly file: string | undefined;
}

/** Known without loading the scanner, for help and completions; held against its registry by a test. */
export const formatIds = [
  'table',
  'json',
  'sarif',
  'cyclonedx',
  'cyclonedx-vex',
  'spdx',
  'spdx3',
  'junit',
  'html',
  'github',
  'gitlab',
  'openvex',
] as const;

/** `sarif` or `sarif=report.sarif`. */
export function asFormat(text: string): WantedFormat {
  const at = text.indexOf('=');
  const id = at < 0 ? text : text.slice(0, at);
  const file = at < 0 ? undefined : text.slice(at + 1);
  if (!(formatIds as readonly string[]).includes(id))
    throw new CliError('USAGE', `"${id}" is no format`, { hint: `Give one of: ${formatIds.join(', ')}.` });
  if (file === '' || (file !== undefined && file.length > 4096))
    throw new CliError('USAGE', `"${text}" names no file`, {
      hint: 'Write FORMAT=FILE, or FORMAT for standard output.',
    });
  return { id, file };
}

/** Two reports in one stream are none. */
export function checkFormats(formats: readonly WantedFormat[], output: string | undefined): readonly WantedFormat[] {
  const wanted = formats.length === 0 ? [{ id: 'table', file: undefined }] : formats;
  const toStream = wanted.filter(({ file }) => file === undefined);
  if (toStream.length > 1)
    throw new CliError('USAGE', `${toStream.map(({ id }) => id).join(' and ')} cannot both go to standard output`, {
      hint: 'Give all but one a file: --format sarif=report.sarif.',
    });
  const placed = output === undefined ? wanted : wanted.map(({ id, file }) => ({ id, file: file ?? output }));
  const files = Map.groupBy(
    placed.filter(({ file }) => file !== undefined),
    ({ file = '' }) => resolve(file),
  );
  for (const [file, formats] of files)
    if (formats.length > 1)
      throw new CliError('USAGE', `${formats.map(({ id }) => id).join(' and ')} cannot both go to ${file}`, {
        hint: 'Give each a file of its own: the later would put itself in the place of the earlier.',
      });
  return placed;
}
