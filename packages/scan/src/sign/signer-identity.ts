import { RE2JS } from 're2js';
import { ScanError } from '../errors.ts';

/**
 * Who must have signed: the exact text, or between slashes a regular expression (RE2) that must match all of it.
 *
 * @throws ScanError TRUST_ROOT_INVALID
 */
export function signerIdentity(text: string): (subject: string) => boolean {
  if (!/^\/.+\/$/s.test(text)) return (subject) => subject === text;
  try {
    const pattern = RE2JS.compile(text.slice(1, -1));
    return (subject) => pattern.matches(subject);
  } catch (cause) {
    throw new ScanError('TRUST_ROOT_INVALID', `${text.slice(0, 200)} is no regular expression`, {
      hint: 'Give the exact identity, or /an RE2 expression/ that matches all of it.',
      cause,
    });
  }
}
