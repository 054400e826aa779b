/** What a route's handler gets and gives, from the routes table. */
import type { Route, RouteName, routes } from '@plimsoll/api';
import type { z } from 'zod';
import type { Caller } from '../auth/gate.ts';

type Parsed<R, K extends keyof Route> = R extends { readonly [P in K]: infer S extends z.ZodType }
  ? z.output<S>
  : undefined;
type Told<T> = T extends readonly (infer I)[]
  ? readonly Told<I>[]
  : T extends object
    ? { readonly [K in keyof T]: Told<T[K]> }
    : T;

export interface Call<N extends RouteName> {
  readonly params: Parsed<(typeof routes)[N], 'params'>;
  readonly query: Parsed<(typeof routes)[N], 'query'>;
  readonly body: Parsed<(typeof routes)[N], 'body'>;
  readonly caller: Caller;
  /** Sets or takes away the session cookie. */
  readonly cookie: SessionCookie;
}

export interface SessionCookie {
  readonly id: string | undefined;
  set(id: string): void;
  clear(): void;
}

export type Handlers = {
  readonly [N in RouteName]: (call: Call<N>) => Promise<Told<z.output<(typeof routes)[N]['response']>>>;
};
