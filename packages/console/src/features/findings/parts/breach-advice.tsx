/** What to do about an image that breaks a rule: three ways out, the one that mends it first. */
import type { ImageBreach } from '@plimsoll/api';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Panel } from '../../../ui/panel.tsx';
import classes from './what-to-do.module.css';

export function BreachAdvice({ finding: { image, policy } }: { readonly finding: ImageBreach }): ReactNode {
  return (
    <Panel title="What to do">
      <ol className={classes.steps}>
        <li>
          <p>
            Open what breaks it above: each says its remedy. Build the image anew and start it; once nothing that runs
            breaks the rule, this finding resolves by itself.
          </p>
        </li>
        <li>
          <p>
            Is it known and carried? Open it in{' '}
            <Link to="/images/$image" params={{ image: image.id }}>
              its image
            </Link>{' '}
            and accept it for a time. It then breaks no rule until that time is over.
          </p>
        </li>
        <li>
          <p>
            Is the rule wrong? Change{' '}
            <Link to="/settings" search={{ tab: 'policies' }}>
              {policy.name}
            </Link>
            .
          </p>
        </li>
      </ol>
    </Panel>
  );
}
