/** What is beside a component in an image of Bitnami. */
import type { Sample } from '../look-at.fixture.ts';

export const redisDocument: Sample = {
  path: 'opt/bitnami/redis/.spdx-redis.spdx',
  content: `{
  "SPDXID": "SPDXRef-DOCUMENT", "spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "name": "SPDX document for Redis 7.2.4",
  "packages": [
    { "SPDXID": "SPDXRef-Package-redis", "name": "redis", "versionInfo": "7.2.4", "licenseConcluded": "BSD-3-Clause", "licenseDeclared": "BSD-3-Clause",
      "externalRefs": [
        { "referenceCategory": "SECURITY", "referenceType": "cpe23Type", "referenceLocator": "cpe:2.3:*:redis:redis:7.2.4:*:*:*:*:*:*:*" },
        { "referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": "pkg:bitnami/redis@7.2.4-1?arch=amd64&distro=debian-12" }
      ] },
    { "SPDXID": "SPDXRef-Package-yq", "name": "x", "licenseConcluded": "NOASSERTION",
      "externalRefs": [{ "referenceType": "purl", "referenceLocator": "pkg:maven/org.apache.logging.log4j/log4j-core@2.17.1" }] },
    { "SPDXID": "SPDXRef-Package-other", "name": "nothing" }
  ]
}`,
};

export const bitnamiSamples: Readonly<Record<string, readonly Sample[]>> = { bitnami: [redisDocument] };
