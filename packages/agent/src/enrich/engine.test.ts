import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fakeClock } from '@plimsoll/testkit';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createEngine, type Engine } from './engine.ts';
import { engineHttp } from './engine-http.ts';
import { engineSocket } from './engine-socket.ts';

const id = 'a'.repeat(64);
const inspection = (change: object = {}) => ({
  Id: id,
  Name: '/web-1',
  Image: `sha256:${'1'.repeat(64)}`,
  State: { Running: true, StartedAt: '2026-01-01T00:00:00.5Z' },
  Config: { Image: 'web:1', Labels: null },
  ...change,
});
const event = (Action: string, attributes: Record<string, string> = {}) =>
  `${JSON.stringify({ Type: 'container', Action, Actor: { ID: id, Attributes: { image: 'web:1', name: 'web-1', ...attributes } }, time: 1_700_000_000 })}\n`;

let directory: string;
let socket: string;
let answers: Record<string, unknown>;
let stream: ServerResponse | undefined;
let asked: string[];
let unanswered: string[];
let server: ReturnType<typeof createServer>;
let engine: Engine | undefined;
let heard: string[];
const clock = fakeClock();

/** A real HTTP server on a real socket, in the engine's place: what a running engine never does, this one can. */
function answer(request: IncomingMessage, response: ServerResponse): void {
  const path = request.url ?? '';
  asked.push(path);
  if (unanswered.includes(path)) return;
  if (path.startsWith('/events')) {
    stream = response;
    response.flushHeaders();
    return;
  }
  const body = answers[path];
  response.statusCode = body === undefined ? 404 : 200;
  response.end(typeof body === 'string' ? body : JSON.stringify(body ?? {}));
}

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'plimsoll-engine-'));
  socket = join(directory, 's');
  answers = { '/containers/json': [{ Id: id }], [`/containers/${id}/json`]: inspection() };
  asked = [];
  unanswered = [];
  heard = [];
  server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(socket, resolve));
});
afterEach(async () => {
  engine?.stop();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(directory, { recursive: true, force: true });
});

function follow(path = socket): Engine {
  engine = createEngine({
    socket: () => path,
    cluster: 'prod',
    clock,
    log: pino({ level: 'silent' }),
    sink: {
      facts: (facts, complete) =>
        heard.push(`${complete ? 'facts' : 'told'} ${facts.name} ${facts.workload} ${facts.startedAt}`),
      running: (_, running) => heard.push(running ? 'running' : 'ended'),
      removed: () => heard.push('removed'),
      missing: () => heard.push('missing'),
      connection: (connected) => heard.push(connected ? 'connected' : 'away'),
      pulled: ({ name, id: image }) => heard.push(`pulled ${name} ${image}`),
    },
  });
  engine.start();
  return engine;
}

const connections = () =>
  new Promise<number>((resolve, reject) =>
    server.getConnections((error, count) => (error === null ? resolve(count) : reject(error))),
  );
const settled = (...what: string[]) => vi.waitFor(() => expect(heard).toEqual(what));
const startedAt = Date.parse('2026-01-01T00:00:00.5Z');

