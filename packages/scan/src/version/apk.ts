/**
 * Alpine's order: numbers, one letter, suffixes, a commit's hash, the build's revision.
 * What apk-tools says in doc/apk-package.5.scd and does in src/version.c: a component with a leading zero is a fraction, so that
 * it is ordered as text; a version that goes on is later, unless it goes on with a suffix for what comes before a release.
 */
import { orderDigits, orderText, withoutLeadingZeros } from './digits.ts';
import { versionOrder } from './order.ts';

/** What a part is, in the order of what it means where the other version has another part. `end` is between the suffixes. */
const kinds = { before: -1, end: 0, revision: 1, hash: 2, suffixNumber: 3, after: 4, letter: 5, number: 6 } as const;
type Kind = (typeof kinds)[keyof typeof kinds];

interface Part {
  readonly kind: Kind;
  readonly text: string;
  /** Of a suffix. */
  readonly rank: number;
}

const suffixes = ['alpha', 'beta', 'pre', 'rc', 'cvs', 'svn', 'git', 'hg', 'p'];
const firstAfter = suffixes.indexOf('cvs');
const pattern =
  /^(\d+(?:\.\d+)*)([a-z])?((?:_(?:alpha|beta|pre|rc|cvs|svn|git|hg|p)\d*)*)(?:~([0-9a-f]+))?(?:-r(\d+))?$/;
const end: Part = { kind: kinds.end, text: '', rank: 0 };

export const apk = versionOrder<readonly Part[]>('apk', read, (a, b) => {
  for (let i = 0; i < a.length || i < b.length; i++) {
    const order = orderParts(a[i] ?? end, b[i] ?? end, i === 0);
    if (order !== 0) return order;
  }
  return 0;
});

function read(text: string): readonly Part[] | undefined {
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const [, numbers = '', letter, suffixed = '', hash, revision] = match;
  const parts: Part[] = numbers.split('.').map((number) => ({ kind: kinds.number, text: number, rank: 0 }));
  if (letter !== undefined) parts.push({ kind: kinds.letter, text: letter, rank: 0 });
  for (const [, word = '', number = ''] of suffixed.matchAll(/_([a-z]+)(\d*)/g)) {
    const rank = suffixes.indexOf(word);
    parts.push({ kind: rank < firstAfter ? kinds.before : kinds.after, text: word, rank });
    if (number !== '') parts.push({ kind: kinds.suffixNumber, text: number, rank: 0 });
  }
  if (hash !== undefined) parts.push({ kind: kinds.hash, text: hash, rank: 0 });
  if (revision !== undefined) parts.push({ kind: kinds.revision, text: revision, rank: 0 });
  return parts;
}

function orderParts(a: Part, b: Part, first: boolean): number {
  if (a.kind !== b.kind) return a.kind - b.kind;
  switch (a.kind) {
    case kinds.number:
      if (!first && (a.text.startsWith('0') || b.text.startsWith('0'))) return orderText(a.text, b.text);
      return orderNumbers(a.text, b.text);
    case kinds.suffixNumber:
    case kinds.revision:
      return orderNumbers(a.text, b.text);
    case kinds.before:
    case kinds.after:
      return a.rank - b.rank;
    default:
      return orderText(a.text, b.text);
  }
}

function orderNumbers(a: string, b: string): number {
  return orderDigits(withoutLeadingZeros(a), withoutLeadingZeros(b));
}
