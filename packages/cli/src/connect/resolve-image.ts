import type { Client, ImageSummary } from '@plimsoll/api';
import { CliError } from '../errors.ts';
import { ambiguous } from './resolve-workload.ts';

const shortestDigest = 6;

/**
 * The image that is meant by its name, by the end of its name from a slash on, by its digest or the beginning of it. Of several that
 * bore a name the one that bears it now; more than one match is refused with their digests.
 */
export async function resolveImage(client: Client, typed: string, signal: AbortSignal): Promise<ImageSummary> {
  const digits = /^(?:sha256:)?([0-9a-f]{6,64})$/.exec(typed)?.[1];
  const { items } = await client.listImages(
    { query: { text: (digits ?? typed).slice(0, 200), limit: 500, sort: 'name' } },
    { signal },
  );
  const found = digits === undefined ? named(items, typed) : items.filter((image) => hasDigest(image, digits));
  const matches = found.length > 0 ? found : named(items, typed);
  const [first, second] = matches;
  if (first !== undefined && second === undefined) return first;
  if (first === undefined) {
    throw new CliError('NOT_FOUND', `There is no image "${typed}"`, {
      hint: `\`plimsoll images\` lists them. The end of a name is enough (\`web:1.4\`), or ${shortestDigest} digits of a digest.`,
    });
  }
  throw ambiguous(
    'image',
    typed,
    matches.map(({ name, id }) => `${name} (${id.replace(/^sha256:/, '').slice(0, 12)})`),
  );
}

function named(images: readonly ImageSummary[], typed: string): readonly ImageSummary[] {
  const whole = images.filter(({ name }) => name === typed);
  const part = whole.length > 0 ? whole : images.filter(({ name }) => name.endsWith(`/${typed}`));
  const any =
    part.length > 0
      ? part
      : images.filter(({ repository, name }) =>
          [repository, name].some((of) => of === typed || of?.endsWith(`/${typed}`) === true),
        );
  const now = any.filter(({ current }) => current);
  return now.length > 0 ? now : any;
}

function hasDigest({ id, digest }: ImageSummary, digits: string): boolean {
  return [id, digest].some((one) => one?.replace(/^sha256:/, '').startsWith(digits) === true);
}
