/** Where a page ended, as text that means nothing to who carries it. */
import { z } from 'zod';
import { ServerError } from '../errors.ts';

const Cursor = z.tuple([z.string()], z.number());

export function writeCursor({ of, numbers }: { of: string; numbers: readonly number[] }): string {
  return Buffer.from(JSON.stringify([of, ...numbers])).toString('base64url');
}

/** @param of the order it must belong to: a place in one order means nothing in another. */
export function readCursor(cursor: string, { of, numbers }: { of: string; numbers: number }): readonly number[] {
  const parsed = Cursor.safeParse(json(Buffer.from(cursor, 'base64url').toString('utf8')));
  if (!parsed.success || parsed.data[0] !== of || parsed.data.length !== numbers + 1) {
    throw wrongCursor();
  }
  const [, ...values] = parsed.data;
  return values;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // Fails the schema, which is the answer.
  }
}

const TextCursor = z.tuple([z.string(), z.number(), z.string().max(512)]);

export function writeTextCursor(of: string, { key, id }: { key: number; id: string }): string {
  return Buffer.from(JSON.stringify([of, key, id])).toString('base64url');
}

export function readTextCursor(cursor: string, of: string): { readonly key: number; readonly id: string } {
  const parsed = TextCursor.safeParse(json(Buffer.from(cursor, 'base64url').toString('utf8')));
  if (!parsed.success || parsed.data[0] !== of) throw wrongCursor();
  return { key: parsed.data[1], id: parsed.data[2] };
}

function wrongCursor(): ServerError {
  return new ServerError('CURSOR_INVALID', 'The cursor does not belong to this list', {
    hint: 'Ask for the first page without a cursor, then follow `next` without changing the order',
    status: 400,
  });
}
