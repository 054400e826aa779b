/** Follows the container engine: who runs, who starts, what they are. Finds it again when it goes away. */
import type { ContainerId, EpochMs } from '@plimsoll/core';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import { AgentError, reasonOf } from '../errors.ts';
import type { ContainerFacts } from './container-facts.ts';
import { ContainerInspection, ContainerList, EngineEvent, ImageEvent, ImageInspection } from './engine-answers.ts';
import { type EngineHttp, engineHttp, type LineStream } from './engine-http.ts';
import { workloadOf } from './workload-name.ts';

export interface EngineSink {
  /** What is known of a container. `complete` is false when only an event told it, before or without an inspection. */
  facts(facts: ContainerFacts, complete: boolean): void;
  running(id: ContainerId, running: boolean): void;
  removed(id: ContainerId): void;
  /** The engine was asked about a container and does not know it. */
  missing(id: ContainerId): void;
  connection(connected: boolean): void;
  /** An image came, by the name it was asked for; and which it is, where the engine can tell. */
  pulled(image: { readonly name: string; readonly id: string | undefined }): void;
}

export interface EngineStatus {
  readonly state: 'connected' | 'unavailable';
  readonly since: EpochMs;
  readonly reason: { readonly why: string; readonly hint: string } | undefined;
}

export interface Engine {
  start(): void;
  /** From here on the sink hears nothing, whatever was asked before. */
  stop(): void;
  /** Ask about one container; the sink hears the answer. */
  inspect(id: ContainerId): void;
  status(): EngineStatus;
}

export interface EngineOptions {
  /** Asked before each attempt to connect, so that an engine that is installed later is found. */
  readonly socket: () => string;
  readonly cluster: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly sink: EngineSink;
}

const FIRST_BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 30_000;
const actions = ['create', 'start', 'die', 'died', 'rename', 'destroy', 'remove', 'pull'];
const filters = encodeURIComponent(JSON.stringify({ type: ['container', 'image'], event: actions }));

