/** What is asked of registries, with the access that the server gave. */
import type { RegistryOptions } from '@plimsoll/scan';
import { createRegistryClient, dockerCertificates, dockerCredentials, parseReference, proxyOf } from '@plimsoll/scan';
import { failureOf, type ProbeStep, type RegistryAccess } from '../worker.ts';
import type { Calls } from './serve.ts';

const requestsAtOnce = 4;
const probeTags = 1;

/** Credentials are for their own host and for no other, mirrors included. */
export function registryOptions(all: readonly RegistryAccess[], env: NodeJS.ProcessEnv): RegistryOptions {
  const of = (host: string) => all.find((one) => one.host === host);
  const docker = dockerCredentials({ env });
  const certificates = dockerCertificates();
  return {
    insecure: all.filter(({ insecure }) => insecure).map(({ host }) => host),
    ca: undefined,
    mirrors: Object.fromEntries(all.map(({ host, mirrors }) => [host, mirrors])),
    async credentials(host) {
      const { credentials } = of(host) ?? {};
      return credentials === 'docker' ? docker(host) : credentials;
    },
    clientCertificate: (host) => of(host)?.clientCertificate ?? certificates.clientCertificate(host),
    authority: (host) => of(host)?.ca ?? certificates.authority?.(host),
    concurrency: Math.max(requestsAtOnce, ...all.map(({ requests }) => requests)),
    proxy: proxyOf(env),
  };
}

type RegistryCalls = Pick<Calls, 'probe' | 'repositories' | 'tags' | 'digest'>;

export function registryCalls(env: NodeJS.ProcessEnv): RegistryCalls {
  async function over<T>(access: RegistryAccess, ask: (client: ReturnType<typeof createRegistryClient>) => Promise<T>) {
    const client = createRegistryClient({ ...registryOptions([access], env), concurrency: access.requests });
    try {
      return await ask(client);
    } finally {
      await client.close();
    }
  }

  return {
    repositories: (access, { signal }) => over(access, (client) => client.catalog(access.host, { signal })),
    tags: ({ repository, ...access }, { signal }) =>
      over(access, (client) => client.listTags({ registry: access.host, repository }, { signal })),
    digest: ({ repository, tag, ...access }, { signal }) =>
      over(access, async (client) => {
        const found = await client.head(parseReference(`${access.host}/${repository}:${tag}`), signal);
        return found?.digest;
      }),
    async probe(access, { signal }) {
      return over(access, async (client): Promise<readonly ProbeStep[]> => {
        const what = `the registry ${access.host}`;
        try {
          const names = await client.catalog(access.host, { most: probeTags, signal });
          return [
            {
              what,
              ok: true,
              detail: names.length === 0 ? 'it answers, and lists no repository' : `it answers, and lists ${names[0]}`,
            },
          ];
        } catch (error) {
          const { code, message } = failureOf(error);
          // Many registries let nobody list everything, and are well otherwise.
          const isListOnly = code === 'IMAGE_NOT_FOUND';
          return [
            { what, ok: isListOnly, detail: isListOnly ? 'it answers, and does not list its repositories' : message },
          ];
        }
      });
    },
  };
}
