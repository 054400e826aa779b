/**
 * The OpenAPI 3.1 document, made from the routes table.
 *
 * in     the routes and their Zod schemas
 * out    plain JSON, the same bytes every time
 * holds  nothing is written twice: a schema that changes changes the document
 */
import { z } from 'zod';
import { hookPath, livePath, metricsPath, openApiPath, type Route, reportPath, routes } from './routes.ts';
import { Change } from './schema/change.ts';
import { EventRecord } from './schema/event.ts';
import { ExplainStep } from './schema/explain.ts';
import { Finding } from './schema/finding.ts';
import { AdvisoryData, Image, Package } from './schema/image.ts';
import { ImageFinding } from './schema/image-finding.ts';
import { ImageSummary, ImageView, ReportFormat } from './schema/image-view.ts';
import { LearnedThing } from './schema/learned.ts';
import { LiveMessage } from './schema/live.ts';
import { ApiProblem } from './schema/problem.ts';
import { ContainerRef, ProcessRef } from './schema/process.ts';
import { Registry } from './schema/registry.ts';
import { ScanJob } from './schema/scan.ts';
import { NodeHealth, Status } from './schema/status.ts';
import { Coverage, Readiness, SignedBaseline, WorkloadSummary } from './schema/workload.ts';

type Json = Record<string, unknown>;

const named = {
  AdvisoryData,
  ApiProblem,
  Change,
  ContainerRef,
  Coverage,
  EventRecord,
  ExplainStep,
  Finding,
  Image,
  ImageFinding,
  ImageSummary,
  ImageView,
  LearnedThing,
  LiveMessage,
  NodeHealth,
  Package,
  ProcessRef,
  Readiness,
  Registry,
  ScanJob,
  SignedBaseline,
  Status,
  WorkloadSummary,
} as const;

const registry = z.registry<{ id: string }>();
for (const [id, schema] of Object.entries(named)) registry.add(schema, { id });

export function openApi(version: string): Json {
  const schemas = registered();
  const paths: Record<string, Json> = {};
  for (const [name, route] of Object.entries(routes) as [string, Route][]) {
    const path = braces(route.path);
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(name, route) };
  }
  paths[livePath] = { get: liveOperation() };
  paths[braces(reportPath)] = { get: reportOperation() };
  paths[braces(hookPath)] = { post: hookOperation() };
  paths[openApiPath] = { get: plainOperation('This document', 'application/json') };
  paths[metricsPath] = { get: plainOperation('Numbers for Prometheus', 'text/plain; version=0.0.4') };
  return {
    openapi: '3.1.0',
    info: {
      title: 'Plimsoll',
      version,
      description:
        'Programs send `Authorization: Bearer <token>`. Browsers sign in once and keep a cookie. The local user asks through the Unix socket `plimsoll.sock` in the data directory, without a token.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    security: [{ token: [] }, { cookie: [] }],
    paths,
    components: {
      schemas,
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        cookie: { type: 'apiKey', in: 'cookie', name: 'plimsoll_session' },
      },
    },
  };
}

function registered(): Json {
  const { schemas } = z.toJSONSchema(registry, { io: 'output', uri: (id) => `#/components/schemas/${id}` });
  return Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, withoutIds(schema)]));
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const id = registry.get(schema)?.id;
  if (id !== undefined) return { $ref: `#/components/schemas/${id}` };
  const { $defs: _definitions, ...json } = withoutIds(z.toJSONSchema(schema, { io, metadata: registry }));
  return JSON.parse(JSON.stringify(json).replaceAll('"#/$defs/', '"#/components/schemas/'));
}

function withoutIds({ $schema: _schema, $id: _uri, id: _id, ...rest }: Json): Json {
  return rest;
}

function operation(name: string, route: Route): Json {
  return {
    operationId: name,
    summary: route.summary,
    ...(route.open === true && { security: [] }),
    parameters: [...parameters('path', route.params), ...parameters('query', route.query)],
    ...(route.body !== undefined && {
      requestBody: { required: true, content: { 'application/json': { schema: jsonSchema(route.body, 'input') } } },
    }),
    responses: {
      200: { description: 'Done', content: { 'application/json': { schema: jsonSchema(route.response, 'output') } } },
      default: problem(),
    },
  };
}

function parameters(place: 'path' | 'query', schema: z.ZodType | undefined): readonly Json[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = jsonSchema(schema, 'input') as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([key, value]) => ({
    name: key,
    in: place,
    required: place === 'path' || required.includes(key),
    schema: value,
  }));
}

function problem(): Json {
  return {
    description: 'What happened, to what, and what to do',
    content: { 'application/json': { schema: { $ref: '#/components/schemas/ApiProblem' } } },
  };
}

function liveOperation(): Json {
  return {
    operationId: 'live',
    summary: 'Server-sent events; the data of each is a LiveMessage',
    parameters: [{ name: 'workload', in: 'query', required: false, schema: { type: 'string', maxLength: 512 } }],
    responses: {
      200: {
        description: 'Never ends',
        content: { 'text/event-stream': { schema: { $ref: '#/components/schemas/LiveMessage' } } },
      },
      default: problem(),
    },
  };
}

function plainOperation(summary: string, type: string): Json {
  return { summary, responses: { 200: { description: 'Done', content: { [type]: {} } }, default: problem() } };
}

function reportOperation(): Json {
  return {
    operationId: 'imageReport',
    summary: 'The last report of an image as a file',
    parameters: [
      { name: 'image', in: 'path', required: true, schema: { type: 'string', maxLength: 200 } },
      { name: 'format', in: 'path', required: true, schema: jsonSchema(ReportFormat, 'input') },
    ],
    responses: { 200: { description: 'The file', content: { '*/*': {} } }, default: problem() },
  };
}

function hookOperation(): Json {
  return {
    operationId: 'registryHook',
    summary: 'A registry tells of a push: distribution, Harbor, GitLab, GHCR, ECR or { image, digest }',
    security: [],
    parameters: [{ name: 'registry', in: 'path', required: true, schema: { type: 'string', maxLength: 64 } }],
    requestBody: { required: true, content: { 'application/json': { schema: { type: 'object' } } } },
    responses: { 200: { description: 'Taken' }, default: problem() },
  };
}

function braces(path: string): string {
  return path.replace(/:(\w+)/g, '{$1}');
}
