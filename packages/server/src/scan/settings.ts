/** What may be set of scanning, with the values it has when nobody sets them. */
export interface ScanSettings {
  /** Scans at once; each is a process of its own while it lasts. */
  readonly atOnce: number;
  /** Scan what containers run, when they start and when it was not scanned before. */
  readonly onContainerStart: boolean;
  /** Scan what is pulled on a watched host, when it was not scanned before. */
  readonly onPull: boolean;
  /** Advisories are fetched so often; 0 for only when somebody asks. */
  readonly advisoriesEveryMs: number;
  /** Where feeds are mirrored: `https://…` or a folder. undefined for the feeds themselves. */
  readonly mirror: string | undefined;
  /** A scan that takes longer is stopped. */
  readonly timeoutMs: number;
  readonly keep: {
    readonly images: number;
    /** Reports of one image, as counts. */
    readonly history: number;
    readonly jobs: number;
    readonly usedFiles: number;
    /** Of one image and workload. */
    readonly usedFilesOfImage: number;
    readonly tagsOfRegistry: number;
  };
}

export const defaultScanSettings: ScanSettings = {
  atOnce: 1,
  onContainerStart: true,
  onPull: true,
  advisoriesEveryMs: 6 * 60 * 60 * 1000,
  mirror: undefined,
  timeoutMs: 30 * 60 * 1000,
  keep: { images: 2000, history: 50, jobs: 2000, usedFiles: 200_000, usedFilesOfImage: 2000, tagsOfRegistry: 50_000 },
};
