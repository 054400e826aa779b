/** From a calibrated score to what the alert budget is asked. */
import type { Calibration } from '../learn/calibration.ts';
import type { Surprise } from './detector.ts';

/** @param perDay clean blocks a day; @param alertsPerDay clean alerts a day this detector may cause */
export function surpriseOf(
  calibration: Calibration,
  score: number,
  { perDay, alertsPerDay }: { readonly perDay: number; readonly alertsPerDay: number },
): Surprise {
  const supported = Math.log10(calibration.n + 1);
  const wanted = perDay === 0 ? 0 : Math.log10(perDay / alertsPerDay);
  return {
    digits: rounded(calibration.digits(score)),
    threshold: rounded(Math.min(supported, Math.max(0, wanted))),
    expectedPerDay: calibration.tail(score) * perDay,
    supported: supported >= wanted,
  };
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
