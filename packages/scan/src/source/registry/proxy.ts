import type { RegistryOptions } from '../source.ts';

/** As curl and the engines read the environment: the upper-case name first. */
export function proxyOf(env: Readonly<Record<string, string | undefined>>): NonNullable<RegistryOptions['proxy']> {
  return {
    http: env.HTTP_PROXY ?? env.http_proxy,
    https: env.HTTPS_PROXY ?? env.https_proxy,
    no: env.NO_PROXY ?? env.no_proxy,
  };
}
