/** The SPDX document Bitnami puts beside each component of its images. */
import type { PackageType } from '@plimsoll/core';
import { PackageURL } from 'packageurl-js';
import type { FoundPackage } from '../../../facts/layer-facts.ts';
import { fileName } from '../bystander.ts';
import { fileCataloger, megabyte } from '../file-cataloger.ts';
import { found, unique } from '../found.ts';
import { type Fields, fields, jsonOf, list, text } from '../json-value.ts';
import { licenceText } from '../licence-text.ts';

const types: ReadonlyMap<string, PackageType> = new Map(
  (['bitnami', 'npm', 'pypi', 'golang', 'maven', 'gem', 'cargo', 'composer', 'nuget'] as const).map((type) => [
    type,
    type,
  ]),
);

export const bitnami = fileCataloger({
  id: 'bitnami',
  version: '1',
  summary: "Bitnami's SPDX document of a component",
  files: ['**/.spdx-*.spdx'],
  most: 8 * megabyte,
  matches: (path) => path.endsWith('.spdx') && fileName(path).startsWith('.spdx-'),
  read({ bytes, note }) {
    let unreadable = 0;
    const packages = list(fields(jsonOf(bytes)).packages).flatMap((each) => {
      const entry = fields(each);
      const locator = locatorOf(entry);
      const purl = locator === undefined ? undefined : purlOf(locator);
      if (locator !== undefined && purl === undefined) unreadable++;
      return purl === undefined ? [] : packageOf(entry, purl);
    });
    if (unreadable > 0) note(`${unreadable} of its packages have a package URL that cannot be read and were left out`);
    return unique(packages);
  },
});

function locatorOf(entry: Fields): string | undefined {
  const references = list(entry.externalRefs).map(fields);
  return text(references.find((each) => each.referenceType === 'purl')?.referenceLocator);
}

/** undefined when it is none. */
function purlOf(locator: string): PackageURL | undefined {
  try {
    return locator.length > 1000 ? undefined : PackageURL.fromString(locator);
  } catch {
    // Its only failure is not to be one, and then it has nothing to say beyond that.
    return undefined;
  }
}

function packageOf(entry: Fields, { type, namespace, name, version, qualifiers }: PackageURL): readonly FoundPackage[] {
  const known = types.get(type);
  if (known === undefined || !name) return [];
  const full = namespace ? `${namespace}${known === 'maven' ? ':' : '/'}${name}` : name;
  return [
    found(known, full, known === 'bitnami' ? withoutRevision(version) : (version ?? undefined), {
      architecture: qualifiers?.arch,
      licence: licenceText(entry.licenseConcluded) ?? licenceText(entry.licenseDeclared),
    }),
  ];
}

/** `7.2.4-0` is the first build of 7.2.4; its advisories speak of 7.2.4, to which the hyphen would be a pre-release. */
function withoutRevision(version: string | null | undefined): string | undefined {
  return version?.replace(/-\d+$/, '');
}
