/** Names of Java archives. */

/** Called for every entry: all endings are three letters behind a dot. */
export function isJavaArchive(path: string): boolean {
  if (path.charCodeAt(path.length - 4) !== 0x2e) return false;
  switch (path.slice(-3)) {
    case 'jar':
    case 'war':
    case 'ear':
    case 'par':
    case 'sar':
    case 'nar':
    case 'hpi':
    case 'jpi':
      return true;
    default:
      return false;
  }
}
