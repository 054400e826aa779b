/** A list with its filters and order under a name, kept in this browser. The URL is the view; nothing else is stored. */
import { z } from 'zod';
import type { LocalKey } from './local.ts';

export const SavedView = z.object({
  name: z.string().min(1).max(80),
  /** `/findings` */
  path: z.string().startsWith('/').max(200),
  /** `?state=open&severity=high` */
  search: z.string().max(4000),
});
export type SavedView = z.infer<typeof SavedView>;

export const savedViewsKey: LocalKey<readonly SavedView[]> = {
  key: 'plimsoll.views',
  schema: z.array(SavedView).max(100),
  fallback: [],
};

/** A second view of the same name on the same list replaces the first. */
export function withView(views: readonly SavedView[], view: SavedView): readonly SavedView[] {
  return [...withoutView(views, view), view].slice(-100);
}

export function withoutView(views: readonly SavedView[], { path, name }: SavedView): readonly SavedView[] {
  return views.filter((known) => known.path !== path || known.name !== name);
}
