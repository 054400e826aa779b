/** Held to the type by the compiler: a field that core has and the schema has not, or the other way round, does not compile. */
import type { ScanReport } from '@plimsoll/core';
import type { z } from 'zod';
import type { scanReportSchema } from './report-schema.ts';

/** Optional and "or undefined" are the same in JSON; brands and templates are text and numbers. */
type Plain<T> = T extends string
  ? string extends T
    ? string
    : T extends `${string}:${string}`
      ? string
      : T
  : T extends number
    ? number
    : T extends boolean
      ? boolean
      : T extends readonly (infer Item)[]
        ? Plain<Item>[]
        : T extends object
          ? string extends keyof T
            ? Record<string, string>
            : { [Key in keyof T]-?: Plain<Exclude<T[Key], undefined>> | (undefined extends T[Key] ? null : never) }
          : T;
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

type Documented = Omit<z.infer<typeof scanReportSchema>, 'verdict'>;
export const held: Same<Plain<Documented>, Plain<ScanReport>> = true;
