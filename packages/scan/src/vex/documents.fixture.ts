/** One document of each format. */

export const openVexExample = {
  '@context': 'https://openvex.dev/ns/v0.2.0',
  '@id': 'https://example.com/vex-1',
  author: 'Shop Security',
  timestamp: '2026-01-01T00:00:00Z',
  version: 1,
  statements: [
    {
      vulnerability: { '@id': 'https://nvd.nist.gov/vuln/detail/CVE-2024-1', name: 'CVE-2024-1', aliases: ['GHSA-c'] },
      timestamp: '2026-01-02T00:00:00Z',
      products: [
        {
          '@id': 'pkg:oci/web?repository_url=registry.example/shop/web',
          subcomponents: [{ '@id': 'pkg:deb/debian/libcurl4' }],
        },
      ],
      status: 'not_affected',
      justification: 'vulnerable_code_not_in_execute_path',
      impact_statement: 'the shop speaks no such protocol',
    },
  ],
} as const;

export const cycloneDxExample = {
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  serialNumber: 'urn:uuid:1',
  components: [
    { type: 'library', 'bom-ref': 'curl', name: 'libcurl4', purl: 'pkg:deb/debian/libcurl4@7.88.1-10?arch=amd64' },
  ],
  vulnerabilities: [
    {
      id: 'CVE-2024-1',
      references: [{ id: 'GHSA-c' }],
      analysis: {
        state: 'not_affected',
        justification: 'code_not_reachable',
        detail: 'no such protocol',
        lastUpdated: '2026-01-02T00:00:00Z',
      },
      affects: [{ ref: 'curl' }],
    },
    {
      id: 'CVE-2018-2',
      analysis: { state: 'resolved' },
      affects: [{ ref: 'urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#pkg%3Anpm%2Flodash%404.17.4' }],
    },
    {
      id: 'CVE-2018-3',
      analysis: { state: 'in_triage' },
      affects: [{ ref: 'curl', versions: [{ version: '7.88.1-10', status: 'affected' }] }],
    },
  ],
} as const;

export const csafExample = {
  document: {
    category: 'csaf_vex',
    csaf_version: '2.0',
    publisher: { category: 'vendor', name: 'Example Vendor', namespace: 'https://example.com' },
    tracking: { id: 'example-2026-1', current_release_date: '2026-01-02T00:00:00Z' },
  },
  product_tree: {
    branches: [
      {
        category: 'vendor',
        name: 'Example',
        branches: [
          {
            category: 'product_name',
            name: 'Linux 9',
            product: {
              product_id: 'linux-9',
              name: 'Linux 9',
              product_identification_helper: { cpe: 'cpe:/o:redhat:enterprise_linux:9' },
            },
          },
          {
            category: 'product_version',
            name: 'curl',
            product: {
              product_id: 'curl',
              name: 'curl',
              product_identification_helper: { purl: 'pkg:rpm/redhat/curl' },
            },
          },
        ],
      },
    ],
    full_product_names: [
      { product_id: 'lodash', name: 'lodash', product_identification_helper: { purl: 'pkg:npm/lodash@4.17.4' } },
      { product_id: 'nameless', name: 'Something' },
    ],
    relationships: [
      {
        category: 'default_component_of',
        product_reference: 'curl',
        relates_to_product_reference: 'linux-9',
        full_product_name: { product_id: 'linux-9:curl', name: 'curl of Linux 9' },
      },
    ],
    product_groups: [{ group_id: 'g', product_ids: ['linux-9:curl'] }],
  },
  vulnerabilities: [
    {
      cve: 'CVE-2024-1',
      product_status: { known_not_affected: ['linux-9:curl'], fixed: ['lodash', 'nameless'] },
      flags: [{ label: 'vulnerable_code_not_present', group_ids: ['g'] }],
      threats: [{ category: 'impact', details: 'built without it', product_ids: ['linux-9:curl'] }],
    },
  ],
} as const;
