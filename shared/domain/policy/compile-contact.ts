import type { ContactChannel } from '../../contracts/contact-channel.ts';
import type { FeedName } from '../../contracts/feeds/index.ts';
import type { Label } from '../../contracts/field.ts';
import type { Condition } from '../../contracts/policy/condition.ts';
import type { ContactPolicy, Hold } from '../../contracts/policy/contact.ts';
import type { Programme } from '../../contracts/policy/programme.ts';
import { promiseList } from '../../contracts/policy/promises.ts';
import type { Policy } from '../../contracts/policy.ts';
import { happeningFeeds } from '../facts/happenings.ts';
import type { CompiledCondition } from './conditions.ts';

/** A playbook with everything that its programme says for it filled in. */
export type CompiledPlaybook = {
  name: string;
  label: Label;
  /** Who is meant; undefined where it takes the rest. */
  isMeant: CompiledCondition | undefined;
  channel: ContactChannel;
  skill: string;
  dueInDays: number;
  /** Other days by tier of the policy's first scheme. */
  dueByTier: Readonly<Record<string, number>>;
  script: Label | undefined;
  /** For the channel `message`: the text in the message gateway. */
  template: string | undefined;
  holdOut: Programme['holdOut'];
  /** Place of the hold-out in the policy. */
  holdOutRule: string;
};

/** A hold, ready to be asked. */
export type CompiledHold = {
  hold: Hold;
  /** Its place in the policy. */
  rule: string;
  /** Of a hold by a condition. */
  holds: CompiledCondition | undefined;
};

/** The section `contact`, ready to be asked. */
export type CompiledContact = { rules: ContactPolicy; holds: readonly CompiledHold[] };

type Compile = (condition: Condition) => CompiledCondition;

/** The playbooks of a programme; without any, the programme is its own: a call about churn, a visit to a customer. */
export const compilePlaybooks = (name: string, programme: Programme, compile: Compile): CompiledPlaybook[] => {
  const { label, skill, dueInDays, holdOut, playbooks, kind } = programme;
  const path = `programmes.${name}`;
  if (playbooks.length === 0)
    return [
      {
        ...{ name, label, skill, dueInDays, holdOut, isMeant: undefined, dueByTier: {} },
        ...{ script: undefined, template: undefined, holdOutRule: `${path}.holdOut` },
        channel: kind === 'return-visit' ? 'visit' : 'call',
      },
    ];
  return playbooks.map((one, index) => ({
    name: one.name,
    label: one.label,
    isMeant: one.when && compile(one.when),
    channel: one.channel,
    skill: one.skill ?? skill,
    dueInDays: one.dueInDays ?? dueInDays,
    dueByTier: one.dueByTier,
    script: one.script,
    template: one.template,
    holdOut: one.holdOut ?? holdOut,
    holdOutRule: one.holdOut ? `${path}.playbooks[${index}].holdOut` : `${path}.holdOut`,
  }));
};

/** Prepares the section `contact`; null where the policy has none. */
export const compileContact = ({ contact }: Policy, compile: Compile): CompiledContact | null =>
  contact === undefined
    ? null
    : {
        rules: contact,
        holds: contact.holds.map((hold, index) => ({
          hold,
          rule: `contact.holds[${index}]`,
          holds: hold.when && compile(hold.when),
        })),
      };

/**
 * Feeds whose facts govern contact under a policy, make and keep promises, or tell what agents did: none that no rule asks for
 * is opened.
 */
export const contactFeeds = ({
  contact,
  promises,
  programmes,
  assessment,
  churn,
  former,
}: Pick<Policy, 'contact' | 'promises' | 'programmes' | 'assessment' | 'churn' | 'former'>): FeedName[] => {
  if (promiseList(promises)) return [...happeningFeeds];
  const asksNotices = contact?.holds.some(({ notice }) => notice !== undefined) ?? false;
  const governs = contact !== undefined && (contact.caps.length > 0 || Object.keys(contact.coolDown).length > 0);
  // Kind and cause that agents close with go into the archive; and work that one has begun is not withdrawn.
  const asksOutcomes =
    governs ||
    (churn !== undefined && former !== undefined) ||
    assessment !== undefined ||
    Object.values(programmes).some(({ withdraw }) => withdraw);
  return [
    ...(asksNotices ? ['notices' as const] : []),
    ...(asksOutcomes ? ['outcomes' as const] : []),
    ...(assessment ? ['calls' as const] : []),
  ];
};
