/** How an image is asked for again: the same image, also when its tag has moved on. */
import type { ImageSummary } from '../../../lib/image-words.ts';

type Known = Pick<ImageSummary, 'name' | 'repository' | 'tag' | 'digest' | 'current'>;

export function rescanReference({ name, repository, tag, digest, current }: Known): string {
  if (digest === null || repository === null) return `docker:${name}`;
  return current && tag !== null ? `${repository}:${tag}` : `${repository}@${digest}`;
}
