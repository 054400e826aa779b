/** A text with its line numbers; the line that is wrong is marked and selected. */
import { type ReactNode, useEffect, useId, useRef } from 'react';
import classes from './policy-dialog.module.css';
import { lineRange, type PolicyError } from './policy-error.ts';

interface PolicyTextProps {
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly error: PolicyError | undefined;
}

export function PolicyText({ text, onText, error }: PolicyTextProps): ReactNode {
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const shown = useRef(text);
  shown.current = text;
  const { line, words } = error ?? {};
  useEffect(() => {
    if (line === undefined || words === undefined) return;
    area.current?.focus();
    area.current?.setSelectionRange(...lineRange(shown.current, line));
  }, [line, words]);
  const count = text.split('\n').length;
  return (
    <div className={classes.policy}>
      <label htmlFor={id}>Policy, as YAML</label>
      <div className={classes.text}>
        <ol className={classes.numbers} aria-hidden>
          {Array.from({ length: count }, (_, index) => index + 1).map((number) => (
            <li key={number} data-wrong={number === line || undefined}>
              {number}
            </li>
          ))}
        </ol>
        <textarea
          ref={area}
          id={id}
          value={text}
          rows={Math.max(14, count)}
          wrap="off"
          spellCheck={false}
          maxLength={65_536}
          onChange={(event) => onText(event.target.value)}
          {...(words !== undefined && { 'aria-invalid': true, 'aria-describedby': `${id}-wrong` })}
        />
      </div>
      {words !== undefined && (
        <p id={`${id}-wrong`} role="alert" className={classes.wrong}>
          Line {line}: {words}
        </p>
      )}
    </div>
  );
}
