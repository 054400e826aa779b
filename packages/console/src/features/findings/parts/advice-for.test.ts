import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../lib/words.ts';
import { adviceFor } from './advice-for.ts';

const finding = (technique: string | undefined, detector: string, name = 'shop-web-1') =>
  ({
    technique: technique && { id: technique, name: '', tactic: '' },
    detector,
    container: { name },
  }) as unknown as Finding;

describe('advice', () => {
  it('goes by technique before detector, and by the parent technique where it must', () => {
    expect(adviceFor(finding('T1611', 'never-learned'))[0]?.words).toContain('tried for the host');
    expect(adviceFor(finding('T1055.008', 'never-learned'))[0]?.words).toContain('reached into another');
    expect(adviceFor(finding(undefined, 'syscall-novelty'))[0]?.words).toContain('does something new');
  });

  it('always advises, and always ends with saying what it was', () => {
    const steps = adviceFor(finding('T9999', 'from-the-future'));

    expect(steps.length).toBeGreaterThan(1);
    expect(steps.at(-1)?.words).toContain('Expected');
  });

  it('quotes a hostile name, since people paste commands', () => {
    const command = adviceFor(finding(undefined, 'exec-chain', "x'; rm -rf /;'")).find((step) => step.command)?.command;

    expect(command).toBe("docker top 'x'\\''; rm -rf /;'\\'''");
  });
});
