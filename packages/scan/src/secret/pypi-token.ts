/**
 * PyPI tokens are `pypi-` and a macaroon: libmacaroons' binary format 2, whose first field (the location) is `pypi.org`.
 * https://github.com/rescrv/libmacaroons/blob/master/doc/format.txt
 */
const hosts = ['pypi.org', 'test.pypi.org'];

export function isPypiToken(token: string): boolean {
  const bytes = Buffer.from(token.slice('pypi-'.length), 'base64url');
  const [version, location, length] = bytes;
  if (version !== 2 || location !== 1 || length === undefined) return false;
  if (!hosts.includes(bytes.toString('latin1', 3, 3 + length))) return false;
  // Then the identifier (2), caveats, and at the end the signature (6) of 32 bytes.
  const signature = bytes.length - 34;
  return bytes[3 + length] === 2 && bytes[signature] === 6 && bytes[signature + 1] === 32;
}
