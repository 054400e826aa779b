import type { WorkloadId } from '@plimsoll/core';
import { expect, it } from 'vitest';
import { addressOf, createClient, type FetchInit } from './client.ts';
import { ApiError } from './errors.ts';
import { routes } from './routes.ts';

interface Asked {
  readonly url: string;
  readonly init: FetchInit;
}

function answering(status: number, body: string) {
  const asked: Asked[] = [];
  const fetch = async (url: string, init: FetchInit) => {
    asked.push({ url, init });
    return { ok: status < 400, status, text: async () => body };
  };
  return { asked, client: createClient({ baseUrl: 'http://here', fetch, token: 'secret' }) };
}

const shop = 'docker/shop/web' as WorkloadId;

it('encodes path parameters as one segment and repeats a key for each value', () => {
  expect(addressOf(routes.getWorkload, { params: { workload: 'docker/a b/ü' } })).toBe(
    '/api/v1/workloads/docker%2Fa%20b%2F%C3%BC',
  );
  expect(addressOf(routes.listFindings, { query: { state: ['open', 'resolved'], text: undefined, limit: 5 } })).toBe(
    '/api/v1/findings?state=open&state=resolved&limit=5',
  );
});

it('sends the token and a JSON body, and parses the answer', async () => {
  const { asked, client } = answering(200, '{"ok":true}');

  expect(await client.signIn({ body: { token: 't' } })).toEqual({ ok: true });
  expect(asked[0]).toMatchObject({
    url: 'http://here/api/v1/session',
    init: { method: 'POST', body: '{"token":"t"}', headers: { authorization: 'Bearer secret' } },
  });
});

it('turns a problem into an error with its code and hint', async () => {
  const { client } = answering(404, '{"code":"WORKLOAD_UNKNOWN","message":"no such workload","hint":"look"}');

  const error = await client.getWorkload({ params: { workload: shop } }).catch((caught) => caught);
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({ code: 'WORKLOAD_UNKNOWN', message: 'no such workload', hint: 'look', status: 404 });
});

it.each([
  ['a page of something else', 200, '<html>'],
  ['an answer of another version', 200, '{"ok":"maybe"}'],
  ['a proxy that fails', 502, 'Bad Gateway'],
])('says so when the answer is %s', async (_, status, body) => {
  const { client } = answering(status, body);
  await expect(client.signOut()).rejects.toMatchObject({ code: 'ANSWER_UNREADABLE', status });
});

it('says so when nobody answers', async () => {
  const client = createClient({
    baseUrl: 'http://here',
    fetch: async () => {
      throw new TypeError('fetch failed');
    },
  });
  await expect(client.status()).rejects.toMatchObject({ code: 'UNREACHABLE', status: 0 });
});
