import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noting, openOptions } from '../image/image.fixture.ts';
import { openImage } from '../open-image.ts';
import { asked, client, first, IMAGE, opened, other, registry, useRegistries, web } from './registries.fixture.ts';
import { refuse, sendJson } from './registry.fixture.ts';

useRegistries({ beforeEach, afterEach });

describe('who we are', () => {
  const basic = { kind: 'basic', user: 'scanner', password: 's3cret:x' } as const;
  const header = `Basic ${Buffer.from('scanner:s3cret:x').toString('base64')}`;
  const guard = (wanted: string, challenge: string) => {
    registry.hook = (request, response) => {
      if (request.headers.authorization === wanted) return false;
      refuse(response, 401, 'UNAUTHORIZED', { 'www-authenticate': challenge });
      return true;
    };
  };
  /** Tokens are given out by the other server. */
  const tokens = (reply: (url: URL, request: IncomingMessage) => object | number) => {
    const seen: { url: URL; authorization: string | undefined; method: string | undefined; body: string }[] = [];
    other.hook = (request, response) => {
      const url = new URL(request.url ?? '', `http://${other.host}`);
      let body = '';
      request.on('data', (chunk) => (body += chunk));
      request.on('end', () => {
        seen.push({ url, authorization: request.headers.authorization, method: request.method, body });
        const answer = reply(url, request);
        if (typeof answer === 'number') refuse(response, answer, 'DENIED');
        else sendJson(response, answer);
      });
      return true;
    };
    return seen;
  };
  const bearer = () =>
    `Bearer realm="http://${other.host}/token?x=1",service="reg, istry",scope="repository:shop/web:pull"`;

  it('is told by a password when asked', async () => {
    guard(header, 'Basic realm="r"');
    await opened(web(), { credentials: async (host) => (host === registry.host ? basic : undefined) });
    // The first request shows that it is needed; afterwards it is sent at once.
    expect(registry.headers.filter(({ authorization }) => authorization === undefined).length).toBeLessThanOrEqual(2);
    await expect(opened(web())).rejects.toMatchObject({
      code: 'REGISTRY_REFUSED',
      hint: expect.stringMatching(/login/),
    });
    const wrong = { ...basic, password: 'wrong' };
    await expect(opened(web(), { credentials: async () => wrong })).rejects.toMatchObject({
      code: 'REGISTRY_REFUSED',
      message: expect.stringMatching(/does not accept the login/),
      hint: expect.stringMatching(/password.* is wrong/),
    });
  });

  it('is told by a token, fetched once for all layers', async () => {
    guard('Bearer t0ken', bearer());
    const seen = tokens(() => ({ access_token: 't0ken', expires_in: 300 }));
    const image = await opened(web(), { credentials: async () => basic });
    await image.read(image.layers, noting().reader);
    expect(seen).toHaveLength(1);
    expect(seen[0]?.authorization).toBe(header);
    expect(Object.fromEntries(seen[0]!.url.searchParams)).toEqual({
      x: '1',
      service: 'reg, istry',
      scope: 'repository:shop/web:pull',
      account: 'scanner',
    });
  });

  it('is found out by the next when the first to ask gives up', async () => {
    guard('Bearer t0ken', bearer());
    const stop = new AbortController();
    const reached = Promise.withResolvers<void>();
    let asks = 0;
    other.hook = (_, response) => {
      asks += 1;
      if (asks === 1) reached.resolve();
      else sendJson(response, { token: 't0ken' });
      return true;
    };
    const shared = client();
    const first = openImage(web(), openOptions({ client: shared, signal: stop.signal }));
    await reached.promise;
    const refused = Promise.withResolvers<void>();
    const keepOut = registry.hook;
    registry.hook = (request, response) => {
      response.once('close', () => refused.resolve());
      return keepOut?.(request, response) === true;
    };
    const second = openImage(web(), openOptions({ client: shared }));
    await refused.promise;
    stop.abort(new Error('enough'));
    await expect(first).rejects.toThrow('enough');
    expect(await second).toMatchObject({ digest: IMAGE.digest });
  });

  it('is fetched anew when a token has run out', async () => {
    let number = 0;
    const seen = tokens(() => ({ token: `t${++number}` }));
    registry.hook = (request, response) => {
      if (request.headers.authorization === `Bearer t${number}` && number > asked(/manifests/).length / 4) return false;
      refuse(response, 401, 'UNAUTHORIZED', { 'www-authenticate': bearer() });
      return true;
    };
    await opened(web());
    await opened(web());
    expect(seen.length).toBeGreaterThanOrEqual(2);
    expect(seen[0]?.authorization).toBeUndefined();
  });

  it('is told by an identity token', async () => {
    guard('Bearer t0ken', bearer());
    const seen = tokens(() => ({ token: 't0ken' }));
    await opened(web(), { credentials: async () => ({ kind: 'identity', token: 'refresh' }) });
    expect(seen[0]).toMatchObject({ method: 'POST', authorization: undefined });
    expect(Object.fromEntries(new URLSearchParams(seen[0]?.body))).toMatchObject({
      grant_type: 'refresh_token',
      refresh_token: 'refresh',
      service: 'reg, istry',
    });
  });

  it('is refused: wrong password, no token, a page in its place', async () => {
    guard('Bearer t0ken', bearer());
    tokens(() => 401);
    await expect(opened(web(), { credentials: async () => basic })).rejects.toMatchObject({
      code: 'REGISTRY_REFUSED',
      hint: expect.stringMatching(/wrong or have run out/),
    });
    tokens(() => ({ token: 'with\nline' }));
    await expect(opened(web())).rejects.toMatchObject({
      code: 'REGISTRY_ANSWER_INVALID',
      message: expect.stringMatching(/no token/),
    });
    other.hook = (_, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>');
      return true;
    };
    await expect(opened(web())).rejects.toMatchObject({ code: 'REGISTRY_ANSWER_INVALID' });
  });

  it.each([
    ['http://tokens.example/token', /without TLS/],
    ['ftp://127.0.0.1/x', /without TLS/],
    ['http://169.254.169.254/latest', /without TLS/],
    ['https://169.254.169.254/latest', /own network/],
    ['https://user:pw@tokens.example/', /password/],
    ['nowhere', /no address/],
  ])('never goes to %s', async (realm, message) => {
    guard('never', `Bearer realm="${realm}",service="x"`);
    await expect(opened(web(), { credentials: async () => basic })).rejects.toMatchObject({
      code: 'REGISTRY_ANSWER_INVALID',
      message,
    });
  });

  it('is not told to a host a blob is redirected to', async () => {
    guard(header, 'Basic realm="r"');
    const before = registry.hook!;
    other.add(IMAGE, '1');
    registry.hook = (request, response) => {
      if (before(request, response)) return true;
      if (!request.url?.includes('/blobs/')) return false;
      response.writeHead(307, { location: `http://${other.host}${request.url}` }).end();
      return true;
    };
    const image = await opened(web(), { credentials: async (host) => (host === registry.host ? basic : undefined) });
    const seen = noting();
    await image.read(image.layers, seen.reader);
    expect(seen.failed).toEqual([]);
    expect(other.asked.filter((line) => line.includes('/blobs/'))).toHaveLength(3);
    expect(other.headers.every(({ authorization }) => authorization === undefined)).toBe(true);
  });

  it.each([
    ['http://cdn.example/x', /without TLS/],
    ['https://169.254.169.254/x', /own network/],
    ['file:///etc/passwd', /no web address/],
    ['https://a:b@cdn.example/', /password/],
  ])('is nowhere near %s, where a redirect leads', async (location, message) => {
    first(9, /blobs/, (response) => response.writeHead(302, { location }).end());
    await expect(opened(web())).rejects.toMatchObject({ code: 'REGISTRY_ANSWER_INVALID', message });
  });

  it('does not go round in redirects', async () => {
    first(99, /blobs/, (response, request) => response.writeHead(302, { location: request.url }).end());
    await expect(opened(web())).rejects.toMatchObject({ message: expect.stringMatching(/redirect after 5/) });
    expect(asked(/blobs/)).toHaveLength(6);
  });
});

