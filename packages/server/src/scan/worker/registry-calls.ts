/** What is asked of registries, with the access that the server gave. */
import type { RegistryClient, RegistryOptions } from '@plimsoll/scan';
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
    concurrency: requestsAtOnce,
    concurrencyOf: (host) => of(host)?.requests,
    proxy: proxyOf(env),
  };
}

type RegistryCalls = Pick<Calls, 'probe' | 'repositories' | 'tags' | 'digests'>;

export function registryCalls(env: NodeJS.ProcessEnv): RegistryCalls {
  async function over<T>(access: RegistryAccess, ask: (client: RegistryClient) => Promise<T>) {
    const client = createRegistryClient(registryOptions([access], env));
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
    digests: ({ repository, tags, ...access }, { signal }) =>
      over(access, async (client) => {
        const digests: Record<string, string> = {};
        let failure: string | undefined;
        // As many at once as the registry allows; the first signs in for those that follow.
        const ask = async (tag: string) => {
          try {
            const found = await client.head(parseReference(`${access.host}/${repository}:${tag}`), signal);
            if (found !== undefined) digests[tag] = found.digest;
          } catch (error) {
            failure ??= `${tag}: ${failureOf(error).message}`;
          }
        };
        const [first, ...others] = tags;
        if (first !== undefined) await ask(first);
        await Promise.all(others.map(ask));
        return { digests, failure };
      }),
    async probe({ repositories, ...access }, { signal }) {
      return over(access, async (client): Promise<readonly ProbeStep[]> => {
        const read: ProbeStep[] = [];
        for (const repository of repositories) read.push(await reading(client, repository));
        return [await listing(client, read), ...read];
      });

      async function listing(client: RegistryClient, read: readonly ProbeStep[]): Promise<ProbeStep> {
        const what = `the registry ${access.host}`;
        try {
          const [first] = await client.catalog(access.host, { most: probeTags, signal });
          const detail = first === undefined ? 'it answers, and lists no repository' : `it answers, and lists ${first}`;
          return { what, ok: true, detail };
        } catch (error) {
          const { code, message } = failureOf(error);
          // Many registries let nobody list everything, and are well otherwise: whether they are, the named repositories tell.
          const isListOnly = code === 'IMAGE_NOT_FOUND' || (code === 'REGISTRY_REFUSED' && read.some(({ ok }) => ok));
          return {
            what,
            ok: isListOnly,
            detail: isListOnly ? 'it answers, and does not list its repositories' : message,
          };
        }
      }

      async function reading(client: RegistryClient, repository: string): Promise<ProbeStep> {
        const what = `the repository ${repository}`;
        try {
          const tags = await client.listTags({ registry: access.host, repository }, { signal });
          return { what, ok: true, detail: `it has ${tags.length} ${tags.length === 1 ? 'tag' : 'tags'}` };
        } catch (error) {
          return { what, ok: false, detail: failureOf(error).message };
        }
      }
    },
  };
}
