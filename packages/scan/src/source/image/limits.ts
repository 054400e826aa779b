/** How much a layer may be before it is taken for an attack. */

export interface LayerLimits {
  /** Bytes a layer may unpack to. */
  readonly unpacked: number;
  /** Bytes that may come out of a layer for each that goes in. */
  readonly ratio: number;
  readonly entries: number;
}

export const LAYER_LIMITS: LayerLimits = { unpacked: 64 * 1024 ** 3, ratio: 2_000, entries: 5_000_000 };
