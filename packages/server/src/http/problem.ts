/** Everything that goes wrong, as the one shape that callers know: what happened, to what, what to do. Never a stack. */
import type { ApiProblem } from '@plimsoll/api';
import type { FastifyError } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { ServerError, StoreError } from '../errors.ts';

export interface Answer {
  readonly status: number;
  readonly problem: ApiProblem;
}

export function problemOf(error: FastifyError | ServerError | StoreError | Error): Answer {
  if (error instanceof ServerError && error.code !== 'INTERNAL') {
    return { status: error.status, problem: { code: error.code, message: error.message, hint: error.hint } };
  }
  if (error instanceof StoreError) {
    return { status: 503, problem: { code: error.code, message: error.message, hint: error.hint } };
  }
  if (hasZodFastifySchemaValidationErrors(error)) return invalidInput(error);
  const status = 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500;
  return { status, problem: byStatus(status) };
}

interface Issue {
  readonly message?: string;
  readonly path?: readonly PropertyKey[];
  /** What was wrong by each of the shapes that it may have: all that a bare "Invalid input" leaves out. */
  readonly errors?: readonly (readonly Issue[])[];
}

interface Invalid {
  readonly validation: readonly {
    readonly instancePath: string;
    readonly message?: string;
    readonly params?: Pick<Issue, 'errors'>;
  }[];
  readonly validationContext?: string;
}

const places: Readonly<Record<string, string>> = {
  querystring: 'query',
  body: 'body',
  params: 'path',
  headers: 'headers',
};

function invalidInput(error: Error): Answer {
  const { validation, validationContext } = error as unknown as Invalid;
  const place = places[validationContext ?? ''] ?? 'request';
  const wrong = validation
    .slice(0, 5)
    .map(
      ({ instancePath, message, params }) =>
        `${instancePath.replace(/^\//, '').replaceAll('/', '.') || 'the whole'}: ${wanted({ ...params, ...(message !== undefined && { message }) })}`,
    );
  return {
    status: 400,
    problem: {
      code: 'INPUT_INVALID',
      message: `The ${place} is not valid. ${wrong.join('; ')}`.slice(0, 1000),
      hint: `Correct the ${place}; /api/v1/openapi.json tells what is expected`,
    },
  };
}

/** Of a value that may have several shapes, the first is the plain one: one value, where also a list of them is taken. */
function wanted({ message, errors, path = [] }: Issue): string {
  const first = errors?.find((issues) => issues.length > 0)?.[0];
  const within = path.length === 0 ? '' : `${path.map(String).join('.')}: `;
  return within + (first === undefined ? (message ?? 'not valid') : wanted(first));
}

function byStatus(status: number): ApiProblem {
  switch (status) {
    case 404:
      return {
        code: 'NOT_FOUND',
        message: 'There is nothing at this address',
        hint: '/api/v1/openapi.json lists every address',
      };
    case 413:
      return { code: 'TOO_LARGE', message: 'The request is too large', hint: 'Send less at once' };
    case 415:
      return {
        code: 'INPUT_INVALID',
        message: 'The body is of a type that is not taken',
        hint: 'Send JSON with content-type: application/json',
      };
    case 429:
      return { code: 'TOO_MANY', message: 'Too many tries in a short time', hint: 'Wait a minute, then try again' };
    default:
      if (status >= 400 && status < 500) {
        return {
          code: 'INPUT_INVALID',
          message: 'The request could not be read',
          hint: 'Check its address, its headers and that its body is JSON',
        };
      }
      return {
        code: 'INTERNAL',
        message: 'Something failed that should not have',
        hint: 'The log of the server tells more; please report it',
      };
  }
}
