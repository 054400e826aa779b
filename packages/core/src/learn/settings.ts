export interface LearningSettings {
  /** Length of a syscall block. */
  readonly sliceMs: number;
  /** Findings a workload a day that its people accept from clean running. */
  readonly alertBudgetPerDay: number;
  /** At least this long must have been watched before an estimate may call a baseline ready: one daily cycle. */
  readonly minimumMs: number;
  /** Replicas or restarts that must have been seen. */
  readonly minimumStarts: number;
}

export const defaultLearningSettings: LearningSettings = {
  sliceMs: 10_000,
  alertBudgetPerDay: 1,
  minimumMs: 24 * 60 * 60 * 1000,
  minimumStarts: 2,
};
