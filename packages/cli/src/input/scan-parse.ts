/** Words of `plimsoll scan`, checked without loading the scanner. */
import type { Platform } from '@plimsoll/core';
import { CliError } from '../errors.ts';

/** `linux/amd64`, `linux/arm/v7`. */
export function asPlatform(text: string): Platform {
  const [os, architecture, variant, ...more] = text.split('/');
  const parts = [os, architecture, ...(variant === undefined ? [] : [variant])];
  if (more.length > 0 || parts.some((part) => part === undefined || !/^[a-z0-9]{1,20}$/.test(part)))
    throw new CliError('USAGE', `"${text}" is no platform`, { hint: 'Give one like linux/amd64 or linux/arm/v7.' });
  return { os: os as string, architecture: architecture as string, variant };
}

/** `registry.example:5000` */
export function asHost(text: string): string {
  if (!/^(\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]{1,253})(:\d{1,5})?$/.test(text))
    throw new CliError('USAGE', `"${text}" is no host`, {
      hint: 'Give a name with or without a port: registry.example:5000.',
    });
  return text;
}

/** `docker.io=mirror.example/proxy` */
export function asMirror(text: string): { readonly host: string; readonly mirror: string } {
  const at = text.indexOf('=');
  if (at < 1 || at === text.length - 1 || text.length > 1024)
    throw new CliError('USAGE', `${JSON.stringify(text.slice(0, 200))} names no registry and its mirror`, {
      hint: 'Write them as host=mirror: docker.io=mirror.example/proxy',
    });
  return { host: asHost(text.slice(0, at)), mirror: text.slice(at + 1) };
}
