/** What Conan writes and reads. */
import type { Sample } from '../look-at.fixture.ts';

export const conan1: Sample = {
  path: 'src/engine/conan.lock',
  content: `{
 "graph_lock": {
  "nodes": {
   "0": { "ref": "engine/1.0", "options": "shared=False", "requires": ["1"], "build_requires": ["3"], "path": "conanfile.py", "context": "host" },
   "1": { "ref": "openssl/3.0.3@_/_#d8ff", "options": "", "package_id": "x", "prev": "0", "requires": ["2"], "context": "host" },
   "2": { "ref": "zlib/1.2.12", "options": "", "package_id": "x", "prev": "0", "context": "host" },
   "3": { "ref": "cmake/3.23.1", "package_id": "x", "prev": "0", "context": "build" }
  },
  "revisions_enabled": false
 },
 "version": "0.4",
 "profile_host": "[settings]\\narch=x86_64\\n"
}`,
};

export const conan2: Sample = {
  path: 'src/engine/conan.lock',
  content: `{
  "version": "0.5",
  "requires": ["zlib/1.2.13#13c96f538b52e1600c40b88994de240f%1667396813.733", "boost/1.81.0@acme/stable#a1"],
  "build_requires": ["cmake/3.25.3#b2%1"],
  "python_requires": []
}`,
};

export const conanText: Sample = {
  path: 'src/engine/conanfile.txt',
  content: `[requires]
poco/1.9.4
openssl/[>=1.1 <4]
mylib/2.0@user/channel
# zlib/1.0

[tool_requires]
ninja/1.11.1

[generators]
CMakeDeps
`,
};

export const conanSamples: Readonly<Record<string, readonly Sample[]>> = {
  'conan-lock': [conan1, conan2],
  conanfile: [conanText],
};