export function createEngine({ socket, cluster, clock, log, sink }: EngineOptions): Engine {
  let stopped = true;
  let state: EngineStatus['state'] = 'unavailable';
  let since = clock.now();
  let reason: EngineStatus['reason'] = { why: 'The container engine has not been asked yet.', hint: 'Wait a second.' };
  let http: EngineHttp | undefined;
  let stream: LineStream | undefined;
  let cancelRetry = () => {};
  let backoffMs = FIRST_BACKOFF_MS;
  let lastEventAt = Math.floor(clock.now() / 1000);
  const asking = new Set<ContainerId>();

  async function connect(): Promise<void> {
    try {
      const connection = engineHttp(socket());
      http = connection;
      // Events first: a container that starts between the two questions is told twice rather than never.
      stream = await connection.lines(`/events?since=${lastEventAt}&filters=${filters}`, hear);
      const listed = ContainerList.parse((await connection.get('/containers/json')) ?? []);
      if (stopped) {
        disconnect();
        return;
      }
      become('connected', undefined);
      backoffMs = FIRST_BACKOFF_MS;
      for (const { Id } of listed) {
        sink.running(Id, true);
        inspect(Id);
      }
      log.info({ containers: listed.length }, 'connected to the container engine');
      await stream.ended;
      throw new AgentError('ENGINE_UNREACHABLE', 'The container engine ended the connection.', {
        hint: 'Check that it runs: systemctl status docker',
      });
    } catch (error) {
      disconnect();
      if (!stopped) retry(error);
    }
  }

  function retry(error: unknown): void {
    const known = error instanceof AgentError;
    const why = reasonOf(error);
    if (state === 'connected' || reason?.why !== why)
      log.warn({ why }, 'no container engine: containers have no names');
    become('unavailable', { why, hint: known ? error.hint : 'Docker 20.10 and Podman 4 or later are known to work.' });
    cancelRetry = clock.after(backoffMs, () => void connect());
    backoffMs = Math.min(backoffMs * 2, LONGEST_BACKOFF_MS);
  }

  function disconnect(): void {
    stream?.close();
    http?.close();
    stream = undefined;
    http = undefined;
  }

  function become(next: EngineStatus['state'], why: EngineStatus['reason']): void {
    if (state !== next) since = clock.now();
    const changed = state !== next;
    state = next;
    reason = why;
    if (changed) sink.connection(next === 'connected');
  }

  function hear(line: string): void {
    const json = parseJson(line);
    const pulled = ImageEvent.safeParse(json).data;
    if (pulled !== undefined) {
      lastEventAt = Math.max(lastEventAt, Math.floor(pulled.time));
      if (http !== undefined) void tellPulled(http, pulled.Actor.ID);
      return;
    }
    const event = EngineEvent.safeParse(json).data;
    if (event === undefined) return;
    lastEventAt = Math.max(lastEventAt, Math.floor(event.time));
    const id = event.Actor.ID;
    switch (event.Action) {
      case 'create':
      case 'start':
      case 'rename':
        // A container that lives for milliseconds may be gone before the inspection: the event itself says what it is.
        sink.facts(factsOfEvent(event, cluster), false);
        if (event.Action === 'start') sink.running(id, true);
        inspect(id);
        break;
      case 'die':
      case 'died':
        sink.running(id, false);
        break;
      default:
        sink.removed(id);
    }
  }

  function inspect(id: ContainerId): void {
    if (http === undefined || asking.has(id)) return;
    asking.add(id);
    void ask(http, id).finally(() => asking.delete(id));
  }

  async function ask(connection: EngineHttp, id: ContainerId): Promise<void> {
    try {
      const answer = await connection.get(`/containers/${id}/json`);
      const inspection = answer === undefined ? undefined : ContainerInspection.parse(answer);
      const facts = inspection && (await factsOf(connection, inspection));
      if (stopped) return;
      if (facts === undefined) {
        sink.missing(id);
        return;
      }
      sink.facts(facts, true);
      if (inspection?.State.Running) sink.running(id, true);
    } catch (error) {
      if (stopped) return;
      log.warn({ container: id, error: reasonOf(error) }, 'the engine could not tell what a container is');
      sink.missing(id);
    }
  }

  async function factsOf(connection: EngineHttp, inspection: ContainerInspection): Promise<ContainerFacts> {
    const { Id, Name, Image, Config, State, Mounts } = inspection;
    const startedAt = Date.parse(State.StartedAt);
    return {
      id: Id,
      name: Name.replace(/^\//, ''),
      image: Config.Image,
      imageDigest: digestOf(Image),
      startedAt: startedAt > 0 ? (startedAt as EpochMs) : undefined,
      workload: workloadOf({
        image: await nameOfImage(connection, Config.Image),
        labels: Config.Labels ?? {},
        cluster,
      }),
      volumes: [...(Mounts ?? []).map(({ Destination }) => Destination), ...initOf(inspection)],
    };
  }

  /** An image asked for by id gets a name, so that two versions of it are one workload. */
  async function nameOfImage(connection: EngineHttp, image: string): Promise<string> {
    if (!/^(sha256:)?[0-9a-f]{12,64}$/.test(image)) return image;
    return (await imageOf(connection, image))?.RepoTags?.[0] ?? image;
  }

  /** By its id, a name that is pulled every hour and never changes is one image. */
  async function tellPulled(connection: EngineHttp, name: string): Promise<void> {
    try {
      const id = digestOf((await imageOf(connection, name))?.Id ?? '');
      if (stopped) return;
      sink.pulled({ name, id: /^sha256:[0-9a-f]{64}$/.test(id) ? id : undefined });
    } catch (error) {
      if (stopped) return;
      log.warn({ image: name, error: reasonOf(error) }, 'the engine could not tell which image was pulled');
      sink.pulled({ name, id: undefined });
    }
  }

  async function imageOf(connection: EngineHttp, name: string): Promise<ImageInspection | undefined> {
    const path = name.split('/').map(encodeURIComponent).join('/');
    const answer = await connection.get(`/images/${path}/json`);
    return answer === undefined ? undefined : ImageInspection.parse(answer);
  }

  return {
    start() {
      if (!stopped) return;
      stopped = false;
      void connect();
    },
    stop() {
      stopped = true;
      cancelRetry();
      disconnect();
    },
    inspect,
    status: () => ({ state, since, reason }),
  };
}

/** Podman leaves the name of the hash away. */
function digestOf(id: string): string {
  return /^[0-9a-f]{64}$/.test(id) ? `sha256:${id}` : id;
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // Not JSON, so not an event: a container whose start was told so is found by its cgroup and asked about by id.
    return undefined;
  }
}

/** Docker puts a container's labels among the attributes of its events, beside image and name. */
function factsOfEvent({ Actor }: EngineEvent, cluster: string): ContainerFacts {
  const { image = '', name = '', ...labels } = Actor.Attributes ?? {};
  return {
    id: Actor.ID,
    name,
    image,
    imageDigest: '',
    startedAt: undefined,
    workload: workloadOf({ image, labels, cluster }),
    volumes: [],
  };
}

/** `docker run --init` mounts its small init over the image without listing it. */
function initOf({ HostConfig }: ContainerInspection): readonly string[] {
  return HostConfig?.Init ? ['/sbin/docker-init'] : [];
}
