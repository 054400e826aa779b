/** Strings that are versions by the rules of each scheme, dense enough that small differences meet. */
import fc from 'fast-check';
import type { SchemeId } from './scheme.ts';

const few = (...texts: readonly string[]) => fc.constantFrom(...texts);
const small = fc.oneof(
  fc.nat(3).map(String),
  few('00', '01', '010', '9', '10', '11', '20240101', '99999999999999999999'),
);
const plain = fc.oneof(fc.nat(3).map(String), few('9', '10', '20240101'));
const list = (item: fc.Arbitrary<string>, glue: string, most: number, least = 1) =>
  fc.array(item, { minLength: least, maxLength: most }).map((items) => items.join(glue));
const join = (...parts: readonly fc.Arbitrary<string>[]) => fc.tuple(...parts).map((texts) => texts.join(''));
const maybe = (part: fc.Arbitrary<string>) => fc.oneof(fc.constant(''), part);
const soup = (letters: string, most: number) => fc.string({ unit: few(...letters), minLength: 0, maxLength: most });

const dpkg = join(
  maybe(few('0:', '1:', '2:', '01:')),
  join(small, soup('01.+~ab', 6)),
  maybe(join(few('-'), join(small, soup('01.+~ab', 5)))),
);
const rpm = join(
  maybe(few('0:', '1:', '10:')),
  join(small, soup('01._+~^ab', 6)),
  maybe(join(few('-'), join(small, soup('01.~^el', 5)))),
);
const apk = join(
  list(small, '.', 3),
  maybe(few('a', 'b')),
  list(join(few('_alpha', '_beta', '_pre', '_rc', '_cvs', '_svn', '_git', '_hg', '_p'), maybe(small)), '', 2, 0),
  maybe(few('~0a', '~0ab', '~f')),
  maybe(few('-r0', '-r1', '-r10')),
);
const labels = list(few('0', '1', '2', '10', 'a', 'alpha', 'rc', 'beta-1', '0a'), '.', 3);
const semver = join(maybe(few('v', 'V')), list(plain, '.', 3), maybe(join(few('-'), labels)), maybe(few('+b1', '+2')));
const pep440 = join(
  maybe(few('v', '1!', '0!')),
  list(plain, '.', 3),
  maybe(join(few('a', 'b', 'rc', '.alpha', '-beta', '_pre'), maybe(plain))),
  maybe(join(few('.post', '-r', 'rev'), maybe(plain))),
  maybe(join(few('.dev', 'dev'), maybe(plain))),
  maybe(join(few('+'), list(few('1', '01', '2', 'abc', 'ubuntu', '1e5', '0x1'), '.', 2))),
);
const maven = join(
  small,
  list(
    join(
      few('.', '-', ''),
      few(
        '0',
        '1',
        '2',
        '10',
        'a',
        'a1',
        'alpha',
        'b2',
        'beta',
        'm1',
        'rc',
        'cr1',
        'SNAPSHOT',
        'ga',
        'Final',
        'RELEASE',
        'sp',
        'sp1',
        'x',
        'jre',
        '',
      ),
    ),
    '',
    4,
    0,
  ),
);
const gem = join(
  list(small, '.', 3),
  list(join(few('.'), few('0', '1', 'a', 'b1', 'rc', 'pre', 'A')), '', 3, 0),
  maybe(few('-1', '-a', '-rc.1')),
);
const composer = fc.oneof(
  join(
    maybe(few('v', 'V')),
    list(plain, '.', 4),
    maybe(
      join(
        few('-', '.', '', '_'),
        few('stable', 'alpha', 'a', 'beta', 'b', 'RC', 'patch', 'pl', 'p'),
        maybe(join(maybe(few('.', '-')), plain)),
      ),
    ),
    maybe(few('-dev', '.dev', 'dev')),
  ),
  join(list(plain, '.', 3), few('.x-dev')),
);
const nuget = join(
  list(small, '.', 4),
  maybe(join(few('-'), list(few('0', '1', '01', '10', 'a', 'A', 'Beta', 'beta', 'rc-1'), '.', 3))),
  maybe(few('+abc')),
);
const go = fc.oneof(
  join(
    few('v', ''),
    list(plain, '.', 3),
    maybe(few('-rc.1', '-0.20220101000000-abcdef123456', '-pre')),
    maybe(few('+incompatible')),
  ),
  join(maybe(few('go')), few('1.20', '1.21', '1.21.0', '1.21.3'), maybe(few(''))),
  few('go1.21rc2', '1.21rc10', 'go1.21beta1'),
);
const generic = join(maybe(few('v')), small, soup('01._-+~abcdev', 8));

export const versionArbitraries: Readonly<Record<SchemeId, fc.Arbitrary<string>>> = {
  dpkg: dpkg.filter((text) => !text.endsWith('-')),
  rpm,
  apk,
  semver,
  pep440,
  maven,
  gem,
  composer,
  nuget,
  go,
  generic,
};
