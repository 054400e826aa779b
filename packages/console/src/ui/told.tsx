/** A sentence of the server; what stands between backticks came from the container and is set apart as such. */
import type { ReactNode } from 'react';
import classes from './told.module.css';

export function Told({ text }: { readonly text: string }): ReactNode {
  return text.split('`').map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts of one sentence, which does not change
      <code key={index} className={classes.name}>
        {part}
      </code>
    ),
  );
}
