/**
 * The HTTP side: every route of the table, the live stream, the console's files.
 *
 * in     handlers, the guard's settings, where the console's files are
 * out    a Fastify instance that is not listening yet
 * holds  nothing under /api or /metrics is answered to strangers; every error is an ApiProblem; no answer names a stack
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import fastifyCookie from '@fastify/cookie';
import fastifyHelmet from '@fastify/helmet';
import fastifyRateLimit from '@fastify/rate-limit';
import { hookPath, type Route, type RouteName, routes } from '@plimsoll/api';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import type { Logger } from 'pino';
import { type Caller, localUser, sessionMs } from '../auth/gate.ts';
import { ServerError } from '../errors.ts';
import { callerOf, checkHost, checkOwnPage, cookieName, type GuardOptions } from './guard.ts';
import type { Call, Handlers, SessionCookie } from './handler.ts';
import { answerUnreadable } from './listen.ts';
import { problemOf } from './problem.ts';

export interface AppOptions {
  readonly handlers: Handlers;
  readonly guard: GuardOptions;
  readonly log: Logger;
  readonly secure: boolean;
  readonly makeServer: (handler: (request: IncomingMessage, response: ServerResponse) => void) => Server;
}

export interface App {
  readonly fastify: FastifyInstance;
  /** The caller that the guard let in. */
  readonly callerFor: (request: FastifyRequest) => Caller;
  /** Resolves when no request is worked on any more, also for those who asked and went away. */
  settled(): Promise<void>;
}

const bodyLimit = 24 * 1024 * 1024;
const smallBodyLimit = 64 * 1024;
const signInsPerMinute = 10;

export async function createApp({ handlers, guard, log, secure, makeServer }: AppOptions): Promise<App> {
  const callers = new WeakMap<FastifyRequest, Caller>();
  const callerFor = (request: FastifyRequest) => callers.get(request) ?? nobody();
  const fastify = Fastify({
    serverFactory: makeServer,
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: smallBodyLimit,
    requestTimeout: 30_000,
    keepAliveTimeout: 10_000,
    maxRequestsPerSocket: 0,
    forceCloseConnections: true,
    // Percent-encoded, a workload's id is up to three times as long.
    routerOptions: { maxParamLength: 2048 },
    exposeHeadRoutes: false,
    clientErrorHandler: answerUnreadable,
  });
  fastify.server.maxConnections = 512;
  fastify.setValidatorCompiler(validatorCompiler);
  fastify.setSerializerCompiler(serializerCompiler);
  let closing = false;
  fastify.addHook('preClose', async () => {
    closing = true;
  });
  fastify.setErrorHandler((error: Error, request, reply) => {
    const { status, problem } = problemOf(error);
    // What the end cuts short is no trouble, and nobody is left to hear of it.
    if (status >= 500 && !closing)
      request.log.error({ err: error, route: request.routeOptions.url }, 'a request failed');
    return reply.code(status).type('application/json').serializer(JSON.stringify).send(problem);
  });

  const answering = new Set<Promise<unknown>>();
  fastify.addHook('onRoute', (route) => {
    const { handler } = route;
    route.handler = function (request, reply) {
      const answer: unknown = handler.call(this, request, reply);
      if (answer instanceof Promise) {
        answering.add(answer);
        const done = () => answering.delete(answer);
        answer.then(done, done);
      }
      return answer;
    };
  });

  await fastify.register(fastifyHelmet, helmetOptions(secure));
  await fastify.register(fastifyCookie);
  await fastify.register(fastifyRateLimit, { global: false, keyGenerator: (request) => request.ip ?? 'socket' });

  fastify.addHook('onRequest', async (request, reply) => {
    checkHost(request, guard);
    if (!isGuarded(request.url)) return;
    reply.header('cache-control', 'no-store');
    if (isOpen(request)) {
      checkOwnPage(request, 'sign-in');
      callers.set(request, localUser);
      return;
    }
    const caller = await callerOf(request, guard);
    checkOwnPage(request, caller.via);
    callers.set(request, caller);
  });

  for (const [name, route] of Object.entries(routes) as [RouteName, Route][]) {
    mount(fastify, { name, route, handlers, callerFor, secure });
  }
  return {
    fastify,
    callerFor,
    async settled() {
      while (answering.size > 0) await Promise.allSettled(answering);
    },
  };
}

interface Mount {
  readonly name: RouteName;
  readonly route: Route;
  readonly handlers: Handlers;
  readonly callerFor: (request: FastifyRequest) => Caller;
  readonly secure: boolean;
}

function mount(fastify: FastifyInstance, { name, route, handlers, callerFor, secure }: Mount): void {
  // The table pairs each name with its handler's types; a loop over it cannot.
  const handle = handlers[name] as (call: Call<RouteName>) => Promise<unknown>;
  fastify.route({
    method: route.method,
    url: route.path,
    ...(name === 'importBaseline' && { bodyLimit }),
    ...(name === 'signIn' && { config: { rateLimit: { max: signInsPerMinute, timeWindow: 60_000 } } }),
    schema: {
      ...(route.params !== undefined && { params: route.params }),
      ...(route.query !== undefined && { querystring: route.query }),
      ...(route.body !== undefined && { body: route.body }),
      response: { 200: route.response },
    },
    handler: async (request, reply) =>
      handle({
        params: request.params,
        query: request.query,
        body: request.body,
        caller: callerFor(request),
        cookie: sessionCookie(request, reply, secure),
      } as Call<RouteName>),
  });
}

function sessionCookie(request: FastifyRequest, reply: FastifyReply, secure: boolean): SessionCookie {
  const options = { path: '/', httpOnly: true, sameSite: 'strict', secure } as const;
  return {
    id: request.cookies[cookieName],
    set: (id) => void reply.setCookie(cookieName, id, { ...options, maxAge: sessionMs / 1000 }),
    clear: () => void reply.clearCookie(cookieName, options),
  };
}

function isGuarded(url: string): boolean {
  return /^\/(api|metrics)(\/|\?|$)/.test(url);
}

function isOpen(request: FastifyRequest): boolean {
  // Registries prove a secret of their own.
  if (request.routeOptions.url === hookPath) return true;
  return Object.values(routes).some(
    (route: Route) => route.open === true && route.method === request.method && route.path === request.routeOptions.url,
  );
}

function nobody(): never {
  throw new ServerError('SIGN_IN_NEEDED', 'You are not signed in', { hint: 'Sign in first', status: 401 });
}

function helmetOptions(secure: boolean) {
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        // Scripts set styles on elements through the CSSOM, which a CSP lets be; neither tags nor attributes are needed.
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        manifestSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    referrerPolicy: { policy: 'no-referrer' as const },
    strictTransportSecurity: secure ? { maxAge: 15_552_000 } : false,
  };
}
