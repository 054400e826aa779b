/**
 * Calibration: what share of clean blocks scores at least this high.
 *
 * in     scores of clean blocks, each cross-fitted: by a model that did not learn from that block
 * out    conformal p-values, surprise in digits, and how many clean blocks a day would score as high
 * holds  digits never exceed log10(n + 1), what n blocks can support; a higher score never has a higher p;
 *        512 quantiles and the top 2 % are kept, whatever n is
 *
 * Vovk, Gammerman, Shafer (2005), "Algorithmic learning in a random world": p = (1 + #{scores ≥ s}) / (n + 1). Beyond the highest
 * score nothing was seen, and the budget of a day may lie there when only minutes were learned: the rate then falls off
 * exponentially by the mean excess over the 90 % quantile, which a prior keeps from being too hopeful.
 */
export interface Calibration {
  readonly n: number;
  /** Conformal p-value in 1/(n + 1) … 1. */
  p(score: number): number;
  /** −log10 of it. */
  digits(score: number): number;
  /** Share of clean blocks at least this high, extrapolated beyond the highest score seen. */
  tail(score: number): number;
  /** The score that clean blocks reach with this probability, extrapolated likewise. */
  scoreAt(probability: number): number;
}

export interface WeightedScore {
  readonly score: number;
  /** How many blocks scored so. */
  readonly count: number;
}

const quantiles = 512;
const topShare = 0.02;
/** Pseudo-observations of the prior scale. */
const priorWeight = 4;

/** @param scale a clean score's typical excess, in its own unit: 1/ln 10 for scores that are digits already */
export function calibrate(scores: readonly WeightedScore[], scale = 1 / Math.LN10): Calibration {
  const sorted = [...scores].filter(({ count }) => count > 0).sort((a, b) => a.score - b.score);
  const n = sorted.reduce((sum, { count }) => sum + count, 0);
  const kept = thin(sorted, n);
  const highest = kept.at(-1)?.score ?? 0;
  const excess = meanExcess(sorted, n, scale);

  const p = (score: number): number => {
    let [low, high] = [0, kept.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((kept[middle] as Kept).score < score) low = middle + 1;
      else high = middle;
    }
    return (1 + (kept[low]?.atLeast ?? 0)) / (n + 1);
  };
  return {
    n,
    p,
    digits: (score) => -Math.log10(p(score)),
    tail: (score) => (n === 0 ? 1 : score <= highest ? p(score) : Math.exp(-(score - highest) / excess) / (n + 1)),
    scoreAt(probability) {
      const beyond = 1 / (n + 1);
      if (probability < beyond) return highest + excess * Math.log(beyond / probability);
      return kept.find(({ atLeast }) => (1 + atLeast) / (n + 1) <= probability)?.score ?? highest;
    },
  };
}

interface Kept {
  readonly score: number;
  /** Blocks that scored at least so. */
  readonly atLeast: number;
}

/** Rank steps of n/512 below the top 2 %, every score within it. */
function thin(sorted: readonly WeightedScore[], n: number): readonly Kept[] {
  const kept: Kept[] = [];
  let below = 0;
  let lastRank = Number.NEGATIVE_INFINITY;
  for (const { score, count } of sorted) {
    const atLeast = n - below;
    const last = kept.at(-1);
    if (last?.score !== score && (atLeast <= topShare * n || below - lastRank >= n / quantiles)) {
      kept.push({ score, atLeast });
      lastRank = below;
    }
    below += count;
  }
  const top = sorted.at(-1);
  if (top !== undefined && kept.at(-1)?.score !== top.score) kept.push({ score: top.score, atLeast: top.count });
  return kept;
}

function meanExcess(sorted: readonly WeightedScore[], n: number, scale: number): number {
  let below = 0;
  let threshold = 0;
  let [sum, weight] = [0, 0];
  for (const { score, count } of sorted) {
    // A score many blocks share may lie on both sides of the quantile.
    const above = Math.min(count, Math.max(0, below + count - 0.9 * n));
    if (above < count) threshold = score;
    sum += (score - threshold) * above;
    weight += above;
    below += count;
  }
  return (sum + priorWeight * scale) / (weight + priorWeight);
}
