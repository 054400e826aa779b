/** Names of Python packages. */

/** As indexes compare them, PEP 503: `Zope.Interface` → `zope-interface`. */
export function pythonName(name: string): string {
  return name.replace(/[-_.]+/g, '-').toLowerCase();
}

/** The name in a requirement, PEP 508: `requests[socks] (>=2.0) ; extra == "x"` → `requests`; undefined for those of an extra. */
export function requiredName(requirement: string): string | undefined {
  const marker = requirement.indexOf(';');
  if (marker >= 0 && /\bextra\s{0,9}==/.test(requirement.slice(marker, marker + 1000))) return undefined;
  const name = /^\s{0,9}([A-Za-z0-9][\w.-]{0,200})/.exec(requirement)?.[1];
  return name === undefined ? undefined : pythonName(name);
}
