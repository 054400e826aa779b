/** One entry of Composer's lists, which its lock and its record of what is installed share. */
import type { FoundPackage } from '../../../facts/layer-facts.ts';
import { found } from '../found.ts';
import { fields, list, text } from '../json-value.ts';
import { anyOfLicences, licenceText } from '../licence-text.ts';

/** Metapackages have no files. */
export function composerPackage(
  value: unknown,
  { evidence, scope }: Pick<FoundPackage, 'evidence' | 'scope'>,
): readonly FoundPackage[] {
  const entry = fields(value);
  const name = text(entry.name);
  if (name === undefined || entry.type === 'metapackage') return [];
  const { license } = entry;
  return [
    found('composer', name.toLowerCase(), text(entry.version), {
      evidence,
      scope,
      licence: typeof license === 'string' ? licenceText(license) : anyOfLicences(list(license)),
      // php, ext-json and lib-icu are not packages; those have a vendor.
      dependsOn: Object.keys(fields(entry.require)).filter((each) => each.includes('/')),
    }),
  ];
}
