/**
 * Any list as a command, so that what is on the screen can be put into a script.
 *
 * in     a route of the API with its query, or words of the command line
 * out    one shell line; every value is quoted, since names of workloads come from outside
 * holds  the token is never in it: the line reads it from the environment
 */
import { addressOf, type RouteName, routes } from '@plimsoll/api';

type Values = Readonly<Record<string, unknown>>;

export function asCurl(
  origin: string,
  route: RouteName,
  { params, query }: { params?: Values; query?: Values } = {},
): string {
  return curl(`${origin}${addressOf(routes[route], { ...(params && { params }), ...(query && { query }) })}`);
}

/** For what is not in the table of routes, such as the live stream. */
export function curl(address: string): string {
  return `curl -sSN -H "Authorization: Bearer $PLIMSOLL_TOKEN" ${quote(address)}`;
}

/** `plimsoll findings --state open --severity high,critical --json` */
export function asCommand(words: readonly string[], options: Values = {}): string {
  const flags = Object.entries(options)
    .filter(([, value]) => value !== undefined && value !== null && value !== '')
    .map(([name, value]) => `--${name} ${quote(Array.isArray(value) ? value.join(',') : String(value))}`);
  return ['plimsoll', ...words.map(quote), ...flags, '--json'].join(' ');
}

function quote(word: string): string {
  return /^[\w./:=,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
