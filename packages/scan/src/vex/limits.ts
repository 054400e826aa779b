/** Bounds of a document nobody vouches for. Red Hat's largest CSAF document has 40 MB; the largest OpenVEX seen has 3 MB. */
export const vexLimits = {
  bytes: 64 * 1024 * 1024,
  textChars: 4_096,
  justificationChars: 1_000,
  statements: 100_000,
  /** Products of all statements together. */
  products: 500_000,
  aliases: 100,
  /** Products that the groups of a document stand for, each time a group is named. */
  grouped: 5_000_000,
  depth: 32,
  /** Attestations in attestations. */
  envelopes: 4,
  repositoryEntries: 200_000,
  repositoryDocuments: 2_000,
  referrers: 100,
  /** Of all that lies beside one image; one document may be as large as any other. */
  besideBytes: 128 * 1024 * 1024,
  /** Attestations in one manifest. */
  parts: 50,
  exceptions: 10_000,
  exceptionChars: 4 * 1024 * 1024,
} as const;
