/**
 * Parts that hold the findings of some images, opened to change a few of them.
 *
 * in     where findings lie that change, images that get more of them
 * out    the same parts, written once each
 * holds  an item keeps its place; what comes takes the place of what is gone before the list grows
 */
import { type Kysely, sql } from 'kysely';
import { gone, itemsInPart, linesOf, packedLines } from './image-part.ts';
import { pairs } from './sqlite-page.ts';
import type { Tables } from './tables.ts';

export interface FindingPlace {
  readonly image: number;
  readonly part: number;
  readonly place: number;
}

export interface FindingParts {
  put(at: FindingPlace, line: string): void;
  clear(at: FindingPlace): void;
  add(image: number, line: string): { readonly part: number; readonly place: number };
  write(): Promise<void>;
}

interface OfImage {
  readonly lines: Map<number, string[]>;
  readonly changed: Set<number>;
  last: number;
}

/** The number of SQLite's variables is limited. */
const partsAtOnce = 200;

/** @param wanted `touched`: findings of these parts change; `growing`: images whose last part is needed too, where there may be room */
export async function openFindingParts(
  database: Kysely<Tables>,
  { touched, growing }: { touched: readonly FindingPlace[]; growing: readonly number[] },
): Promise<FindingParts> {
  const { rows: newest } = await sql<{ image: number; part: number | null }>`
    SELECT value AS image, (SELECT max(part) FROM image_part WHERE image = value AND of = 'finding') AS part
    FROM json_each(${JSON.stringify(growing)})`.execute(database);
  const lasts = newest.flatMap(({ image, part }) => (part === null ? [] : [{ image, part }]));
  const wanted = new Map([...touched, ...lasts].map(({ image, part }) => [`${image} ${part}`, [image, part] as const]));
  const rows = await database
    .selectFrom('image_part')
    .select(['image', 'part', 'body'])
    .where('of', '=', 'finding')
    .where(pairs(['image', 'part'], [...wanted.values()]))
    .execute();
  const images = new Map<number, OfImage>();
  for (const { image, part, body } of rows.sort((a, b) => a.part - b.part)) of(image).lines.set(part, linesOf(body));
  for (const { image, part } of lasts) of(image).last = part;

  function of(image: number): OfImage {
    const known = images.get(image);
    if (known !== undefined) return known;
    const fresh: OfImage = { lines: new Map(), changed: new Set(), last: -1 };
    images.set(image, fresh);
    return fresh;
  }

  function put({ image, part, place }: FindingPlace, line: string): void {
    const { lines, changed } = of(image);
    const some = lines.get(part) ?? [];
    some[place] = line;
    lines.set(part, some);
    changed.add(part);
  }

  function freeIn({ lines, last }: OfImage): { part: number; place: number } | undefined {
    for (const [part, some] of lines) {
      const free = some.indexOf(gone);
      const place = free >= 0 ? free : part === last && some.length < itemsInPart ? some.length : -1;
      if (place >= 0) return { part, place };
    }
    return undefined;
  }

  return {
    put,
    clear: (at) => put(at, gone),
    add(image, line) {
      const own = of(image);
      const place = freeIn(own) ?? { part: ++own.last, place: 0 };
      put({ image, ...place }, line);
      return place;
    },
    async write() {
      const changed = [...images].flatMap(([image, own]) =>
        [...own.changed].map((part) => ({ image, of: 'finding', part, body: packedLines(own.lines.get(part) ?? []) })),
      );
      for (let from = 0; from < changed.length; from += partsAtOnce)
        await database
          .insertInto('image_part')
          .values(changed.slice(from, from + partsAtOnce))
          .onConflict((conflict) =>
            conflict.columns(['image', 'of', 'part']).doUpdateSet({ body: (set) => set.ref('excluded.body') }),
          )
          .execute();
    },
  };
}
