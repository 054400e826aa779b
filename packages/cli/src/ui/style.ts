import pc from 'picocolors';

export type Tone = 'plain' | 'strong' | 'quiet' | 'good' | 'warn' | 'bad' | 'accent';

/** Colours carry no meaning of their own: every place that uses one also says it in words. */
export interface Style {
  readonly colour: boolean;
  paint(tone: Tone, text: string): string;
}

export function createStyle(colour: boolean): Style {
  const colours = pc.createColors(colour);
  const paints: Readonly<Record<Tone, (text: string) => string>> = {
    plain: (text) => text,
    strong: colours.bold,
    quiet: colours.dim,
    good: colours.green,
    warn: colours.yellow,
    bad: colours.red,
    accent: colours.cyan,
  };
  return { colour, paint: (tone, text) => paints[tone](text) };
}

/** https://no-color.org: NO_COLOR wins; FORCE_COLOR is for those who page through `less -R`. */
export function wantsColour(env: Readonly<Record<string, string | undefined>>, isTTY: boolean): boolean {
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return false;
  if (env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '' && env.FORCE_COLOR !== '0') return true;
  return isTTY && env.TERM !== 'dumb';
}
