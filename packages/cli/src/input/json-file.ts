import { open } from 'node:fs/promises';
import type { z } from 'zod';
import { CliError } from '../errors.ts';

export interface JsonFile<T> {
  readonly schema: z.ZodType<T>;
  /** What the file should be, with its article: `a signed baseline`. */
  readonly what: string;
  readonly mostBytes: number;
}

/** Reads, limits, parses and checks a file somebody handed us. */
export async function readJsonFile<T>(file: string, { schema, what, mostBytes }: JsonFile<T>): Promise<T> {
  const parsed = schema.safeParse(parseJson(file, await readLimited(file, mostBytes)));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const place = issue === undefined || issue.path.length === 0 ? '' : ` at ${issue.path.join('.')}`;
  throw new CliError('FILE_UNREADABLE', `${file} is not ${what}: ${issue?.message ?? 'it does not fit'}${place}`, {
    hint: 'Check that it is the right file and came over whole.',
    cause: parsed.error,
  });
}

async function readLimited(file: string, mostBytes: number): Promise<string> {
  try {
    const handle = await open(file, 'r');
    try {
      const { size } = await handle.stat();
      if (size > mostBytes) throw new Error(`it has ${size} bytes, more than ${mostBytes}`);
      return await handle.readFile('utf8');
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw new CliError('FILE_UNREADABLE', `${file} cannot be read: ${cause instanceof Error ? cause.message : cause}`, {
      hint: 'Check the path and its permissions.',
      cause,
    });
  }
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CliError('FILE_UNREADABLE', `${file} is not JSON: ${cause instanceof Error ? cause.message : cause}`, {
      hint: 'Check that it is the right file and came over whole.',
      cause,
    });
  }
}
