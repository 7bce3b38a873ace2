import { type Label, plainLabel } from '../../contracts/field.ts';
import type { ExplainedScheme } from './explain-scheme.ts';

type Reason = NonNullable<ExplainedScheme['reason']>;

const words: Record<Reason['code'], Label> = {
  earned: { en: 'as the facts give it', zh: '按事实应得' },
  first: { en: 'the first decision, as the facts give it', zh: '首次定级，按事实应得' },
  'black-list': {
    en: 'black list: the list decides, not the facts (which give {earned})',
    zh: '黑名单：由名单决定（按事实应为{earned}）',
  },
  'red-list': { en: 'red list: never demoted (the facts give {earned})', zh: '红名单：不降级（按事实应为{earned}）' },
  event: {
    en: 'something happened that demotes at once (the facts give {earned})',
    zh: '发生即时降级事件（按事实应为{earned}）',
  },
  'event-holds': {
    en: 'no promotion while something that demotes holds (the facts give {earned})',
    zh: '降级事件持续期间不升级（按事实应为{earned}）',
  },
  'demotion-margin': {
    en: 'hysteresis: below the edge of the tier, but not by more than the margin (the facts give {earned})',
    zh: '缓冲：低于门槛但未超出缓冲幅度（按事实应为{earned}）',
  },
  'promotion-margin': {
    en: 'hysteresis: above the edge, but not by the margin that a promotion asks for (the facts give {earned})',
    zh: '缓冲：高于门槛但未达到升级所需幅度（按事实应为{earned}）',
  },
  'minimum-stay': {
    en: 'minimum stay until {until} (the facts give {earned})',
    zh: '最短保留期至{until}（按事实应为{earned}）',
  },
  grace: {
    en: 'grace until {until}: below the edge, demoted then if still so (the facts give {earned})',
    zh: '宽限期至{until}：届时仍低于门槛则降级（按事实应为{earned}）',
  },
  'clean-time': {
    en: 'promotion waits for a clean time until {until} (the facts give {earned})',
    zh: '升级须保持无过失至{until}（按事实应为{earned}）',
  },
  steps: {
    en: 'so many tiers a night and no more (the facts give {earned})',
    zh: '每夜移动级数有限（按事实应为{earned}）',
  },
};

/** Why a tier is held, in words. */
export const tierWords = ({ code, until, earnedLabel }: Reason): Label => {
  const none: Label = { en: 'it begins', zh: '条件成立' };
  const day = until === null ? none : plainLabel(until);
  const filled = (lang: 'en' | 'zh'): string =>
    words[code][lang].replaceAll('{earned}', earnedLabel[lang]).replaceAll('{until}', day[lang]);
  return { en: filled('en'), zh: filled('zh') };
};
