import { type Label, plainLabel } from '../../contracts/field.ts';
import type { Condition } from '../../contracts/policy/condition.ts';
import type { Policy } from '../../contracts/policy.ts';
import { metaOf } from './explain-card.ts';
import { writtenValue } from './written-value.ts';

type Named = { name: string; label: Label };

const label = (en: string, zh: string): Label => ({ en, zh });

/** One or several parts as one text; of several, each in brackets that itself has several. */
const joined = (parts: readonly Label[], word: Label): Label => ({
  en: parts.map(({ en }) => en).join(word.en),
  zh: parts.map(({ zh }) => zh).join(word.zh),
});

const listed = (names: readonly string[], from: readonly Named[]): Label =>
  joined(
    names.map((name) => from.find((one) => one.name === name)?.label ?? plainLabel(name)),
    label(' or ', '或'),
  );

const bounds = (feature: string, { from, below, is, missing }: Condition, currency: string): Label => {
  const meta = metaOf(feature);
  const { en, zh } = meta.label;
  if (is) return label(`${en} is ${is.join(' or ')}`, `${zh}为${is.join('或')}`);
  if (missing !== undefined)
    return missing ? label(`${en} is not known`, `${zh}未知`) : label(`${en} is known`, `${zh}已知`);
  if (meta.unit === 'yes or no' && below === undefined) return label(en, zh);
  const [low, high] = [from, below].map((bound) => bound !== undefined && writtenValue(bound, meta.unit, currency));
  if (low && high) return label(`${en} from ${low.en} to below ${high.en}`, `${zh}在${low.zh}至${high.zh}之间`);
  return low
    ? label(`${en} from ${low.en} on`, `${zh}≥${low.zh}`)
    : label(`${en} below ${high ? high.en : ''}`, `${zh}<${high ? high.zh : ''}`);
};

/** A condition as a person reads it, by the labels of its policy. */
export const conditionWords = (given: Condition, policy: Policy): Label => {
  const part = (one: Condition): Label => {
    const words = conditionWords(one, policy);
    return one.all || one.any ? label(`(${words.en})`, `（${words.zh}）`) : words;
  };
  if (given.all) return joined(given.all.map(part), label(' and ', '且'));
  if (given.any) return joined(given.any.map(part), label(' or ', '或'));
  if (given.not) {
    const words = part(given.not);
    return label(`not ${words.en}`, `非${words.zh}`);
  }
  if (given.feature !== undefined) return bounds(given.feature, given, policy.currency);
  const named = (record: Readonly<Record<string, Label>> = {}): Named[] =>
    Object.entries(record).map(([name, words]) => ({ name, label: words }));
  const says = (what: Label, value: Label): Label => label(`${what.en} is ${value.en}`, `${what.zh}为${value.zh}`);
  if (given.band) return says(label('risk', '风险'), listed(given.band, policy.risk.bands));
  if (given.tier) {
    const scheme = policy.schemes[given.scheme ?? Object.keys(policy.schemes)[0] ?? ''];
    return says(scheme?.label ?? label('tier', '等级'), listed(given.tier, scheme?.tiers ?? []));
  }
  if (given.stage) return says(label('stage', '阶段'), listed(given.stage, named(policy.lifecycle.stages)));
  const key = policy.keyCustomers;
  if (given.keyCustomer !== undefined)
    return given.keyCustomer ? key.label : label(`not ${key.label.en}`, `非${key.label.zh}`);
  if (given.keyKinds) return says(key.label, listed(given.keyKinds, key.kinds));
  if (given.specialGrade !== undefined) {
    const special = key.special?.label ?? label('special grade', '特级');
    return given.specialGrade ? special : label(`not ${special.en}`, `非${special.zh}`);
  }
  const watch = Object.entries(policy.watchLists).map(([name, list]) => ({ name, label: list.label }));
  if (given.watch) return says(label('watch list', '关注名单'), listed(given.watch, watch));
  if (given.list) return says(label('list', '名单'), listed(given.list, lists));
  if (given.segment) return says(label('segment', '客户群'), listed(given.segment, []));
  const { churn, segments } = policy;
  if (given.behaviour)
    return says(label('behaviour segment', '行为细分'), listed(given.behaviour, named(segments?.names)));
  if (given.conduct) return says(label('conduct', '行为特征'), listed(given.conduct, churn?.conduct ?? []));
  if (given.churnKind) return says(label('kind of churn', '离网类型'), listed(given.churnKind, named(churn?.kinds)));
  if (given.churnCause)
    return says(label('cause of churn', '离网原因类别'), listed(given.churnCause, named(churn?.causes)));
  if (given.track) return says(label('track', '挽留方式'), listed(given.track, churn?.tracks ?? []));
  if (given.former) return formerWords(given.former, policy);
  // A member that these words do not know yet is shown as it is written.
  return plainLabel(JSON.stringify(given));
};

const formerWords = (
  { daysFrom, daysBelow, tier, kind, cause, chargeFrom, back }: NonNullable<Condition['former']>,
  { churn, former, schemes, currency }: Policy,
): Label => {
  const scheme = schemes[former?.scheme ?? Object.keys(schemes)[0] ?? ''];
  const named = (record: Readonly<Record<string, Label>> = {}): Named[] =>
    Object.entries(record).map(([name, words]) => ({ name, label: words }));
  const charge = chargeFrom === undefined ? undefined : writtenValue(chargeFrom, 'currency', currency);
  const parts = [
    label('former customer', '已离网客户'),
    daysFrom === undefined ? undefined : label(`gone for ${daysFrom} days or more`, `离网满 ${daysFrom} 天`),
    daysBelow === undefined ? undefined : label(`gone for less than ${daysBelow} days`, `离网不足 ${daysBelow} 天`),
    tier && listed(tier, scheme?.tiers ?? []),
    kind && listed(kind, named(churn?.kinds)),
    cause && listed(cause, named(churn?.causes)),
    charge && label(`charge from ${charge.en} on`, `月消费≥${charge.zh}`),
    back === undefined ? undefined : back ? label('has come back', '已回归') : label('has not come back', '未回归'),
  ];
  return joined(
    parts.filter((part) => part !== undefined),
    label(', ', '，'),
  );
};

const lists: readonly Named[] = [
  { name: 'red', label: label('red', '红名单') },
  { name: 'black', label: label('black', '黑名单') },
];