describe('a mirror', () => {
  const mirrors = () => ({ [registry.host]: [`http://${other.host}/proxy`] });

  it('is asked first, below its own path', async () => {
    other.add(IMAGE, '1');
    const image = await opened(web(), { mirrors: mirrors() });
    await image.read(image.layers, noting().reader);
    expect(registry.asked.filter((line) => line.includes('shop'))).toEqual([]);
    expect(other.asked).toContain('GET /v2/proxy/shop/web/manifests/1');
  });

  it.each([404, 401, 500])('is passed over when it answers %i', async (status) => {
    other.hook = (_, response) => {
      refuse(response, status, 'X');
      return true;
    };
    expect((await opened(web(), { mirrors: mirrors() })).digest).toBe(IMAGE.digest);
  });

  it('is not asked again when it is not there', async () => {
    await other.stop();
    const image = await opened(web(), { mirrors: { [registry.host]: ['127.0.0.1:1'] } });
    const seen = noting();
    await image.read(image.layers, seen.reader);
    expect(seen.failed).toEqual([]);
  });

  it('must have TLS or be named', async () => {
    await expect(opened(web(), { mirrors: { [registry.host]: ['http://mirror.example'] } })).rejects.toMatchObject({
      code: 'REFERENCE_INVALID',
    });
  });
});

describe('a proxy', () => {
  it('is between us and every host but those it is not for', async () => {
    const through: string[] = [];
    const proxy = createServer((request, response) => {
      through.push(request.url ?? '');
      const { host, pathname, search } = new URL(request.url ?? '');
      const [name, port] = host.split(':');
      const { method, headers } = request;
      httpRequest({ host: name, port, path: pathname + search, method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      }).end();
    });
    proxy.on('connect', (request, socket) => {
      through.push(request.url ?? '');
      const [name, port] = (request.url ?? '').split(':');
      const to = connect(Number(port), name, () => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
      to.pipe(socket).pipe(to);
      to.on('error', () => socket.destroy());
      socket.on('error', () => to.destroy());
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    try {
      expect((await opened(web(), { proxy: { http: address, https: address, no: undefined } })).digest).toBe(
        IMAGE.digest,
      );
      expect(through.some((url) => url.includes(registry.host))).toBe(true);
      through.length = 0;
      expect((await opened(web(), { proxy: { http: address, https: address, no: '127.0.0.1' } })).digest).toBe(
        IMAGE.digest,
      );
      expect(through).toEqual([]);
    } finally {
      proxy.closeAllConnections();
      proxy.close();
    }
  });
});
