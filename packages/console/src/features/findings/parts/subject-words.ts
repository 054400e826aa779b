/** What breaks a rule, from the key of an image's finding: `vulnerability/CVE-2024-3094/deb/xz-utils` → `CVE-2024-3094 in xz-utils`. */
export function subjectWords(key: string): string {
  if (key.startsWith('pkg:')) return key;
  const [kind, id, ...rest] = key.split('/');
  if (id === undefined || kind === undefined) return key;
  switch (kind) {
    case 'vulnerability':
      return rest.length < 2 ? id : `${id} in ${rest.slice(1).join('/')}`;
    case 'secret':
      return `${id} in ${rest.join('/') || 'the configuration'}`;
    case 'malware':
      return `${rest[0] ?? id} in ${rest.slice(1).join('/') || 'the image'}`;
    default:
      return key;
  }
}
