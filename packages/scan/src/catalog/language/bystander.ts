/**
 * Lock files that came along with something else: a package's own development lock, a test fixture, an SDK's test data, documentation.
 * What they name is not in the image.
 */

const below =
  /(?:^|\/)(?:node_modules|site-packages|dist-packages|third_party|vendored|testdata|test-fixtures|__fixtures__|\.cargo\/registry|cargo\/registry\/src|go\/pkg\/mod|usr\/local\/go|usr\/lib\/go|usr\/lib\/go-[\d.]+|usr\/share\/doc|gems\/[^/]+-\d[^/]*)\//;

export function isBystander(path: string): boolean {
  return below.test(path);
}

/** The last part of a path: `app/yarn.lock` → `yarn.lock`. */
export function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Whether the file is called `name`, wherever it lies; made for being called for every entry. */
export function isNamed(path: string, name: string): boolean {
  return (
    path.endsWith(name) && (path.length === name.length || path.charCodeAt(path.length - name.length - 1) === 0x2f)
  );
}

/** A lock file of the image's own: called `name` and no bystander. */
export function isLock(path: string, name: string): boolean {
  return isNamed(path, name) && !isBystander(path);
}
