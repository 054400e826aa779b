/** Names of Debian's releases as OSV and os-release number them: https://wiki.debian.org/DebianReleases; sid has no number. */
export const debianReleases: ReadonlyMap<string, string> = new Map([
  ['wheezy', '7'],
  ['jessie', '8'],
  ['stretch', '9'],
  ['buster', '10'],
  ['bullseye', '11'],
  ['bookworm', '12'],
  ['trixie', '13'],
  ['forky', '14'],
  ['duke', '15'],
]);
