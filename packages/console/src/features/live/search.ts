/** View state of the live stream. */
import { z } from 'zod';
import { many, text } from '../../lib/search.ts';

export const eventKinds = [
  'process.exec',
  'process.exit',
  'process.privilege',
  'syscall.novelty',
  'syscall.window',
  'gap',
] as const;

export const LiveSearch = z.object({ kind: many(eventKinds), text: text(200) });
export type LiveSearch = z.infer<typeof LiveSearch>;
