/** Names under which other tools keep in CycloneDX properties what we keep in traits. */
const foreign: Readonly<Record<string, string>> = {
  'aquasecurity:trivy:SrcName': 'sourceName',
  'aquasecurity:trivy:FilePath': 'path',
  'aquasecurity:trivy:Modularitylabel': 'module',
  'syft:location:0:path': 'path',
  'cdx:npm:package:development': 'development',
};

export const propertyPrefix = 'plimsoll:package:';

export function traitsOfProperties(properties: Iterable<readonly [string, string]>): Readonly<Record<string, string>> {
  const all = new Map(properties);
  const traits: Record<string, string> = {};
  for (const [name, value] of all) {
    if (name.startsWith(propertyPrefix)) traits[name.slice(propertyPrefix.length)] = value;
    else if (Object.hasOwn(foreign, name)) traits[foreign[name] as string] ??= value.replace(/^\//, '');
  }
  if (traits.development === 'true') traits.scope ??= 'development';
  const sourceVersion = sourceVersionOf(all);
  if (sourceVersion !== undefined) traits.sourceVersion ??= sourceVersion;
  return traits;
}

/** Trivy tells version, release and epoch of a source apart. */
function sourceVersionOf(properties: ReadonlyMap<string, string>): string | undefined {
  const version = properties.get('aquasecurity:trivy:SrcVersion');
  if (version === undefined) return undefined;
  const release = properties.get('aquasecurity:trivy:SrcRelease');
  const epoch = properties.get('aquasecurity:trivy:SrcEpoch');
  return `${epoch === undefined || epoch === '0' ? '' : `${epoch}:`}${version}${release === undefined || release === '' ? '' : `-${release}`}`;
}
