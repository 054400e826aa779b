/** Lists that come in pages: tags and repositories. */
import { z } from 'zod';
import { ScanError } from '../../errors.ts';
import { invalidAnswer, jsonAnswer, refusal } from './answer.ts';
import type { RegistryAsk, Session } from './session.ts';

const Page = z.object({
  tags: z.array(z.string().max(256)).nullish(),
  repositories: z.array(z.string().max(512)).nullish(),
});
const PAGE_BYTES_MOST = 4 * 1024 * 1024;
const PAGES_MOST = 1_000;

export interface ListAsk {
  readonly ask: Omit<RegistryAsk, 'path'>;
  /** Of the first page. */
  readonly path: string;
  readonly field: 'tags' | 'repositories';
  readonly what: string;
  /** Names to stop at. */
  readonly most: number;
}

export async function listPages(
  session: Session,
  { ask, path, field, what, most }: ListAsk,
): Promise<readonly string[]> {
  const names = new Set<string>();
  const seen = new Set<string>();
  let next: string | undefined = path;
  while (next !== undefined && names.size < most) {
    if (seen.has(next) || seen.size >= PAGES_MOST)
      throw invalidAnswer(ask.registry, `never comes to an end with ${what}`);
    seen.add(next);
    const answer = await session.send({ ...ask, path: next });
    if (answer.status !== 200) throw await refusal(answer, what);
    const { json } = await jsonAnswer(answer, what, PAGE_BYTES_MOST);
    const page = Page.safeParse(json);
    if (!page.success)
      throw invalidAnswer(ask.registry, `answers with something that is no list when asked for ${what}`, page.error);
    for (const name of page.data[field] ?? []) names.add(name);
    next = nextPage(answer.headers.link, answer.url, ask.registry);
  }
  return [...names].slice(0, most);
}

/** RFC 8288: `</v2/web/tags/list?last=b&n=100>; rel="next"`. A page lies where the first one did. */
function nextPage(link: string | undefined, at: URL, registry: string): string | undefined {
  const target = /<([^>]*)>\s*;[^,]*\brel="?next"?/i.exec(link ?? '')?.[1];
  if (target === undefined) return undefined;
  const url = URL.canParse(target, at.href) ? new URL(target, at.href) : undefined;
  if (url?.host !== at.host) {
    throw new ScanError(
      'REGISTRY_ANSWER_INVALID',
      `${registry} names ${JSON.stringify(target.slice(0, 200))} as the next page of a list.`,
      {
        hint: 'A list does not go on at another host. Ask who runs the registry.',
      },
    );
  }
  // Registries behind a proxy name their own scheme.
  url.protocol = at.protocol;
  return url.href;
}
