/**
 * The calmest stretch of a sequence.
 *
 * in     surprise in digits, one number a call
 * out    the mean of the hundred calls in a row that surprise least; of all calls where there are fewer
 * holds  one burst of strange calls in an ordinary sequence does not raise it: what is foreign is strange everywhere
 */
const stretch = 100;

export function calmest(digits: Float64Array): number {
  const length = Math.min(stretch, digits.length);
  if (length === 0) return 0;
  let sum = 0;
  for (let at = 0; at < length; at++) sum += digits[at] as number;
  let least = sum;
  for (let at = length; at < digits.length; at++) {
    sum += (digits[at] as number) - (digits[at - length] as number);
    if (sum < least) least = sum;
  }
  return Math.max(0, least) / length;
}
