import type { WorkItem } from '../../contracts/items/work.ts';
import {
  type WorkActor,
  type WorkEvent,
  type WorkLifePolicy,
  type WorkState,
  type WorkStep,
  workLife,
} from '../../contracts/work-life.ts';

/** Whether nothing more happens to work in a state. */
export const isOver = (state: WorkState): boolean => 'final' in workLife.states[state];

/** What an event came to. `over`: the work has ended. `impossible`: not from this state. `forbidden`: not by this actor. */
export type Step = { became: WorkState } | { refused: 'over' | 'impossible' | 'forbidden' };

/** The state that an event leads to, by {@link workLife}. */
export const stepOf = (state: WorkState, event: WorkEvent, actor: WorkActor): Step => {
  const may: readonly WorkActor[] = workLife.may[event];
  if (!may.includes(actor)) return { refused: 'forbidden' };
  if (isOver(state)) return { refused: 'over' };
  const on: Partial<Record<WorkEvent, WorkState>> = workLife.states[state].on;
  const became = on[event];
  return became ? { became } : { refused: 'impossible' };
};

/** Steps that an item keeps: the last ones. Nobody calls one customer more often for one piece of work. */
const mostSteps = 20;

/** The item after an event; the same item where the event is refused. */
export const stepped = (item: WorkItem, step: WorkStep, actor: WorkActor): WorkItem => {
  const taken = stepOf(item.state, step.event, actor);
  if ('refused' in taken) return item;
  return { ...item, state: taken.became, steps: [...item.steps, step].slice(-mostSteps) };
};

/** What the sweep does with late work. */
export type LateAction = 'nothing' | 'remind' | 'escalate';

/**
 * What is due for work that an agent holds: a reminder when it falls due, the deputy some hours later. Work of an agent
 * who has left goes on at once: there is nobody to remind.
 *
 * @param now ISO 8601
 * @param hasLeft the newest roster does not know the agent
 */
export const lateAction = (item: WorkItem, now: string, policy: WorkLifePolicy, hasLeft: boolean): LateAction => {
  const late = Date.parse(now) - Date.parse(item.dueAt);
  if (item.status !== 'assigned' || late < 0 || isOver(item.state) || item.state === 'escalated') return 'nothing';
  if (hasLeft) return 'escalate';
  if (item.state !== 'overdue') return 'remind';
  const hours = policy.tiers[item.tier] ?? policy.escalateAfterHours;
  return late >= hours * 3_600_000 ? 'escalate' : 'nothing';
};
