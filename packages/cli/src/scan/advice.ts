import type { ScanProblem } from '@plimsoll/core';

const damaged =
  'A damaged layer or file: pull, build or push the image again; if it stays so, do not trust its source.';
const cut = 'Something did not come whole: scan again, and check the network and the registry.';
const limits = 'Something larger or deeper than anything real: look at it by hand before you trust this image.';

const advice: Readonly<Record<string, string>> = {
  LAYER_TRUNCATED: damaged,
  LAYER_CORRUPT: damaged,
  DIGEST_MISMATCH: damaged,
  ARCHIVE_CORRUPT: damaged,
  SOURCE_UNREADABLE: damaged,
  DOWNLOAD_CUT: cut,
  REGISTRY_UNREACHABLE: cut,
  REGISTRY_REFUSED: cut,
  REGISTRY_BUSY: cut,
  REGISTRY_ANSWER_INVALID: cut,
  ARCHIVE_BOMB: limits,
  LAYER_TOO_LARGE: limits,
  FILE_TOO_LARGE: limits,
  PATH_CLIMBS:
    'Paths that lead out of the image are how an attack on whoever unpacks it looks: do not run it unexamined.',
  LAYER_FOREIGN: 'Foreign layers lie with their maker: scan an image that has them in its registry.',
  INVENTORY_UNREADABLE: 'Packages are missing from the report: repair or remove what could not be read.',
};

/** What to do about what could not be looked at: each piece of advice once, in the order of the problems. */
export function adviceOn(problems: readonly Pick<ScanProblem, 'code'>[]): readonly string[] {
  return [...new Set(problems.map(({ code }) => advice[code]).filter((text) => text !== undefined))];
}
