/** The live stream over HTTP: text/event-stream as the HTML standard has it. */
import { livePath } from '@plimsoll/api';
import type { WorkloadId } from '@plimsoll/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Caller, Gate } from '../auth/gate.ts';
import { ServerError } from '../errors.ts';
import type { LiveHub, LiveSink } from '../live/hub.ts';
import { cookieName } from './guard.ts';

export interface LiveRouteOptions {
  readonly hub: LiveHub;
  readonly gate: Gate;
  readonly callerFor: (request: FastifyRequest) => Caller;
}

export function serveLive(fastify: FastifyInstance, { hub, gate, callerFor }: LiveRouteOptions): void {
  fastify.get(
    livePath,
    { schema: { querystring: z.object({ workload: z.string().min(1).max(512).optional() }) } },
    (request, reply) => {
      const { workload } = request.query as { workload?: string };
      const caller = callerFor(request);
      const id = request.cookies[cookieName];
      const sink = sinkOf(reply, async () => {
        if (caller.via !== 'cookie') return true;
        return id !== undefined && (await gate.bySession(id, { extend: false })) !== undefined;
      });
      if (!hub.watch(sink, workload as WorkloadId | undefined)) {
        throw new ServerError('LIVE_FULL', 'As many live views are open as there may be', {
          hint: 'Close one, then reload',
          status: 503,
        });
      }
    },
  );
}

/** The headers go out with the first write, so that a refusal can still be an ordinary answer. */
function sinkOf(reply: FastifyReply, alive: () => Promise<boolean>): LiveSink {
  const { raw } = reply;
  return {
    write(text) {
      if (!raw.headersSent) {
        const headers = reply.getHeaders();
        reply.hijack();
        raw.writeHead(200, {
          ...(headers as Record<string, string>),
          'content-type': 'text/event-stream; charset=utf-8',
          'cache-control': 'no-store',
          'x-accel-buffering': 'no',
        });
      }
      raw.write(text);
    },
    waitingBytes: () => raw.writableLength,
    end: () => void (raw.writableLength > 0 ? raw.destroy() : raw.end()),
    onClose: (listener) => void raw.on('close', listener),
    alive,
  };
}
