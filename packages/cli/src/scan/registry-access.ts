import { X509Certificate } from 'node:crypto';
import { dockerCertificates, dockerCredentials, proxyOf, type RegistryOptions } from '@plimsoll/scan';
import { CliError } from '../errors.ts';
import { readInputText } from './input-file.ts';

export interface RegistryAccess {
  readonly insecure: readonly string[];
  /** Asked before the host itself, in this order. */
  readonly mirrors: readonly { readonly host: string; readonly mirror: string }[];
  /** A PEM file. */
  readonly ca: string | undefined;
  readonly username: string | undefined;
  readonly password: string | undefined;
  /** Where docker's configuration and credential helpers are looked for. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

const requestsAtOnce = 6;

/** Credentials given on the command line are for the registry of the image and for no other; those docker has are for all. */
export async function registryOptions(access: RegistryAccess, host: string | undefined): Promise<RegistryOptions> {
  const { username, password, insecure, mirrors, ca, env } = access;
  if ((username === undefined) !== (password === undefined))
    throw new CliError('USAGE', '--username and --password-stdin belong together', {
      hint: 'Give both: echo "$TOKEN" | plimsoll scan REF --username NAME --password-stdin',
    });
  const configured = dockerCredentials({ env });
  return {
    ...dockerCertificates(),
    insecure,
    ca: ca === undefined ? undefined : await readAuthorities(ca),
    mirrors: Object.fromEntries(
      [...Map.groupBy(mirrors, ({ host: each }) => each)].map(([each, of]) => [each, of.map(({ mirror }) => mirror)]),
    ),
    proxy: proxyOf(env),
    credentials: async (asked) =>
      username !== undefined && password !== undefined && asked === host
        ? { kind: 'basic', user: username, password }
        : await configured(asked),
    concurrency: requestsAtOnce,
  };
}

/** One that is left out unsaid would be told as a certificate nobody vouches for. */
async function readAuthorities(file: string): Promise<string> {
  const pem = await readInputText(file);
  const certificates = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [];
  try {
    if (certificates.length === 0) throw new Error('there is no certificate in it');
    for (const certificate of certificates) new X509Certificate(certificate);
  } catch (cause) {
    throw new CliError('FILE_UNREADABLE', `${file} names no authority: ${(cause as Error).message}`, {
      hint: 'Give certificates in PEM, each between BEGIN CERTIFICATE and END CERTIFICATE.',
      cause,
    });
  }
  return pem;
}

const longestPassword = 64 * 1024;

export async function readPassword(stream: AsyncIterable<Uint8Array | string>): Promise<string> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const part of stream) {
    text += typeof part === 'string' ? part : decoder.decode(part, { stream: true });
    if (text.length > longestPassword)
      throw new CliError('USAGE', 'What came on standard input is no password', {
        hint: 'Give the password or token alone.',
      });
  }
  return text.replace(/\r?\n$/, '');
}