describe('engine', () => {
  it('tells of containers that run already', async () => {
    follow();

    await settled('connected', 'running', `facts web-1 docker/web ${startedAt}`, 'running');
    expect(asked[0]).toMatch(/^\/events\?since=\d+&filters=/);
  });

  it('tells what an event says at once, and what an inspection says when it is there', async () => {
    answers['/containers/json'] = [];
    follow();
    await settled('connected');

    stream?.write(event('create', { 'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'web' }));
    await settled(
      'connected',
      'told web-1 docker/shop/web undefined',
      `facts web-1 docker/web ${startedAt}`,
      'running',
    );
    heard = [];
    answers[`/containers/${id}/json`] = undefined;
    const start = event('start');
    stream?.write(start.slice(0, 50));
    stream?.write(start.slice(50) + event('die') + event('destroy'));
    await settled('told web-1 docker/web undefined', 'running', 'ended', 'removed', 'missing');
  });

  it('is not upset by nonsense', async () => {
    answers[`/containers/${id}/json`] = { Id: id };
    follow();
    await settled('connected', 'running', 'missing');

    stream?.write(
      `{"Type":"image"}\nnot json\n${JSON.stringify({ Type: 'container', Action: 'start', Actor: { ID: '../..' }, time: 0 })}\n`,
    );
    stream?.write(event('die'));
    await settled('connected', 'running', 'missing', 'ended');
  });

  it('calls an image that was asked for by id by its name', async () => {
    answers[`/containers/${id}/json`] = inspection({ Config: { Image: 'abcdefabcdef', Labels: {} } });
    answers['/images/abcdefabcdef/json'] = { RepoTags: ['team/web:3'] };
    follow();

    await settled('connected', 'running', `facts web-1 docker/team/web ${startedAt}`, 'running');
  });

  it('tells what was pulled and which image it is, in the words of either engine', async () => {
    answers['/containers/json'] = [];
    const image = '2'.repeat(64);
    answers['/images/team/web%3A3/json'] = { Id: `sha256:${image}` };
    answers['/images/team/api%3A1/json'] = { Id: image };
    answers['/images/odd/json'] = { Id: 7 };
    follow();
    await settled('connected');
    const pull = (ID: string, Attributes: object) =>
      stream?.write(`${JSON.stringify({ Type: 'image', Action: 'pull', Actor: { ID, Attributes }, time: 1 })}\n`);

    pull('team/web:3', { name: 'team/web' });
    await settled('connected', `pulled team/web:3 sha256:${image}`);
    pull(image, { name: 'team/api:1' });
    await settled('connected', `pulled team/web:3 sha256:${image}`, `pulled team/api:1 sha256:${image}`);
    heard = [];
    pull('gone', {});
    await settled('pulled gone undefined');
    pull('odd', {});
    await settled('pulled gone undefined', 'pulled odd undefined');
  });

  it('finds an engine again that went away, and hears what happened meanwhile', async () => {
    follow();
    await vi.waitFor(() => expect(heard).toContain('connected'));
    stream?.end();
    await vi.waitFor(() => expect(heard).toContain('away'));
    expect(engine?.status()).toMatchObject({
      state: 'unavailable',
      reason: { hint: expect.stringContaining('systemctl') },
    });

    asked = [];
    clock.advance(500);
    await vi.waitFor(() => expect(heard.filter((what) => what === 'connected')).toHaveLength(2));
    expect(asked[0]).toContain('/events?since=');
  });

  it('tells nothing once it is stopped, whatever was asked before', async () => {
    unanswered = [`/containers/${id}/json`, '/images/odd/json'];
    const running = follow();
    await settled('connected', 'running');
    stream?.write(`${JSON.stringify({ Type: 'image', Action: 'pull', Actor: { ID: 'odd' }, time: 1 })}\n`);
    await vi.waitFor(() => expect(asked).toEqual(expect.arrayContaining(unanswered)));

    running.stop();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(heard).toEqual(['connected', 'running']);
  });

  it('waits for no answer once it is stopped', async () => {
    unanswered = ['/events', '/containers/json'];
    const http = engineHttp(socket);
    const waiting = [http.lines('/events', () => {}), http.get('/containers/json')];
    await vi.waitFor(() => expect(asked).toEqual(expect.arrayContaining(unanswered)));

    http.close();
    const answered = await Promise.allSettled([...waiting, http.get('/info')]);
    expect(answered.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(asked).not.toContain('/info');
    await vi.waitFor(async () => expect(await connections()).toBe(0));
  });

  it('says what to do when there is no socket', async () => {
    const { status } = follow(join(directory, 'none'));

    await vi.waitFor(() =>
      expect(status().reason?.why).toBe(`There is no container engine's socket at ${directory}/none.`),
    );
    expect(status()).toMatchObject({ state: 'unavailable', reason: { hint: expect.stringContaining('DOCKER_HOST') } });
  });
});

describe('engine API', () => {
  it('refuses what is no answer', async () => {
    answers['/bad'] = '{';
    const http = engineHttp(socket);

    await expect(http.get('/bad')).rejects.toMatchObject({ code: 'ENGINE_ANSWER_REFUSED' });
    expect(await http.get('/none')).toBeUndefined();
    http.close();
  });

  it('refuses an answer without end', async () => {
    answers['/large'] = 'x'.repeat(17 * 1024 * 1024);
    const http = engineHttp(socket);

    await expect(http.get('/large')).rejects.toMatchObject({ code: 'ENGINE_ANSWER_TOO_LARGE' });
    http.close();
  });
});

it('looks for the socket where people say it is', () => {
  expect(engineSocket('/given', 'unix:///other')).toBe('/given');
  expect(engineSocket(undefined, 'unix:///run/x.sock')).toBe('/run/x.sock');
  expect(() => engineSocket(undefined, 'tcp://elsewhere:2375')).toThrow(
    expect.objectContaining({ code: 'ENGINE_UNREACHABLE' }),
  );
});
