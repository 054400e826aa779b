/** What each check of an image looks at, in words that hold whatever came of it. */

const titles: Readonly<Record<string, string>> = {
  'image-user-root': 'The user it runs as',
  'image-secret-in-config': 'Secrets in its configuration and history',
  'image-secret-in-file': 'Secrets in its files',
  'image-setuid-file': 'Executables with setuid or setgid',
  'image-file-capability': 'Executables with capabilities of their own',
  'image-writable-path': 'System files anybody may write',
  'image-no-healthcheck': 'Health check',
  'image-add-from-url': 'Files added from an address',
  'image-pipe-to-shell': 'Downloads that go straight into a shell',
  'image-unverified-packages': 'Verification of what is installed',
  'image-update-alone': 'Package lists updated in a layer of their own',
  'image-tag-latest': 'What its tag says about the version',
  'image-os-end-of-life': 'Support of its operating system',
  'image-old': 'When it was built',
  'image-privileged-port': 'Ports below 1024',
  'image-ssh-server': 'SSH server',
  'image-package-cache': 'Package lists and caches left in it',
  'image-no-labels': 'Where it says it comes from',
};

/** A server may know checks that this console does not: those are told by what their id says. */
export function checkTitle(check: string): string {
  const words = check.replace(/^image-/, '').replaceAll('-', ' ');
  return titles[check] ?? words.replace(/^./, (letter) => letter.toUpperCase());
}

export const knownChecks: readonly string[] = Object.keys(titles);
