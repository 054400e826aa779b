/** Names of npm packages and where they are installed. */

/** Not right below node_modules, where such a name is a package's. */
const testFolder =
  /(?<!(?:^|\/)node_modules(?:\/@[^/]{1,214})?)\/(?:tests?|__tests__|spec|fixtures?|__fixtures__|testdata|examples?)\//;

/**
 * Whether a `package.json` is that of an installed package: `node_modules/NAME/package.json` or `node_modules/@SCOPE/NAME/package.json`,
 * and not a package's own test fixture.
 */
export function isInstalledManifest(path: string): boolean {
  if (!path.endsWith('/package.json')) return false;
  const last = path.lastIndexOf('node_modules/');
  if (last < 0 || (last > 0 && path.charCodeAt(last - 1) !== 0x2f)) return false;
  const name = path.slice(last + 'node_modules/'.length, -'/package.json'.length);
  const slash = name.indexOf('/');
  const whole = slash < 0 || (name.startsWith('@') && name.indexOf('/', slash + 1) < 0);
  if (!whole || name === '' || name.startsWith('.')) return false;
  const first = path.indexOf('node_modules/');
  return first === last || !testFolder.test(path.slice(first, last));
}

/** pnpm's store: `store/v10/files/0a/1b2c…`. bun's cache: `.bun/install/cache/NAME@VERSION@@@1/package.json`. */
export function isStored(path: string): boolean {
  return storedFile.test(path) || (path.endsWith('/package.json') && path.includes('.bun/install/cache/'));
}

const storedFile = /\/v\d{1,3}\/files\/[0-9a-f]{2}\/[0-9a-f]{40,130}$/;

/** `@scope/name@1.2.3(peer@1)` → name and what follows the `@` behind it; undefined when there is none. */
export function splitAtVersion(text: string): { readonly name: string; readonly rest: string } | undefined {
  const at = text.indexOf('@', 1);
  return at < 0 ? undefined : { name: text.slice(0, at), rest: text.slice(at + 1) };
}

/** Semver as npm installs it, with no range and no URL: https://semver.org */
export function isExactVersion(text: string): boolean {
  return /^v?\d+\.\d+\.\d+(?:[-+][\w.+-]+)?$/.test(text);
}
