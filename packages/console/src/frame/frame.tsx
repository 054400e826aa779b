/** What surrounds every page: menu, global bar, the page itself. Only rooms that exist are in the menu. */
import { Outlet } from '@tanstack/react-router';
import { type ReactNode, useEffect, useState } from 'react';
import { useServices } from '../lib/services.tsx';
import { BlindBanner } from './blind-banner.tsx';
import classes from './frame.module.css';
import { type Asking, FrameActions } from './frame-actions.tsx';
import { FrameKeys } from './frame-keys.tsx';
import { GlobalBar } from './global-bar.tsx';
import { KeyHelp } from './key-help.tsx';
import { Notice } from './notice.tsx';
import { Palette } from './palette.tsx';
import { Rail } from './rail.tsx';

export function Frame(): ReactNode {
  const { live } = useServices();
  const [asking, setAsking] = useState<Asking>();
  useEffect(() => live.start(), [live]);
  return (
    <FrameActions value={setAsking}>
      <a className={classes.skip} href="#main">
        Skip to the page
      </a>
      <div className={classes.frame}>
        <Rail />
        <div className={classes.body}>
          <GlobalBar />
          <BlindBanner />
          <main id="main" className={classes.main} tabIndex={-1}>
            <Outlet />
          </main>
        </div>
      </div>
      <FrameKeys />
      <Notice />
      {asking === 'keys' && <KeyHelp onClose={() => setAsking(undefined)} />}
      {(asking === 'palette' || asking === 'scope') && (
        <Palette scopeOnly={asking === 'scope'} onClose={() => setAsking(undefined)} />
      )}
    </FrameActions>
  );
}
