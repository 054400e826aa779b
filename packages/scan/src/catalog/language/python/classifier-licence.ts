/** Licences by trove classifier, only where the classifier means exactly one SPDX licence: https://pypi.org/classifiers */

const prefix = 'License :: OSI Approved :: ';

const exact: ReadonlyMap<string, string> = new Map([
  ['MIT License', 'MIT'],
  ['MIT No Attribution License (MIT-0)', 'MIT-0'],
  ['ISC License (ISCL)', 'ISC'],
  ['Mozilla Public License 2.0 (MPL 2.0)', 'MPL-2.0'],
  ['GNU General Public License v2 (GPLv2)', 'GPL-2.0-only'],
  ['GNU General Public License v2 or later (GPLv2+)', 'GPL-2.0-or-later'],
  ['GNU General Public License v3 (GPLv3)', 'GPL-3.0-only'],
  ['GNU General Public License v3 or later (GPLv3+)', 'GPL-3.0-or-later'],
  ['GNU Lesser General Public License v2 or later (LGPLv2+)', 'LGPL-2.0-or-later'],
  ['GNU Lesser General Public License v3 (LGPLv3)', 'LGPL-3.0-only'],
  ['GNU Lesser General Public License v3 or later (LGPLv3+)', 'LGPL-3.0-or-later'],
  ['GNU Affero General Public License v3', 'AGPL-3.0-only'],
  ['GNU Affero General Public License v3 or later (AGPLv3+)', 'AGPL-3.0-or-later'],
  ['The Unlicense (Unlicense)', 'Unlicense'],
  ['zlib/libpng License', 'Zlib'],
  ['Boost Software License 1.0 (BSL-1.0)', 'BSL-1.0'],
  ['Universal Permissive License (UPL)', 'UPL-1.0'],
]);

/** undefined when there is none, more than one (and or or is not said), or one that means several: "BSD License", "Apache Software License". */
export function classifierLicence(classifiers: readonly string[]): string | undefined {
  const licences = classifiers.filter((each) => each.startsWith(prefix));
  return licences.length === 1 ? exact.get((licences[0] as string).slice(prefix.length)) : undefined;
}
