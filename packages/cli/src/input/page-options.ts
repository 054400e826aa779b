import type { OptionSpec } from '../command.ts';
import { asWhole } from './parse.ts';

/** How much of a list is asked for; the server gives no more than this at once. */
export const limitOption = {
  flag: '--limit',
  value: 'n',
  summary: 'at most this many, 1 to 500',
  parse: asWhole({ min: 1, max: 500 }),
  otherwise: '100',
} as const satisfies OptionSpec;
