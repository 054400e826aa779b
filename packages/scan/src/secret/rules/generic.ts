/**
 * Values nobody knows the format of, given to a name that says what they are: `DB_PASSWORD=…`.
 * The name alone is not enough: the value must look random, and not like a word, a path, a template or another name.
 */
import { entropyOf } from '../entropy.ts';
import { ownPattern } from '../pattern.ts';
import type { Candidate, Judgement, SecretRule } from '../rule.ts';

/** The end of names like `DB_PASSWORD`, `apiKey`, `client-secret`; what may follow is `_PROD`, `2`. */
const names =
  'passw(?:or)?d|passphrase|_pass|_pwd|secret|token|api[_-]?key|access[_-]?key|auth[_-]?key|encryption[_-]?key|signing[_-]?key|private[_-]?key|credential';
const value = String.raw`(?:(?<quote>["'\x60])(?<quoted>[^"'\x60\r\n]{6,300})\k<quote>|(?<bare>[^\s"'\x60,;(){}\[\]<>]{6,300}))`;

const assignment = ownPattern(
  new RegExp(
    `(?<name>${names})(?<rest>[A-Za-z0-9_.-]{0,32})["'\\]]{0,2}[ \\t]{0,8}(?::=|=>|=|:)[ \\t]{0,8}${value}`,
    'i',
  ),
);
/** Files in which a value stands bare. */
const settings =
  /(?:^|\/)\.?(?:env|envrc)(?:\.[\w.-]{1,40})?$|\.(?:env|ini|cfg|conf|cnf|config|properties|ya?ml|toml|json|tfstate|sh|bash|zsh|profile|tfvars|service)$|(?:^|\/)(?:credentials|environment|\.?(?:bash|zsh)rc|\.profile|config)$/i;

export const genericRules: readonly SecretRule[] = [
  {
    id: 'secret-assignment',
    title: 'value that looks like a secret',
    severity: 'medium',
    remedy: 'If it is a secret, change it and hand it over at run time; if not, add it to the exceptions.',
    keywords: [
      'passwd',
      'password',
      'passphrase',
      '_pass',
      '_pwd',
      'secret',
      'token',
      'api_key',
      'apikey',
      'api-key',
      'access_key',
      'accesskey',
      'access-key',
      'auth_key',
      'auth-key',
      'authkey',
      'encryption_key',
      'signing_key',
      'private_key',
      'credential',
    ],
    exactCase: false,
    search: 'at-keyword',
    before: 0,
    after: 400,
    pattern: {
      source: assignment.source,
      find(text, from, sticky) {
        return assignment.find(text, from, sticky).map((match) => {
          const secret = match.groups.quoted ?? match.groups.bare ?? '';
          return { ...match, secret, index: text.indexOf(secret, match.index) };
        });
      },
    },
    entropy: 0,
    files: undefined,
    generic: true,
    judge,
  },
];

function judge({ secret, groups, path }: Candidate): Judgement | undefined {
  const isBare = groups.bare !== undefined;
  if (isBare && !settings.test(path)) return undefined;
  // A file's name: `src/token.ts` in a list of hashes.
  if (/\.(?:[cm]?[jt]sx?|py|go|rb|java|rs|css|html?|json|ya?ml|md|txt|map|png|svg)$/i.test(groups.rest ?? ''))
    return undefined;
  // `token_type`, `password_field`, `secretName`: the name of something about a secret.
  if (
    /(?:name|type|file|path|url|uri|field|label|id|length|size|expir|ttl|timeout|prefix|header|policy|hash|algo|class|format|regex|pattern|hint|prompt|column|store|ref|count|limit|scope|endpoint)s?$/i.test(
      groups.rest ?? '',
    )
  )
    return undefined;
  const isPassword = /pass|pwd|secret/i.test(groups.name ?? '');
  // A short value is a secret where the name leaves no doubt; `token: v1beta1` does.
  return looksRandom(secret, settings.test(path) && (isPassword || secret.length >= 16))
    ? { validated: 'shape' }
    : undefined;
}

/** @param plainly in a file of settings, where what stands after `PASSWORD=` is one */
export function looksRandom(value: string, plainly: boolean): boolean {
  if (/\s/.test(value) || /^[\w.-]+\.(?:[a-z]{2,4})$/i.test(value)) return false;
  const kinds = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9]/].filter((kind) => kind.test(value)).length;
  // Words joined by marks: `my-service-token`, `com.example.Token`, `SOME_CONSTANT`, `getTokenFromHeader`.
  if (/^[A-Za-z]+(?:[-_.:/](?:[A-Za-z]+|\d{1,3}))*$/.test(value) && (kinds < 3 || /[-_.:/]/.test(value))) return false;
  if (/^[a-z]+(?:[A-Z][a-z]+)+\d?$/.test(value)) return false;
  if (/^\d+$/.test(value) || /^\d+[smhdkMG]i?B?$/.test(value)) return false;
  const entropy = entropyOf(value);
  if (plainly) return kinds >= 2 && entropy >= (value.length >= 12 ? 2.8 : 2.3);
  if (/^[0-9a-f]+$/i.test(value)) return value.length >= 32 && entropy >= 3.2;
  return value.length >= 12 && kinds >= 3 && entropy >= 3.5;
}
