/** Reading JSON nobody vouches for, without a schema for each of its thousands of parts: what does not fit is absent. */
import { type Json as JsonObject, asList as listOf, asObject as objectOf } from '../advisory/record/osv-shape.ts';
import { sbomLimits } from './sbom.ts';

export { type JsonObject, listOf, objectOf };

export function objectsOf(value: unknown): readonly JsonObject[] {
  return listOf(value)
    .map(objectOf)
    .filter((each) => each !== undefined);
}

/** undefined for what is no text, is empty, or is longer than any name, path or URL has reason to be. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= sbomLimits.text ? value : undefined;
}

export function textsOf(value: unknown): readonly string[] {
  return listOf(value).flatMap((each) => textOf(each) ?? []);
}
