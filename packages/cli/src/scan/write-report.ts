import { access, constants, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ScanReport } from '@plimsoll/core';
import type { Renderer, RenderOptions } from '@plimsoll/scan';
import type { Context } from '../context.ts';
import { CliError } from '../errors.ts';
import type { WantedFormat } from './output-format.ts';
import { reportTable } from './report-table.ts';

export interface ReportWriter {
  readonly renderers: readonly Renderer[];
  readonly options: RenderOptions;
}

export async function writeReport(
  report: ScanReport,
  { id, file }: WantedFormat,
  { renderers, options }: ReportWriter,
  { out }: Pick<Context, 'out'>,
): Promise<void> {
  if (file === undefined) {
    for await (const part of gathered(partsOf(report, id, { renderers, options, look: out }))) await out.write(part);
    return;
  }
  const look = { style: { colour: false, paint: (_: unknown, text: string) => text }, width: undefined };
  await writeFileWhole(file, partsOf(report, id, { renderers, options, look }));
}

type Look = Pick<Context['out'], 'style' | 'width'>;

async function* partsOf(
  report: ScanReport,
  id: string,
  { renderers, options, look: { style, width } }: ReportWriter & { readonly look: Look },
): AsyncGenerator<string> {
  if (id === 'table') {
    for (const line of reportTable(report, { ...options, style, width })) yield `${line}\n`;
    return;
  }
  const renderer = renderers.find((each) => each.id === id);
  if (renderer === undefined)
    throw new CliError('USAGE', `"${id}" is no format`, { hint: 'plimsoll scan --help lists them.' });
  yield* renderer.render(report, options);
}

const chunkLength = 64 * 1024;

/** Some formats are made line by line; a write for each would cost more than the line. */
async function* gathered(parts: AsyncIterable<string>): AsyncGenerator<string> {
  let chunk = '';
  for await (const part of parts) {
    chunk += part;
    if (chunk.length < chunkLength) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}

/** Whoever waits for the file never sees half of it. */
async function writeFileWhole(wanted: string, parts: AsyncIterable<string>): Promise<void> {
  // What a link points at is replaced, not the link.
  const file = await realpath(wanted).catch(() => wanted);
  // A device or a pipe is written to, and never replaced.
  const there = await stat(file).catch(() => undefined);
  const whole = there === undefined || there.isFile();
  const fresh = whole ? `${file}.${process.pid}.part` : file;
  try {
    const handle = await open(fresh, 'w', 0o644);
    try {
      for await (const part of gathered(parts)) await handle.write(part);
    } finally {
      await handle.close();
    }
    if (whole) await rename(fresh, file);
  } catch (cause) {
    if (whole) await rm(fresh, { force: true });
    // What is wrong with the report is not the file's fault.
    if (!(cause instanceof Error && 'syscall' in cause)) throw cause;
    throw unwritable(file, cause.message.replace(fresh, file), cause);
  }
}

/** Before anything is scanned: a mistake in a path is not to be told after minutes of work. */
export async function checkPlace(wanted: string): Promise<void> {
  const file = await realpath(wanted).catch(() => wanted);
  const there = await stat(file).catch(() => undefined);
  if (there?.isDirectory() === true) throw unwritable(file, 'it is a folder');
  const folder = dirname(file);
  // What is no file is written to where it is; a file gets another put in its place.
  await access(there === undefined || there.isFile() ? folder : file, constants.W_OK).catch((cause: Error) => {
    throw unwritable(file, cause.message, cause);
  });
  if (there === undefined && !(await stat(folder)).isDirectory()) throw unwritable(file, `${folder} is no folder`);
}

function unwritable(file: string, why: string, cause?: unknown): CliError {
  return new CliError('FILE_UNREADABLE', `${file} cannot be written: ${why}`, {
    hint: 'Check that the folder exists, that you may write there, and that the disk is not full.',
    cause,
  });
}
