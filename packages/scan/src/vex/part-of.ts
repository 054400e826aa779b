/**
 * Whether a package is in an image only as a part of another one.
 *
 * A statement about "bar in foo" says nothing about a bar that something else brings along; it may count only for what nothing but foo
 * has put there.
 */
import type { Package } from '@plimsoll/core';

/** Whether `part` is there as a part of `whole` and not otherwise. */
export type Containment = (part: Package, whole: Package) => boolean;

export function createContainment(packages: readonly Package[]): Containment {
  let needed: ReadonlyMap<string, readonly Package[]> | undefined;
  const neededBy = (part: Package): readonly Package[] => {
    needed ??= dependants(packages);
    return needed.get(keyOf(part)) ?? [];
  };
  return (part, whole) =>
    part.id === whole.id || part.ownedBy === whole.id || liesInside(part, whole) || onlyBy(part, whole, neededBy);
}

/** `app.war!/WEB-INF/lib/x.jar` in `app.war`; `foo/node_modules/bar` in `foo`. */
function liesInside(part: Package, whole: Package): boolean {
  if (whole.path === '' || part.evidence !== 'installed') return false;
  if (part.path.startsWith(`${whole.path}!/`)) return true;
  if (whole.type !== 'npm' || !whole.path.endsWith('/package.json')) return false;
  return part.path.startsWith(`${whole.path.slice(0, -'package.json'.length)}node_modules/`);
}

/**
 * In one program: whoever needs it is the whole, or is needed by nobody but the whole. Other inventories do not tell what their own
 * project needs directly, so that they cannot tell this.
 */
function onlyBy(part: Package, whole: Package, neededBy: (part: Package) => readonly Package[]): boolean {
  const isProgram = (part.type === 'golang' || part.type === 'cargo') && part.evidence === 'installed';
  if (!isProgram || part.type !== whole.type || part.path === '' || part.path !== whole.path) return false;
  const seen = new Set<Package>([part]);
  const open = [part];
  let reaches = false;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const users = neededBy(next);
    if (users.length === 0) return false;
    for (const user of users) {
      if (user.id === whole.id) reaches = true;
      else if (!seen.has(user)) {
        seen.add(user);
        open.push(user);
      }
    }
  }
  return reaches;
}

function dependants(packages: readonly Package[]): ReadonlyMap<string, readonly Package[]> {
  const found = new Map<string, Package[]>();
  for (const user of packages)
    for (const name of user.dependsOn) {
      const key = keyOf({ ...user, name });
      const others = found.get(key);
      if (others === undefined) found.set(key, [user]);
      else others.push(user);
    }
  return found;
}

/** The modules of one program need each other and not those of the next. */
function keyOf({ type, path, name }: Pick<Package, 'type' | 'path' | 'name'>): string {
  return `${type} ${path}\n${name}`;
}
