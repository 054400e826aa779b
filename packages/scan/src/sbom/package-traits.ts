import type { Package } from '@plimsoll/core';

/** What a package URL cannot say of a package, as flat text: every format has some place for that. */
export function traitsOf(item: Package): Readonly<Record<string, string>> {
  const traits: Record<string, string> = { id: item.id, path: item.path, origin: item.origin };
  if (item.layer !== undefined) traits.layer = item.layer;
  if (item.version !== undefined) traits.version = item.version;
  if (item.source !== undefined) {
    traits.sourceName = item.source.name;
    traits.sourceVersion = item.source.version;
  }
  if (item.module !== undefined) traits.module = item.module;
  if (item.thirdParty) traits.thirdParty = 'true';
  if (item.ownedBy !== undefined) traits.ownedBy = item.ownedBy;
  if (item.scope !== 'runtime') traits.scope = item.scope;
  if (item.evidence !== 'installed') traits.evidence = item.evidence;
  return traits;
}
