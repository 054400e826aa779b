/** Above each list: words to search for, what is chosen, saved views, the list as a command. */

import { useLocation, useRouter } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { withoutView, withView } from '../../lib/saved-views.ts';
import { useServices, useStore } from '../../lib/services.tsx';
import { useCopy } from '../../lib/use-copy.ts';
import { Button } from '../button.tsx';
import { ChoiceMenu } from '../choice-menu.tsx';
import { Dialog } from '../dialog.tsx';
import { TextField } from '../field.tsx';
import { Icon } from '../icon.tsx';
import classes from './toolbar.module.css';

export interface ToolbarProps {
  readonly label: string;
  /** What can be written, where that is more than the label says. */
  readonly placeholder?: string;
  readonly text: string | undefined;
  readonly onText: (text: string | undefined) => void;
  /** `12 of 340 findings` */
  readonly shown: ReactNode;
  readonly curl: string;
  /** Left out where the command line has no such list. */
  readonly command?: string;
  readonly children?: ReactNode;
}

export function Toolbar({
  label,
  placeholder = label,
  text,
  onText,
  shown,
  curl,
  command,
  children,
}: ToolbarProps): ReactNode {
  const copy = useCopy();
  return (
    <div className={classes.toolbar}>
      <search>
        <form
          className={classes.search}
          onSubmit={(event) => {
            event.preventDefault();
            onText(String(new FormData(event.currentTarget).get('text') ?? '').trim() || undefined);
          }}
        >
          <Icon name="search" />
          <input
            key={text ?? ''}
            name="text"
            type="search"
            aria-label={label}
            placeholder={placeholder}
            defaultValue={text ?? ''}
            maxLength={200}
            data-search
            onBlur={(event) => onText(event.target.value.trim() || undefined)}
          />
        </form>
      </search>
      {children}
      <span className={classes.shown} role="status">
        {shown}
      </span>
      <SavedViews />
      <ChoiceMenu
        label="Copy this list as"
        choices={[
          {
            label: 'Copy as curl',
            hint: 'With $PLIMSOLL_TOKEN set',
            onChoose: () => copy(curl),
          },
          ...(command === undefined
            ? []
            : [{ label: 'Copy as command', hint: command, onChoose: () => copy(command) }]),
          { label: 'Copy the link', onChoose: () => copy(window.location.href) },
        ]}
      >
        <Button look="bare" icon="copy">
          Copy as
        </Button>
      </ChoiceMenu>
    </div>
  );
}

function SavedViews(): ReactNode {
  const { savedViews } = useServices();
  const router = useRouter();
  const { pathname, searchStr } = useLocation();
  const [naming, setNaming] = useState(false);
  const views = useStore(savedViews);
  const here = views.filter(({ path }) => path === pathname);
  const current = here.find(({ search }) => search === searchStr);
  return (
    <>
      <ChoiceMenu
        label="Saved views"
        choices={[
          ...here.map((view) => ({
            label: view.name,
            chosen: view === current,
            onChoose: () => router.history.push(view.path + view.search),
          })),
          current === undefined
            ? { label: 'Save this view …', icon: <Icon name="plus" />, onChoose: () => setNaming(true) }
            : {
                label: `Forget “${current.name}”`,
                icon: <Icon name="close" />,
                onChoose: () => savedViews.set(withoutView(views, current)),
              },
        ]}
      >
        <Button look="bare" icon="bookmark">
          {current?.name ?? 'Views'}
        </Button>
      </ChoiceMenu>
      {naming && (
        <Dialog title="Save this view" onClose={() => setNaming(false)}>
          <form
            className={classes.naming}
            onSubmit={(event) => {
              event.preventDefault();
              const name = String(new FormData(event.currentTarget).get('name')).trim();
              savedViews.set(withView(views, { name, path: pathname, search: searchStr }));
              setNaming(false);
            }}
          >
            <TextField
              label="Name"
              name="name"
              required
              maxLength={80}
              pattern=".*\S.*"
              hint="Kept in this browser. To share it, copy the link."
            />
            <div>
              <Button type="submit" look="main">
                Save
              </Button>
            </div>
          </form>
        </Dialog>
      )}
    </>
  );
}
