/** Bounds of one record. Measured on OSV in 2026: the largest has about 5,000 packages, 20,000 versions and 1.5 MB. */
export const recordLimits = {
  idChars: 256,
  nameChars: 512,
  versionChars: 256,
  affected: 20_000,
  ranges: 500,
  events: 5_000,
  versions: 50_000,
  aliases: 5_000,
  summaryChars: 300,
  detailChars: 20_000,
  references: 100,
  urlChars: 2_000,
  vectorChars: 512,
} as const;
