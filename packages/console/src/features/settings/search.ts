/** View state of the settings: which part, and which exceptions. */
import { z } from 'zod';
import { one, text } from '../../lib/search.ts';

export const settingsTabs = ['registries', 'schedules', 'exceptions', 'policies', 'advisories', 'appearance'] as const;
export const exceptionStates = ['active', 'expired', 'revoked'] as const;

export const SettingsSearch = z.object({
  tab: one(z.enum(settingsTabs)),
  state: one(z.enum(exceptionStates)),
  text: text(200),
});
export type SettingsSearch = z.infer<typeof SettingsSearch>;
