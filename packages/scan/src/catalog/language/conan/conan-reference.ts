/** References of Conan packages: https://docs.conan.io/2/reference/conanfile.html */

/** `zlib/1.3.1@user/channel#revision%time` → name and version; undefined for ranges and for what is no reference. */
export function conanReference(text: string): { readonly name: string; readonly version: string } | undefined {
  const [, name, version] =
    /^([a-z0-9_][a-z0-9_+.-]{0,100})\/([a-z0-9_][^@#%:\s[\]]{0,100})(?:[@#%:]|$)/i.exec(text.trim()) ?? [];
  return name === undefined || version === undefined ? undefined : { name, version };
}
