/**
 * What breaks a rule of a policy, in words, and where in its image it is shown.
 *
 * in     a subject as a verdict names it: the key of a finding of the image, or for a licence the id of a package
 * out    words for people, and the view state of the image's page
 * holds  a key of a form that is not known here is shown as it is, and still leads to its finding
 */
import { checkTitle } from '../../../lib/check-words.ts';

export interface Subject {
  readonly words: string;
  readonly search: { readonly finding: string } | { readonly tab: 'packages'; readonly text: string };
}

export function subjectOf(subject: string): Subject {
  if (subject.startsWith('pkg:')) return { words: subject, search: { tab: 'packages', text: nameOf(subject) } };
  return { words: wordsOf(subject), search: { finding: subject } };
}

function wordsOf(key: string): string {
  // Of what was found in a package: kind, id, type, name, and for a language's packages the place.
  const [, id, , name, place] = key.split('|');
  if (id !== undefined && name !== undefined) return `${id} in ${name}${place === undefined ? '' : ` (${place})`}`;
  const [kind, first = '', ...rest] = key.split(':');
  switch (kind) {
    case 'secret':
      // The last part only tells one secret of a file from the other.
      return rest.length < 2 ? key : `${first} in ${rest.slice(0, -1).join(':')}`;
    case 'malware':
      return rest.length < 2 ? key : `${rest[0]} in ${rest.slice(1).join(':')}`;
    case 'check':
      return first === '' ? key : checkTitle(first);
    case 'departure':
      return rest.length === 0 ? key : `${first.replaceAll('-', ' ')}: ${rest.join(':')}`;
    default:
      return key;
  }
}

/** `pkg:npm/%40babel/core@7.1.0` → `@babel/core`, as the list of packages knows it. */
function nameOf(purl: string): string {
  const [, name = purl] = /^pkg:[^/]+\/([^?#]+?)(?:@[^@/]*)?(?:[?#].*)?$/.exec(purl) ?? [];
  try {
    return decodeURIComponent(name).split('/').slice(-1)[0] ?? name;
  } catch {
    return name;
  }
}
