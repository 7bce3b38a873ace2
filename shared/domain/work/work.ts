import type { ProfileField } from '../../contracts/feeds/customers.ts';
import type { Label } from '../../contracts/field.ts';
import type { Decision } from '../../contracts/items/decision.ts';
import type { TalkingPoint, WorkRequested } from '../../contracts/messages/work-requested.ts';
import { churnTold } from '../churn/churn-told.ts';
import { ungraded } from '../decide/run-counts.ts';
import { wordAt } from '../decide/shard-table.ts';
import type { ShardFacts } from '../facts/facts.ts';
import { maskName, maskPhone } from '../mask.ts';
import { dueAt, type Night } from '../night.ts';
import { type CompiledPolicy, type CompiledProgramme, playbookOf } from '../policy/compile-policy.ts';
import type { Candidate } from './candidate.ts';
import { contactBetweenOn, contactHours } from './govern/contact-hours.ts';
import { outlineOf } from './outline.ts';
import { filledScript } from './script-text.ts';

/** The black list is behind everybody: below any points of a scorecard. */
const behindEverybody = -1_000_000;

/** A candidate of a row that is to be queued. */
export type Queued = { row: number } & Pick<
  Extract<Candidate, { became: 'queued' }>,
  'programme' | 'playbook' | 'workId' | 'lastDay' | 'dueAt' | 'notes'
> & {
    /** The run, where an earlier night withdrew the same work. */
    again?: string;
    /** Work that earlier nights asked for about the customer, the oldest first. */
    earlierWorkIds: readonly string[];
  };

/**
 * The message that asks for work.
 *
 * @param decision the customer's decision of tonight
 * @param offers what may be offered to the customer
 * @param promises what the customer was promised and still waits for: lines of a visit's outline
 */
export const workOf = (
  compiled: CompiledPolicy,
  { row, programme, playbook, workId, lastDay, dueAt: promisedBy, notes, again, earlierWorkIds }: Queued,
  decision: Decision,
  { profileText, profileWord, profileHas }: Pick<ShardFacts, 'profileText' | 'profileWord' | 'profileHas'>,
  night: Night,
  offers: readonly TalkingPoint[] = [],
  promises: readonly Label[] = [],
): WorkRequested => {
  const { name, rules, priority, visit } = compiled.programmes.find(
    ({ name: one }) => one === programme,
  ) as CompiledProgramme;
  const how = playbookOf(compiled, { programme, playbook });
  const { tier, label } = tierOfWork(compiled, decision);
  const leadTier = decision.tiers[compiled.schemes[0]?.name ?? ''] ?? '';
  const hours = compiled.contact && contactHours(compiled.contact.rules, decision.region, night.timeZone);
  const churn = decision.churn && compiled.policy.churn && churnTold(decision.churn, compiled.policy.churn);
  const messageLanguage = compiled.contact?.rules.language ?? 'zh';
  const language = profileText('language', row);
  const { visits } = compiled;
  const knows = (field: ProfileField) => profileHas(field)[row] === 1;
  const outline =
    visits && outlineOf(visits.rules, { programme: name, hasCadence: visit !== null, knows, offers, promises });
  const [customersName, phone] = [profileText('name', row), profileText('phone', row)];
  const channels = how.template === undefined ? null : profileText('channels', row);
  return {
    version: 1,
    workId,
    kind: rules.kind,
    programme: name,
    runId: night.runId,
    customerId: decision.customerId,
    maskedName: customersName ? maskName(customersName) : null,
    maskedPhone: phone ? maskPhone(phone) : null,
    region: decision.region,
    tier,
    managerId: profileText('managerId', row),
    ...(language !== null && { language }),
    ...(earlierWorkIds.length > 0 && { earlierWorkIds: [...earlierWorkIds] }),
    skill: how.skill,
    priority:
      wordAt(profileWord('list'), row) === 'black' ? behindEverybody : (decision.scores[priority.name] as number),
    labels: { programme: rules.label, tier: label },
    playbook,
    channel: how.channel,
    ...(how.script && {
      script: filledScript(how.script, {
        ...{ programme: rules.label, tier: label, reason: decision.reasons[0]?.label },
        ...{ churnReason: churn?.reason?.reason, offer: offers[0]?.label, say: offers[0]?.say },
        region: decision.region === null ? undefined : { en: decision.region, zh: decision.region },
      }),
    }),
    ...(how.template !== undefined && {
      message: {
        template: how.template,
        language: messageLanguage,
        ...(channels && { channels: channels.split(';') }),
      },
    }),
    ...(hours && { contactBetween: contactBetweenOn(night.today, hours), contactHours: hours }),
    ...(notes.length > 0 && { notes: [...notes] }),
    reasons: decision.reasons,
    ...(offers.length > 0 && { offers: [...offers] }),
    ...(churn && { churn }),
    ...(outline && { outline }),
    ...(again !== undefined && { again }),
    day: night.today,
    dueAt:
      promisedBy ??
      dueAt(night, how.dueByTier[leadTier] ?? how.dueInDays, {
        calendar: visits?.rules.dueDays === 'working' ? visits.calendar : undefined,
        lastDay,
      }),
  };
};

/** The tier that an agent reads: of the first scheme that grades the customer. */
const tierOfWork = ({ schemes }: CompiledPolicy, { tiers }: Decision): { tier: string; label: Label } => {
  for (const { name, scheme } of schemes) {
    const found = scheme.tiers.find((tier) => tier.name === tiers[name]);
    if (found) return { tier: found.name, label: found.label };
  }
  return { tier: ungraded, label: { en: 'Not graded', zh: '不参评' } };
};
