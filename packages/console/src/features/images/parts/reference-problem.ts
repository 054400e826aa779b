/** What is wrong with a reference, before anybody is asked; the server has the last word. */
const shape = /^([a-z]+:)?[\w.[\]:/@+-]+$/;

export function referenceProblem(reference: string | undefined): string | undefined {
  if (reference === undefined) return 'Write which image to scan.';
  if (/\s/.test(reference)) return 'A reference has no spaces.';
  if (/^https?:/.test(reference)) return 'Leave out https://: write the registry’s host and the name.';
  if (/^(dir|sbom|oci|oci-archive|docker-archive):|^[./~]/.test(reference))
    return 'The server opens no files: give an image of a registry or of an engine, or scan it with “plimsoll scan”.';
  if (!shape.test(reference)) return 'This is not a reference to an image: registry.example/shop/web:1.4';
  if (/@/.test(reference) && !/@sha(256:[0-9a-f]{64}|512:[0-9a-f]{128})$/.test(reference))
    return 'A digest is sha256: and 64 hexadecimal digits.';
  return undefined;
}
