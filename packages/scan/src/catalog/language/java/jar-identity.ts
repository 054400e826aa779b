/**
 * Which Maven artifact a jar is.
 *
 * in     what its pom.properties, its manifest and its file name say
 * out    group, artifact and version, each from the best of those that says it
 * holds  a group is never made up: without one the package is of no ecosystem, so nothing is matched against it by its bare name
 */
import type { FoundPackage } from '../../../facts/layer-facts.ts';
import { lines } from '../block-map.ts';
import { found } from '../found.ts';
import { knownGroup } from './known-group.ts';

export interface Coordinates {
  readonly group: string;
  readonly artifact: string;
  readonly version: string | undefined;
}

export interface JarSigns {
  /** `spring-core-5.3.18.jar` */
  readonly fileName: string;
  /** Of every pom.properties in it; a shaded jar has those of what was put into it. */
  readonly poms: readonly Coordinates[];
  /** Of `META-INF/maven/GROUP/ARTIFACT/pom.xml` without pom.properties: their versions are in files that also speak of parents. */
  readonly pomFolders: readonly Pick<Coordinates, 'group' | 'artifact'>[];
  readonly manifest: ReadonlyMap<string, string>;
  /** Whether it holds a class below this folder: `org/springframework/`. */
  hasFolder(folder: string): boolean;
}

/** The jar itself and what was shaded into it; [] when nothing tells what it is. */
export function packagesOfJar(signs: JarSigns, within: string | undefined): readonly FoundPackage[] {
  const packages = signs.poms.map((each) => mavenPackage(each, within));
  if (signs.poms.some((each) => isNamedAfter(signs.fileName, each.artifact))) return packages;
  const named = byFileName(signs.fileName);
  const version = versionOf(signs.manifest, named.version);
  const group = groupOf(signs, named.artifact);
  // Renamed: its one pom.properties is its own.
  if (signs.poms.length === 1 && (group === undefined || signs.poms[0]?.group === group)) return packages;
  if (group !== undefined) return [mavenPackage({ group, artifact: named.artifact, version }, within), ...packages];
  // Without any sign of a version it is the application's own archive, or a folder somebody packed.
  if (version === undefined) return packages;
  return [
    found('generic', named.artifact, version, { within, qualifiers: { file_name: signs.fileName } }),
    ...packages,
  ];
}

function mavenPackage({ group, artifact, version }: Coordinates, within: string | undefined): FoundPackage {
  return found('maven', `${group}:${artifact}`, version, { within });
}

function isNamedAfter(fileName: string, artifact: string): boolean {
  return fileName.startsWith(artifact) && /^[-._\d]|^$/.test(fileName.slice(artifact.length));
}

/** `guava-32.1.2-jre.jar` → guava, 32.1.2-jre: the version starts at the first hyphen before a digit. */
export function byFileName(fileName: string): { readonly artifact: string; readonly version: string | undefined } {
  const stem = fileName.slice(0, 255).replace(/\.[a-z]{3}$/i, '');
  const [, artifact, version] = /^(.+?)-(\d[\w.+-]*)$/.exec(stem) ?? [];
  return artifact === undefined ? { artifact: stem, version: undefined } : { artifact, version };
}

/** Maven's archiver writes the group as vendor id; others write who they are (`org.apache`), which is no group. */
function groupOf({ pomFolders, manifest, hasFolder }: JarSigns, artifact: string): string | undefined {
  const folder = pomFolders.find((each) => each.artifact === artifact);
  if (folder !== undefined) return folder.group;
  const vendor = manifest.get('implementation-vendor-id');
  if (vendor !== undefined && /^[a-z][\w-]*(?:\.[\w-]+){2,}$/.test(vendor)) return vendor;
  return knownGroup(artifact, hasFolder);
}

/**
 * The manifest's version comes before the file name's, but only when it looks like one: build tools leave `${version}` or a commit there, and
 * some add a build number to the version they release (`2.1.0-release-394`).
 */
function versionOf(manifest: ReadonlyMap<string, string>, byName: string | undefined): string | undefined {
  const version = manifest.get('implementation-version');
  if (version === undefined || !/^\d[\w.+-]{0,100}$/.test(version)) return byName;
  return byName !== undefined && version.startsWith(`${byName}-`) ? byName : version;
}

/**
 * Those attributes of the main section that tell what it is, names in lower case, folded lines joined:
 * https://docs.oracle.com/en/java/javase/21/docs/specs/jar/jar.html
 */
export function readManifest(text: string): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>();
  let open = '';
  function finish(): void {
    const colon = open.indexOf(':');
    const name = open.slice(0, Math.min(colon, longestWanted)).toLowerCase();
    if (colon > 0 && wanted.has(name)) attributes.set(name, detached(open.slice(colon + 1).trim()));
  }
  let at = 0;
  for (const line of lines(text)) {
    if (line === '' && at > 0) break;
    if (line.startsWith(' ')) open += line.slice(1);
    else {
      finish();
      open = line;
    }
    at++;
  }
  finish();
  return attributes;
}

const wanted = new Set(['implementation-version', 'implementation-vendor-id']);
const longestWanted = 40;

/** A piece of a text keeps all of it in memory, and there may be many texts. */
function detached(piece: string): string {
  return Buffer.from(piece).toString();
}

/** pom.properties, as Maven writes it into META-INF/maven; undefined when something is missing. */
export function readPomProperties(text: string): Coordinates | undefined {
  const values = new Map<string, string>();
  for (const line of text.split(/\r?\n/, 200)) {
    const [, key, value] = /^\s*(groupId|artifactId|version)\s*[=:]\s*(\S{1,300})\s*$/.exec(line) ?? [];
    if (key !== undefined && value !== undefined) values.set(key, detached(value));
  }
  const group = values.get('groupId');
  const artifact = values.get('artifactId');
  const version = values.get('version');
  if (group === undefined || artifact === undefined) return undefined;
  return { group, artifact, version: version?.includes('${') ? undefined : version };
}
