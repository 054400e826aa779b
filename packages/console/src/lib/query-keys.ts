/** Names of cached answers: the noun first, so that one noun can be marked as old at once. */
export const keys = {
  status: ['status'],
  findings: ['findings'],
  finding: (id: string) => ['finding', id],
  workloads: ['workloads'],
  workload: (id: string) => ['workload', id],
  changes: (subject: string) => ['changes', subject],
  images: ['images'],
  image: (id: string) => ['image', id],
  scans: ['scans'],
  registries: ['registries'],
  schedules: ['schedules'],
  exceptions: ['exceptions'],
  policies: ['policies'],
  advisories: ['advisories'],
} as const satisfies Record<string, readonly string[] | ((id: string) => readonly string[])>;
