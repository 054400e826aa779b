/** The finding's one sentence; what stands between backticks came from the container and is set apart as such. */
import type { ReactNode } from 'react';
import classes from './sentence.module.css';

export function Sentence({ text }: { readonly text: string }): ReactNode {
  return (
    <p className={classes.sentence}>
      {text.split('`').map((part, index) =>
        index % 2 === 0 ? (
          part
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts of one sentence, which does not change
          <code key={index}>{part}</code>
        ),
      )}
    </p>
  );
}
