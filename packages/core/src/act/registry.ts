/** Every act that is never learned, and the look-up both the learner and the judge use. */
import type { Event, ExecEvent, PrivilegeEvent } from '../event/event.ts';
import { execRules } from './exec-rules.ts';
import { privilegeRules } from './privilege-rules.ts';
import type { Act, ActRule } from './rule.ts';
import { isRuntime, isRuntimeStart } from './runtime.ts';

export const actRules: readonly ActRule[] = [...execRules, ...privilegeRules];

/** The never-learned act an event is, or undefined. */
export function actOf(event: Event): Act | undefined {
  if (event.kind === 'process.exec') return isRuntimeStart(event) ? undefined : first(execRules, event);
  if (event.kind === 'process.privilege' && !isRuntime(event.process, event.at)) return first(privilegeRules, event);
  return undefined;
}

type RuleFor<E> = ActRule & { readonly match: (event: E) => string | undefined };

function first<E extends ExecEvent | PrivilegeEvent>(rules: readonly RuleFor<E>[], event: E): Act | undefined {
  let act: { rule: ActRule; what: string } | undefined;
  const also: string[] = [];
  for (const rule of rules) {
    const what = rule.match(event);
    if (what === undefined) continue;
    if (act === undefined) act = { rule, what };
    else also.push(rule.title);
  }
  return act && { ...act, also };
}
