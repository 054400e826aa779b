/**
 * What stands where a secret would: examples of manuals, templates, names of other things. None of these is a secret.
 *
 * in     a value, and whether a format of its own speaks for it
 * out    why it is none, or undefined
 */
const words =
  /example|sample|placeholder|change[_-]?(?:me|it|this)|replace[_-]?(?:me|with|this)|your[_-]|[_-]here$|dummy|redacted|censored|not[_-]?(?:a[_-])?(?:real|secret)|insert[_-]|xxxx|\.{3}|\*{3}|#{4}|-{6}|_{5}/i;
/** Only of values without a format of their own: a random token may hold these, a thought-up value that does was not thought up as a secret. */
const plainWords = /fake|todo|fixme|123456|abcdef|qwerty|deadbeef|lorem|foobar|^test[_-]|[_-]test$|^(?:mock|stub)/i;
const template = /\$\{|\$\(|^\$[A-Za-z_]|\{\{|<%|%\(|%[A-Z_]+%|^<.{1,60}>$|^\[.{1,60}\]$|#\{|^@[A-Za-z_.]+@$|^%[sdv]$/;
/** A regular expression for secrets is none. */
const expression = /\[[^\]]{1,40}-[^\]]{1,40}\]|\\[dwsb]|\(\?/;
const reference =
  /^(?:process\.env|os\.(?:environ|getenv)|env\.|ENV\[|secrets?\.|vault:|ref[+:]|file:|arn:aws:secretsmanager|projects\/[^/]+\/secrets\/|op:\/\/|!(?:Ref|Sub|GetAtt)|config\.|self\.|this\.|var\.|local\.|data\.)/i;
const path = /^(?:[?&]|urn:|\.{0,2}\/|~\/|[A-Za-z]:\\|(?:https?|file|ssh|git|s3|ftp|unix):\/\/)/;
const call = /^[A-Za-z_][\w.]*\(/;

export function notASecret(value: string, hasFormat: boolean): string | undefined {
  if (words.test(value) || (!hasFormat && plainWords.test(value))) return 'placeholder';
  if (template.test(value)) return 'template';
  if (expression.test(value)) return 'pattern';
  if (reference.test(value) || call.test(value)) return 'reference to where it is kept';
  if (path.test(value)) return 'path or address';
  if (isMonotone(value)) return 'the same character again and again';
  return undefined;
}

/** `aaaaaaa`, `abababab`: three different characters at most. */
function isMonotone(value: string): boolean {
  return value.length >= 6 && new Set(value).size <= 3;
}
